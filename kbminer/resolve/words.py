"""A text as folded words: the form in which cues are written and compared."""

from __future__ import annotations

import re
import unicodedata

ENDS = frozenset(".!?…\n")
"""What ends a sentence."""
BREAKS = ENDS | frozenset(",;:")
"""What ends a clause."""

_TOKEN = re.compile(r"[^\W_]+(?:['’‘`´](?=[^\W\d_])[^\W_]+)*|[!?,;:…\n]|\.(?!\w)|\+1")
_ELISION = re.compile(r"\b([cdjlmnst]|qu)['’‘´`](?=[^\W\d_])", re.IGNORECASE)
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_LETTERS = {
    code: plain
    for code in range(0xC0, 0x250)
    if (plain := unicodedata.normalize("NFKD", chr(code)).encode("ascii", "ignore").decode())
} | {ord(c): plain for c, plain in zip("ßøØæÆœŒłŁ", "ss o o ae ae oe oe l l".split(), strict=True)}


class _Folded(dict[str, str]):
    """Each distinct word's folded form, worked out once."""

    def __missing__(self, word: str) -> str:
        if len(self) > 300_000:
            self.clear()
        plain = word.translate(_APOSTROPHES).lower()
        self[word] = plain = plain if plain.isascii() else plain.translate(_LETTERS)
        return plain


_folded = _Folded()


def words_of(text: str) -> list[str]:
    """The folded words of a text and its punctuation marks, in order.

    >>> words_of("C'est RÉSOLU: it doesn’t matter.")
    ['c', 'est', 'resolu', ':', 'it', 'doesnt', 'matter', '.']
    """
    return [_folded[token] for token in _TOKEN.findall(_without_elisions(text))]


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where each of :func:`words_of` stands in the text."""
    return [match.span() for match in _TOKEN.finditer(_without_elisions(text))]


def fold(text: str) -> str:
    """A word or phrase in lower case, without accents and apostrophes.

    >>> fold("Geht’s JETZT, ça marche")
    'gehts jetzt, ca marche'
    """
    return _without_elisions(text).translate(_APOSTROPHES).lower().translate(_LETTERS)


def _without_elisions(text: str) -> str:
    """Put a blank for the apostrophe of "c'est": as many characters as before."""
    return text if text.isascii() and "'" not in text and "`" not in text else _ELISION.sub(r"\1 ", text)
