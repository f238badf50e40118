"""Phrases of a language as a tree of words, so that one walk over a text finds them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress
from typing import Any, NamedTuple

from kbminer.text.folding import BREAKS, fold

_LONGEST_GAP = 3
_MOST_WORDS, _MOST_SECONDS = 300_000, 10_000  # remembered: first words, and second words behind each


class _Slot(NamedTuple):
    """One place of a phrase: the words, or beginnings of words, that may stand there; none is a gap."""

    choices: tuple[str, ...]
    may_be_absent: bool


_Phrases = Sequence[tuple[str, Sequence[_Slot]]]
_Place = tuple[int, int]
"""The number of a phrase, and how many of its slots lie behind."""


class _Node:
    """What may follow a beginning of phrases, and the kinds of the phrases that are complete here.

    It is laid out when a text first comes to it: all alternatives of all phrases together would be a hundred
    thousand nodes, and hardly a forum's texts come to a hundredth of them.

    Parameters
    ----------
    phrases
        All of the tree.
    places
        Which of them have come here, and how far.
    """

    __slots__ = ("_phrases", "_places", "gap", "kinds", "open", "prefixes", "words")

    words: dict[str, _Node]
    prefixes: dict[str, _Node]
    gap: _Node | None
    kinds: tuple[str, ...]
    open: bool
    """Whether something other than a whole word may follow."""

    def __init__(self, phrases: _Phrases, places: Iterable[_Place]) -> None:
        self._phrases = phrases
        self._places = places

    def __getattr__(self, name: str) -> Any:
        """Lay the node out: what it holds is missing until it is first asked for."""
        if name not in _Node.__annotations__:
            raise AttributeError(name)
        self._lay_out()
        return getattr(self, name)

    def _lay_out(self) -> None:
        kinds, behind_gap, behind_choices = _onwards(self._phrases, self._places)
        nodes = {choice: _Node(self._phrases, places) for choice, places in behind_choices.items()}
        self.kinds = kinds
        self.words = {choice: node for choice, node in nodes.items() if not _is_prefix(choice)}
        self.prefixes = {choice[:-1]: node for choice, node in nodes.items() if _is_prefix(choice)}
        self.gap = _Node(self._phrases, behind_gap) if behind_gap else None
        self.open = bool(kinds or self.prefixes or behind_gap)

    @property
    def goes_on(self) -> bool:
        """Whether anything may follow."""
        return bool(self.words or self.prefixes or self.gap)

    def following(self, word: str) -> tuple[_Node, ...]:
        """The nodes that a word leads to from here, gaps aside."""
        whole = [self.words[word]] if word in self.words else []
        return (*whole, *(node for prefix, node in self.prefixes.items() if word.startswith(prefix)))


def _onwards(
    phrases: _Phrases, places: Iterable[_Place]
) -> tuple[tuple[str, ...], list[_Place], dict[str, list[_Place]]]:
    """The kinds of the phrases that end at the places, and where others go on: behind a gap or a choice."""
    kinds: dict[str, None] = {}
    behind_gap: list[_Place] = []
    behind_choices: dict[str, list[_Place]] = {}
    for number, at in _with_absent(phrases, places):
        kind, slots = phrases[number]
        if at == len(slots):
            kinds[kind] = None
        elif _is_gap(slots, at):
            behind_gap.append((number, at + 1))
        else:
            for choice in slots[at].choices:
                behind_choices.setdefault(choice, []).append((number, at + 1))
    return tuple(kinds), behind_gap, behind_choices


def _with_absent(phrases: _Phrases, places: Iterable[_Place]) -> Iterator[_Place]:
    """The places, and those that lie behind slots that may be absent."""
    for number, first in dict.fromkeys(places):
        at = first
        yield number, at
        slots = phrases[number][1]
        while at < len(slots) and slots[at].may_be_absent:
            at += 1
            yield number, at


class PhraseTree:
    """Phrases of several kinds, looked for together.

    A phrase is words in order: ``a|b`` takes either, ``solv*`` a beginning, ``now?`` may be absent, and
    ``...`` stands for up to three words inside one clause.

    Parameters
    ----------
    phrases : iterable of tuple
        Pairs of kind and phrase.

    Raises
    ------
    ValueError
        A phrase has no word, or does not begin and end with a word that must be there.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._first = _Beginnings(self)
        self.phrases = [(kind, _slots(text)) for kind, text in phrases]
        self._tree = _Node(self.phrases, [(number, 0) for number in range(len(self.phrases))])

    def search(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and kind of each phrase in the words, by start; the longest of a kind only.

        >>> list(PhraseTree([("solved", "that|this did ... trick")]).search("yes that did the trick".split()))
        [(1, 5, 'solved')]
        """
        count = len(words)
        # Most pairs of words begin no phrase: they are passed over with one look into a dictionary.
        beginnings = list(map(self._first.__getitem__, words))
        seconds = [*words[1:], "\n"]
        for start in compress(range(count), beginnings):
            begin = beginnings[start]
            pair = begin(seconds[start]) if begin else None
            if pair is None or (
                pair.only_leaps and self._landings.isdisjoint(words[start + 1 : start + 2 + _LONGEST_GAP])
            ):
                continue
            for kind, end in pair.ends(words, start).items():
                yield start, end, kind

    def fits(self, words: Sequence[str], start: int) -> bool:
        """Whether any phrase begins at ``start``."""
        follow = self._first[words[start]]
        pair = follow(words[start + 1] if start + 1 < len(words) else "\n") if follow else None
        return pair is not None and bool(pair.ends(words, start))

    def begin(self, word: str) -> tuple[_Node, ...]:
        """The nodes that a word leads to from the root."""
        return self._tree.following(word)

    @cached_property
    def _landings(self) -> frozenset[str]:
        """The words behind a gap that follows a first word: one of them must stand behind it."""
        phrases = self.phrases
        whole = (n for n, (_, slots) in enumerate(phrases) if not all(map(_is_prefix, slots[0].choices)))
        firsts = [(number, 1) for number in whole]
        gaps = [(n, at + 1) for n, at in _with_absent(phrases, firsts) if _is_gap(phrases[n][1], at)]
        slots = [phrases[n][1][at] for n, at in _with_absent(phrases, gaps)]
        return frozenset(each for slot in slots for each in slot.choices if not _is_prefix(each))


class _Beginnings(dict[str, "Callable[[str], _Pair | None] | None"]):
    """For each distinct word that begins a phrase what it comes to with a second one, worked out once."""

    def __init__(self, phrases: PhraseTree) -> None:
        self._phrases = phrases

    def __missing__(self, word: str) -> Callable[[str], _Pair | None] | None:
        if len(self) > _MOST_WORDS:
            self.clear()
        nodes = self._phrases.begin(word)
        self[word] = found = _Pairs(nodes).__getitem__ if nodes else None
        return found


class _Pairs(dict[str, "_Pair | None"]):
    """What a first word and a second one come to, worked out once."""

    __slots__ = ("_nodes",)

    def __init__(self, nodes: tuple[_Node, ...]) -> None:
        self._nodes = nodes

    def __missing__(self, word: str) -> _Pair | None:
        if len(self) > _MOST_SECONDS:
            self.clear()
        pair = _Pair(self._nodes, word)
        self[word] = found = pair if pair.complete or pair.nodes or pair.gaps else None
        return found


class _Pair:
    """The phrases that one or both of two words complete, and what may go on behind them."""

    __slots__ = ("complete", "gaps", "nodes", "only_leaps")

    def __init__(self, first: tuple[_Node, ...], word: str) -> None:
        second = tuple(chain.from_iterable(node.following(word) for node in first))
        self.complete = tuple((dict.fromkeys(_kinds(first), 1) | dict.fromkeys(_kinds(second), 2)).items())
        self.nodes = tuple(node for node in second if node.goes_on)
        self.gaps = tuple(node.gap for node in first if node.gap is not None)
        self.only_leaps = not self.complete and not self.nodes and not any(gap.open for gap in self.gaps)

    def ends(self, words: Sequence[str], start: int) -> dict[str, int]:
        """Where the phrases end that begin with the pair at ``start``: the longest of each kind."""
        found = {kind: start + length for kind, length in self.complete} if self.complete else {}
        at = start + 2
        for node in self.nodes:
            if node.open or (at < len(words) and words[at] in node.words):
                _walk(node, words, at, found)
        for gap in self.gaps:
            _leap(gap, words, start + 1, found)
        return found


def _kinds(nodes: Iterable[_Node]) -> Iterator[str]:
    return chain.from_iterable(node.kinds for node in nodes)


def _slots(text: str) -> list[_Slot]:
    slots = fold(text.replace("...", "…")).split()
    if not slots or "…" in (slots[0], slots[-1]) or "?" in (slots[0][-1], slots[-1][-1]):
        raise ValueError(f"a phrase must begin and end with a word: {text!r}")
    return [_slot(slot) for slot in slots]


def _slot(written: str) -> _Slot:
    if written == "…":
        return _Slot((), may_be_absent=False)
    return _Slot(tuple(written.removesuffix("?").split("|")), may_be_absent=written.endswith("?"))


def _is_gap(slots: Sequence[_Slot], at: int) -> bool:
    return at < len(slots) and not slots[at].choices


def _is_prefix(choice: str) -> bool:
    return choice.endswith("*")


def _walk(start: _Node, words: Sequence[str], at: int, ends: dict[str, int]) -> None:
    """Note in ``ends`` where the phrases end that go on from ``start`` with the word at ``at``."""
    node: _Node | None = start
    count = len(words)
    while node is not None:
        for kind in node.kinds:
            ends[kind] = max(at, ends.get(kind, 0))
        if at >= count:
            return
        word = words[at]
        if node.prefixes:
            for prefix, following in node.prefixes.items():
                if word.startswith(prefix):
                    _walk(following, words, at + 1, ends)
        if node.gap is not None:
            _leap(node.gap, words, at, ends)
        node = node.words.get(word)
        at += 1


def _leap(gap: _Node, words: Sequence[str], at: int, ends: dict[str, int]) -> None:
    """Walk on from behind a gap, which holds up to three words of one clause."""
    for place in range(at, min(at + _LONGEST_GAP + 1, len(words))):
        if gap.open or words[place] in gap.words:
            _walk(gap, words, place, ends)
        if words[place] in BREAKS:
            break
