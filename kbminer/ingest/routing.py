"""One pass over a source: each document goes to the reader of its format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kbminer.ingest.detect import recognise
from kbminer.ingest.document import Document
from kbminer.ingest.format import Format, Origin, Reader, isolate_errors
from kbminer.ingest.walk import stem, walk
from kbminer.records import Problem, Thread

_OWN = 0.5  # a document that the main format is at least this sure of needs no second opinion


def read_path(
    path: Path, main: Format, *, forced: bool, name: str | None = None, base_url: str | None = None
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
    name, base_url : str or None
        Where the source comes from; see :class:`~kbminer.ingest.format.Origin`.
    """
    origin = Origin(name=name or _default_name(path), base_url=base_url)
    readers: dict[str, tuple[Format, Reader]] = {main.name: (main, main.reader(origin))}
    unknown: list[str] = []
    for document in walk(path):
        if isinstance(document, Problem):
            yield document
            continue
        format = main if forced else _format_of(document, main)
        if format is None:
            unknown.append(document.name)
            continue
        if format.name not in readers:
            readers[format.name] = (format, format.reader(origin))
        yield from isolate_errors(document.name, partial(readers[format.name][1].feed, document))
    for _, reader in readers.values():
        yield from isolate_errors(path.name, reader.finish)
    if unknown:
        what = f"{len(unknown)} files are in no known format and were not read"
        yield Problem(
            where=f"{unknown[0]} and others" if len(unknown) > 1 else unknown[0], what=what, lost=False
        )


def _format_of(document: Document, main: Format) -> Format | None:
    clue = main.recognise(document)
    if clue and clue.confidence >= _OWN:
        return main
    best = recognise(document)
    if best is not None:
        return best[0]
    damaged = document.name.lower().endswith((".json", ".jsonl")) and "json" in main.name
    return main if damaged else None


def _default_name(path: Path) -> str:
    own = stem(path)
    single = path.is_file() and path.suffix.lower() in (".json", ".html", ".htm", ".php")
    return path.resolve().parent.name or own if single else own
