"""What a forum format is to the rest: how it is recognised and what reads it.

A format is one module with one :class:`Format`, entered in :mod:`kbminer.ingest.registry`; third parties
enter theirs under the entry point group ``kbminer.formats``. ``docs/formats.md`` adds one step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from kbminer.ingest.documents import Document
from kbminer.records import Problem, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a source comes from, for what its data does not tell.

    ``name`` becomes a thread's ``source`` where the data names no host; ``base_url`` makes addresses whole.
    """

    name: str
    base_url: str | None = None

    @property
    def source(self) -> str:
        """The host of ``base_url``, or else the name."""
        return (urlsplit(self.base_url).hostname if self.base_url else None) or self.name


@dataclass(frozen=True, slots=True)
class Clue:
    """How sure a format is that a document is its own (0 to 1), and by which mark."""

    confidence: float
    why: str


class Reader(Protocol):
    """Reads one source: documents go in one by one, threads come out as soon as they are whole."""

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one document; give the threads that are whole by now."""
        ...

    def finish(self) -> Iterable[Thread | Problem]:
        """Give what waited for the last document."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One forum format.

    Args:
        name: as ``--format`` takes it, such as "discourse-json".
        title: as people call it.
        recognise: looks at a document's name and first bytes; ``None`` where it is not this format's.
        reader: makes a fresh reader for one source.
    """

    name: str
    title: str
    recognise: Callable[[Document], Clue | None]
    reader: Callable[[Origin], Reader]


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
