"""The whole way, from forums to what a run leaves in the store."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.pipeline.engine import opened_engine
from kbminer.pipeline.forum_model import with_forum_model
from kbminer.pipeline.forum_precision import with_forum_precision
from kbminer.pipeline.knowledge_base import KnowledgeBase
from kbminer.pipeline.latest import knowledge_base
from kbminer.pipeline.lock import only_run
from kbminer.pipeline.memory import few_collections
from kbminer.pipeline.mining import run_stages
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.read_sources import ingest
from kbminer.pipeline.run_in_progress import RunInProgress
from kbminer.store import Store

if TYPE_CHECKING:
    from kbminer.ingest import Live
    from kbminer.pipeline.engine import Engine
    from kbminer.similarity.embed import Embedder


def mine(
    *sources: str | Path,
    store: Store | str | None = None,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    live: Live | None = None,
) -> KnowledgeBase:
    """Turn forums into suggestions and drafts: the whole way.

    Every run is recorded in the store. What an earlier run worked out from the same inputs is used again:
    where nothing is new, a run gives what the last one gave.

    Parameters
    ----------
    *sources : str or Path
        Forum data: a folder, an archive, a file, or the address of a live forum. None at all mines what
        the store holds.
    store : Store or str, optional
        Where to keep threads and results for the next run, as an object or URL. By default in memory.
    settings : Settings, optional
        See :class:`kbminer.config.Settings`.
    embedder : Embedder, optional
        Another way to encode texts; by default the one that the settings name.
    format : str, optional
        Forces the sources' format; by default it is told from their content.
    columns : mapping of str to str, optional
        Columns of tables by what they hold; by default they are guessed.
    live : Live, optional
        How live forums are asked.

    Returns
    -------
    KnowledgeBase

    Raises
    ------
    SourceError
        A source can't be read.
    StoreError
        The store can't be used.
    SettingsError
        A setting names something that there is not, such as an unknown clusterer.
    MissingExtra
        The clusterer needs a library that is not installed.
    RunLocked
        Another run is at work on the store.
    EngineError
        The machines that share the work can't be reached, or are not alike.

    Examples
    --------
    >>> kb = mine("examples/forum")           # doctest: +SKIP
    >>> kb.suggestions.to_frame()             # doctest: +SKIP
    """
    from kbminer.cluster import make_clusterer  # noqa: PLC0415 - numpy loads with it

    settings = settings or Settings()
    clusterer = make_clusterer(settings.clusterer)  # an unknown one is refused before anything is read
    opened = store if isinstance(store, Store) else Store(store or "sqlite://")
    with few_collections(), only_run(opened), opened_engine(settings.engine) as engine:
        run = RunInProgress(opened, settings.without_secrets())
        if sources:
            began = time.perf_counter()
            done = ingest(sources, opened, settings, format=format, columns=columns, live=live)
            run.note("ingest", seconds=time.perf_counter() - began, counts=done.counts)
        if embedder is None:
            settings = with_forum_precision(opened, with_forum_model(opened, settings), run)
            run.settings = settings.without_secrets()
        cached = _cached(embedder, settings, opened, engine)
        run_stages(Given(run, opened, settings, cached, clusterer, engine))
    return knowledge_base(opened, embedder)


def _cached(embedder: Embedder | None, settings: Settings, store: Store, engine: Engine | None) -> Embedder:
    from kbminer.similarity.embed import CachedEmbedder, make_embedder  # noqa: PLC0415

    made = embedder or make_embedder(
        settings.model, max_chars=settings.max_chars, dtype=settings.dtype, device=settings.device
    )
    if engine is None or embedder is not None:  # what was handed in may not be sent to other machines
        return CachedEmbedder(made, store)
    return CachedEmbedder(made, store, encode_each=partial(engine.encode, settings, made.name))
