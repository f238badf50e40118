"""Which language a thread's words fit; ``None`` rather than a guess where none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from kbminer.resolve.cues import LanguageCues

_READ = 120  # words
_LEAST_WORDS = 4  # fewer show nothing
_SURE_WORDS = 12  # so many that fit no language are in none of them, whatever the source says
_LEAST_SHARE = 0.12
_NEARLY = 0.8  # of the best language's share, from which on the source's word decides


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
    code = named.lower().replace("_", "-").partition("-")[0] if named else ""
    seen = [word for word in words[:_READ] if word[0].isalpha()]
    shares = _shares(seen, cues)
    best = max(sorted(shares), key=lambda each: (shares[each], each == code), default="")
    if len(seen) >= _LEAST_WORDS and shares.get(best, 0.0) >= _LEAST_SHARE:
        return code if shares.get(code, 0.0) > _NEARLY * shares[best] else best
    return code if code in cues and len(seen) < _SURE_WORDS else None


def _shares(words: Sequence[str], cues: Mapping[str, LanguageCues]) -> dict[str, float]:
    """What share of the words each language has among its common ones."""
    speakers = _speakers(tuple((code, known.common) for code, known in cues.items()))
    counts = Counter(chain.from_iterable(filter(None, map(speakers.get, words))))
    return {code: counts[code] / max(len(words), 1) for code in cues}


@lru_cache(maxsize=8)
def _speakers(common: tuple[tuple[str, frozenset[str]], ...]) -> Mapping[str, tuple[str, ...]]:
    """For each common word the languages that it is common in."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in common:
        for word in words:
            found[word] = (*found.get(word, ()), code)
    return found
