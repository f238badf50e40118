"""What all threads of a store together tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

from kbminer.forum.endings import EndingEvidence
from kbminer.forum.false_dates import DatedPost, false_dates
from kbminer.forum.lost_breaks import SAMPLE, BreakEvidence
from kbminer.forum.thread_evidence import ThreadEvidence, evidence_of
from kbminer.forum.word_usage import WordCounts, WordUsage, count_words
from kbminer.records import FalseDates, ForumFacts, Problem, Thread
from kbminer.records.by_key import by_key


def learn_facts(threads: Sequence[Thread], *, today: date) -> ForumFacts:
    """Learn what only all threads of a store together tell.

    Parameters
    ----------
    threads
        All of them, of all sources.
    today
        The day on which they are read: what bears a later date has none.

    Returns
    -------
    ForumFacts
        What :func:`kbminer.forum.mended` needs.
    """
    told = [evidence_of(thread) for thread in threads]
    found = by_key(threads)
    words = {key: words_of(found[key], posts) for key, posts in sample_of(told).items()}
    return facts_of(told, words, today=today)


def facts_of(told: Sequence[ThreadEvidence], words: Mapping[str, WordCounts], *, today: date) -> ForumFacts:
    """:func:`learn_facts` from what each thread tells by itself.

    Parameters
    ----------
    told
        What each thread tells, in the order of the threads.
    words
        What :func:`words_of` counted in each thread that :func:`sample_of` names, by its key.
    today
        As for :func:`learn_facts`.
    """
    dated: dict[str, list[DatedPost]] = defaultdict(list)
    evidence: dict[str, BreakEvidence] = {}
    endings: dict[str, EndingEvidence] = defaultdict(EndingEvidence)
    for each in told:
        dated[each.source] += each.dated_posts()
        endings[each.source].take(each.key, each.authors, each.ends)
        if each.source not in evidence:
            evidence[each.source] = BreakEvidence(WordUsage())
        evidence[each.source].take(each, words.get(each.key))
    return ForumFacts(
        false_dates=tuple(
            chain.from_iterable(false_dates(source, dated[source], today) for source in sorted(dated))
        ),
        lost_breaks=dict(chain.from_iterable(evidence[source].lost_breaks() for source in sorted(evidence))),
        loses_breaks=tuple(source for source in sorted(evidence) if evidence[source].loses_breaks),
        endings=dict(chain.from_iterable(endings[source].endings() for source in sorted(endings))),
    )


def sample_of(told: Iterable[ThreadEvidence]) -> dict[str, int]:
    """Name the first threads of each source, whose words are learned, with how many posts of each."""
    posts: Counter[str] = Counter()
    found: dict[str, int] = {}
    for each in told:
        if posts[each.source] < SAMPLE:
            found[each.key] = min(each.posts, SAMPLE - posts[each.source])
        posts[each.source] += each.posts
    return found


def words_of(thread: Thread, posts: int) -> WordCounts:
    """Count the words of a thread's first posts."""
    return count_words((post.body, post.format) for post in thread.posts[:posts])


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
