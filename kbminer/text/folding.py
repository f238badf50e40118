"""A text as folded words: the form in which cues are written and compared."""

from __future__ import annotations

import re
import unicodedata
import zlib

ENDS = frozenset(".!?…\n")
"""What ends a sentence."""
BREAKS = ENDS | frozenset(",;:")
"""What ends a clause."""

_TOKEN = re.compile(r"[^\W_]+|[!?,;:…\n]|\.(?!\w)|\+1")
_PLAIN_TOKEN = re.compile(r"[a-z0-9]+|[!?,;:\n]|\.(?![a-z0-9_])|\+1")  # the same, and faster, for plain text
_ELISION = re.compile(r"\b([cdjlmnst]|qu)['’‘´`](?=[^\W\d_])", re.IGNORECASE)
_LETTERS = {
    code: plain
    for code in range(0xC0, 0x250)
    if (plain := unicodedata.normalize("NFKD", chr(code)).encode("ascii", "ignore").decode())
} | {ord(c): plain for c, plain in zip("ßøØæÆœŒłŁ", "ss o o ae ae oe oe l l".split(), strict=True)}
_ACCENTED = re.compile("[À-ɏ]")


class _Buckets(dict[str, int]):
    """Each distinct word's hash, worked out once."""

    def __missing__(self, word: str) -> int:
        if len(self) > 300_000:
            self.clear()
        self[word] = number = zlib.crc32(word.encode()) & 0xFFFFF
        return number


bucket = _Buckets().__getitem__
"""A word as one of 2^20 numbers, the same on every machine."""


def words_of(text: str) -> list[str]:
    """The folded words of a text and its punctuation marks, in order.

    >>> words_of("C'est RÉSOLU: it doesn’t matter.")
    ['c', 'est', 'resolu', ':', 'it', 'doesnt', 'matter', '.']
    """
    folded = fold(text)
    return (_PLAIN_TOKEN if folded.isascii() else _TOKEN).findall(folded)


def fold(text: str) -> str:
    """A text in lower case, without accents and apostrophes, French elisions as words of their own.

    >>> fold("Geht’s JETZT, ça marche")
    'gehts jetzt, ca marche'
    """
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("´", "'")
    if "'" in text or "`" in text:
        text = _ELISION.sub(r"\1 ", text).replace("'", "").replace("`", "")
    text = text.lower()
    return text if text.isascii() else _ACCENTED.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    return _LETTERS.get(ord(match.group()), match.group())
