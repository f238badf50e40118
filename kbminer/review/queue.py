"""The queue: every suggestion as one row, and what a filter leaves of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from kbminer.decisions.applied import AWAY
from kbminer.records import Action, Case, CaseState, Draft, Queue, Suggestion, queue_of
from kbminer.records.suggestion import QUEUES

Tab = Literal["open", "mine", "unassigned", "decided"]
TABS: tuple[Tab, ...] = ("open", "mine", "unassigned", "decided")
PAGE_ROWS = 50
"""As many as an editor gets through in a sitting; a page of them is some 60 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One suggestion as the queue shows it.

    ``kind`` tells whether an answer is known (approve it) or somebody has to find one out. ``proposes`` tells
    that new evidence changes an article that a person has written or accepted, ``pending`` that it was
    edited since it was accepted.
    """

    rank: int
    group: str
    title: str
    action: Action
    kind: Queue
    score: float
    why: tuple[str, ...]
    threads: int
    language: str | None = None
    categories: tuple[str, ...] = ()
    confidence: str | None = None
    state: CaseState = "open"
    assignee: str | None = None
    owner: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    returned: bool = False
    new_threads: int = 0
    edited: bool = False
    proposes: bool = False
    pending: bool = False
    sought: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: both queues apart, each in the order of value."""
        return QUEUES.index(self.kind), self.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What an editor asks the queue for; empty fields ask for nothing."""

    tab: Tab = "open"
    kind: str = ""
    action: str = ""
    language: str = ""
    category: str = ""
    state: str = ""
    confidence: str = ""
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The rows of one page, and counts: of the whole filter, of each tab, and of both kinds in this tab."""

    rows: tuple[Row, ...]
    found: int
    page: int
    pages: int
    tabs: Mapping[str, int]
    kinds: Mapping[str, int]
    choices: Mapping[str, Sequence[str]]


def row_of(
    suggestion: Suggestion,
    rank: int,
    *,
    draft: Draft | None,
    language: str | None,
    categories: tuple[str, ...],
) -> Row:
    """Write a suggestion as a row that nobody has decided about."""
    group = suggestion.group
    return Row(
        rank=rank,
        group=group.id,
        title=group.title,
        action=suggestion.action,
        kind=queue_of(suggestion, draft),
        score=suggestion.score,
        why=tuple(reason.words for reason in suggestion.reasons),
        threads=len(group.members),
        language=draft.language if draft else language,
        categories=categories,
        confidence=draft.confidence if draft else None,
        sought=" ".join((group.title, *group.terms, group.id)).casefold(),
    )


def with_case(row: Row, case: Case, *, proposes: bool) -> Row:
    """Bring what people decided into a row."""
    verdict = case.verdict
    if verdict is None:
        return replace(row, state=case.state)
    title = verdict.title or row.title
    settled = verdict.settled
    return replace(
        row,
        title=title,
        state=case.state,
        assignee=verdict.assignee,
        owner=verdict.owner,
        decided_by=settled.by if settled else None,
        reason=settled.reason if settled else None,
        returned=case.returned,
        new_threads=len(case.new_threads) if settled else 0,
        edited=verdict.text is not None,
        proposes=proposes,
        pending=verdict.is_pending,
        confidence="Validated" if case.state == "accepted" else row.confidence,
        sought=f"{title.casefold()} {row.sought}",
    )


class Shelves:
    """The rows of a queue by tab, so that no page has to go through all of them.

    Parameters
    ----------
    rows : sequence of Row
        In the order of their places.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows: dict[str, list[Row]] = {"open": [], "unassigned": [], "decided": []}
        self._of: dict[str, list[Row]] = {}
        for row in rows:
            if is_decided(row):
                self._rows["decided"].append(row)
                continue
            self._rows["open"].append(row)
            mine = self._rows["unassigned"] if row.assignee is None else self._of.setdefault(row.assignee, [])
            mine.append(row)

    def of(self, tab: Tab, editor: str) -> Sequence[Row]:
        """Return the rows of a tab, as one editor sees it."""
        return self._of.get(editor, []) if tab == "mine" else self._rows[tab]


def select(shelves: Shelves, wanted: Filter, editor: str, choices: Mapping[str, Sequence[str]]) -> QueuePage:
    """Return one page of what ``wanted`` asks for: both queues apart, each in the order of value."""
    passed = matching(shelves, replace(wanted, kind=""), editor)
    answered = sum(row.kind == "answered" for row in passed)
    found = [row for row in passed if not wanted.kind or row.kind == wanted.kind]
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(max(1, wanted.page), pages)
    return QueuePage(
        rows=tuple(found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]),
        found=len(found),
        page=page,
        pages=pages,
        tabs={tab: len(shelves.of(tab, editor)) for tab in TABS},
        kinds={"answered": answered, "undocumented": len(passed) - answered},
        choices=choices,
    )


def matching(shelves: Shelves, wanted: Filter, editor: str) -> Sequence[Row]:
    """Return everything that a filter leaves, on whatever page: what a bulk action is taken on."""
    rows = shelves.of(wanted.tab, editor)
    if wanted == Filter(tab=wanted.tab, page=wanted.page):
        return rows
    return list(_passing(rows, wanted))


def neighbours(
    shelves: Shelves, wanted: Filter, editor: str, place: tuple[int, int]
) -> tuple[Row | None, Row | None]:
    """Return the rows before and after a place in the filtered queue; after the last one its first."""
    rows = shelves.of(wanted.tab, editor)
    at = bisect_left(rows, place, key=lambda row: row.place)
    behind = rows[at + 1 :] if at < len(rows) and rows[at].place == place else rows[at:]
    before = next(_passing(reversed(rows[:at]), wanted), None)
    after = next(_passing(behind, wanted), None)
    return before, after or next(_passing(rows[:at], wanted), None)


def _passing(rows: Iterable[Row], wanted: Filter) -> Iterator[Row]:
    words = wanted.words.casefold().split()
    return (row for row in rows if _passes(row, wanted) and all(word in row.sought for word in words))


def is_decided(row: Row) -> bool:
    """Whether a row waits for nobody: what new evidence would change waits again."""
    return row.state in AWAY or (row.state == "accepted" and not row.proposes and not row.pending)


def _passes(row: Row, wanted: Filter) -> bool:
    asked = (
        (wanted.action, row.action),
        (wanted.language, row.language),
        (wanted.state, row.state),
        (wanted.confidence, row.confidence),
        (wanted.kind, row.kind),
    )
    in_category = not wanted.category or wanted.category in row.categories
    return in_category and all(not value or value == own for value, own in asked)


def choices_of(rows: Iterable[Row]) -> dict[str, list[str]]:
    """List what can be chosen in each filter, the most frequent first."""
    counted: dict[str, Counter[str]] = {
        name: Counter() for name in ("action", "language", "category", "confidence")
    }
    for row in rows:
        counted["action"][row.action] += 1
        if row.language:
            counted["language"][row.language] += 1
        if row.confidence:
            counted["confidence"][row.confidence] += 1
        counted["category"].update(row.categories)
    found = {name: [value for value, _ in counts.most_common(40)] for name, counts in counted.items()}
    return {**found, "state": list(get_args(CaseState))}
