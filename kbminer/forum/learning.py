"""What all threads of a store together tell, learned in one pass over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from kbminer.forum.false_dates import DatedPost, dated_posts, false_dates
from kbminer.forum.lost_breaks import BreakEvidence
from kbminer.records import FalseDates, ForumFacts, Problem, Thread


def learn_facts(threads: Iterable[Thread], *, today: date) -> ForumFacts:
    """Learn what only all threads of a store together tell.

    Parameters
    ----------
    threads
        All of them, of all sources; gone through once.
    today
        The day on which they are read: what bears a later date has none.

    Returns
    -------
    ForumFacts
        What :func:`kbminer.forum.mended` needs.
    """
    dated: dict[str, list[DatedPost]] = defaultdict(list)
    evidence: dict[str, BreakEvidence] = defaultdict(BreakEvidence)
    for thread in threads:
        dated[thread.source] += dated_posts(thread)
        evidence[thread.source].take(thread)
    return ForumFacts(
        false_dates=tuple(
            found for source in sorted(dated) for found in false_dates(source, dated[source], today)
        ),
        lost_breaks={
            key: breaks for source in sorted(evidence) for key, breaks in evidence[source].lost_breaks()
        },
        loses_breaks=tuple(source for source in sorted(evidence) if evidence[source].loses_breaks),
    )


def problems_of(facts: ForumFacts) -> tuple[Problem, ...]:
    """Say which dates are not used and why, as problems that cost no thread."""
    return tuple(
        Problem(where=each.source, what=f"{_SAID[each.reason]}: {_extent(each)}", lost=False)
        for each in facts.false_dates
    )


_SAID = {
    "crawl": "dates that many replies to old threads share are of the day of a copy and are not used",
    "too early": "dates years before all others are not used",
    "future": "dates in the future are not used",
}


def _extent(each: FalseDates) -> str:
    days = f"{each.first}" if each.first == each.last else f"{each.first} to {each.last}"
    return f"{each.posts:,} of {each.of:,} dated posts, {days}"
