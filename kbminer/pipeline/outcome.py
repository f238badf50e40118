"""A run's outcome, kept for the next: given back where nothing changed, compared with where something did."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from kbminer.config import Settings
from kbminer.digests import code_digest, digest_of
from kbminer.records import Article, Grouping, Link, Resolution, RunResult
from kbminer.store import Store

_OUTCOMES = TypeAdapter(RunResult)
_GROUPINGS = TypeAdapter(Grouping)
_RESOLUTIONS = TypeAdapter(tuple[Resolution, ...])


def fingerprint_of(
    digests: Mapping[str, str],
    settings: Settings,
    embedder: str,
    articles: Sequence[Article],
    links: Sequence[Link] = (),
) -> str:
    """Digest all that a run's outcome depends on: code, settings, model, articles, links and threads."""
    said = (f"{key}={digest}".encode() for key, digest in sorted(digests.items()))
    known = (repr(given).encode() for given in (*articles, *links))
    own = (code_digest(), settings.model_dump_json(), embedder)
    return digest_of([*(part.encode() for part in own), *known, *said])


def load_outcome(store: Store, fingerprint: str) -> RunResult | None:
    """Give the last outcome where it stands under ``fingerprint``, with the problems of the last ingest."""
    kept = store.artifact("outcome")
    if kept is None or kept[: len(fingerprint)] != fingerprint.encode():
        return None
    found = _OUTCOMES.validate_json(zlib.decompress(kept[len(fingerprint) :]))
    return replace(found, problems=store.problems())


def save_outcome(store: Store, fingerprint: str, found: RunResult, grouping_state: bytes) -> None:
    """Keep an outcome, and apart from it what the next run carries on from, whatever its code.

    All or nothing: a grouping kept without its outcome would rob the next run of what happened in it.
    """
    store.save_artifacts(
        {
            "outcome": fingerprint.encode() + zlib.compress(_OUTCOMES.dump_json(found), 1),
            "grouping": _GROUPINGS.dump_json(found.grouping),
            "grouping state": grouping_state,
            "resolutions": zlib.compress(_RESOLUTIONS.dump_json(found.resolutions), 1),
        },
        lineage=found.grouping.lineage,
        changes=found.changes,
    )


def last_grouping(store: Store) -> Grouping | None:
    """Give the grouping of the last run."""
    kept = store.artifact("grouping")
    return _GROUPINGS.validate_json(kept) if kept else None


def last_resolutions(store: Store) -> dict[str, Resolution]:
    """Give the resolutions of the last run by thread; none before the first."""
    kept = store.artifact("resolutions")
    found = _RESOLUTIONS.validate_json(zlib.decompress(kept)) if kept else ()
    return {resolution.thread: resolution for resolution in found}
