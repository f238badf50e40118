"""What lies at a path, as documents: a file, a folder's files, or an archive's entries, one at a time.

Everything is one stream: nothing is extracted to disk and nothing is held whole.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kbminer.errors import SourceError
from kbminer.ingest.archives import unpacked
from kbminer.ingest.document import HEAD, Document, sent_at
from kbminer.ingest.source_files import source_files
from kbminer.records import Problem

_ENDINGS = frozenset(
    """
    .gz .bz2 .xz .zst .7z .tar .tgz .zip .jsonl .ndjson .json .xml .html .htm .csv .tsv .xlsx .mbox .txt .php
    """.split()
)


def walk(path: Path) -> Iterator[Document | Problem]:
    """Yield every document under a path in a fixed order, lazily.

    Parameters
    ----------
    path : Path
        A file, a folder (in order of names, without hidden files and what kbminer wrote there), or an
        archive: tar, zip, gzip, bzip2, xz, Zstandard or 7z, recognised by content.

    Yields
    ------
    Document or Problem
        A problem for each that can't be read.

    Raises
    ------
    SourceError
        The path doesn't exist or can't be read.
    """
    if path.is_dir():
        yield from _folder(path)
        return
    try:
        raw = path.open("rb")
    except OSError as error:
        raise SourceError(
            f"can't read {path}: {error.strerror or error}; give a file, folder or archive that exists"
        ) from error
    with raw:
        if raw.peek(16).startswith(b"SQLite format 3"):
            yield from _remembered(path)
        else:
            yield from unpacked(path.name, raw, path.stat().st_size, depth=0, prefix="")


def stem(path: Path) -> str:
    """Cut the endings of archives and formats off a name.

    >>> stem(Path("forum-dump.tar.gz")), stem(Path("forum.example.org"))
    ('forum-dump', 'forum.example.org')
    """
    name = path.name or path.resolve().name
    while (suffix := Path(name).suffix.lower()) in _ENDINGS and len(name) > len(suffix):
        name = name[: -len(suffix)]
    return name


def _remembered(path: Path) -> Iterator[Document | Problem]:
    """The raw answers that a crawl kept, so that parsing can be repeated without fetching."""
    with closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as database:
        try:
            answers = database.execute(
                "SELECT url, headers, body FROM answer WHERE status = 200 ORDER BY url"
            )
            for url, headers, body in answers:
                content = io.BytesIO(zlib.decompress(body))
                sent = sent_at(json.loads(headers))
                yield Document(url.split("#")[0], content.read(HEAD), content, sent)
        except (sqlite3.Error, zlib.error, ValueError) as error:
            yield Problem(where=path.name, what=f"it is no memory of a crawl that can be read: {error}")


def _folder(folder: Path) -> Iterator[Document | Problem]:
    unreadable: list[OSError] = []
    for path in source_files(folder, onerror=unreadable.append):
        yield from _file(path, path.relative_to(folder).as_posix())
    for error in unreadable:
        yield Problem(where=str(error.filename), what=f"can't be read: {error.strerror}")


def _file(path: Path, inside: str) -> Iterator[Document | Problem]:
    if path.is_symlink() or not path.is_file():
        yield Problem(where=inside, what="is a link or no regular file; not followed")
        return
    try:
        raw = path.open("rb")
    except OSError as error:
        yield Problem(where=inside, what=f"can't be read: {error.strerror or error}")
        return
    with raw:
        yield from unpacked(inside, raw, path.stat().st_size, depth=0, prefix=f"{inside}/")
