"""What lies at a path, as documents: a file, a folder's files, or an archive's entries, one at a time.

Everything is one stream: nothing is extracted to disk and nothing is held whole. An entry that points
outside, is a link or a device, or unpacks to an absurd size becomes a
:class:`~kbminer.records.Problem`; the others go through.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import sqlite3
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from tarfile import EOFHeaderError  # type: ignore[attr-defined]  # its stub lacks it
from typing import IO, Any, Protocol, Self

from kbminer.errors import SourceError
from kbminer.records import Problem

HEAD = 64 << 10
"""How many bytes of a document are at hand for recognising it."""

LARGEST_PAGE = 256 << 20
"""Bytes of one document that is read whole; a stream may be longer."""

LARGEST_STREAM = 1 << 40
STEEPEST = 400
"""How many times larger than its compressed form a stream may grow, past the first 64 MB."""

_DEEPEST_NESTING = 2
_ENDINGS = frozenset(
    """
    .gz .bz2 .xz .tar .tgz .zip .jsonl .ndjson .json .xml .html .htm .csv .tsv .xlsx .mbox .txt .php
    """.split()
)
_MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ": "xz", b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}
DAMAGE: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Stream(Protocol):
    """Anything that gives bytes in order."""

    def read(self, size: int, /) -> bytes | None:
        """Up to ``size`` bytes; none or an empty one at the end."""
        ...


class TooLarge(ValueError):
    """A document holds, or unpacks to, more than it may."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file or archive entry: its name inside the source, its first bytes, and its stream.

    It can be read once, and until the next document is asked for. ``made`` is when a server sent it, where
    that was written down.
    """

    name: str
    head: bytes
    rest: Stream
    made: datetime | None = None

    def open(self) -> IO[bytes]:
        """The content as a buffered stream, from its first byte."""
        return io.BufferedReader(_Joined(self.head, self.rest), 1 << 18)

    def read(self, limit: int = LARGEST_PAGE) -> bytes:
        """The whole content. Raises :class:`TooLarge` (a ``ValueError``) past ``limit`` bytes."""
        content = self.head
        if len(content) == HEAD:
            content += _filled(self.rest, limit + 1 - HEAD)
        if len(content) > limit:
            raise TooLarge(f"it holds more than {limit >> 20} MB, which no page or topic does")
        return content


def walk(path: Path) -> Iterator[Document | Problem]:
    """Give every document under ``path`` in a fixed order, lazily.

    Args:
        path: a file, a folder (walked in order of names, hidden files left out), or an archive: tar, zip,
            gzip, bzip2 or xz, recognised by content.

    Raises:
        SourceError: the path doesn't exist or can't be read.
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
            yield from _unpacked(path.name, raw, path.stat().st_size, depth=0, prefix="")


def stem(path: Path) -> str:
    """The name without the endings of archives and formats.

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
        except (sqlite3.Error, zlib.error) as error:
            yield Problem(where=path.name, what=f"it is no memory of a crawl that can be read: {error}")


def sent_at(headers: dict[str, str]) -> datetime | None:
    """When a server sent an answer, by its ``date`` header."""
    try:
        return parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None


def _folder(folder: Path) -> Iterator[Document | Problem]:
    unreadable: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            yield from _file(Path(here, name), Path(here, name).relative_to(folder).as_posix())
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
        yield from _unpacked(inside, raw, path.stat().st_size, depth=0, prefix=f"{inside}/")


def _unpacked(
    name: str, stream: Stream, size: int, *, depth: int, prefix: str
) -> Iterator[Document | Problem]:
    """The document itself, or what it holds where it is compressed or an archive.

    ``prefix`` stands before the names of its entries, ``size`` is how many bytes the stream holds.
    """
    try:
        head = _filled(stream, HEAD)
        document = Document(name, head, stream)
        kind = _kind(head, name)
        if kind is None:
            yield document
        elif depth > _DEEPEST_NESTING:
            yield Problem(where=name, what="is an archive deep within archives; unpack it and give it alone")
        elif kind == "zip":
            yield from _zip(document, depth, prefix)
        elif kind == "tar":
            yield from _tar(document, depth, prefix)
        else:
            with _Guarded(_decompressor(kind, document.open()), size) as unpacked:
                yield from _unpacked(_uncompressed_name(name), unpacked, 0, depth=depth, prefix=prefix)
                if unpacked.damage:
                    yield Problem(where=name, what=f"is damaged and ends too early: {unpacked.damage}")
    except DAMAGE as error:
        if isinstance(error, SourceError):
            raise
        yield Problem(where=name, what=f"is damaged and can't be read from here on: {error}")


def _filled(stream: Stream, size: int) -> bytes:
    """Up to ``size`` bytes, where one call of ``read`` may give fewer."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _kind(head: bytes, name: str) -> str | None:
    if head[257:262] == b"ustar":
        return "tar"
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    return None if kind == "zip" and name.lower().endswith((".xlsx", ".docx", ".ods")) else kind


def _decompressor(kind: str, stream: IO[bytes]) -> Any:
    if kind == "gz":
        return gzip.GzipFile(fileobj=stream)
    return bz2.BZ2File(stream) if kind == "bz2" else lzma.LZMAFile(stream)


def _uncompressed_name(name: str) -> str:
    suffix = Path(name).suffix.lower()
    bare = name[: -len(suffix)] if suffix in (".gz", ".bz2", ".xz", ".tgz") else name
    return bare + ".tar" if suffix == ".tgz" else bare


def _tar(document: Document, depth: int, prefix: str) -> Iterator[Document | Problem]:
    with _Tar.open(fileobj=document.open(), mode="r|", bufsize=1 << 18) as archive:
        for member in archive:
            inside = _inside(member.name)
            if member.isdir():
                continue
            if inside is None:
                yield Problem(where=prefix + member.name, what="the entry points outside; not read")
            elif not member.isreg() or (content := archive.extractfile(member)) is None:
                yield Problem(where=prefix + member.name, what="the entry is a link or a device; not read")
            else:
                name = prefix + inside
                yield from _unpacked(name, content, member.size, depth=depth + 1, prefix=f"{name}/")
        if not archive.ended:
            yield Problem(
                where=document.name, what="the archive stops before its end mark; entries may be missing"
            )


def _zip(document: Document, depth: int, prefix: str) -> Iterator[Document | Problem]:
    rest = document.rest
    raw = rest if isinstance(rest, io.BufferedReader) and rest.seekable() else io.BytesIO(document.read())
    with zipfile.ZipFile(raw) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            inside = _inside(info.filename)
            refusal = _refusal(info)
            if info.is_dir():
                continue
            if inside is None or refusal:
                what = refusal or "the entry points outside; not read"
                yield Problem(where=prefix + info.filename, what=what)
                continue
            name = prefix + inside
            try:
                with _Guarded(archive.open(info), info.compress_size) as content:
                    yield from _unpacked(name, content, info.file_size, depth=depth + 1, prefix=f"{name}/")
            except DAMAGE as error:
                yield Problem(where=name, what=f"the entry can't be unpacked: {error}")


def _refusal(info: zipfile.ZipInfo) -> str | None:
    if info.external_attr >> 28 not in (0, 4, 8):
        return "the entry is a link or a device; not read"
    if info.flag_bits & 1:
        return "the entry is encrypted; give it without a password"
    return None


def _inside(name: str) -> str | None:
    """The entry's path inside its archive, or ``None`` where it would lead outside."""
    path = PurePosixPath(name.replace("\\", "/"))
    drive = path.parts and path.parts[0].endswith(":")
    return None if path.is_absolute() or ".." in path.parts or drive or "\x00" in name else path.as_posix()


class _Entry(tarfile.TarInfo):
    """An entry whose archive learns when its end mark is met."""

    @classmethod
    def fromtarfile(cls, tarfile: Any) -> Self:
        """Read the next header, or note that the end mark stands there."""
        try:
            return super().fromtarfile(tarfile)
        except EOFHeaderError:
            tarfile.ended = True
            raise


class _Tar(tarfile.TarFile):
    """An archive that tells its end from a cut or a broken header, which the base class takes for it."""

    tarinfo = _Entry
    ended = False


class _Joined(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: Stream) -> None:
        super().__init__()
        self._head = head
        self._rest = rest
        self._at = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` from the head, then from the rest."""
        if self._at < len(self._head):
            part = self._head[self._at : self._at + len(buffer)]
            self._at += len(part)
        else:
            part = self._rest.read(len(buffer)) or b""
        buffer[: len(part)] = part
        return len(part)


class _Guarded(io.RawIOBase):
    """An unpacking stream that stops where it grows past what its compressed form can hold."""

    def __init__(self, unpacking: IO[bytes], compressed: int) -> None:
        super().__init__()
        self._unpacking = unpacking
        self._most = max(64 << 20, STEEPEST * compressed) if compressed else LARGEST_STREAM
        self._given = 0
        self.damage: Exception | None = None

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; damage ends the stream, so that what came before it can be read.

        Raises :class:`TooLarge` where the stream grew absurdly.
        """
        try:
            part = self._unpacking.read(len(buffer))
        except DAMAGE as error:
            self.damage = error
            return 0
        self._given += len(part)
        if self._given > self._most:
            raise TooLarge(f"it unpacks to more than {STEEPEST} times its size")
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Close the unpacking stream too."""
        if not self.closed:
            self._unpacking.close()
        super().close()
