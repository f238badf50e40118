"""Read forums: every format a team may have, from a file, a folder, an archive or a live address.

:func:`read` yields the threads of a source, :func:`detect` tells its format, :func:`write_jsonl` writes
threads in the interchange format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.errors import MissingExtra, UnknownFormat
from kbminer.ingest.bounds import within_bounds
from kbminer.ingest.detect import Detection, detect_path
from kbminer.ingest.format import Clue, Format, Origin, Reader
from kbminer.ingest.formats.thread_jsonl import write_jsonl
from kbminer.ingest.known_formats import FORMATS, by_name
from kbminer.ingest.plain_titles import with_plain_titles
from kbminer.ingest.routing import own_names, read_path
from kbminer.records import Problem, Thread
from kbminer.web_address import parted

if TYPE_CHECKING:
    from kbminer.http.client import Client

__all__ = [
    "FORMATS",
    "Clue",
    "Detection",
    "Format",
    "Live",
    "Origin",
    "Reader",
    "confirm",
    "detect",
    "is_address",
    "own_names",
    "read",
    "write_jsonl",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """How a live forum is asked.

    Attributes
    ----------
    state : Path or None
        The file that keeps every raw answer of this forum's crawls and from which a crawl goes on; by default
        ``kbminer-crawl-HOST.db`` here. It is itself a source: reading it asks for nothing.
    max_pages : int or None
        The most requests of this run; the next run goes on.
    max_hours : float or None
        The most hours of this run, twelve by default; the next run goes on.
    since : datetime or None
        Leaves out what was last active before.
    interval : float
        The least seconds between two requests to a host.
    allowed_hosts : tuple of str
        Hosts that may be asked though they lie on an inner network.
    internal : bool
        Whether what a guest could not read is written down too, where a key reads it.
    progress : callable or None
        Is told after each answer how many came and how many are known to be still wanted.
    """

    state: Path | None = None
    max_pages: int | None = None
    max_hours: float | None = None
    since: datetime | None = None
    interval: float = 1.0
    allowed_hosts: tuple[str, ...] = ()
    internal: bool = False
    progress: Callable[[int, int], None] | None = None


def read(
    source: str | Path,
    *,
    format: str | None = None,
    name: str | None = None,
    base_url: str | None = None,
    columns: Mapping[str, str] | None = None,
    live: Live | None = None,
) -> Iterator[Thread | Problem]:
    """Read the threads of a source one by one, with a problem for whatever spoiled one.

    Parameters
    ----------
    source : str or Path
        A file, a folder, an archive, or the http(s) address of a live forum.
    format : str or None
        A name from :data:`FORMATS` forces that format; by default it is told from the content.
    name : str or None
        The threads' ``source`` where the data names no host; by default the source's own name without
        endings, and for a single page or topic its folder's name.
    base_url : str or None
        The forum's address, which makes the addresses of threads whole and names the host.
    columns : mapping of str to str or None
        Which column of a table, or field of JSON of unknown make, holds what: "body", "author" and so on.
    live : Live or None
        How a live forum is asked; ignored for anything else.

    Yields
    ------
    Thread or Problem
        Threads as soon as they are whole; what is longer than anybody writes is cut
        (:mod:`kbminer.ingest.bounds`).

    Raises
    ------
    MissingExtra
        A live forum is asked for and the ``web`` libraries are not installed.
    SourceError
        The source doesn't exist, can't be read or holds nothing.
    UnknownFormat
        Nothing recognises it.

    Examples
    --------
    >>> from kbminer.ingest import read
    >>> for item in read("forum.tar.gz"):  # doctest: +SKIP
    ...     print(item)
    """
    if is_address(source):
        return within_bounds(with_plain_titles(_read_live(str(source), live or Live())))
    path = Path(source)
    given = tuple((columns or {}).items())
    forced = format or (_mapped_format(path, set(columns or ())) if given else None)
    chosen = by_name(forced or detect_path(path).format)
    found = read_path(path, chosen, forced=forced is not None, name=name, base_url=base_url, columns=given)
    return within_bounds(with_plain_titles(found))


def _mapped_format(path: Path, columns: set[str]) -> str | None:
    """The format whose columns a person named, where nothing recognises the source without that."""
    try:
        detect_path(path)
    except UnknownFormat:
        return "topic-json" if "posts" in columns else "table"
    return None


def confirm(source: str | Path, *, live: Live | None = None) -> None:
    """Say that all that the last :func:`read` of a live forum yielded is stored; a file needs no such word.

    Until then every read yields it again, so that a kill between reading and storing loses nothing.
    """
    if is_address(source):
        from kbminer.ingest.live.crawl_state import mark_stored  # noqa: PLC0415 - only a live forum has one

        mark_stored(_state_of(str(source), live or Live()))


def is_address(source: str | Path) -> bool:
    """Tell whether a source is the address of a live forum."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://"))


def _read_live(url: str, live: Live) -> Iterator[Thread | Problem]:
    try:
        from kbminer.ingest.live.crawl import Budget, crawl  # noqa: PLC0415 - only a live forum needs the web
    except ImportError as error:
        raise _without_web(error) from None
    budget = Budget(max_pages=live.max_pages, since=live.since, internal=live.internal)
    if live.max_hours is not None:
        budget = replace(budget, longest=live.max_hours * 3600)
    tell = live.progress
    told = None if tell is None else lambda progress: tell(progress.done, progress.waiting)
    return crawl(url, state=_state_of(url, live), client=_client(live), budget=budget, progress=told)


def detect(source: str | Path, *, live: Live | None = None) -> Detection:
    """Tell the format of a source, how sure that is, and by which mark.

    Parameters
    ----------
    source : str or Path
        A file, a folder, an archive, or the http(s) address of a live forum: one page is asked.
    live : Live or None
        How a live forum is asked; ignored for anything else.

    Raises
    ------
    MissingExtra
        A live forum is asked for and the ``web`` libraries are not installed.
    SourceError
        The source doesn't exist, can't be read or holds nothing.
    UnknownFormat
        Nothing recognises it.
    """
    if not is_address(source):
        return detect_path(Path(source))
    try:
        from kbminer.ingest.live.crawl import detect_live  # noqa: PLC0415 - only a live forum needs the web
    except ImportError as error:
        raise _without_web(error) from None
    found = detect_live(str(source), _client(live or Live()))
    if found is None:
        raise UnknownFormat(f"{source} shows nothing that kbminer knows; save its pages and give the folder")
    format, clue = found
    return Detection(format=format.name, title=format.title, confidence=clue.confidence, why=clue.why)


def _state_of(url: str, live: Live) -> Path:
    return live.state or Path(f"kbminer-crawl-{parted(url).hostname}.db")


def _client(live: Live) -> Client:
    from kbminer.http.client import Client, Politeness  # noqa: PLC0415 - only a live forum needs the web

    return Client(Politeness(interval=live.interval, allowed_hosts=live.allowed_hosts))


def _without_web(error: ImportError) -> MissingExtra:
    return MissingExtra(str(error.name or "protego"), extra="web", purpose="reading a live forum")
