"""JSON too large to be held whole: its members, and the entries of its lists one after the other."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

_CHUNK = 1 << 20
_LARGEST_ENTRY = 256 << 20  # signs of one entry, as of one page: more is damage
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")


def streamed(stream: IO[bytes]) -> Iterator[tuple[str, Any, bool]]:
    """Yield the entries of a list, or the members of an object with each list among them entry by entry.

    Parameters
    ----------
    stream : binary file
        UTF-8.

    Yields
    ------
    tuple
        The member's name, empty for the entries of a list alone; the value; whether it is an entry.

    Raises
    ------
    ValueError
        The JSON breaks; what came before it was yielded.

    Examples
    --------
    >>> import io
    >>> list(streamed(io.BytesIO(b'{"channel": {"id": 7}, "messages": [{"n": 1}, {"n": 2}]}')))
    [('channel', {'id': 7}, False), ('messages', {'n': 1}, True), ('messages', {'n': 2}, True)]
    """
    text = _Text(stream)
    if text.sign() == "[":
        yield from (("", value, True) for value in _entries(text))
        return
    text.take("{")
    while text.sign() != "}":
        name = str(text.value())
        text.take(":")
        if text.sign() == "[":
            for value in _entries(text):
                yield name, value, True
        else:
            yield name, text.value(), False
        if text.sign() == ",":
            text.take(",")


def _entries(text: _Text) -> Iterator[Any]:
    text.take("[")
    while text.sign() != "]":
        yield text.value()
        if text.sign() == ",":
            text.take(",")
    text.take("]")


class _Text:
    """The text of a stream, as far as it is needed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._parse = json.JSONDecoder(strict=False).raw_decode
        self._held = ""
        self._at = 0

    def sign(self) -> str:
        """The next sign that is no space."""
        while True:
            self._at = _SPACE.match(self._held, self._at).end()  # type: ignore[union-attr]  # it matches nothing too
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more(_CHUNK):
                raise ValueError("it ends too early")

    def take(self, sign: str) -> None:
        """Pass over a sign that must stand here."""
        if self.sign() != sign:
            raise ValueError(f"{sign} is missing")
        self._at += 1

    def value(self) -> Any:
        """The value that begins here; twice as much is read each time that it is not whole yet."""
        self.sign()
        wanted = _CHUNK
        while True:
            try:
                value, end = self._parse(self._held, self._at)
            except RecursionError:
                raise ValueError("it is nested too deeply") from None
            except ValueError:
                if len(self._held) - self._at > _LARGEST_ENTRY or not self._more(wanted):
                    raise
            else:
                if end < len(self._held) or not self._more(wanted):  # a number might go on
                    self._at = end
                    return value
            wanted = min(2 * wanted, 64 * _CHUNK)

    def _more(self, size: int) -> bool:
        part = self._stream.read(size)
        self._held = self._held[self._at :] + self._decode(part, not part)
        self._at = 0
        return bool(part)
