"""What people decide about suggestions: records that are only ever added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

DecisionKind = Literal[
    "accept",
    "reject",
    "snooze",
    "archive",
    "reopen",
    "merge",
    "split",
    "move",
    "rename",
    "edit",
    "set aside",
    "assign",
    "own",
    "answer",
    "undo",
]
RejectReason = Literal["irrelevant", "wrong", "duplicate", "private", "not a question", "other"]
CaseState = Literal["open", "accepted", "rejected", "snoozed", "merged", "archived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One word of a person about one suggestion, and the evidence it was given on; it never changes.

    ``by`` is who said it and ``at`` when; ``number`` is its place among all decisions, given by the store.
    ``group`` is the suggestion, ``run`` the run whose result was looked at, ``members`` the threads that it
    had then. Which other fields count depends on ``kind``:

    accept
        ``text`` is the accepted article, ``draft`` the draft that it came from, both in Markdown, and
        ``cited`` the posts that their marks ``[^1]``, ``[^2]`` … stand for, each as its thread's key and its
        id with a space between.
    reject
        ``reason``, and a ``note`` where one was given.
    snooze
        ``until`` a day, or until ``grown_by`` threads more ask the same; the earlier of the two.
    merge
        into the group ``target``, whose members then were ``threads``.
    split
        ``threads`` leave the group for one of their own.
    move
        those of ``threads`` that are members leave for the group ``target``; the others are threads of it.
    rename
        ``title``.
    edit
        ``text`` replaces version ``base``, with ``draft`` and ``cited`` as above; texts that had been set
        aside and are in it now are named in ``concerns``.
    set aside
        ``text`` was written on version ``base``, which was not the newest any more: it waits to be merged.
    assign, own
        ``person`` takes the suggestion, or owns its article, to be read again every ``review_days``.
    answer
        ``text`` answers the question ``note`` that the draft leaves open; with ``person`` alone it is put to
        that person.
    undo
        takes back the decisions named in ``concerns``.

    Decisions taken together on many suggestions share a ``batch``.
    """

    kind: DecisionKind
    group: str
    by: str
    at: datetime
    number: int = 0
    run: int = 0
    members: tuple[str, ...] = ()
    reason: RejectReason | None = None
    note: str = ""
    until: date | None = None
    grown_by: int | None = None
    target: str | None = None
    threads: tuple[str, ...] = ()
    title: str | None = None
    text: str | None = None
    draft: str | None = None
    cited: tuple[str, ...] = ()
    base: int = 0
    person: str | None = None
    review_days: int | None = None
    concerns: tuple[int, ...] = ()
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What people's decisions about one suggestion come to, whatever the latest run found.

    ``settled`` is the decision that gave its ``state``, ``written`` the one that holds its newest text (whose
    number is the text's version), ``aside`` the texts that wait to be merged, ``answers`` those to the
    questions that the draft leaves open. ``members`` are the threads on which the newest decision was taken.
    """

    group: str
    members: tuple[str, ...] = ()
    state: CaseState = "open"
    settled: Decision | None = None
    title: str | None = None
    written: Decision | None = None
    aside: tuple[Decision, ...] = ()
    assignee: str | None = None
    owner: str | None = None
    review_days: int | None = None
    answers: tuple[Decision, ...] = ()
    history: tuple[Decision, ...] = ()

    @property
    def text(self) -> str | None:
        """The article as a person last wrote or accepted it."""
        return self.written.text if self.written else None

    @property
    def is_pending(self) -> bool:
        """Whether the article was edited since it was accepted: what was accepted holds until then."""
        accepted = self.settled if self.state == "accepted" else None
        return accepted is not None and self.written is not accepted and self.text != accepted.text

    @property
    def version(self) -> int:
        """The number of the decision that holds the text; 0 where nobody wrote one."""
        return self.written.number if self.written else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One group of the latest run with what people decided of it, and what has come since.

    ``new_threads`` ask the same and came after the decision; ``returned`` tells that a rejected or snoozed
    suggestion is open again because of them, or of the day. ``others`` are verdicts on groups that have
    become part of this one.
    """

    group: str
    state: CaseState = "open"
    verdict: Verdict | None = None
    new_threads: tuple[str, ...] = ()
    returned: bool = False
    others: tuple[Verdict, ...] = ()
