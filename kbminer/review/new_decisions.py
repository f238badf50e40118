"""What an editor does, as a decision on the evidence as it stands; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from kbminer.decisions import verdicts_of
from kbminer.errors import SettingsError
from kbminer.records import Decision, DecisionKind
from kbminer.review.article_text import ArticleText
from kbminer.review.snapshot import Snapshot

LONGEST_TEXT = 400_000
"""Characters of an article; the longest draft of 19,000 threads has 30,000."""


def new_decision(now: Snapshot, kind: DecisionKind, group: str, editor: str, **more: object) -> Decision:
    """Make a decision about a suggestion, with the threads that it had.

    Raises
    ------
    SettingsError
        There is no such suggestion.
    """
    suggestion = now.run.suggestions.get(group)
    known = suggestion.group.members if suggestion else _members(now, group)
    if known is None:
        raise SettingsError(f"There is no suggestion {group} in the latest run; open the queue again.")
    values = {"members": known, **more}
    return Decision(
        kind=kind,
        group=group,
        by=editor,
        at=datetime.now(UTC),
        run=now.run.number,
        **values,  # type: ignore[arg-type]
    )


def edited(
    now: Snapshot,
    group: str,
    editor: str,
    article: ArticleText,
    *,
    base: int,
    concerns: tuple[int, ...] = (),
    against: ArticleText | None = None,
) -> Decision:
    """Make an edit: a text based on a version, with the draft that it takes into account.

    ``against`` is the draft that it takes into account from now on; else that of the version before, or the
    run's.
    """
    verdict = now.cases.of(group).verdict
    written = verdict.written if verdict else None
    source = against or now.run.text(group)
    numbered = source.numbered_as(article.cited) if source else None
    before = written.draft if written and written.draft and not against else None
    return new_decision(
        now,
        "edit",
        group,
        editor,
        text=article.text[:LONGEST_TEXT],
        cited=article.cited,
        draft=before or (numbered.text if numbered else None),
        base=base,
        concerns=concerns,
    )


def last_action(now: Snapshot, editor: str, since: int = 0) -> tuple[str, tuple[int, ...]] | None:
    """Find what an editor decided last and has not taken back: a suggestion and its decisions.

    Many that were decided at once are one action.
    """
    own = [d for d in now.decisions if d.by == editor and d.number > since]
    taken_back = {number for d in own if d.kind == "undo" for number in d.concerns}
    left = [d for d in own if d.kind not in ("undo", "set aside") and d.number not in taken_back]
    if not left:
        return None
    last = left[-1]
    return last.group, _together(last, left) if last.batch is not None else (last.number,)


def _together(last: Decision, others: Iterable[Decision]) -> tuple[int, ...]:
    """The numbers of those that were decided at once with one."""
    return tuple(d.number for d in others if d.batch == last.batch)


def _members(now: Snapshot, group: str) -> tuple[str, ...] | None:
    """The threads of a group that is no suggestion any more, as its last decision knew them."""
    verdict = verdicts_of(now.decisions_on(group)).get(group)
    return verdict.members if verdict else None
