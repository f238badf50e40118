"""Threads without an answer that somebody should look at now: anger, many with the same trouble, no staff."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime

from kbminer.records import Cue, Escalation, Resolution
from kbminer.resolve.signals import PostSignals, Signals
from kbminer.resolve.standing_answer import standing_answer

# What each counts for: an angry person as much as two who have the same trouble or four who ask again.
ANGER, SAME, WAITING, NO_STAFF = 2.0, 1.0, 0.5, 1.0
RECENT_DAYS = 90.0
_DAY = 86400.0  # seconds
_QUOTES = 3


def escalations(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    today: datetime | None = None,
    least: float = 3.0,
) -> list[Escalation]:
    """List the threads without an answer that stands which heat up, the hottest first.

    Anger counts twice as much as "same here"; each person counts once. Heat fades with the days since the
    last word: a third of it is left after 90 days. "No reply from staff" only counts where the forum tells
    who is staff and staff reply to some thread.

    Parameters
    ----------
    signals : sequence of Signals
        What was read from the threads.
    resolutions : sequence of Resolution
        Theirs, in the same order.
    today : datetime, optional
        What "now" is; by default the date of the newest post.
    least : float, default 3
        Heat from which a thread is listed: an angry person and one with the same trouble, or three of these.
    """
    now = today.timestamp() if today else max((each.last_at or 0.0 for each in signals), default=0.0)
    has_staff = any(map(_has_staff, signals))
    found = [
        _escalation(each, now, has_staff)
        for each, resolution in zip(signals, resolutions, strict=True)
        if _is_open(each, resolution)
    ]
    return sorted((each for each in found if each.heat >= least), key=lambda each: (-each.heat, each.thread))


def _is_open(signals: Signals, resolution: Resolution) -> bool:
    asks = bool(signals.posts) and resolution.state not in ("not a question", "duplicate")
    return asks and not resolution.is_solved and standing_answer(signals) is None


def _escalation(signals: Signals, now: float, has_staff: bool) -> Escalation:
    angry = _people(signals.posts, "anger")
    same = _people(signals.helpers, "same_here")
    waiting = sum("bump" in post.kinds for post in signals.posts[1:] if post.asker)
    without_staff = has_staff and not _has_staff(signals)
    heat = ANGER * angry + SAME * same + WAITING * waiting
    return Escalation(
        thread=signals.thread,
        heat=round((heat + (NO_STAFF if without_staff and heat else 0.0)) * _fading(signals, now), 3),
        angry=angry,
        same_here=same,
        without_staff=without_staff,
        quotes=tuple(_quotes(signals))[:_QUOTES],
    )


def _has_staff(signals: Signals) -> bool:
    """Whether anybody from staff replies."""
    return any(post.staff for post in signals.posts[1:])


def _people(posts: Sequence[PostSignals], kind: str) -> int:
    """How many people write a cue of this kind; a post without an author counts as one."""
    return len({post.author or post.id for post in posts if kind in post.kinds})


def _fading(signals: Signals, now: float) -> float:
    last = signals.last_at
    return 1.0 if last is None else math.exp(-max(now - last, 0.0) / _DAY / RECENT_DAYS)


def _quotes(signals: Signals) -> Iterator[Cue]:
    for kind in ("anger", "same_here", "bump"):
        for post in reversed(signals.posts):
            for cue in post.cues:
                if cue.kind == kind and cue.quote:
                    yield Cue(kind=kind, quote=cue.quote, post=post.id)
