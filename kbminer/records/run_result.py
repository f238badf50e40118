"""What one run found, as one value, and the record that the store keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kbminer.records.article import ArticleUse, Coverage
from kbminer.records.article_draft import Draft
from kbminer.records.group import Group, Grouping
from kbminer.records.overruled import Overruled
from kbminer.records.question import Question
from kbminer.records.question_map import QuestionMap
from kbminer.records.resolution import Resolution, StateChange
from kbminer.records.service import Service
from kbminer.records.suggestion import Ranking, Suggestion
from kbminer.records.thread import Problem, ThreadSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """How much is kept back for one mark, such as "internal: whisper": whole threads, and posts in all."""

    mark: str
    threads: int
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a store holds: threads, posts, and threads with an answer that the forum marks as accepted.

    ``withheld`` counts by mark what is not public, which none of the other figures holds.
    """

    threads: int
    posts: int
    accepted: int
    withheld: tuple[Withheld, ...] = ()

    def __str__(self) -> str:
        """The counts for people."""
        return f"{self.threads:,} threads, {self.posts:,} posts, {self.accepted:,} with an accepted answer"

    @property
    def withheld_words(self) -> str:
        """What is kept back, for people; empty where nothing is."""
        if not self.withheld:
            return ""
        posts, threads = (
            sum(each.posts for each in self.withheld),
            sum(each.threads for each in self.withheld),
        )
        marks = ", ".join(f"{each.mark} {each.posts:,}" for each in self.withheld)
        return f"not public and not shown: {posts:,} posts ({marks}); {threads:,} threads as a whole"

    @property
    def withheld_by_mark(self) -> dict[str, dict[str, int]]:
        """What is kept back, as JSON takes it."""
        return {each.mark: {"threads": each.threads, "posts": each.posts} for each in self.withheld}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """Everything that one run found.

    ``threads`` lists the threads without their posts, ``questions`` and ``resolutions`` hold what each asks
    and whether it was solved, ``grouping`` the groups of repeated questions, ``ranked`` what to do about
    them in order of value, ``drafts`` the articles for the first ``top`` of them and for further ones that
    somebody solved, at most ``top`` in all, ``undrafted`` pairs of a
    group's id and the reason why it has none. ``coverage`` tells what existing articles have for each
    group, ``articles`` how each of them is asked for. ``perhaps`` pairs the ids of groups that are not surely
    one question, and so no suggestion, with how sure it is, the surest first. ``service`` holds the
    forum's service figures, ``changes`` the threads whose state is another one than at the run before,
    ``problems`` what the last ingest of each source met, ``model_problems`` what a configured language
    model failed at, ``model_changes`` what it did to drafts that they don't show: sentences left out,
    another title.
    ``ranking`` tells what the order was learnt from, where it was, ``question_map`` where each question lies
    in the plane, ``overruled`` of which threads without a solution a rule says who looks at them.
    ``shows_internal`` tells that sentences from internal posts may stand in it, each marked.
    ``released`` tells that nothing in it is private: it went through
    :func:`kbminer.redact.gate.released_run`.
    """

    counts: Counts
    problems: tuple[Problem, ...]
    threads: tuple[ThreadSummary, ...]
    questions: tuple[Question, ...]
    resolutions: tuple[Resolution, ...]
    grouping: Grouping
    ranked: tuple[Suggestion, ...]
    drafts: tuple[Draft, ...]
    undrafted: tuple[tuple[str, str], ...] = ()
    top: int = 20
    model_problems: tuple[Problem, ...] = ()
    model_changes: tuple[Problem, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    articles: tuple[ArticleUse, ...] = ()
    perhaps: tuple[tuple[str, str], ...] = ()
    service: Service | None = None
    changes: tuple[StateChange, ...] = ()
    shows_internal: bool = False
    ranking: Ranking | None = None
    question_map: QuestionMap = field(default_factory=QuestionMap)
    overruled: tuple[Overruled, ...] = ()
    released: bool = False

    def draft_of(self, suggestion: Suggestion) -> Draft | None:
        """Find the draft for ``suggestion``; ``None`` where there is none."""
        return next((draft for draft in self.drafts if draft.group == suggestion.group.id), None)

    def in_full(self) -> list[tuple[int, Suggestion]]:
        """List what a report shows in full, with its rank: the first ``top``, and what has a draft."""
        drafted = {draft.group for draft in self.drafts}
        ranked = enumerate(self.ranked, start=1)
        return [(rank, each) for rank, each in ranked if rank <= self.top or each.group.id in drafted]

    def in_short(self) -> list[Suggestion]:
        """List what a report has one line for each."""
        full = {rank for rank, _ in self.in_full()}
        return [each for rank, each in enumerate(self.ranked, start=1) if rank not in full]

    def titled_as_drafted(self) -> RunResult:
        """Give each group that has a draft the title of the draft: one question, one title everywhere."""
        title_of = {draft.group: draft.title for draft in self.drafts}

        def titled(group: Group) -> Group:
            return replace(group, title=title_of.get(group.id, group.title))

        return replace(
            self,
            grouping=replace(self.grouping, groups=tuple(map(titled, self.grouping.groups))),
            ranked=tuple(replace(each, group=titled(each.group)) for each in self.ranked),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRecord:
    """What one stage of a run did.

    ``inputs`` pairs each declared input with its digest, ``outcome`` is the digest of what came out.
    ``reused`` tells that the last finished run had come to it from the same inputs by the same code;
    ``seconds`` is what it took, ``counts`` how much it handled, by name.
    """

    name: str
    version: int
    inputs: tuple[tuple[str, str], ...]
    outcome: str
    reused: bool
    seconds: float
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One finished run as the store keeps it: with what it worked, what it did, and what changed.

    ``versions`` pairs kbminer and the libraries that compute with their versions, ``settings`` holds every
    setting but secrets. ``counts`` tells what the run found, ``changed`` what is another than at the run
    before. ``fresh`` names the stages whose changes this run's report shows; a run that found nothing new
    shows what the one before showed.
    """

    number: int
    started_at: datetime
    finished_at: datetime
    versions: tuple[tuple[str, str], ...]
    settings: dict[str, Any]
    stages: tuple[StageRecord, ...]
    counts: tuple[tuple[str, int], ...] = ()
    changed: tuple[tuple[str, int], ...] = ()
    fresh: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long the run took; nothing where the clock was set back meanwhile."""
        return max((self.finished_at - self.started_at).total_seconds(), 0.0)

    @property
    def found_nothing_new(self) -> bool:
        """Whether every stage gave back what the run before had worked out."""
        return all(stage.reused for stage in self.stages if stage.inputs)
