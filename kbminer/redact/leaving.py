"""What leaves is rid of private things twice: by the recognisers, and by what was learned of words."""

from __future__ import annotations

from collections import Counter

from kbminer.records import Redaction
from kbminer.redact.placeholders import Redacted, redact
from kbminer.redact.private_words import private_words


def redact_leaving(text: str, names: tuple[str, ...] = ()) -> Redacted:
    """Replace everything private in a text that leaves; doing it twice changes nothing.

    Parameters
    ----------
    text : str
    names : tuple of str, optional
        The people of the thread, as for :func:`kbminer.redact.placeholders.redact`.

    Examples
    --------
    >>> redact_leaving("Hi Anna, I asked Henrike from the office about the lamp.").text
    'Hi ⟨name⟩, I asked ⟨name⟩ from the office about the lamp.'
    """
    counts: Counter[str] = Counter()
    while True:
        known = redact(text, names)
        counts.update({found.kind: found.count for found in known.found})
        text = known.text
        # Each round leaves at least one word fewer, so the last comes.
        found = private_words(text)
        if not found:
            break
        for span, kind in reversed(found):
            text = f"{text[: span.start]}⟨{kind}⟩{text[span.end :]}"
        counts.update(kind for _, kind in found)
    return Redacted(text=text, found=tuple(Redaction(kind=k, count=counts[k]) for k in sorted(counts)))
