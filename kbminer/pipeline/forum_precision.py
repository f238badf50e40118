"""In which precision a large forum is encoded, where the settings name none: tried once, then kept."""

from __future__ import annotations

import logging
import time

from kbminer.config import Settings
from kbminer.logs import line
from kbminer.pipeline.run_in_progress import RunInProgress
from kbminer.store import Store

PAYS = 500
"""Threads from which on a trial is worth it: it takes about as long as encoding a hundred."""

_TRIED = 48  # texts: a second's worth in float32
_log = logging.getLogger(__name__)


def with_forum_precision(store: Store, settings: Settings, run: RunInProgress) -> Settings:
    """Name in the settings the fastest precision whose vectors stand for those of float32.

    Parameters
    ----------
    store : Store
    settings : Settings
    run : RunInProgress
        The trial is entered in its record.

    Returns
    -------
    Settings
        As they were where a precision is named, the forum is small, or the processor computes in one alone. A
        store keeps the precision of the run before: vectors of two are never compared.
    """
    from kbminer.similarity.embed.processor import computes_in_bfloat16, runs_as_graph  # noqa: PLC0415

    open_choice = settings.dtype == "auto" and settings.model in {None, "bundled"}
    if not (open_choice and computes_in_bfloat16() and runs_as_graph(settings.device)):
        return settings
    kept = run.previous.settings.get("dtype") if run.previous else None
    if kept in {"float32", "bfloat16"}:
        return settings.model_copy(update={"dtype": kept})
    keys = sorted(store.digests())
    if len(keys) < PAYS:
        return settings
    return settings.model_copy(update={"dtype": _tried(store, keys, settings, run)})


def _tried(store: Store, keys: list[str], settings: Settings, run: RunInProgress) -> str:
    from kbminer.similarity.embed import make_embedder  # noqa: PLC0415 - numpy loads with a trial
    from kbminer.similarity.embed.trial import fastest, tried  # noqa: PLC0415

    began = time.perf_counter()
    sample = store.threads(keys[:: len(keys) // _TRIED][:_TRIED])
    texts = [f"{thread.title}\n{thread.posts[0].body}" for thread in sample if thread.posts]
    found = tried(
        lambda dtype: make_embedder(max_chars=settings.max_chars, dtype=dtype, device="cpu"),
        texts,
        ["bfloat16"],
    )
    chosen = fastest(found)
    run.note(
        "encoding trial",
        seconds=time.perf_counter() - began,
        counts={f"{each.precision} texts a second": round(each.texts_a_second) for each in found},
    )
    for each in found:
        _log.info(
            line(
                "precision tried",
                precision=each.precision,
                texts_a_second=round(each.texts_a_second, 1),
                cosine=round(each.cosine, 6),
                neighbours_kept=round(each.kept, 3),
                chosen=each is chosen,
            )
        )
    return chosen.precision
