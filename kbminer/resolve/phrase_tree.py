"""Phrases of a language as a tree of words, so that one walk over a text finds them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, compress

from kbminer.text.folding import BREAKS, fold

_LONGEST_GAP = 3
_MOST_WORDS, _MOST_SECONDS = 300_000, 10_000  # remembered: first words, and second words behind each


class _Node:
    """What may follow a beginning of phrases, and the kinds of the phrases that are complete here."""

    __slots__ = ("gap", "kinds", "open", "prefixes", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.prefixes: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.kinds: tuple[str, ...] = ()
        self.open = False  # whether something other than a whole word may follow

    @property
    def goes_on(self) -> bool:
        """Whether anything may follow."""
        return bool(self.words or self.prefixes or self.gap)

    def following(self, word: str) -> tuple[_Node, ...]:
        """The nodes that a word leads to from here, gaps aside."""
        whole = [self.words[word]] if word in self.words else []
        return (*whole, *(node for prefix, node in self.prefixes.items() if word.startswith(prefix)))


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
        self._tree: _Node | None = None
        self._landings: frozenset[str] = frozenset()

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
        if self._tree is None:
            self._tree = _grown(self.phrases)
            gaps = (node.gap for node in self._tree.words.values() if node.gap is not None)
            self._landings = frozenset(chain.from_iterable(gap.words for gap in gaps))
        return self._tree.following(word)


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
    """Add one place of a phrase behind each node, and say where the phrase may go on from."""
    if slot == "…":
        return [_gap(node) for node in nodes]
    grown = list(nodes) if slot.endswith("?") else []
    for choice in slot.removesuffix("?").split("|"):
        grown += [_branch(node, choice) for node in nodes]
    return grown


def _gap(node: _Node) -> _Node:
    node.open = True
    node.gap = node.gap or _Node()
    return node.gap


def _branch(node: _Node, choice: str) -> _Node:
    """The node that one word, or one beginning of words, leads to."""
    if not choice.endswith("*"):
        return node.words.setdefault(choice, _Node())
    node.open = True
    return node.prefixes.setdefault(choice.removesuffix("*"), _Node())


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
