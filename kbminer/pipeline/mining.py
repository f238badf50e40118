"""The stages of a run in their order. Only this file knows it; what each does stands in its own room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.decisions import bound_links
from kbminer.digests import digest_of
from kbminer.pipeline import stages
from kbminer.pipeline.authoring import asking_of, written_by
from kbminer.pipeline.judging import JUDGEMENTS, judged_grouping, judged_solutions
from kbminer.pipeline.latest import last_grouping, last_resolutions
from kbminer.pipeline.mended_threads import FACTS, MendedThreads
from kbminer.pipeline.results import Authored, Codec, Drafted, Inventory, RawBytes, Resolved
from kbminer.pipeline.run_in_progress import News, Outcome, RunInProgress
from kbminer.records import (
    Article,
    ForumFacts,
    Grouping,
    Link,
    Problem,
    Question,
    Resolution,
    RunResult,
    Service,
    StateChange,
)
from kbminer.records.by_key import by_thread
from kbminer.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.articles.cover import Covered
    from kbminer.cluster import Clusterer
    from kbminer.draft.same_question import QuestionVectors
    from kbminer.language_model import Asking
    from kbminer.plan import Plan
    from kbminer.resolve import Signals
    from kbminer.similarity.embed import Embedder

    Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Mining:
    """One run's way through the stages.

    Every stage is a method that takes what it depends on as the outcomes of earlier ones. An outcome is
    loaded when a later stage looks at it: where nothing is new, nothing is.
    """

    run: RunInProgress
    store: Store
    settings: Settings
    embedder: Embedder
    clusterer: Clusterer

    def go(self) -> None:
        """Go through the stages, and make the run the latest one."""
        self.run.given(
            {
                "stored threads": _digest(f"{key}={digest}" for key, digest in sorted(self._digests.items())),
                "links": _digest(map(repr, self._links)),
                "interview": _digest(repr(each) for each in self.store.decisions() if each.kind == "answer"),
                "embedder": self.embedder.name,
                "clusterer": self.clusterer.name,
                "least askers": str(self.settings.least_askers),
                "top": str(self.settings.top),
                "name solvers": str(self.settings.name_solvers),
                "show internal": str(self.settings.show_internal),
                "language model": " ".join(map(str, self._model)),
            }
        )
        articles = self._articles()
        inventory = self._threads(self._facts)
        signals = self._read(self._facts)
        questions = self._questions()
        vectors = self._encode(questions)
        resolved = self._resolve(signals, questions)
        grouping = self._group(questions, vectors)
        covered = self._cover(grouping, questions, vectors, resolved, articles)
        planned = self._plan(grouping, questions, resolved, covered, inventory)
        drafted = self._draft(planned, questions, vectors, resolved)
        authored = self._author(drafted)
        service = self._service(signals, resolved, grouping, planned)
        self._index(grouping, questions, vectors, resolved, articles)
        self._release(
            inventory=inventory,
            questions=questions,
            resolved=resolved,
            grouping=grouping,
            planned=planned,
            drafted=drafted,
            authored=authored,
            service=service,
        )
        self._finish(inventory, grouping, resolved, planned, authored)

    # What the run starts from

    @cached_property
    def _asking(self) -> Asking | None:
        """The configured language model, with the run's budget for judging and writing together."""
        return asking_of(self.settings, self.store)

    @property
    def _was_answered(self) -> bool:
        """Whether no question to the model was lost so far: a model that was out of reach is asked again."""
        return self._asking is None or not self._asking.spending.failed

    @property
    def _model(self) -> tuple[object, ...]:
        return self.settings.llm_url, self.settings.llm_model, self.settings.llm_budget

    @cached_property
    def _digests(self) -> dict[str, str]:
        return self.store.digests()

    @cached_property
    def _links(self) -> tuple[Link, ...]:
        """The pairs that people's words bind, of whatever kind they were."""
        return bound_links(self.store.decisions(), self.store.links())

    @cached_property
    def _facts(self) -> Outcome[ForumFacts]:
        """What only all threads together tell of each: false dates and lost line breaks."""

        def work() -> ForumFacts:
            from kbminer.forum import learn_facts  # noqa: PLC0415

            return learn_facts(self.store.threads(), today=self.run.today)

        return self.run.stage(
            stages.FORUM,
            work,
            FACTS,
            counts=lambda found: {
                "false_dates": sum(each.posts for each in found.false_dates),
                "lost_breaks": sum(map(len, found.lost_breaks.values())),
            },
        )

    @property
    def _mended(self) -> MendedThreads:
        return MendedThreads(self.store, self._facts.value, internal=self.settings.show_internal)

    @cached_property
    def _answered(self) -> MendedThreads:
        """The threads with what people answered: what drafts are written from."""
        return MendedThreads(self.store, self._facts.value, internal=self.settings.show_internal, told=True)

    # The stages

    def _articles(self) -> Outcome[tuple[Article, ...]]:
        """Read the existing articles; what can't be read of them stands among the problems."""
        from kbminer.articles import read_articles  # noqa: PLC0415 - each stage loads what it needs

        found = list(read_articles(self.settings.articles)) if self.settings.articles else []
        if self.settings.articles:
            problems = (item for item in found if isinstance(item, Problem))
            self.store.ingest(problems, source=self.settings.articles)
        articles = tuple(item for item in found if isinstance(item, Article))
        self.run.given({"knowledge base": _digest(map(repr, articles))})
        return self.run.stage(
            stages.ARTICLES,
            lambda: articles,
            Codec[tuple[Article, ...]](tuple[Article, ...]),
            counts=lambda found: {"articles": len(found)},
        )

    def _threads(self, facts: Outcome[ForumFacts]) -> Outcome[Inventory]:
        """Count what there is."""
        from kbminer.forum import problems_of, without_false_dates  # noqa: PLC0415

        problems, counts = self.store.problems(), self.store.counts()
        given = {"problems": _digest(map(repr, problems)), "withheld": _digest(map(repr, counts.withheld))}
        self.run.given(given)
        return self.run.stage(
            stages.THREADS,
            lambda: Inventory(
                counts=counts,
                problems=(*problems, *problems_of(facts.value)),
                threads=without_false_dates(self.store.summaries(), facts.value),
            ),
            Codec[Inventory](Inventory),
            counts=lambda found: {"threads": found.counts.threads},
        )

    def _read(self, facts: Outcome[ForumFacts]) -> Outcome[list[Signals]]:
        """Read every thread that is new or changed."""
        from kbminer.pipeline.analyse import bring_up_to_date, load_signals  # noqa: PLC0415

        return self.run.rows(
            stages.READ,
            lambda: {
                "read": bring_up_to_date(
                    self.store, self._digests, facts.value, internal=self.settings.show_internal
                )
            },
            lambda: load_signals(self.store),
        )

    def _questions(self) -> Outcome[tuple[Question, ...]]:
        """Tell what each thread asks."""

        def work() -> tuple[Question, ...]:
            from kbminer.pipeline.analyse import load_asks  # noqa: PLC0415
            from kbminer.questions import to_questions  # noqa: PLC0415

            return tuple(to_questions(load_asks(self.store)))

        return self.run.stage(
            stages.QUESTIONS,
            work,
            Codec[tuple[Question, ...]](tuple[Question, ...]),
            counts=lambda found: {
                "questions": len(_asked(found)),
                "set_aside": len(found) - len(_asked(found)),
            },
        )

    def _encode(self, questions: Outcome[tuple[Question, ...]]) -> Outcome[Vectors]:
        """Encode what is asked; texts that were encoded before come from the store."""

        def load() -> Vectors:
            return self.embedder.encode([question.text for question in _asked(questions.value)])

        return self.run.rows(
            stages.ENCODE,
            lambda: {"texts": len(load())},
            load,
        )

    def _resolve(
        self, signals: Outcome[list[Signals]], questions: Outcome[tuple[Question, ...]]
    ) -> Outcome[Resolved]:
        """Infer which threads were solved, of those that ask something, and compare with the last run."""

        key = self.run.key(stages.RESOLVE)

        def work() -> Resolved:
            from kbminer.pipeline.fitted_model import fitted_model  # noqa: PLC0415
            from kbminer.resolve.states import nothing_asked  # noqa: PLC0415

            kept = self.store.run_results([_MODEL]).get(_MODEL)
            model, keep = fitted_model(signals.value, kept, code=stages.RESOLVE.code_digest)
            self.run.carry_on(_MODEL, key, keep)
            aside = {question.thread for question in questions.value if question.set_aside}
            found = [
                nothing_asked(each) if each.thread in aside else each
                for each in model.resolve_all(signals.value)
            ]
            return Resolved(resolutions=tuple(found), changes=self._changes(found, signals.value))

        resolved = self.run.stage(
            stages.RESOLVE,
            work,
            Codec[Resolved](Resolved),
            counts=lambda found: {"solved": sum(each.is_solved for each in found.resolutions)},
        )
        self.run.carry_on(_MODEL, key)
        return resolved

    def _changes(
        self, resolutions: Sequence[Resolution], signals: Sequence[Signals]
    ) -> tuple[StateChange, ...]:
        """Tell which threads have another state than at the last run, dated by their newest post."""
        from kbminer.resolve.changes import state_change  # noqa: PLC0415

        before = last_resolutions(self.store)
        last = {
            each.thread: max((post.at for post in each.posts if post.at), default=0.0) for each in signals
        }
        found = (
            state_change(before[now.thread], now, datetime.fromtimestamp(last[now.thread], UTC))
            for now in resolutions
            if now.thread in before
        )
        return tuple(change for change in found if change)

    def _group(
        self, questions: Outcome[tuple[Question, ...]], vectors: Outcome[Vectors]
    ) -> Outcome[Grouping]:
        """Group questions that ask the same, under ids that carry on from the last run."""
        key = self.run.key(stages.GROUP)

        def work() -> Grouping:
            from kbminer.cluster import PairModel, group_questions  # noqa: PLC0415
            from kbminer.cluster.constraints import pairs_of  # noqa: PLC0415

            asked = _asked(questions.value)
            grouped = group_questions(
                asked,
                vectors.value,
                previous=last_grouping(self.store),
                must_link=pairs_of(self._links, together=True),
                cannot_link=pairs_of(self._links, together=False),
                at=max((question.asked_at for question in asked if question.asked_at), default=None),
                state=self.store.run_results([_GROUP_STATE]).get(_GROUP_STATE),
                clusterer=self.clusterer,
                pair_model=PairModel.shipped(self.embedder.name),
            )
            self.run.carry_on(_GROUP_STATE, key, grouped.state)
            judged, said = judged_grouping(self._asking, grouped.grouping, by_thread(asked), self._links)
            self.run.carry_on(_PAIRS_JUDGED, key, JUDGEMENTS.encode(said)[1])
            return judged

        found = self.run.stage(
            stages.GROUP,
            work,
            Codec[Grouping](Grouping),
            counts=lambda grouping: {"groups": len(grouping.groups), "left_out": len(grouping.left_out)},
            may_be_reused=lambda _: self._was_answered,
        )
        self.run.carry_on(_GROUP_STATE, key)
        self.run.carry_on(_PAIRS_JUDGED, key)
        return found

    def _cover(
        self,
        grouping: Outcome[Grouping],
        questions: Outcome[tuple[Question, ...]],
        vectors: Outcome[Vectors],
        resolved: Outcome[Resolved],
        articles: Outcome[tuple[Article, ...]],
    ) -> Outcome[Covered]:
        """See what the existing articles have for each group."""
        from kbminer.articles.cover import Covered, cover  # noqa: PLC0415
        from kbminer.similarity.article_texts import article_texts  # noqa: PLC0415
        from kbminer.similarity.calibration import calibration_of  # noqa: PLC0415

        def work() -> Covered:
            if not articles.value:
                return Covered(matches=(), demand=())
            return cover(
                grouping.value.groups,
                articles.value,
                article_vectors=self.embedder.encode(article_texts(articles.value)),
                questions=_asked(questions.value),
                vectors=vectors.value,
                resolutions=by_thread(resolved.value.resolutions),
                threads=self._mended,
                calibration=calibration_of(self.embedder.name),
            )

        return self.run.stage(stages.COVER, work, Codec[Covered](Covered))

    def _plan(
        self,
        grouping: Outcome[Grouping],
        questions: Outcome[tuple[Question, ...]],
        resolved: Outcome[Resolved],
        covered: Outcome[Covered],
        inventory: Outcome[Inventory],
    ) -> Outcome[Plan]:
        """Decide what to do about each group, and in which order."""
        from kbminer.plan import Plan, plan  # noqa: PLC0415

        return self.run.stage(
            stages.PLAN,
            lambda: plan(
                grouping.value.groups,
                by_thread(questions.value),
                by_thread(resolved.value.resolutions),
                {t.key: t.views for t in inventory.value.threads if t.views is not None},
                least_askers=self.settings.least_askers,
                matches=covered.value.matches,
                demand=covered.value.demand,
            ),
            Codec[Plan](Plan),
            counts=lambda found: dict(Counter(suggestion.action for suggestion in found.suggestions)),
        )

    def _draft(
        self,
        planned: Outcome[Plan],
        questions: Outcome[tuple[Question, ...]],
        vectors: Outcome[Vectors],
        resolved: Outcome[Resolved],
    ) -> Outcome[Drafted]:
        """Draft the articles for the first suggestions."""

        def work() -> Drafted:
            from kbminer.pipeline.drafting import draft_all  # noqa: PLC0415

            top = planned.value.suggestions[: self.settings.top]
            known = by_thread(resolved.value.resolutions)
            resolutions, said = judged_solutions(self._asking, top, self._answered.load, known)
            drafts, undrafted = draft_all(
                top,
                self._answered.load,
                by_thread(questions.value),
                resolutions,
                question_vectors(questions.value, vectors.value, self._links),
                interviews=self._answered.interviews,
                told=self._answered.solutions_told,
            )
            return Drafted(drafts=tuple(drafts), undrafted=tuple(undrafted), judgements=said)

        return self.run.stage(
            stages.DRAFT,
            work,
            Codec[Drafted](Drafted),
            counts=lambda found: {"drafts": len(found.drafts), "undrafted": len(found.undrafted)},
            may_be_reused=lambda _: self._was_answered,
        )

    def _author(self, drafted: Outcome[Drafted]) -> Outcome[Authored]:
        """Let a language model write the articles, where one is configured."""
        return self.run.stage(
            stages.AUTHOR,
            lambda: self._written(drafted.value),
            Codec[Authored](Authored),
            counts=lambda found: {"problems": len(found.problems)},
            may_be_reused=lambda found: not found.problems,  # a model that was out of reach is asked again
        )

    def _written(self, drafted: Drafted) -> Authored:
        if self._asking is None:
            return Authored(drafts=drafted.drafts, problems=())
        kept = self.store.reusable_result(_PAIRS_JUDGED, self.run.key(stages.GROUP))
        on_pairs = JUDGEMENTS.decode(self.store.result_body(kept)) if kept else ()
        return written_by(self._asking, drafted.drafts, self._answered, (*on_pairs, *drafted.judgements))

    def _service(
        self,
        signals: Outcome[list[Signals]],
        resolved: Outcome[Resolved],
        grouping: Outcome[Grouping],
        planned: Outcome[Plan],
    ) -> Outcome[Service]:
        """Work out how well the forum serves those who ask."""

        def work() -> Service:
            from kbminer.resolve.service_summary import service_of  # noqa: PLC0415

            answered = (c.group for c in planned.value.coverage if c.action in ("point", "update"))
            return service_of(
                signals.value,
                resolved.value.resolutions,
                groups={key: group.id for group in grouping.value.groups for key in group.members},
                answered_groups=dict.fromkeys(answered),
            )

        return self.run.stage(stages.SERVICE, work, Codec[Service](Service))

    def _index(
        self,
        grouping: Outcome[Grouping],
        questions: Outcome[tuple[Question, ...]],
        vectors: Outcome[Vectors],
        resolved: Outcome[Resolved],
        articles: Outcome[tuple[Article, ...]],
    ) -> Outcome[bytes]:
        """Lay out what new questions are answered from."""

        def work() -> bytes:
            from kbminer.search.build import build_index  # noqa: PLC0415
            from kbminer.similarity.article_texts import article_texts  # noqa: PLC0415

            texts = article_texts(articles.value)
            return build_index(
                embedder=self.embedder.name,
                questions=_asked(questions.value),
                vectors=vectors.value,
                groups=grouping.value.groups,
                resolutions=by_thread(resolved.value.resolutions),
                articles=articles.value,
                article_vectors=self.embedder.encode(texts) if texts else None,
            ).to_bytes()

        return self.run.stage(stages.INDEX, work, RawBytes(), counts=lambda made: {"bytes": len(made)})

    def _release(
        self,
        *,
        inventory: Outcome[Inventory],
        questions: Outcome[tuple[Question, ...]],
        resolved: Outcome[Resolved],
        grouping: Outcome[Grouping],
        planned: Outcome[Plan],
        drafted: Outcome[Drafted],
        authored: Outcome[Authored],
        service: Outcome[Service],
    ) -> Outcome[RunResult]:
        """Rid what was found of everything private: only what passed is shown to anybody."""
        from kbminer.pipeline.release import release, run_result  # noqa: PLC0415
        from kbminer.redact.clean_texts import CleanTexts  # noqa: PLC0415

        key, code = self.run.key(stages.RELEASE), stages.RELEASE.code_digest.encode()

        def work() -> RunResult:
            kept = self.store.run_results([_CLEAN]).get(_CLEAN, b"")
            clean = CleanTexts(kept.removeprefix(code) if kept.startswith(code) else b"")
            found = run_result(
                inventory=inventory.value,
                questions=questions.value,
                resolved=resolved.value,
                grouping=grouping.value,
                planned=planned.value,
                drafted=drafted.value,
                authored=authored.value,
                service=service.value,
                top=self.settings.top,
            )
            passed = release(
                found,
                self.store,
                name_solvers=self.settings.name_solvers,
                show_internal=self.settings.show_internal,
                clean=clean,
            )
            self.run.carry_on(_CLEAN, key, code + clean.to_bytes())
            return passed

        released = self.run.stage(stages.RELEASE, work, Codec[RunResult](RunResult))
        self.run.carry_on(_CLEAN, key)
        return released

    def _finish(
        self,
        inventory: Outcome[Inventory],
        grouping: Outcome[Grouping],
        resolved: Outcome[Resolved],
        planned: Outcome[Plan],
        authored: Outcome[Authored],
    ) -> None:
        def news() -> News:
            held = inventory.value
            return News(
                counts={
                    "threads": held.counts.threads,
                    "posts": held.counts.posts,
                    "accepted": held.counts.accepted,
                    "groups": len(grouping.value.groups),
                    "suggestions": len(planned.value.suggestions),
                    "drafts": len(authored.value.drafts),
                    "problems": len(held.problems) + len(authored.value.problems),
                },
                lineage=grouping.value.lineage,
                changes=resolved.value.changes,
            )

        self.run.finish(news)


# What runs carry on from one to the next beside what their stages give.
_GROUP_STATE = "group state"
_PAIRS_JUDGED = "pairs judged"
_MODEL = "resolution model"
_CLEAN = "clean texts"


def question_vectors(
    questions: Iterable[Question], vectors: Vectors, links: Sequence[Link]
) -> QuestionVectors:
    """Place the questions as drafting compares them; those that an editor joined stand together."""
    from kbminer.cluster.constraints import share_rows  # noqa: PLC0415
    from kbminer.similarity.vectors import question_rows  # noqa: PLC0415

    return share_rows(question_rows([question.thread for question in _asked(questions)], vectors), links)


def _asked(questions: Iterable[Question]) -> list[Question]:
    """The questions that take part."""
    return [question for question in questions if question.set_aside is None]


def _digest(parts: Iterable[str]) -> str:
    return digest_of(part.encode("utf8", "replace") for part in parts)
