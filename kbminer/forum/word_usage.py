"""How a source writes words: which begin sentences, which are written small, which are joined to names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Set
from functools import cached_property

from kbminer.forum.joints import CAPITAL, SMALL, opens_sentence
from kbminer.forum.prose_spans import Span, prose_spans
from kbminer.records import BodyFormat

_START = re.compile(rf"(?:[.?!]\s++|^[ \t]*+)([{CAPITAL}][{SMALL}]*)(?=[\s,'’])", re.M)
_SMALL_WORD = re.compile(rf"(?<![\w.])[{SMALL}]{{2,}}(?=[\s,.?!])")
_NAME = re.compile(rf"[\w.:]{{0,40}}[{SMALL}\d][.:]?[{CAPITAL}][\w.:]{{0,40}}")
_PART = re.compile(rf"(?P<left>[^\W_]{{0,80}}[{SMALL}\d])(?P<mark>[.:]?)(?=(?P<right>[{CAPITAL}][{SMALL}]*))")


class WordUsage:
    """How the words of some posts are used; what is asked is worked out when all are taken in."""

    def __init__(self) -> None:
        self._starts: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._code: set[str] = set()

    def take(self, body: str, format: BodyFormat) -> None:
        """Take in a post's body."""
        spans = prose_spans(body, format)
        prose = "\n".join(body[start:end] for start, end in spans)
        self._starts.update(_START.findall(prose))
        self._small.update(_SMALL_WORD.findall(prose))
        self._names.update(name.strip(".:") for name in _NAME.findall(body))
        self._code.update(name.strip(".:") for name in _NAME.findall(_outside(body, spans)))

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
        """Give the words that follow a word inside names, as "Name" follows "user" in "userName"."""
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
