"""A thread as its forum had it: without false dates and signatures, with the line breaks lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kbminer.records import FalseDates, ForumFacts, LostBreak, Post, Thread, ThreadSummary


def mended(thread: Thread, facts: ForumFacts) -> Thread:
    """Return a thread without its false dates and signatures, and with its lost line breaks.

    Parameters
    ----------
    thread
        As the store holds it.
    facts
        What :func:`kbminer.forum.learn_facts` learned from all threads.

    Returns
    -------
    Thread
        The same object where nothing is to be mended.
    """
    wrong = _false_dates_of(thread.key, facts)
    breaks = facts.lost_breaks.get(thread.key, ())
    endings = {each.post: each.at for each in facts.endings.get(thread.key, ())}
    if not wrong and not breaks and not endings:
        return thread
    posts = tuple(_mended(post, wrong, breaks, endings.get(post.id)) for post in thread.posts)
    return replace(thread, posts=posts, created_at=_true_date(thread.created_at, wrong))


def what_is_mended(key: str, facts: ForumFacts) -> str:
    """Name what is mended in a thread, so that what was read before is known to be stale; mostly nothing."""
    spans = [(each.first, each.last) for each in _false_dates_of(key, facts)]
    breaks, endings = facts.lost_breaks.get(key, ()), facts.endings.get(key, ())
    return f"{spans}{breaks}{endings or ''}" if spans or breaks or endings else ""


def without_false_dates(summaries: Iterable[ThreadSummary], facts: ForumFacts) -> tuple[ThreadSummary, ...]:
    """Return summaries of threads, without the dates that are none."""
    return tuple(
        replace(each, created_at=_true_date(each.created_at, _false_dates_of(each.key, facts)))
        for each in summaries
    )


def _false_dates_of(key: str, facts: ForumFacts) -> list[FalseDates]:
    return [each for each in facts.false_dates if key.startswith(f"{each.source}:")]


def _true_date(at: datetime | None, wrong: Iterable[FalseDates]) -> datetime | None:
    return None if at and any(each.first <= at.date() <= each.last for each in wrong) else at


def _mended(
    post: Post, wrong: Sequence[FalseDates], breaks: Iterable[LostBreak], ends_at: int | None
) -> Post:
    at = _true_date(post.created_at, wrong)
    own = [each for each in breaks if each.post == post.id and (ends_at is None or each.at < ends_at)]
    if at is post.created_at and not own and ends_at is None:
        return post
    return replace(post, created_at=at, body=_with_breaks(post.body[:ends_at], own))


def _with_breaks(body: str, breaks: Sequence[LostBreak]) -> str:
    parts: list[str] = []
    start = 0
    for each in breaks:
        parts += [body[start : each.at], each.text]
        start = each.at
    return "".join([*parts, body[start:]])
