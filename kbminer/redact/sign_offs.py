"""Names of a thread's people where they sign: at the end of a text, apart from the words before it.

Anywhere else a first name may be a word ("Mark", "Rose", "Al"); as the last word of a post, apart from the
sentence before it, it is somebody's who is known to write there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kbminer.languages import LatePattern, alternatives
from kbminer.redact.spans import Span

_TAIL = 120  # characters; a signature is shorter
# The end of a text is read from behind: so no pattern begins again at each sign of a long one.
# What may stand behind the name: signs, emphasis, a smiley.
_BEHIND = LatePattern(r"(?:[)D(]-?[:;]|\s|[.!*_~)\\-])*+")
_WORD = LatePattern(r"[\w’'-]+")
_BETWEEN = LatePattern(r"[ .]*")  # two words of a name
# What parts a name from the sentence before it.
_APART = LatePattern(r"[ \t*_~(/–—-]*(?:\Z|\n|[.!?,;:…)\]}>`]|[-–—~/(*_]{1,3}(?!\S)|[–—~]|-{1,2}[^\W_])")
_BELOW = LatePattern(r"[ \t]*(?:\n|[-–—~]{1,3})")  # one letter signs there alone
_CLOSED = LatePattern(lambda: rf"(?:{alternatives('redact.closings')})[ \t,.!-]*\Z", re.I)
_PARTS = LatePattern(r"[\s._-]+|(?<=[a-z])(?=[A-Z])")
_MOST_WORDS = 4  # of a name as it is signed


def signed_off(text: str, names: tuple[str, ...]) -> Iterator[Span]:
    """Find the name that a text is signed with, where it is one of ``names`` or a part of one.

    Parameters
    ----------
    text : str
    names : tuple of str
        The people of the thread, as the forum names them.

    Examples
    --------
    >>> [text[a:b] for text in ["It works now. -Mark"] for a, b in signed_off(text, ("Mark Bailey",))]
    ['Mark']
    """
    if not names:
        return
    tail = text[-_TAIL:]
    back = tail[::-1]
    last = _length(_BEHIND, back, 0)
    first, words = last, _signing_words(names)
    for _ in range(_MOST_WORDS):
        end = first + (_length(_BETWEEN, back, first) if first > last else 0)
        signed = _signing_length(back[end : end + _length(_WORD, back, end)][::-1], words)
        if not signed:
            break
        first = end + signed
    if first > last and _is_apart(tail[: len(tail) - first], is_letter=first - last == 1):
        yield Span(len(text) - first, len(text) - last)


def _length(pattern: LatePattern, text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() - at if match else 0


def _is_apart(before: str, *, is_letter: bool) -> bool:
    back = before[::-1]
    if is_letter:
        return _BELOW.match(back) is not None
    return _APART.match(back) is not None or _CLOSED.search(before) is not None


def _signing_length(word: str, words: frozenset[str]) -> int:
    """How much of a word's end a name is made of: all of it, or what stands behind its last dash."""
    ends = (word, word.rpartition("-")[2])
    return next((len(end) for end in ends if end.lower() in words), 0)


@lru_cache(maxsize=1024)
def _signing_words(names: tuple[str, ...]) -> frozenset[str]:
    """The words that people of these names sign with, in small letters: whole names, parts, initials."""
    found: set[str] = set()
    for name in names:
        parts = [part for part in _PARTS.split(name) if part]
        found |= {name.lower(), name.rstrip("0123456789_-").lower(), *(part.lower() for part in parts)}
        found |= {"".join(part[0] for part in parts).lower(), name[0].lower()} if len(parts) > 1 else set()
    return frozenset(word for word in found if word and not word.isdigit())
