"""The terms by which texts are compared by their words."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_WORD = re.compile(r"\b\w\w+\b")


def terms_of(text: str) -> list[str]:
    """List a text's words of two letters or more, in small letters without accents, and their pairs.

    Examples
    --------
    >>> terms_of("Où est l'export?")
    ['ou', 'est', 'export', 'ou est', 'est export']
    """
    words = _WORD.findall(without_accents(text.lower()))
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


def without_accents(text: str) -> str:
    """Take the accents off letters.

    >>> without_accents("où")
    'ou'
    """
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
