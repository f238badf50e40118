"""Archives and compressed files as streams of documents, guarded against those made to do harm.

An entry that points outside, is a link or a device, or unpacks to an absurd size becomes a
:class:`~kbminer.records.Problem`; the others go through.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tarfile import EOFHeaderError  # type: ignore[attr-defined]  # its stub lacks it
from typing import IO, Any, Self

from kbminer.errors import MissingExtra, SourceError
from kbminer.ingest.document import DAMAGE, HEAD, Document, Stream, TooLarge, filled
from kbminer.ingest.packed import packed_entries, zstandard_stream
from kbminer.records import Problem

LARGEST_STREAM = 1 << 40
STEEPEST = 400
"""How many times larger than its compressed form a stream may grow, past the first 64 MB."""

LARGEST_WORKBOOK, STEEPEST_WORKBOOK = 3 << 20, 40
"""Bytes that a workbook may always unpack to, and how many times its own size it may where that is more.

Exports unpack to 5 to 20 times their size; each 20 bytes of markup may be a cell, which takes 100 in memory.
"""

_DEEPEST_NESTING = 2
_MAGIC = {
    b"\x1f\x8b": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
_PLAIN_PATH = re.compile(r"(?:[\w-][\w.,=&-]*+/)*+[\w-][\w.,=&-]*+")
"""A path within, as nearly all are: no part begins with a dot, and no sign has a meaning of its own."""
_OUTLOOK = {b"!BDN": ".pst", b"\xd0\xcf\x11\xe0": ".msg"}
"""How Outlook's own files begin: no library under a licence that fits reads them."""


def unpacked(
    name: str, stream: Stream, size: int, *, depth: int, prefix: str
) -> Iterator[Document | Problem]:
    """Yield a document, or what it holds where it is compressed or an archive.

    Parameters
    ----------
    name : str
        The document's place in its source.
    stream : Stream
        Its bytes.
    size : int
        How many bytes the stream holds; 0 where that is not known.
    depth : int
        In how many archives it lies.
    prefix : str
        Stands before the names of its entries.
    """
    try:
        head = filled(stream, HEAD)
        document = Document(name, head, stream)
        kind = _kind(head, name)
        if (outlook := _OUTLOOK.get(head[:4])) and name.lower().endswith(outlook):
            what = f"is an Outlook file ({outlook}), which is not read: export its mails as .eml or mbox"
            yield Problem(where=name, what=what)
        elif kind is None:
            yield document
        elif depth > _DEEPEST_NESTING:
            yield Problem(where=name, what="is an archive deep within archives; unpack it and give it alone")
        elif entries := _ENTRIES.get(kind):
            yield from entries(document, depth, prefix)
        else:
            with _Guarded(_decompressor(kind, document.open()), size) as content:
                yield from unpacked(_uncompressed_name(name), content, 0, depth=depth, prefix=prefix)
                if content.damage:
                    yield Problem(where=name, what=f"is damaged and ends too early: {content.damage}")
    except MissingExtra as error:
        yield Problem(where=name, what=f"is packed: {error}; or unpack it first")
    except DAMAGE as error:
        if isinstance(error, SourceError):
            raise
        yield Problem(where=name, what=f"is damaged and can't be read from here on: {error}")


def check_workbook(content: bytes) -> None:
    """Refuse a workbook, which is an archive too, that would unpack to an absurd size.

    Parameters
    ----------
    content : bytes
        The workbook.

    Raises
    ------
    TooLarge
        It would.
    BadZipFile
        It is no archive.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked_size = sum(info.file_size for info in archive.infolist())
    if unpacked_size > max(LARGEST_WORKBOOK, STEEPEST_WORKBOOK * len(content)):
        raise TooLarge(f"it unpacks to more than {STEEPEST_WORKBOOK} times its size")


def _kind(head: bytes, name: str) -> str | None:
    if head[257:262] == b"ustar":
        return "tar"
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    return None if kind == "zip" and name.lower().endswith((".xlsx", ".docx", ".ods")) else kind


def _decompressor(kind: str, stream: IO[bytes]) -> Any:
    if kind == "gz":
        return gzip.GzipFile(fileobj=stream)
    if kind == "zst":
        return zstandard_stream(stream)
    return bz2.BZ2File(stream) if kind == "bz2" else lzma.LZMAFile(stream)


def _uncompressed_name(name: str) -> str:
    suffix = Path(name).suffix.lower()
    bare = name[: -len(suffix)] if suffix in (".gz", ".bz2", ".xz", ".zst", ".tgz") else name
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
                yield from unpacked(name, content, member.size, depth=depth + 1, prefix=f"{name}/")
        if not archive.ended:
            yield Problem(
                where=document.name, what="the archive stops before its end mark; entries may be missing"
            )


def _zip(document: Document, depth: int, prefix: str) -> Iterator[Document | Problem]:
    with zipfile.ZipFile(_seekable(document)) as archive:
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
                    yield from unpacked(name, content, info.file_size, depth=depth + 1, prefix=f"{name}/")
            except DAMAGE as error:
                yield Problem(where=name, what=f"the entry can't be unpacked: {error}")


def _entries(document: Document, depth: int, prefix: str) -> Iterator[Document | Problem]:
    """The entries of an archive that libarchive reads."""
    for entry in packed_entries(_seekable(document)):
        name = prefix + entry.name
        inside = _inside(entry.name)
        if inside is None:
            yield Problem(where=name, what="the entry points outside; not read")
        elif entry.content is None:
            yield Problem(where=name, what="the entry is a link or a device; not read")
        else:
            with _Guarded(entry.content, 0) as content:
                yield from unpacked(
                    prefix + inside, content, entry.size, depth=depth + 1, prefix=f"{prefix}{inside}/"
                )


_ENTRIES = {"zip": _zip, "tar": _tar, "7z": _entries}


def _seekable(document: Document) -> IO[bytes]:
    """The document as a file in which can be sought: the file that it is, or else its bytes in memory."""
    rest = document.rest
    return rest if isinstance(rest, io.BufferedReader) and rest.seekable() else io.BytesIO(document.read())


def _refusal(info: zipfile.ZipInfo) -> str | None:
    if info.external_attr >> 28 not in (0, 4, 8):
        return "the entry is a link or a device; not read"
    if info.flag_bits & 1:
        return "the entry is encrypted; give it without a password"
    return None


def _inside(name: str) -> str | None:
    """The entry's path inside its archive, or ``None`` where it would lead outside."""
    if _PLAIN_PATH.fullmatch(name):
        return name
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


class _Guarded(io.RawIOBase):
    """An unpacking stream that stops where it grows past what its compressed form can hold.

    Damage ends it, so that what came before can be read; ``damage`` then says what it was.
    """

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
