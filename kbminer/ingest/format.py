"""What a forum format is to the rest: how it is recognised and what reads it.

A format is one module with one :class:`Format`, entered in :mod:`kbminer.ingest.known_formats`; third parties
enter theirs under the entry point group ``kbminer.formats``. ``docs/formats.md`` adds one step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from kbminer.errors import KbminerError
from kbminer.ingest.document import DAMAGE, Document
from kbminer.records import Problem, Thread
from kbminer.web_address import parted


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a source comes from, for what its data does not tell.

    Attributes
    ----------
    name : str
        Becomes a thread's ``source`` where the data names no host.
    base_url : str or None
        The forum's address, which makes addresses whole.
    columns : tuple of (str, str)
        Columns or fields by what they hold, where a person said so: they come before any guess.
    """

    name: str
    base_url: str | None = None
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def source(self) -> str:
        """The host of ``base_url``, or else the name."""
        return _host_of(self.base_url) or self.name

    def source_at(self, host: str | None) -> str:
        """The host of ``base_url``, or else the one that the data names, or else the name."""
        return self.source if self.base_url else host or self.name


@lru_cache(maxsize=64)
def _host_of(address: str | None) -> str | None:
    return parted(address).hostname


@dataclass(frozen=True, slots=True)
class Clue:
    """How sure a format is that a document is its own (0 to 1), and by which mark."""

    confidence: float
    why: str


class Reader(Protocol):
    """Reads one source: documents go in one by one, threads come out as soon as they are whole."""

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one document; yield the threads that are whole by now."""
        ...

    def finish(self) -> Iterable[Thread | Problem]:
        """Yield what waited for the last document."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One forum format.

    Attributes
    ----------
    name : str
        As ``--format`` takes it, such as "discourse-json".
    title : str
        As people call it.
    recognise : callable
        Looks at a document's name and first bytes; returns ``None`` where it is not this format's.
    reader : callable
        Makes a fresh reader for one source.
    """

    name: str
    title: str
    recognise: Callable[[Document], Clue | None]
    reader: Callable[[Origin], Reader]


def isolate_errors(
    where: str, make: Callable[[], Iterable[Thread | Problem]], *, thread: str | None = None
) -> Iterator[Thread | Problem]:
    """Yield what ``make`` yields; where it breaks, a problem: a broken thread or page spoils only itself.

    Parameters
    ----------
    where : str
        The place that the problem names.
    make : callable
        Reads one thread, one page or one document.
    thread : str or None
        The thread's key, where it is known.

    Raises
    ------
    KbminerError
        What kbminer raises on purpose goes through: it is no matter of one document.
    """
    try:
        yield from make()
    except KbminerError:
        raise
    except DAMAGE as error:
        yield Problem(where=where, what=f"it can't be read from here on: {error}", thread=thread)
    except Exception as error:  # no reader foresees every damage, least of all a third party's
        what = f"it can't be read: its data is not as expected ({type(error).__name__}: {error})"
        yield Problem(where=where, what=what, thread=thread)


class ByDocument:
    """A reader whose documents each hold whole threads: it wraps a function that reads one document."""

    def __init__(
        self, read: Callable[[Document, Origin], Iterator[Thread | Problem]], origin: Origin
    ) -> None:
        self._read = read
        self._origin = origin

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Read the document at once."""
        return self._read(document, self._origin)

    def finish(self) -> Iterable[Thread | Problem]:
        """Nothing waits."""
        return ()
