"""How the last 90 days compare with the 90 before: a verdict first, and none where too few threads tell."""

from __future__ import annotations

import math

from kbminer.briefing.estimate import Z, part_of
from kbminer.briefing.facts import Facts
from kbminer.records import Figure

_TOLD = 5  # threads: the median of fewer is one thread's chance
_COMPARED = 10  # threads in either period: fewer are no base for a comparison
_SAME = 0.25  # of the longer time: medians of some ten threads differ by as much from draw to draw


def trend(facts: Facts) -> tuple[str, ...]:
    """Compare first replies, solutions and threads without a helpful reply; each with its threads."""
    service = facts.found.service
    if service is None or len(service.lately) < 2:
        return ()
    before, now = (figures for _, figures in sorted(service.lately.items()))
    sentences = (
        _times("answered", "had a first reply", before.first_response_hours, now.first_response_hours),
        _times("solved", "were solved", before.resolution_hours, now.resolution_hours),
        _shares(before.unanswered, now.unanswered),
    )
    return tuple(filter(None, sentences))


def _times(which: str, what: str, before: Figure, now: Figure) -> str:
    if now.value is None or now.threads < _TOLD:
        return ""
    one = f"half of the {now.threads:,} threads {which} in the last 90 days {what} within {_hours(now.value)}"
    if before.value is None or min(before.threads, now.threads) < _COMPARED:
        return f"{one[0].upper()}{one[1:]}; too few to compare with the 90 days before."
    change = abs(now.value - before.value)
    verdict = "Slower" if now.value > before.value else "Faster"
    verdict = "About the same" if change <= _SAME * max(now.value, before.value) else verdict
    return f"{verdict}: {one}; in the 90 days before, {_hours(before.value)} ({before.threads:,} threads)."


def _shares(before: Figure, now: Figure) -> str:
    if now.value is None:
        return ""
    hits = round(now.value * now.threads)
    one = f"{part_of(hits, now.threads, 'thread')} of the last 90 days have no helpful reply yet"
    if before.value is None or min(before.threads, now.threads) < _COMPARED:
        return f"{one[0].upper()}{one[1:]}; too few to compare with the 90 days before."
    known = round(before.value * before.threads)
    both = (hits + known) / (now.threads + before.threads)
    spread = math.sqrt(both * (1 - both) * (1 / now.threads + 1 / before.threads))
    verdict = "Worse so far" if now.value > before.value else "Better"
    verdict = "About the same" if abs(now.value - before.value) <= Z * spread else verdict
    earlier = part_of(known, before.threads, "thread")
    return f"{verdict}: {one}; in the 90 days before, {earlier}, with longer to get one."


def _hours(hours: float) -> str:
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"
