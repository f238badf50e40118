"""Which language a thread's words fit; ``None`` rather than a guess where none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from kbminer.resolve.cues import LanguageCues

_LEAST_WORDS = 4
_LEAST_SHARE = 0.12
_READ = 120


def guess_language(
    words: Sequence[str], cues: Mapping[str, LanguageCues], *, named: str | None = None
) -> str | None:
    """Name the language whose common words fill most of ``words``.

    Parameters
    ----------
    words : sequence of str
        Folded words of the thread; the first 120 are looked at.
    cues : mapping of language code to LanguageCues
        The languages to choose from.
    named : str, optional
        The language that the source names ("de" or "de-AT"); it settles what words alone do not.

    Returns
    -------
    str or None
        Its code; ``None`` where no language fits.
    """
    named = named.lower().replace("_", "-").partition("-")[0] if named else None
    seen = [word for word in words[:_READ] if word[0].isalpha()]
    spoken = _speakers(tuple((code, file.common) for code, file in cues.items()))
    counts = Counter(chain.from_iterable(filter(None, map(spoken.get, seen))))
    shares = {code: counts[code] / max(len(seen), 1) for code in cues}
    best = max(sorted(shares), key=lambda code: (shares[code], code == named), default=None)
    if len(seen) >= _LEAST_WORDS and best is not None and shares[best] >= _LEAST_SHARE:
        close = named in shares and shares[named] > 0.8 * shares[best]
        return named if close else best
    return named if named in cues and len(seen) < 3 * _LEAST_WORDS else None


@lru_cache(maxsize=8)
def _speakers(common: tuple[tuple[str, frozenset[str]], ...]) -> Mapping[str, tuple[str, ...]]:
    """For each common word the languages that it is common in."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in common:
        for word in words:
            found[word] = (*found.get(word, ()), code)
    return found
