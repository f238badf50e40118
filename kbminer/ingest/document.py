"""One file or archive entry of a source, as a stream that is recognised by its first bytes."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any, Protocol

HEAD = 64 << 10
"""How many bytes of a document are at hand for recognising it."""

LARGEST_PAGE = 256 << 20
"""Bytes of one document that is read whole; a stream may be longer."""

LONGEST_LINE = 64 << 20
"""Bytes of one line of a document that is read by lines: a thread of a hundred thousand posts."""

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
"""What reading damaged data raises, whatever its form."""


class Stream(Protocol):
    """Anything that gives bytes in order."""

    def read(self, size: int, /) -> bytes | None:
        """Up to ``size`` bytes; none or an empty one at the end."""
        ...


class TooLarge(ValueError):
    """A document holds, or unpacks to, more than it may."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file or archive entry.

    It can be read once, and until the next document is asked for.

    Attributes
    ----------
    name : str
        Its place inside the source.
    head : bytes
        Its first bytes, up to :data:`HEAD`.
    rest : Stream
        What follows them.
    made : datetime or None
        When a server sent it, where that was written down.
    """

    name: str
    head: bytes
    rest: Stream
    made: datetime | None = None

    def open(self) -> IO[bytes]:
        """Open the content as a buffered stream, from its first byte."""
        return io.BufferedReader(_Joined(self.head, self.rest), 1 << 18)

    def read(self, limit: int = LARGEST_PAGE) -> bytes:
        """Read the whole content.

        Parameters
        ----------
        limit : int
            The most bytes.

        Raises
        ------
        TooLarge
            There are more.
        """
        content = self.head
        if len(content) == HEAD:
            content += filled(self.rest, limit + 1 - HEAD)
        if len(content) > limit:
            raise TooLarge(f"it holds more than {limit >> 20} MB, which no page or topic does")
        return content


def filled(stream: Stream, size: int) -> bytes:
    """Read up to ``size`` bytes, where one call of ``read`` may give fewer."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def lines_of(stream: IO[bytes]) -> Iterator[bytes | None]:
    r"""Yield the lines of a stream; ``None`` for one that is longer than :data:`LONGEST_LINE`.

    >>> list(lines_of(io.BytesIO(b"one\ntwo")))
    [b'one\n', b'two']
    """
    while line := stream.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        is_blank = not line.strip()
        while (more := stream.readline(1 << 20)) and not more.endswith(b"\n"):
            is_blank = is_blank and not more.strip()
        yield b"\n" if is_blank and not more.strip() else None


def sent_at(headers: dict[str, str]) -> datetime | None:
    """Read when a server sent an answer, by its ``date`` header."""
    try:
        return parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None


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
