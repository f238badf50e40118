"""Phrases of a cue file as a tree of words, so that one walk over a text finds them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from kbminer.resolve.words import BREAKS, fold

_LONGEST_GAP = 3


class _Node:
    """What may follow a beginning of phrases, and the kinds of the phrases that are complete here."""

    __slots__ = ("gap", "kinds", "open", "prefixes", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.prefixes: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.kinds: tuple[str, ...] = ()
        self.open = False  # whether something other than a whole word may follow


class Phrases:
    """Phrases of several kinds, looked for together.

    A phrase is words in order: ``a|b`` takes either, ``solv*`` a beginning, ``now?`` may be absent, and
    ``...`` stands for up to three words inside one clause.

    Args:
        phrases: pairs of kind and phrase.

    Raises:
        ValueError: a phrase has no word, or does not begin and end with a word that must be there.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._first = _Beginnings(self)
        self.phrases = [(kind, _slots(text)) for kind, text in phrases]
        self._tree: _Node | None = None

    def search(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and kind of each phrase in the words, by start; the longest of a kind only.

        >>> list(Phrases([("solved", "that|this did ... trick")]).search("yes that did the trick".split()))
        [(1, 5, 'solved')]
        """
        count = len(words)
        # Most words begin no phrase: they are passed over without a step of this loop.
        beginnings = list(map(self._first.__getitem__, words))
        for start in compress(range(count), beginnings):
            for node in beginnings[start]:
                if not node.open and (start + 1 == count or words[start + 1] not in node.words):
                    continue
                ends: dict[str, int] = {}
                _walk(node, words, start + 1, ends)
                for kind, end in ends.items():
                    yield start, end, kind

    def fits(self, words: Sequence[str], start: int) -> bool:
        """Whether any phrase begins at ``start``."""
        ends: dict[str, int] = {}
        for node in self._first[words[start]]:
            _walk(node, words, start + 1, ends)
        return bool(ends)

    def begin(self, word: str) -> tuple[_Node, ...]:
        """The nodes that a word leads to from the root."""
        root = self._tree = self._tree or _grown(self.phrases)
        by_word = [root.words[word]] if word in root.words else []
        by_beginning = [node for prefix, node in root.prefixes.items() if word.startswith(prefix)]
        return (*by_word, *by_beginning)


class _Beginnings(dict[str, tuple[_Node, ...]]):
    """Where each distinct word leads from the root, worked out once."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def __missing__(self, word: str) -> tuple[_Node, ...]:
        if len(self) > 300_000:
            self.clear()
        self[word] = found = self._phrases.begin(word)
        return found


def _slots(text: str) -> list[str]:
    slots = fold(text.replace("...", "…")).split()
    if not slots or "…" in (slots[0], slots[-1]) or "?" in (slots[0][-1], slots[-1][-1]):
        raise ValueError(f"a phrase must begin and end with a word: {text!r}")
    return slots


def _grown(phrases: Iterable[tuple[str, Sequence[str]]]) -> _Node:
    """The tree of all phrases; built when it is first searched, for most languages never are."""
    root = _Node()
    for kind, slots in phrases:
        ends = [root]
        for slot in slots:
            ends = _grow(ends, slot)
        for node in ends:
            node.kinds, node.open = tuple(dict.fromkeys((*node.kinds, kind))), True
    return root


def _grow(nodes: Sequence[_Node], slot: str) -> list[_Node]:
    """Add one place of a phrase behind each node; returns where the phrase may go on from."""
    if slot == "…":
        for node in nodes:
            node.gap, node.open = node.gap or _Node(), True
        return [node.gap for node in nodes if node.gap]
    optional = slot.endswith("?")
    grown = list(nodes) if optional else []
    for choice in slot.removesuffix("?").split("|"):
        beginning = choice.endswith("*")
        for node in nodes:
            branch = node.prefixes if beginning else node.words
            node.open = node.open or beginning
            grown.append(branch.setdefault(choice.removesuffix("*"), _Node()))
    return grown


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
            for place in range(at, min(at + _LONGEST_GAP + 1, count)):
                if node.gap.open or words[place] in node.gap.words:
                    _walk(node.gap, words, place, ends)
                if words[place] in BREAKS:
                    break
        node = node.words.get(word)
        at += 1
