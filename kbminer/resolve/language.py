"""Which cue file a thread's words fit; ``None`` rather than a guess where none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    shares = {
        code: sum(map(file.common.__contains__, seen)) / max(len(seen), 1) for code, file in cues.items()
    }
    best = max(sorted(shares), key=lambda code: (shares[code], code == named), default=None)
    if len(seen) >= _LEAST_WORDS and best is not None and shares[best] >= _LEAST_SHARE:
        close = named in shares and shares[named] > 0.8 * shares[best]
        return named if close else best
    return named if named in cues and len(seen) < 3 * _LEAST_WORDS else None
