"""One pass over a source: each document goes to the reader of its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from kbminer.ingest.detect import recognise
from kbminer.ingest.document import Document
from kbminer.ingest.format import Format, Origin, Reader, isolate_errors
from kbminer.ingest.walk import stem, walk
from kbminer.records import Problem, Thread

_OWN = 0.5  # a document that the main format is at least this sure of needs no second opinion
_OTHER = 0.7  # how sure another format must be of what the main one knows, too: a link to a board is no board


def read_path(
    path: Path,
    main: Format,
    *,
    forced: bool,
    name: str | None = None,
    base_url: str | None = None,
    columns: tuple[tuple[str, str], ...] = (),
) -> Iterator[Thread | Problem]:
    """Read everything under ``path``, mainly in the format ``main``.

    A document of another format is read in its own; one that no format knows (a picture, a style sheet) is
    counted, and named in one problem at the end.

    Parameters
    ----------
    path : Path
        A file, a folder or an archive.
    main : Format
        Of most of its documents.
    forced : bool
        Whether everything is read in that format.
    name, base_url, columns : optional
        Where the source comes from and how its columns are called; see
        :class:`~kbminer.ingest.format.Origin`.
    """
    origin = Origin(name=name or _default_name(path), base_url=base_url, columns=columns)
    readings: dict[str, _Reading] = {}
    unknown: list[str] = []
    for document in walk(path):
        if isinstance(document, Problem):
            yield document
            continue
        format = main if forced else _format_of(document, main)
        if format is None:
            unknown.append(document.name)
            continue
        if format.name not in readings:
            readings[format.name] = _Reading(format, format.reader(origin), document.name)
        yield from readings[format.name].feed(document)
    for reading in readings.values():
        yield from reading.finish(path.name)
    if unknown:
        what = f"{len(unknown)} files are in no known format and were not read"
        yield Problem(
            where=f"{unknown[0]} and others" if len(unknown) > 1 else unknown[0], what=what, lost=False
        )


class _Reading:
    """One format's reader at work on a source: what it claims may not vanish without a word."""

    def __init__(self, format: Format, reader: Reader, first: str) -> None:
        self._format = format
        self._reader = reader
        self._first = first
        self._files = 0
        self._told = False

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Yield the reader one document."""
        self._files += 1
        yield from self._noted(isolate_errors(document.name, partial(self._reader.feed, document)))

    def finish(self, where: str) -> Iterator[Thread | Problem]:
        """Yield what waited, or at least that nothing did."""
        yield from self._noted(isolate_errors(where, self._reader.finish))
        if not self._told:
            files = f"{self._files} files were" if self._files > 1 else "the file was"
            what = f"{files} taken for {self._format.title}, and no thread was found; --format forces another"
            yield Problem(where=self._first, what=what)

    def _noted(self, items: Iterator[Thread | Problem]) -> Iterator[Thread | Problem]:
        for item in items:
            self._told = True
            yield item


def _format_of(document: Document, main: Format) -> Format | None:
    clue = main.recognise(document)
    if clue and clue.confidence >= _OWN:
        return main
    best = recognise(document)
    if best is not None:
        return main if clue and best[1].confidence < _OTHER else best[0]
    damaged = document.name.lower().endswith((".json", ".jsonl")) and "json" in main.name
    return main if damaged else None


def _default_name(path: Path) -> str:
    own = stem(path)
    single = path.is_file() and path.suffix.lower() in (".json", ".html", ".htm", ".php")
    return path.resolve().parent.name or own if single else own


def own_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Name those of several sources whose own name another one bears already: with the folders above them.

    Two folders of one name hold two forums, whose threads would otherwise take one another's place. The first
    keeps its plain name.
    """
    taken: dict[str, Path] = {}
    named: dict[Path, str] = {}
    for path in paths:
        whole = path.resolve()
        name = _default_name(path)
        above = list(whole.parent.parts)
        while name in taken and taken[name] != whole and above:
            name = f"{above.pop()}/{name}"
        if name != _default_name(path):
            named[path] = name
        taken.setdefault(name, whole)
    return named
