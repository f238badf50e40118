"""Which cue file a thread's words fit; ``None`` rather than a guess where none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from kbminer.resolve.cues import CueFile

_LEAST_WORDS = 4
_LEAST_SHARE = 0.12
_READ = 120


def guess_language(
    words: Sequence[str], cues: Mapping[str, CueFile], *, named: str | None = None
) -> str | None:
    """Return the code of the cue file whose common words fill most of ``words``.

    Args:
        words: folded words of the thread; the first 120 are looked at.
        cues: the cue files to choose from.
        named: the language that the source names ("de" or "de-AT"); it settles what words alone do not.

    Returns:
        ``None`` where no cue file fits.
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
