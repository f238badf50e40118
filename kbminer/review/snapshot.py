"""What the desk knows at one moment: the latest run, and all that was decided, ready to be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from kbminer.decisions import Cases, cases_of
from kbminer.decisions.cases import Homes
from kbminer.pipeline.latest import load_askers, load_record, load_released
from kbminer.publish.map_picture import MapPicture, map_picture
from kbminer.records import Coverage, Decision, Draft, Resolution, RunResult, Suggestion, ThreadSummary
from kbminer.records.by_key import by_key, by_thread
from kbminer.review.article_text import ArticleText, text_of
from kbminer.review.queue import Row, Shelves, choices_of, row_of, with_case
from kbminer.review.triage import OpenThread, open_threads
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
        """Every suggestion in the order of value, before anybody decided."""
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
        return tuple(rows)

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
    def ranks(self) -> dict[str, int]:
        """The rank of each suggestion by its group."""
        return {row.group: row.rank for row in self.rows}

    @cached_property
    def by_asker(self) -> dict[str, tuple[str, ...]]:
        """The threads of each asker."""
        found: dict[str, tuple[str, ...]] = {}
        for thread, asker in self.asker_of.items():
            found[asker] = (*found.get(asker, ()), thread)
        return found

    @cached_property
    def open_threads(self) -> tuple[OpenThread, ...]:
        """The threads that wait, in the order in which somebody should look at them."""
        return open_threads(self.found, self.suggestions.keys())

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
    """A run and all decisions up to the number ``newest``."""

    run: RunView
    decisions: tuple[Decision, ...] = ()
    today: date = field(default_factory=lambda: datetime.now(UTC).date())

    @property
    def newest(self) -> int:
        """The number of the last decision in it."""
        return self.decisions[-1].number if self.decisions else 0

    @cached_property
    def cases(self) -> Cases:
        """What people decided of each group of the run."""
        return cases_of(self.decisions, self.run.homes, today=self.today)

    @cached_property
    def shelves(self) -> Shelves:
        """The queue by tabs."""
        return Shelves(self.rows)

    def row(self, group: str) -> Row:
        """The row of one suggestion."""
        return self.rows[self.run.ranks[group] - 1]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The queue as it stands."""
        by_group = self.cases.by_group
        return tuple(
            with_case(row, by_group[row.group], proposes=self.proposes(row.group))
            if row.group in by_group
            else row
            for row in self.run.rows
        )

    def proposes(self, group: str) -> bool:
        """Tell whether a newer draft differs from the one that a person's text came from."""
        verdict = self.cases.of(group).verdict
        drafted = self.run.text(group)
        if verdict is None or verdict.written is None or drafted is None:
            return False
        based_on = verdict.written.draft
        fresh = drafted.numbered_as(verdict.written.cited).text
        return based_on is not None and based_on.strip() != fresh.strip()

    def with_decisions(self, more: Iterable[Decision]) -> Snapshot:
        """Give the same with further decisions."""
        return Snapshot(run=self.run, decisions=(*self.decisions, *more), today=self.today)


def load_snapshot(store: Store, before: Snapshot | None = None) -> Snapshot:
    """Read what is new since ``before``; the same object where nothing is.

    Raises
    ------
    NoRun
        There is no finished run yet.
    """
    record = load_record(store)
    today = datetime.now(UTC).date()
    if before is None or before.run.number != record.number or before.today != today:
        same = before is not None and before.run.number == record.number
        run = before.run if before and same else _load_run(store, record.number)
        return Snapshot(run=run, decisions=store.decisions(), today=today)
    more = store.decisions(after=before.newest)
    return before.with_decisions(more) if more else before


def _load_run(store: Store, number: int) -> RunView:
    return RunView(number=number, found=load_released(store), asker_of=load_askers(store))
