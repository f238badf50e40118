"""Packed forms that only further libraries read: Zstandard and 7z (the extra ``archives``)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, cast

from kbminer.errors import MissingExtra

_LARGEST_WINDOW = 1 << 31  # bytes; dumps of Reddit are packed with it
_CHUNK = 1 << 17


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedEntry:
    """One entry of an archive, to be read before the next: ``content`` is ``None`` where it is no file."""

    name: str
    size: int
    content: IO[bytes] | None


def zstandard_stream(stream: IO[bytes]) -> IO[bytes]:
    """Unpack a Zstandard stream; where it ends too early, reading it says so.

    Raises
    ------
    MissingExtra
        The library is not installed.
    """
    try:
        import zstandard  # noqa: PLC0415 - an optional library, needed only here
    except ImportError:
        raise MissingExtra("zstandard", extra="archives", purpose="reading .zst") from None
    unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    return cast(IO[bytes], _Frames(stream, unpacker, zstandard.ZstdError))  # buffered, damage would take more


def packed_entries(file: IO[bytes]) -> Iterator[PackedEntry]:
    """Yield the entries of a 7z archive.

    Parameters
    ----------
    file : binary file
        In which can be sought.

    Raises
    ------
    MissingExtra
        libarchive, or what calls it, is not installed.
    OSError
        The archive is damaged or encrypted.
    """
    try:
        import libarchive  # noqa: PLC0415 - an optional library, needed only here
    except (ImportError, AttributeError, OSError, TypeError):  # its own import fails in many ways
        raise MissingExtra("libarchive", extra="archives", purpose="reading .7z") from None
    failure: type[Exception] = libarchive.exception.ArchiveError
    file.seek(0)
    try:
        with libarchive.stream_reader(file, format_name="7zip", filter_name="none") as archive:
            for entry in archive:
                if not entry.isdir:
                    content = cast(IO[bytes], _Blocks(entry.get_blocks(), failure)) if entry.isreg else None
                    yield PackedEntry(name=entry.pathname, size=entry.size or 0, content=content)
    except failure as error:
        raise OSError(str(error)) from None


class _Given(io.RawIOBase):
    """A stream of the bytes that :meth:`part` gives, until it gives none."""

    def __init__(self) -> None:
        super().__init__()
        self._held = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``."""
        if not self._held:
            self._held = self.part()
        given, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)

    def part(self) -> bytes:
        """The next bytes; none at the end."""
        raise NotImplementedError


class _Frames(_Given):
    """The frames of a Zstandard stream, unpacked."""

    def __init__(self, packed: IO[bytes], unpacker: Any, failure: type[Exception]) -> None:
        super().__init__()
        self._packed = packed
        self._unpacker = unpacker
        self._failure = failure
        self._frame: Any = None
        self._left = b""

    def part(self) -> bytes:
        """Unpack until something comes out."""
        while True:
            if not self._left and not (packed := self._packed.read(_CHUNK)):
                if self._frame is not None:
                    raise EOFError("the stream ends inside a frame")
                return b""
            found = self._unpacked(self._left or packed)
            if found:
                return found

    def _unpacked(self, packed: bytes) -> bytes:
        if self._frame is None:
            self._frame = self._unpacker.decompressobj()
        try:
            found: bytes = self._frame.decompress(packed)
        except self._failure as error:
            raise OSError(str(error)) from None
        self._left = b""
        if self._frame.eof:
            self._left, self._frame = self._frame.unused_data, None
        return found


class _Blocks(_Given):
    """The blocks of an archive's entry."""

    def __init__(self, blocks: Iterator[bytes], failure: type[Exception]) -> None:
        super().__init__()
        self._blocks = blocks
        self._failure = failure

    def part(self) -> bytes:
        """The next block."""
        try:
            return next(self._blocks, b"")
        except self._failure as error:
            raise OSError(str(error)) from None
