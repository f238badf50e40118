"""The last finished run, for whoever reads: nothing here works anything out anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from kbminer.decisions import with_decisions
from kbminer.errors import NoRun
from kbminer.pipeline import stages
from kbminer.pipeline.knowledge_base import KnowledgeBase
from kbminer.pipeline.mended_threads import last_threads
from kbminer.pipeline.release import release, run_result
from kbminer.pipeline.results import Authored, Codec, Drafted, Inventory, JudgedGroups, Resolved
from kbminer.plan import Plan
from kbminer.records import Grouping, Question, QuestionMap, Resolution, RunRecord, RunResult, Service
from kbminer.records.by_key import by_thread
from kbminer.records.question import taking_part
from kbminer.redact.gate import released
from kbminer.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.pipeline.notebook_review import Review
    from kbminer.search.suggester import Suggester
    from kbminer.similarity.embed import Embedder

T = TypeVar("T")


def load_record(store: Store) -> RunRecord:
    """Read the record of the last finished run.

    Raises
    ------
    NoRun
        There is none yet.
    """
    record = store.latest_run()
    if record is None:
        raise NoRun(store.shown_url)
    return record


def load_result(store: Store) -> RunResult:
    """Read what the last finished run found, private things included: for inside.

    What changed in groups and states is what that run, or the last one that worked them out before nothing
    new came, found changed.

    Raises
    ------
    NoRun
        There is none yet.
    """
    record = load_record(store)
    bodies = store.run_results(stage.name for stage in stages.STAGES)
    judged = _judged(bodies) or JudgedGroups(grouping=_value(bodies, stages.GROUP.name, Grouping))
    found = run_result(
        inventory=_value(bodies, stages.THREADS.name, Inventory),
        questions=judged.with_aside(_value(bodies, stages.QUESTIONS.name, tuple[Question, ...])),
        resolved=_value(bodies, stages.RESOLVE.name, Resolved),
        grouping=judged.grouping,
        planned=_value(bodies, stages.PLAN.name, Plan),
        drafted=_value(bodies, stages.DRAFT.name, Drafted),
        authored=_value(bodies, stages.AUTHOR.name, Authored),
        service=_value(bodies, stages.SERVICE.name, Service),
        question_map=last_map(store) or QuestionMap(),
        top=record.settings["top"],
    )
    return _as_of(record, found)


def load_decided(store: Store) -> RunResult:
    """Read what may be shown of the last finished run, as people's decisions leave it.

    Raises
    ------
    NoRun
        There is none yet.
    """
    found = load_released(store)
    today = datetime.now(UTC).date()
    return with_decisions(found, released(store.decisions()), today=today)


def load_released(store: Store) -> RunResult:
    """Read what the last finished run found without anything private: what may be shown.

    Raises
    ------
    NoRun
        There is none yet.
    """
    record = load_record(store)
    body = store.run_results([stages.RELEASE.name]).get(stages.RELEASE.name)
    if body is None:  # a run of a kbminer that kept none
        return release(load_result(store), store, name_solvers=False)
    found = Codec[RunResult](RunResult).decode(body)
    return _as_of(record, replace(found, top=record.settings["top"]))


def load_askers(store: Store) -> dict[str, str]:
    """Read by thread who asked, as the last finished run knew it: for inside, never to be shown."""
    body = store.run_results([stages.QUESTIONS.name])
    if stages.QUESTIONS.name not in body:
        return {}
    questions = _value(body, stages.QUESTIONS.name, tuple[Question, ...])
    return {question.thread: question.asker for question in questions if question.asker}


def _as_of(record: RunRecord, found: RunResult) -> RunResult:
    """What changed belongs to the run that worked it out."""
    is_new = not {stages.GROUP.name, stages.JUDGE.name}.isdisjoint(record.fresh)
    grouping = found.grouping if is_new else replace(found.grouping, lineage=())
    changes = found.changes if stages.RESOLVE.name in record.fresh else ()
    return replace(found, grouping=grouping, changes=changes)


def latest_run(store: Store | str, *, embedder: Embedder | None = None) -> KnowledgeBase:
    """Open what the last finished run on a store found; nothing is mined.

    Parameters
    ----------
    store : Store or str
        The store, or its URL.
    embedder : Embedder, optional
        What encoded the run's questions, for :meth:`KnowledgeBase.suggest`; by default the one that the
        run's settings name.

    Raises
    ------
    NoRun
        There is none yet.

    Examples
    --------
    >>> kb = latest_run("sqlite:///out/kbminer.db")  # doctest: +SKIP
    >>> kb.suggestions  # doctest: +SKIP
    """
    return knowledge_base(store if isinstance(store, Store) else Store(store, make=False), embedder)


def knowledge_base(store: Store, embedder: Embedder | None = None) -> KnowledgeBase:
    """Open what the last finished run found, with the doors of a notebook; nothing in it is private.

    Raises
    ------
    NoRun
        There is none yet.
    """
    found = load_decided(store)
    values = {each.name: getattr(found, each.name) for each in fields(found)}

    def review(by: str | None) -> Review:
        from kbminer.pipeline.notebook_review import Review  # noqa: PLC0415 - only where it is asked for

        return Review(store, load_released(store), by)

    return KnowledgeBase(**values, make_suggester=lambda: load_suggester(store, embedder), make_review=review)


def load_suggester(store: Store, embedder: Embedder | None = None) -> Suggester:
    """Open what answers new questions, as the last finished run prepared it.

    Parameters
    ----------
    store : Store
    embedder : Embedder, optional
        What encoded the run's questions; by default the one that the run's settings name.

    Raises
    ------
    NoRun
        There is none yet, or it was made by a kbminer that prepared nothing.
    ModelError
        The embedder is not of the kind that encoded the run's questions.
    """
    from kbminer.search.index import SearchIndex  # noqa: PLC0415 - numpy loads when it is needed
    from kbminer.search.suggester import Suggester  # noqa: PLC0415
    from kbminer.similarity.embed import make_query_embedder  # noqa: PLC0415

    record = load_record(store)
    body = store.run_results([stages.INDEX.name]).get(stages.INDEX.name)
    if body is None:
        raise NoRun(store.shown_url)
    return Suggester(
        SearchIndex.from_bytes(body),
        embedder=embedder or make_query_embedder(**_settings_of(record)),
        threads=last_threads(store),
        people=store.people,
    )


def questions_and_vectors(
    store: Store, embedder: Embedder | None = None
) -> tuple[list[Question], NDArray[np.float32]]:
    """Read the questions of the last finished run that take part, with their vectors.

    Raises
    ------
    NoRun
        There is none yet.
    """
    asked = asked_questions(store)
    return asked, _encoded(store, [question.text for question in asked], embedder)


def asked_questions(store: Store) -> list[Question]:
    """Read the questions of the last finished run that take part.

    Raises
    ------
    NoRun
        There is none yet.
    """
    load_record(store)
    body = store.run_results([stages.QUESTIONS.name])
    return taking_part(_value(body, stages.QUESTIONS.name, tuple[Question, ...]))


def title_vectors(
    store: Store, questions: Iterable[Question], embedder: Embedder | None = None
) -> NDArray[np.float32]:
    """Embed the titles of questions as the last finished run did.

    Raises
    ------
    NoRun
        There is none yet.
    """
    return _encoded(store, [question.title for question in questions], embedder)


def _encoded(store: Store, texts: list[str], embedder: Embedder | None) -> NDArray[np.float32]:
    from kbminer.similarity.embed import CachedEmbedder, make_embedder  # noqa: PLC0415

    made = embedder or make_embedder(**_settings_of(load_record(store)))
    return CachedEmbedder(made, store).encode(texts)


def last_grouping(store: Store) -> Grouping | None:
    """Read how the last finished run grouped, before anybody judged it; ``None`` before the first."""
    body = store.run_results([stages.GROUP.name]).get(stages.GROUP.name)
    return None if body is None else Codec[Grouping](Grouping).decode(body)


def last_judged(store: Store) -> JudgedGroups | None:
    """Read what a language model judged in the last finished run; ``None`` where it asked none."""
    return _judged(store.run_results([stages.JUDGE.name]))


def last_shown_grouping(store: Store) -> Grouping | None:
    """Read the grouping that people saw of the last finished run; ``None`` before the first."""
    judged = last_judged(store)
    return judged.grouping if judged else last_grouping(store)


def _judged(bodies: dict[str, bytes]) -> JudgedGroups | None:
    body = bodies.get(stages.JUDGE.name)
    return None if body is None else Codec[JudgedGroups](JudgedGroups).decode(body)


def last_map(store: Store) -> QuestionMap | None:
    """Read the map of the last finished run; ``None`` before the first."""
    body = store.run_results([stages.MAP.name]).get(stages.MAP.name)
    return None if body is None else Codec[QuestionMap](QuestionMap).decode(body)


def last_resolutions(store: Store) -> dict[str, Resolution]:
    """Read the resolutions of the last finished run by thread; none before the first."""
    body = store.run_results([stages.RESOLVE.name]).get(stages.RESOLVE.name)
    found: Sequence[Resolution] = () if body is None else Codec[Resolved](Resolved).decode(body).resolutions
    return by_thread(found)


def _value(bodies: dict[str, bytes], stage: str, kind: type[T]) -> T:
    return Codec[T](kind).decode(bodies[stage])


def _settings_of(record: RunRecord) -> dict[str, Any]:
    """What embedders are made with, as the run's settings name it; the device is the reader's own."""
    named = {"name": record.settings.get("model")}
    return named | {key: record.settings[key] for key in ("max_chars", "dtype") if key in record.settings}
