"""How a source writes words: which begin sentences, which are written small, which are joined to names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from kbminer.forum.joints import CAPITAL, SMALL, opens_sentence
from kbminer.forum.prose_spans import Span, prose_spans
from kbminer.records import BodyFormat

_START = re.compile(rf"(?:[.?!]\s++|^[ \t]*+)([{CAPITAL}][{SMALL}]*)(?=[\s,'’])", re.M)
_SMALL_WORD = re.compile(rf"(?<![\w.])[{SMALL}]{{2,}}(?=[\s,.?!])")
_NAME = re.compile(rf"[\w.:]{{0,40}}[{SMALL}\d][.:]?[{CAPITAL}][\w.:]{{0,40}}")
_PART = re.compile(rf"(?P<left>[^\W_]{{0,80}}[{SMALL}\d])(?P<mark>[.:]?)(?=(?P<right>[{CAPITAL}][{SMALL}]*))")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCounts:
    """What was counted in some posts, plain and small, so that it can be kept.

    ``starts`` are the words that begin sentences or lines, ``small`` those in small letters, ``names`` the
    names with a capital inside, ``code`` those of them that stand in code.
    """

    starts: Mapping[str, int]
    small: Mapping[str, int]
    names: Mapping[str, int]
    code: tuple[str, ...]


def count_words(posts: Iterable[tuple[str, BodyFormat]]) -> WordCounts:
    """Count how the words of posts are used, given by body and format."""
    starts, small, names, code = Counter[str](), Counter[str](), Counter[str](), set[str]()
    for body, format in posts:
        spans = prose_spans(body, format)
        prose = "\n".join(body[start:end] for start, end in spans)
        starts.update(_START.findall(prose))
        small.update(_SMALL_WORD.findall(prose))
        names.update(name.strip(".:") for name in _NAME.findall(body))
        code.update(name.strip(".:") for name in _NAME.findall(_outside(body, spans)))
    return WordCounts(starts=starts, small=small, names=names, code=tuple(sorted(code)))


class WordUsage:
    """How the words of some posts are used; what is asked is worked out when all are taken in."""

    def __init__(self) -> None:
        self._starts: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._code: set[str] = set()

    def take(self, counts: WordCounts) -> None:
        """Take in what was counted in a thread."""
        self._starts.update(counts.starts)
        self._small.update(counts.small)
        self._names.update(counts.names)
        self._code.update(counts.code)

    def starts(self, word: str) -> int:
        """Count how often a word begins a sentence or a line."""
        return self._starts[word]

    def written_small(self, word: str) -> int:
        """Count how often a word stands by itself in small letters."""
        return self._small[word]

    def times(self, name: str) -> int:
        """Count how often a name with a capital inside is written."""
        return self._names[name]

    def is_code(self, name: str) -> bool:
        """Tell whether a name stands in code."""
        return name in self._code

    def joined_to(self, word: str) -> Set[str]:
        """Return the words that follow a word inside names, as "Name" follows "user" in "userName"."""
        return self._joined.get(word, frozenset())

    def humps(self, word: str) -> int:
        """Count the names, each written more than once, of which a word is the hump."""
        return self._humps[word]

    @cached_property
    def _joined(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for part in self._parts():
            if not opens_sentence(part["right"]):
                found[part["left"]].add(part["right"])
        return found

    @cached_property
    def _humps(self) -> Counter[str]:
        return Counter(p["right"] for p in self._parts() if not p["mark"] and self._names[p.string] > 1)

    def _parts(self) -> Iterable[re.Match[str]]:
        return (part for name in self._names for part in _PART.finditer(name))


def _outside(body: str, spans: Iterable[Span]) -> str:
    at = 0
    parts: list[str] = []
    for start, end in spans:
        parts.append(body[at:start])
        at = end
    return "\n".join([*parts, body[at:]])
