"""Whether posts speak of the same thing: the terms that are rare among them, compared by their cosine."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kbminer.blocks import plain
from kbminer.draft.reading import Passage

AGREE = 0.30  # cosine from which two answers tell the same fix
_TERM = re.compile(r"[\w.:/\\#+-]*[^\W_][\w.:/\\#+-]*")
_IDENTIFIER = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d|[_:/\\.]")


def rare_terms(posts: Sequence[Sequence[Passage]]) -> list[dict[str, float]]:
    """Weigh each post's terms: identifiers double, and the more the fewer of the posts hold them."""
    counts = [Counter(_terms(passages)) for passages in posts]
    spread = Counter(term for count in counts for term in count)
    return [
        {
            term: _strength(term) * (1 + math.log(n)) * math.log((2 + len(posts)) / (0.5 + spread[term]))
            for term, n in count.items()
        }
        for count in counts
    ]


def cosine(first: dict[str, float], second: dict[str, float]) -> float:
    """Compare two posts' weighted terms, from 0 to 1."""
    dot = sum(value * second.get(term, 0.0) for term, value in first.items())
    if not dot:
        return 0.0
    return dot / math.sqrt(sum(v * v for v in first.values()) * sum(v * v for v in second.values()))


def _terms(passages: Sequence[Passage]) -> Iterator[str]:
    """Give identifiers as they are, and words of four letters or more by their first six."""
    for passage in passages:
        text = passage.text[:2000] if passage.kind == "code" else plain(passage.text)
        for match in _TERM.finditer(text):
            word = match.group().strip(".:/\\#-")
            if len(word) >= 4 or any(c.isdigit() for c in word):
                yield word if _IDENTIFIER.search(word) else word.lower()[:6]


def _strength(term: str) -> float:
    return 2.0 if _IDENTIFIER.search(term) else 1.0
