"""The queue in a notebook: a table that shows itself, and takes decisions one call at a time."""

from __future__ import annotations

import getpass
import html
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from kbminer.decisions import cases_of
from kbminer.decisions.applied import AWAY
from kbminer.errors import SettingsError
from kbminer.pipeline.frames import frame_of
from kbminer.publish.draft_markdown import render_body
from kbminer.records import Case, Decision, DecisionKind, RejectReason, RunResult, Suggestion
from kbminer.store import Store

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One suggestion with where it stands."""

    rank: int
    suggestion: Suggestion
    case: Case

    @property
    def title(self) -> str:
        """The title that a person set, else the suggestion's."""
        return (self.case.verdict.title if self.case.verdict else None) or self.suggestion.group.title

    @property
    def why(self) -> str:
        """What its rank rests on."""
        return "; ".join(reason.words for reason in self.suggestion.reasons)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide it."""
        return self.case.state not in AWAY and self.case.state != "accepted"


class Review:
    """The suggestions of a run with what people decided, as the desk has them: :meth:`KnowledgeBase.review`.

    Parameters
    ----------
    store : Store
        Where decisions are kept.
    found : RunResult
        What the run found, without anything private.
    by : str, optional
        The name beside each decision; by default the one of the computer's user.
    """

    def __init__(self, store: Store, found: RunResult, by: str | None = None) -> None:
        self._store = store
        self._found = found
        self.by = by or _user()
        self._said: list[int] = []

    @property
    def rows(self) -> tuple[ReviewRow, ...]:
        """Every suggestion in the order of value, with all that was decided until now."""
        today = datetime.now(UTC).date()
        cases = cases_of(self._store.decisions(), self._found.grouping.groups, today=today)
        return tuple(
            ReviewRow(rank=rank, suggestion=each, case=cases.of(each.group.id))
            for rank, each in enumerate(self._found.ranked, start=1)
        )

    def accept(self, which: int | str) -> Review:
        """Accept a suggestion's article as it stands, by its rank or its group's id.

        Raises
        ------
        SettingsError
            There is no such suggestion, or it has no draft.
        """
        row = self._row(which)
        written = row.case.verdict.written if row.case.verdict else None
        draft = self._found.draft_of(row.suggestion)
        if written is not None:
            return self._decide("accept", row, text=written.text, cited=written.cited, draft=written.draft)
        if draft is None:
            raise SettingsError(f"Suggestion {row.rank} has no draft to accept; write one at the desk.")
        body = render_body(draft)
        cited = tuple(f"{citation.thread} {citation.post}" for citation in body.cited)
        return self._decide("accept", row, text=str(body.text), cited=cited, draft=str(body.text))

    def reject(self, which: int | str, reason: RejectReason = "irrelevant", note: str = "") -> Review:
        """Turn a suggestion down; it stays away until its evidence has grown."""
        return self._decide("reject", self._row(which), reason=reason, note=note)

    def snooze(self, which: int | str, *, until: date | None = None, grown_by: int | None = None) -> Review:
        """Put a suggestion aside until a day, or until so many more threads ask; the earlier of the two."""
        if until is None and grown_by is None:
            raise SettingsError("To snooze it, give a day (until) or how many threads must come (grown_by).")
        return self._decide("snooze", self._row(which), until=until, grown_by=grown_by)

    def rename(self, which: int | str, title: str) -> Review:
        """Give a suggestion and its article a title."""
        return self._decide("rename", self._row(which), title=title)

    def assign(self, which: int | str, person: str | None = None) -> Review:
        """Hand a suggestion to somebody; by default to whoever sits here."""
        return self._decide("assign", self._row(which), person=person or self.by)

    def merge(self, which: int | str, into: int | str) -> Review:
        """Make two suggestions one in every later run."""
        target = self._row(into).suggestion.group
        return self._decide("merge", self._row(which), target=target.id, threads=target.members)

    def split(self, which: int | str, threads: tuple[str, ...]) -> Review:
        """Part threads, by their keys, from a suggestion in every later run."""
        return self._decide("split", self._row(which), threads=tuple(threads))

    def undo(self) -> Review:
        """Take back the last decision of this table; again, the one before."""
        if not self._said:
            raise SettingsError("Nothing was decided in this table that could be taken back.")
        number = self._said.pop()
        group = next(d.group for d in self._store.decisions(after=number - 1))
        self._store.decide(
            Decision(kind="undo", group=group, by=self.by, at=datetime.now(UTC), concerns=(number,))
        )
        return self

    def to_frame(self) -> pd.DataFrame:
        """Give the queue as a pandas frame, a row each.

        Raises
        ------
        MissingExtra
            pandas is not installed.
        """
        return frame_of(_cells(row) for row in self.rows)

    def __len__(self) -> int:
        return len(self._found.ranked)

    def __repr__(self) -> str:
        return "\n".join(
            f"{r.rank:>3}  {r.case.state:<9} {r.suggestion.action:<8}  {r.title}" for r in self.rows
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in ("", "state", "action", "question", "why", "group"))
        body = "".join(
            f"<tr><td>{row.rank}</td><td>{'<b>open</b>' if row.is_open else row.case.state}</td>"
            f"<td>{row.suggestion.action}</td><td style='text-align:left'>{html.escape(row.title)}</td>"
            f"<td style='text-align:left'>{html.escape(row.why)}</td>"
            f"<td><code>{html.escape(row.suggestion.group.id)}</code></td></tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _row(self, which: int | str) -> ReviewRow:
        for row in self.rows:
            if which in (row.rank, row.suggestion.group.id):
                return row
        raise SettingsError(f"There is no suggestion {which!r}; give a rank or a group's id of this table.")

    def _decide(self, kind: DecisionKind, row: ReviewRow, **more: Any) -> Review:
        group = row.suggestion.group
        kept = self._store.decide(
            Decision(
                kind=kind, group=group.id, by=self.by, at=datetime.now(UTC), members=group.members, **more
            )
        )
        if kept is not None:
            self._said.append(kept.number)
        return self


def _cells(row: ReviewRow) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "state": row.case.state,
        "action": row.suggestion.action,
        "title": row.title,
        "threads": len(row.suggestion.group.members),
        "score": row.suggestion.score,
        "group": row.suggestion.group.id,
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return "editor"
