"""Which of the words that recognisers wait for a text holds: all of them are sought in one pass.

Some four hundred words say that a slower look is worth while, and most texts hold few of them. Sought one by
one they took a third of redaction's time; an automaton (Aho and Corasick, 1975) finds them together in a
twentieth of that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import RLock

from ahocorasick_rs import AhoCorasick, Implementation

LONGEST_SIGN = 2
"""Signs of what is not sought here: a dash or an "@" stands in a text so often that each find costs more."""

_numbers: dict[str, int] = {}
_waiting: list[Callable[[], object]] = []
_built: list[AhoCorasick] = []
_one_at_a_time = RLock()  # a desk looks at texts in several threads


def number_of(word: str) -> int:
    """Give the number of a word that is sought from now on."""
    with _one_at_a_time:
        if word not in _numbers:
            _numbers[word] = len(_numbers)
            _forget()
        return _numbers[word]


def number_later(number: Callable[[], object]) -> None:
    """Have words numbered as soon as a text is looked at: until then no language's words need be read.

    Parameters
    ----------
    number : callable
        Calls :func:`number_of` for each of its words.
    """
    with _one_at_a_time:
        _waiting.append(number)
        _forget()


def _forget() -> None:
    _built.clear()
    words_in.cache_clear()


def _automaton() -> AhoCorasick:
    with _one_at_a_time:
        while _waiting:
            _waiting.pop()()
        if not _built:
            _built.append(AhoCorasick(list(_numbers), implementation=Implementation.DFA))
        return _built[0]


@lru_cache(maxsize=16)
def words_in(text: str) -> frozenset[int]:
    """Give the numbers of the words that a text holds, written as they were given.

    >>> number_of("passphrase") in words_in("a passphrase, please"), number_of("passphrase") in words_in("a")
    (True, False)
    """
    return frozenset([number for number, _, _ in finds(_automaton(), text)])


def finds(automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """Give each find of an automaton in a text, overlapping ones too: the word's number, start and end."""
    try:
        return automaton.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half a letter, as a file name may hold
        whole = text.encode("utf-8", "replace").decode()
        return automaton.find_matches_as_indexes(whole, overlapping=True)
