"""Whether posts speak of the same thing: the terms that are rare among them, compared by their cosine."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kbminer.text.blocks import plain
from kbminer.text.segments import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

AGREE = 0.30  # cosine from which two answers tell the same fix
LEAST_SHARED = 2  # terms that both of them must hold
_TERM = re.compile(r"(?<![\w.:/\\#+-])[_.:/\\#+-]*+[^\W_][\w.:/\\#+-]*+")
_IDENTIFIER = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d|[_:/\\.]")


def rare_terms(
    posts: Sequence[Sequence[Segment]], known: Sequence[frozenset[str]] = ()
) -> list[dict[str, float]]:
    """Weigh each post's terms: identifiers double, and the more the fewer of the posts hold them.

    Parameters
    ----------
    posts : sequence of n sequences of Segment
    known : sequence of n frozensets of str, optional
        Terms to pass over, for each post: what a question says already is no part of its fix.

    Returns
    -------
    list of n dicts of str to float
        A term that stands k times in a post weighs (1 + log k) × log((2 + n) / (0.5 + posts with it)).
    """
    counts = [Counter(terms(passages)) for passages in posts]
    for count, told in zip(counts, known, strict=False):
        for term in told & count.keys():
            del count[term]
    spread = Counter(term for count in counts for term in count)
    return [
        {
            term: _strength(term) * (1 + math.log(n)) * math.log((2 + len(posts)) / (0.5 + spread[term]))
            for term, n in count.items()
        }
        for count in counts
    ]


def likeness(
    posts: Sequence[Sequence[Segment]], known: Sequence[frozenset[str]] = (), least: int = 1
) -> Floats:
    """Compare posts by the cosine of their weighted terms.

    Parameters
    ----------
    posts, known
        See :func:`rare_terms`.
    least : int, default 1
        Posts that share fewer terms are not alike at all.

    Returns
    -------
    ndarray of shape (n, n), float64
        From 0 to 1, the diagonal 0.
    """
    import numpy as np  # noqa: PLC0415 - scipy loads when something is drafted
    from scipy.sparse import csr_array  # noqa: PLC0415

    weighted = rare_terms(posts, known)
    columns: dict[str, int] = {}
    places = [columns.setdefault(term, len(columns)) for terms in weighted for term in terms]
    values = np.array([value for terms in weighted for value in terms.values()], dtype=np.float64)
    starts = np.cumsum([0, *map(len, weighted)])
    rows = csr_array((values, places, starts), shape=(len(weighted), max(len(columns), 1)))
    dots = (rows @ rows.T).toarray()
    norms = np.sqrt(dots.diagonal())
    norms[norms == 0] = 1.0
    alike: Floats = dots / np.outer(norms, norms)
    shared = csr_array((np.ones_like(values), places, starts), shape=rows.shape)
    alike[(shared @ shared.T).toarray() < least] = 0.0
    np.fill_diagonal(alike, 0.0)
    return alike


def terms(passages: Iterable[Segment]) -> Iterator[str]:
    """List a post's terms: identifiers as they are, words of four letters or more by their first six."""
    for passage in passages:
        yield from _terms(passage.text[:2000] if passage.kind == "code" else plain(passage.text))


@lru_cache(maxsize=16_384)  # the same sentences are compared as posts, as questions and as tellings
def _terms(text: str) -> tuple[str, ...]:
    words = [found.strip(".:/\\#-") for found in _TERM.findall(text)]
    return tuple([_term(word) for word in words if len(word) >= 4 or any(map(str.isdigit, word))])


def _term(word: str) -> str:
    is_plain = (word.isalpha() and word.islower()) or _IDENTIFIER.search(word) is None
    return word.lower()[:6] if is_plain else word


def _strength(term: str) -> float:
    return 2.0 if _IDENTIFIER.search(term) else 1.0
