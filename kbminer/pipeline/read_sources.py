"""Sources into a store: what was read before as it is, is not read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.errors import SettingsError
from kbminer.pipeline.lock import only_run
from kbminer.progress import track
from kbminer.redact.identifiers import with_public_ids
from kbminer.store import Ingested, Store

if TYPE_CHECKING:
    from kbminer.ingest import Live


def ingest(
    sources: Iterable[str | Path],
    store: Store,
    settings: Settings | None = None,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    live: Live | None = None,
) -> Ingested:
    """Read sources into a store; what is already there unchanged stays as it is.

    Parameters
    ----------
    sources : iterable of str or Path
        Files, folders, archives or addresses of live forums.
    store : Store
    settings : Settings, optional
    format : str, optional
        Forces a format; by default it is told from the content.
    columns : mapping of str to str, optional
        Columns of tables by what they hold, where a person says so; by default they are guessed.
    live : Live, optional
        How live forums are asked; see :func:`kbminer.ingest.read`.

    Returns
    -------
    Ingested
        How many threads are new, updated and the same, and the problems met.

    Raises
    ------
    SourceError
        A source can't be read.
    SettingsError
        One archive is to keep the answers of several live forums.
    RunLocked
        Another command is changing the store.
    """
    from kbminer.ingest import is_address, own_names  # noqa: PLC0415 - parsers load when something is read

    sources = list(sources)
    if live and live.state and sum(map(is_address, sources)) > 1:
        raise SettingsError("One archive keeps one live forum's answers; read several with a command each.")
    base_url = settings.base_url if settings else None
    with only_run(store):
        names = own_names(Path(source) for source in sources if not is_address(source))
        done = [
            _taken_in(
                source,
                store,
                format=format,
                name=names.get(Path(source)),
                base_url=base_url,
                columns=columns,
                live=live,
            )
            for source in sources
        ]
    return _together(done)


def _together(done: Sequence[Ingested]) -> Ingested:
    return Ingested(
        new=sum(one.new for one in done),
        updated=sum(one.updated for one in done),
        same=sum(one.same for one in done),
        problems=tuple(chain.from_iterable(one.problems for one in done)),
    )


def _taken_in(
    source: str | Path,
    store: Store,
    *,
    format: str | None,
    name: str | None,
    base_url: str | None,
    columns: Mapping[str, str] | None,
    live: Live | None,
) -> Ingested:
    """Read one source, unless it was read before as it is."""
    from kbminer.ingest import confirm, is_address, read  # noqa: PLC0415
    from kbminer.ingest.content_digest import content_digest  # noqa: PLC0415

    digest = None
    if not is_address(source):
        digest = content_digest(Path(source), format=format, base_url=base_url, columns=columns)
        if digest and (known := store.unchanged(str(source), digest)):
            return known
    items = read(source, format=format, name=name, base_url=base_url, columns=columns, live=live)
    items = track(map(with_public_ids, items), what=f"Reading {source}", unit="thread")
    done = store.ingest(items, source=str(source), digest=digest)
    confirm(source, live=live)
    return done
