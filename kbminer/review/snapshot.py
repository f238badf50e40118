"""What the desk knows at one moment: the latest run, and all that was decided, ready to be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from kbminer.decisions import Cases, DecisionLog
from kbminer.decisions.cases import Homes, cases_after, cases_among
from kbminer.decisions.decision_log import touched_by
from kbminer.pipeline.latest import load_askers, load_record, load_released
from kbminer.publish.map_picture import MapPicture, map_picture
from kbminer.records import Coverage, Decision, Draft, Resolution, RunResult, Suggestion, ThreadSummary
from kbminer.records.by_key import by_key, by_thread
from kbminer.review.article_text import ArticleText, text_of
from kbminer.review.queue import Row, Shelves, choices_of, row_of, with_case
from kbminer.review.waiting_threads import TRIAGES, OpenThread, open_threads
from kbminer.store import Store


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A finished run, looked up by group and by thread.

    ``asker_of`` names by thread who asked: for inside, nothing of it is shown.
    """

    number: int
    found: RunResult
    asker_of: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def suggestions(self) -> dict[str, Suggestion]:
        """By group."""
        return {each.group.id: each for each in self.found.ranked}

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """By group."""
        return {draft.group: draft for draft in self.found.drafts}

    @cached_property
    def undrafted(self) -> dict[str, str]:
        """The reason by group."""
        return dict(self.found.undrafted)

    @cached_property
    def threads(self) -> dict[str, ThreadSummary]:
        """By key."""
        return by_key(self.found.threads)

    @cached_property
    def resolutions(self) -> dict[str, Resolution]:
        """By thread."""
        return by_thread(self.found.resolutions)

    @cached_property
    def coverage(self) -> dict[str, Coverage]:
        """By group."""
        return {each.group: each for each in self.found.coverage}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every suggestion before anybody decided: both queues apart, each in the order of value."""
        languages = {question.thread: question.language for question in self.found.questions}
        rows = []
        for rank, each in enumerate(self.found.ranked, start=1):
            members = each.group.members
            spoken = Counter(language for key in members if (language := languages.get(key)))
            subjects = (self.threads[key].category for key in members if key in self.threads)
            rows.append(
                row_of(
                    each,
                    rank,
                    draft=self.drafts.get(each.group.id),
                    language=next((language for language, _ in spoken.most_common(1)), None),
                    categories=tuple(sorted({subject for subject in subjects if subject})),
                )
            )
        return tuple(sorted(rows, key=lambda row: row.place))

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """What can be chosen in each filter of the queue."""
        return choices_of(self.rows)

    @cached_property
    def homes(self) -> Homes:
        """The groups by id and by thread."""
        return Homes.among(self.found.grouping.groups)

    @cached_property
    def titles(self) -> dict[str, str]:
        """The threads' titles by key, as everybody may read them."""
        return {key: thread.title for key, thread in self.threads.items()}

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each suggestion stands among the rows, by its group."""
        return {row.group: position for position, row in enumerate(self.rows)}

    @cached_property
    def by_asker(self) -> dict[str, tuple[str, ...]]:
        """The threads of each asker."""
        found: dict[str, tuple[str, ...]] = {}
        for thread, asker in self.asker_of.items():
            found[asker] = (*found.get(asker, ()), thread)
        return found

    def earlier(self, thread: str) -> tuple[ThreadSummary, ...]:
        """List the other threads of a thread's asker, the newest first; who that is stays inside."""
        keys = self.by_asker.get(self.asker_of.get(thread, ""), ())
        found = [self.threads[key] for key in keys if key != thread and key in self.threads]
        return tuple(sorted(found, key=lambda t: (t.created_at is None, t.created_at), reverse=True))

    @cached_property
    def open_threads(self) -> tuple[OpenThread, ...]:
        """The threads that wait, in the order in which somebody should look at them."""
        return open_threads(self.found, self.suggestions.keys())

    @cached_property
    def triaged(self) -> dict[str, tuple[OpenThread, ...]]:
        """The same by what is to be done about them."""
        return {name: tuple(each for each in self.open_threads if each.triage == name) for name in TRIAGES}

    @cached_property
    def picture(self) -> MapPicture | None:
        """The map as it is drawn; how far each suggestion is decided is for the page to say."""
        return map_picture(self.found, lambda suggestion: suggestion.action)

    @cached_property
    def _texts(self) -> dict[str, ArticleText]:
        return {}

    def text(self, group: str) -> ArticleText | None:
        """Write the draft of a group as its editor gets it; ``None`` where there is none."""
        draft = self.drafts.get(group)
        if draft is None:
            return None
        if group not in self._texts:
            self._texts[group] = text_of(draft)
        return self._texts[group]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A run and all decisions up to the number ``newest``: what holds of each group, and the queue."""

    run: RunView
    log: DecisionLog
    cases: Cases
    rows: tuple[Row, ...]
    today: date

    @classmethod
    def of(cls, run: RunView, decisions: Iterable[Decision], today: date) -> Snapshot:
        """Bring a run and decisions together, whole."""
        log = DecisionLog.of(decisions)
        cases = cases_among(log.verdicts, run.homes, today=today)
        rows = tuple(decided_row(row, run, cases) for row in run.rows)
        return cls(run=run, log=log, cases=cases, rows=rows, today=today)

    def with_decisions(self, more: Iterable[Decision]) -> Snapshot:
        """Return the same with further decisions; what they don't touch stays as it is."""
        later = tuple(more)
        log = self.log.grown(later)
        touched = touched_by(later, log.decisions)
        cases = cases_after(self.cases, log.verdicts, touched, self.run.homes, today=self.today)
        rows = list(self.rows)
        for at, row in enumerate(self.run.rows):
            if cases.by_group.get(row.group) is not self.cases.by_group.get(row.group):
                rows[at] = decided_row(row, self.run, cases)
        return Snapshot(run=self.run, log=log, cases=cases, rows=tuple(rows), today=self.today)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All of them, in the order of their numbers."""
        return self.log.decisions

    @property
    def newest(self) -> int:
        """The number of the last decision in it."""
        return self.decisions[-1].number if self.decisions else 0

    @cached_property
    def shelves(self) -> Shelves:
        """The queue by tabs."""
        return Shelves(self.rows)

    def decisions_on(self, group: str) -> tuple[Decision, ...]:
        """List what was decided about one group, also what was taken back."""
        return self.log.by_group.get(group, ())

    def row(self, group: str) -> Row:
        """The row of one suggestion."""
        return self.rows[self.run.positions[group]]

    def proposes(self, group: str) -> bool:
        """Tell whether a newer draft differs from the one that a person's text came from."""
        return proposes(self.run, self.cases, group)


def decided_row(row: Row, run: RunView, cases: Cases) -> Row:
    """Bring what people decided into a row."""
    case = cases.by_group.get(row.group)
    return with_case(row, case, proposes=proposes(run, cases, row.group)) if case else row


def proposes(run: RunView, cases: Cases, group: str) -> bool:
    """Tell whether a newer draft differs from the one that a person's text came from."""
    verdict = cases.of(group).verdict
    drafted = run.text(group)
    if verdict is None or verdict.written is None or drafted is None:
        return False
    based_on = verdict.written.draft
    fresh = drafted.numbered_as(verdict.written.cited).text
    return based_on is not None and based_on.strip() != fresh.strip()


def load_snapshot(store: Store) -> Snapshot:
    """Read the latest run and all decisions.

    Raises
    ------
    NoRun
        There is no finished run yet.
    """
    record = load_record(store)
    run = RunView(number=record.number, found=load_released(store), asker_of=load_askers(store))
    return Snapshot.of(run, store.decisions(), datetime.now(UTC).date())
