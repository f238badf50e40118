"""The stages in their order: ingest, read, embed, group, resolve, plan, draft. Only this file knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.errors import SettingsError
from kbminer.pipeline.knowledge_base import KnowledgeBase
from kbminer.pipeline.outcome import (
    fingerprint_of,
    last_grouping,
    last_resolutions,
    load_outcome,
    save_outcome,
)
from kbminer.progress import track
from kbminer.records import Article, Group, Problem, Question, Resolution, RunResult, StateChange
from kbminer.similarity.embed import CachedEmbedder, SentenceEmbedder
from kbminer.store import Ingested, Store, StoredThreads

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.articles.cover import Covered
    from kbminer.cluster import GroupedQuestions
    from kbminer.ingest import Live
    from kbminer.resolve import Signals
    from kbminer.search.suggester import Suggester
    from kbminer.similarity.embed import Embedder


def mine(
    *sources: str | Path,
    store: Store | str | None = None,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
) -> KnowledgeBase:
    """Turn forums into suggestions and drafts: the whole way.

    Parameters
    ----------
    *sources : str or Path
        Forum data: a folder, an archive or a file; the format is detected. None at all mines what the
        store holds.
    store : Store or str, optional
        Where to keep threads and results for the next run, as an object or URL. By default in memory.
    settings : Settings, optional
        See :class:`kbminer.config.Settings`.
    embedder : Embedder, optional
        Another way to encode texts; by default :class:`kbminer.similarity.embed.SentenceEmbedder`.

    Raises
    ------
    SourceError
        A source can't be read.
    StoreError
        The store can't be used.

    Examples
    --------
    >>> kb = mine("examples/forum")           # doctest: +SKIP
    >>> kb.suggestions.to_frame()             # doctest: +SKIP
    """
    settings = settings or Settings()
    opened = store if isinstance(store, Store) else Store(store or "sqlite://")
    ingest(sources, opened, settings)
    return mine_store(opened, settings, embedder)


def ingest(
    sources: Iterable[str | Path],
    store: Store,
    settings: Settings | None = None,
    *,
    format: str | None = None,
    live: Live | None = None,
) -> Ingested:
    """Read ``sources`` into ``store``; what is already there unchanged stays as it is.

    ``format`` forces a format, ``live`` says how live forums are asked; see :func:`kbminer.ingest.read`.
    """
    from kbminer.ingest import is_address  # noqa: PLC0415 - parsers load when something is read

    sources = list(sources)
    if live and live.state and sum(map(is_address, sources)) > 1:
        raise SettingsError("One archive keeps one live forum's answers; read several with a command each.")
    base_url = settings.base_url if settings else None
    done = [_taken_in(source, store, format, base_url, live) for source in sources]
    return Ingested(
        new=sum(one.new for one in done),
        updated=sum(one.updated for one in done),
        same=sum(one.same for one in done),
        problems=tuple(chain.from_iterable(one.problems for one in done)),
    )


def _taken_in(
    source: str | Path, store: Store, format: str | None, base_url: str | None, live: Live | None
) -> Ingested:
    """Read one source, unless it was read before as it is."""
    from kbminer.ingest import confirm, is_address, read  # noqa: PLC0415
    from kbminer.ingest.content_digest import content_digest  # noqa: PLC0415

    digest = None
    if not is_address(source):
        digest = content_digest(Path(source), format=format, base_url=base_url)
        if digest and (known := store.unchanged(str(source), digest)):
            return known
    items = read(source, format=format, base_url=base_url, live=live)
    items = track(items, what=f"Reading {source}", unit="thread")
    done = store.ingest(items, source=str(source), digest=digest)
    confirm(source, live=live)
    return done


def mine_store(
    store: Store, settings: Settings | None = None, embedder: Embedder | None = None
) -> KnowledgeBase:
    """Mine what ``store`` holds; where nothing has changed since the last run, give what that run gave."""
    settings = settings or Settings()
    embedder = CachedEmbedder(embedder or _default_embedder(settings), store)
    articles = _articles(store, settings)
    digests = store.digests()
    fingerprint = fingerprint_of(digests, settings, embedder.name, articles, store.links())
    found = load_outcome(store, fingerprint)
    if found is None:
        found, state = _mine(store, digests, articles, settings, embedder)
        save_outcome(store, fingerprint, found, state)
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    return KnowledgeBase(**values, make_suggester=lambda: _suggester(found, store, embedder, articles))


def _mine(
    store: Store,
    digests: Mapping[str, str],
    articles: Sequence[Article],
    settings: Settings,
    embedder: Embedder,
) -> tuple[RunResult, bytes]:
    """Go through the stages; the bytes are what the next grouping carries on from."""
    from kbminer.cluster.links import share_rows  # noqa: PLC0415
    from kbminer.pipeline.analyse import read_store  # noqa: PLC0415
    from kbminer.pipeline.drafting import draft_all, reword_all  # noqa: PLC0415
    from kbminer.plan import plan  # noqa: PLC0415
    from kbminer.questions import to_questions  # noqa: PLC0415
    from kbminer.resolve.service import service_of  # noqa: PLC0415
    from kbminer.similarity.calibration import question_rows  # noqa: PLC0415

    asks, signals = read_store(store, digests)
    questions = to_questions(asks)
    resolutions = _resolve(signals)
    asked, vectors = _asked(questions, embedder)
    grouped = _group(asked, vectors, store)
    groups = grouped.grouping.groups
    by_key = {question.thread: question for question in questions}
    resolved = {resolution.thread: resolution for resolution in resolutions}
    covered = _cover(groups, articles, resolved, asked=asked, vectors=vectors, store=store, embedder=embedder)
    summaries = store.summaries()
    planned = plan(
        groups,
        by_key,
        resolved,
        {thread.key: thread.views for thread in summaries if thread.views is not None},
        least_askers=settings.least_askers,
        matches=covered.matches,
        demand=covered.demand,
    )
    rows = share_rows(question_rows([question.thread for question in asked], vectors), store.links())
    drafts, undrafted = draft_all(planned.suggestions[: settings.top], store, by_key, resolved, rows)
    drafts, problems = reword_all(drafts, store, settings)
    found = RunResult(
        counts=store.counts(),
        problems=store.problems(),
        model_problems=tuple(problems),
        threads=tuple(summaries),
        questions=tuple(questions),
        resolutions=tuple(resolutions),
        grouping=grouped.grouping,
        coverage=planned.coverage,
        articles=planned.articles,
        ranked=planned.suggestions,
        drafts=tuple(drafts),
        undrafted=tuple(undrafted),
        top=settings.top,
        service=service_of(
            signals,
            resolutions,
            groups={key: group.id for group in groups for key in group.members},
            answered_groups={c.group: None for c in planned.coverage if c.action in ("point", "update")},
        ),
        changes=_changes(resolutions, signals, store),
    )
    return found, grouped.state


def _resolve(signals: Sequence[Signals]) -> list[Resolution]:
    from kbminer.resolve import ResolutionModel  # noqa: PLC0415

    return ResolutionModel.shipped().refitted(signals).resolve_all(signals)


def _changes(
    resolutions: Sequence[Resolution], signals: Sequence[Signals], store: Store
) -> tuple[StateChange, ...]:
    """Tell which threads have another state than at the last run, dated by their newest post."""
    from kbminer.resolve.changes import changed  # noqa: PLC0415

    before = last_resolutions(store)
    last = {each.thread: max((post.at for post in each.posts if post.at), default=0.0) for each in signals}
    found = (
        changed(before[now.thread], now, datetime.fromtimestamp(last[now.thread], UTC))
        for now in resolutions
        if now.thread in before
    )
    return tuple(change for change in found if change)


def _asked(questions: Sequence[Question], embedder: Embedder) -> tuple[list[Question], NDArray[np.float32]]:
    """Give the questions that take part, and their vectors."""
    asked = [question for question in questions if question.set_aside is None]
    return asked, embedder.encode([question.text for question in asked])


def question_vectors(questions: Sequence[Question], embedder: Embedder) -> dict[str, NDArray[np.float32]]:
    """Give the vectors of the questions that take part as drafting compares them, by thread key."""
    from kbminer.similarity.calibration import question_rows  # noqa: PLC0415

    asked, vectors = _asked(questions, embedder)
    return question_rows([question.thread for question in asked], vectors)


def _group(asked: Sequence[Question], vectors: NDArray[np.float32], store: Store) -> GroupedQuestions:
    from kbminer.cluster import group_questions  # noqa: PLC0415
    from kbminer.cluster.links import pairs_of  # noqa: PLC0415

    links = store.links()
    return group_questions(
        asked,
        vectors,
        previous=last_grouping(store),
        must_link=pairs_of(links, together=True),
        cannot_link=pairs_of(links, together=False),
        at=max((question.asked_at for question in asked if question.asked_at), default=None),
        state=store.artifact("grouping state"),
    )


def _articles(store: Store, settings: Settings) -> tuple[Article, ...]:
    """Read the existing articles; what can't be read of them stands among the problems."""
    if settings.articles is None:
        return ()
    from kbminer.articles import read_articles  # noqa: PLC0415

    found = list(read_articles(settings.articles))
    store.ingest((item for item in found if isinstance(item, Problem)), source=settings.articles)
    return tuple(item for item in found if isinstance(item, Article))


def _cover(
    groups: Sequence[Group],
    articles: Sequence[Article],
    resolutions: Mapping[str, Resolution],
    *,
    asked: Sequence[Question],
    vectors: NDArray[np.float32],
    store: Store,
    embedder: Embedder,
) -> Covered:
    from kbminer.articles.cover import Covered, cover  # noqa: PLC0415
    from kbminer.similarity.article_texts import article_texts  # noqa: PLC0415

    if not articles:
        return Covered()
    return cover(
        groups,
        articles,
        article_vectors=embedder.encode(article_texts(articles)),
        questions=asked,
        vectors=vectors,
        resolutions=resolutions,
        threads=StoredThreads(store),
    )


def _suggester(found: RunResult, store: Store, embedder: Embedder, articles: Sequence[Article]) -> Suggester:
    from kbminer.search.suggester import Suggester  # noqa: PLC0415
    from kbminer.similarity.article_texts import article_texts  # noqa: PLC0415

    asked, vectors = _asked(found.questions, embedder)
    return Suggester(
        embedder=embedder,
        questions=asked,
        vectors=vectors,
        groups=found.grouping.groups,
        resolutions={resolution.thread: resolution for resolution in found.resolutions},
        threads=StoredThreads(store),
        people=store.people(),
        articles=articles,
        article_vectors=embedder.encode(article_texts(articles)) if articles else None,
    )


def _default_embedder(settings: Settings) -> Embedder:
    return SentenceEmbedder(settings.model, max_chars=settings.max_chars, dtype=settings.dtype)
