"""Whether a job could run now: each thing that it needs, looked at, and what to mend."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kbminer.config import Settings
from kbminer.errors import KbminerError
from kbminer.store.database import without_password
from kbminer.store.inspection import inspect, inspect_server, must_be_free
from kbminer.store.migrations import NEWEST

_LEAST_FREE = 256 << 20  # bytes: the report, its drafts and what SQLite writes ahead for a small forum
_SHARE_FREE = 1.0  # of the store's size: a copy is made before its schema changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``mend`` says what is wrong and what to do, where something is."""

    name: str
    what: str
    mend: str = ""


def check_up(settings: Settings, *, sources: Sequence[str], store: str, out: Path) -> list[Finding]:
    """Look at everything that a run with these settings needs; nothing is written, no forum is asked.

    Parameters
    ----------
    settings : Settings
    sources : sequence of str
        What the run would read.
    store : str
        The URL of its store.
    out : Path
        The folder of its report.
    """
    file = _file_of(store)
    looks: list[tuple[str, Callable[[], str]]] = [
        ("settings", lambda: f"{len(sources)} sources, store {without_password(store)}, report in {out}"),
        *((f"source {source}", lambda source=source: _source(source)) for source in sources),
        *([("articles", lambda: _articles(settings.articles))] if settings.articles else []),
        ("store", lambda: _store(store, file)),
        ("lock", lambda: _lock(store, file)),
        ("clock", lambda: _clock(store, file)),
        ("model", lambda: _model(settings)),
        ("report folder", lambda: _writable(out)),
        ("free space", lambda: _room(file, out)),
    ]
    return [_finding(name, look) for name, look in looks]


class _ToMend(Exception):
    """What was looked at is not as it must be."""


def _finding(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name=name, what=look())
    except (_ToMend, KbminerError, OSError) as error:
        return Finding(name=name, what="", mend=str(error))


def _source(source: str) -> str:
    from kbminer.http.safety import check_url  # noqa: PLC0415
    from kbminer.ingest import detect, is_address  # noqa: PLC0415

    if is_address(source):
        return f"the live forum at {check_url(source)}, which is asked when it is read"
    if not Path(source).exists():
        raise _ToMend(f"{source} is not there; put it back, or take it out of the sources")
    if not os.access(source, os.R_OK):
        raise _ToMend(f"{source} may not be read; give this user the right to read it")
    return detect(source).title


def _articles(place: str | None) -> str:
    from kbminer.articles import read_articles  # noqa: PLC0415
    from kbminer.records import Article  # noqa: PLC0415

    found = sum(isinstance(each, Article) for each in read_articles(place or ""))
    if not found:
        raise _ToMend(f"no article was found in {place}; name the folder, sitemap or export that holds them")
    return f"{found:,} articles"


def _store(url: str, file: Path | None) -> str:
    if file is None:
        return _store_on_server(url)
    if not file.exists():
        _writable(file.parent)
        return "not there yet; the first run makes it"
    if not os.access(file, os.W_OK):
        raise _ToMend(f"{file} can't be written; give this user the right to write it")
    facts = inspect(file)
    if facts.damage:
        raise _ToMend(
            f"{file} is damaged ({facts.damage}); put back a copy of it, or read the sources again with "
            "another --store"
        )
    older = " (older: the next run copies it and brings it up to date)" if facts.schema < NEWEST else ""
    return f"sound, {facts.threads:,} threads, {facts.runs:,} finished runs, schema {facts.schema}{older}"


def _store_on_server(url: str) -> str:
    facts = inspect_server(url)
    if facts is None:
        return "a database without a store; the first run makes it"
    older = " (older: the next run brings it up to date, so copy it first: pg_dump)"
    held = f"{facts.threads:,} threads, {facts.runs:,} finished runs, schema {facts.schema}"
    return f"on a database server, {held}{older if facts.schema < NEWEST else ''}"


def _lock(url: str, file: Path | None) -> str:
    if file is None:
        if inspect_server(url):
            must_be_free(url)
        return "free"
    lock = Path(f"{file}.lock")
    if not lock.exists():
        return "free"
    try:
        with FileLock(lock, timeout=0):
            return "free"
    except Timeout:
        raise _ToMend("another run is at work on the store; wait until it is done") from None


def _clock(url: str, file: Path | None) -> str:
    now = datetime.now(UTC)
    facts = inspect_server(url) if file is None else inspect(file) if file.is_file() else None
    last = facts.last_run if facts else None
    if last and last > now:
        raise _ToMend(
            f"the last run ended at {last:%Y-%m-%d %H:%M} UTC, which is still to come: the "
            "clock was set back; runs go on, but set it right"
        )
    return f"{now:%Y-%m-%d %H:%M} UTC"


def _model(settings: Settings) -> str:
    from kbminer.similarity.embed import make_embedder  # noqa: PLC0415

    embedder = make_embedder(
        settings.model, max_chars=settings.max_chars, dtype=settings.dtype, device=settings.device
    )
    width = embedder.encode(["Does it load?"]).shape[1]
    return f"{embedder.name.split('|')[0]} loads, {width} numbers a text"


def _writable(folder: Path) -> str:
    there = next(_there(folder))
    if not os.access(there, os.W_OK | os.X_OK):
        raise _ToMend(f"{there} can't be written; give this user the right to, or name another folder")
    return f"{folder} can be written"


def _room(file: Path | None, out: Path) -> str:
    wanted = _LEAST_FREE + int(_SHARE_FREE * (file.stat().st_size if file and file.exists() else 0))
    place = next(_there(file.parent if file else out))
    free = shutil.disk_usage(place).free
    if free < wanted:
        raise _ToMend(f"{free >> 20:,} MiB are free at {place}; make room for {wanted >> 20:,} MiB")
    return f"{free >> 20:,} MiB free at {place}"


def _there(folder: Path) -> Iterator[Path]:
    """The folder, or the nearest above it that exists."""
    yield from (each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())


def _file_of(url: str) -> Path | None:
    name = url.removeprefix("sqlite:///")
    return None if "://" in name or not name else Path(name)
