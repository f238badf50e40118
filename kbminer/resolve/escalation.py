"""Threads that heat up: anger, many with the same trouble, nobody from staff. Put forward with the words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime

from kbminer.records import Cue, Escalation, Resolution
from kbminer.resolve.signals import Signals

ANGER, SAME, WAITING, NO_STAFF = 2.0, 1.0, 0.5, 1.0
RECENT_DAYS = 90.0
_QUOTES = 3


def escalations(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    today: datetime | None = None,
    least: float = 3.0,
) -> list[Escalation]:
    """The unsolved threads that heat up, the hottest first.

    Anger counts twice as much as "same here"; each person counts once. Heat fades with the days since the
    last word: a third of it is left after 90 days. "No reply from staff" only counts where the forum tells
    who is staff and staff reply to some thread.

    Args:
        signals: the threads' signals.
        resolutions: their resolutions, in the same order.
        today: what "now" is; by default the date of the newest post.
        least: heat from which a thread is put forward.
    """
    newest = max((p.at for s in signals for p in s.posts if p.at is not None), default=0.0)
    now = today.timestamp() if today else newest
    staffed = any(post.staff for each in signals for post in each.posts[1:])
    found = [
        _escalation(each, now, staffed)
        for each, resolution in zip(signals, resolutions, strict=True)
        if each.posts and not resolution.is_solved and resolution.state not in ("not a question", "duplicate")
    ]
    return sorted((one for one in found if one.heat >= least), key=lambda one: (-one.heat, one.thread))


def _escalation(signals: Signals, now: float, staffed: bool) -> Escalation:
    angry = {post.author or post.id for post in signals.posts if "anger" in post.kinds}
    same = {
        post.author or post.id for post in signals.posts[1:] if "same_here" in post.kinds and not post.asker
    }
    waiting = sum("bump" in post.kinds for post in signals.posts[1:] if post.asker)
    without_staff = staffed and not any(post.staff for post in signals.posts[1:])
    heat = ANGER * len(angry) + SAME * len(same) + WAITING * waiting
    last = max((post.at for post in signals.posts if post.at is not None), default=None)
    fading = 1.0 if last is None else math.exp(-max(now - last, 0.0) / 86400 / RECENT_DAYS)
    return Escalation(
        thread=signals.thread,
        heat=round((heat + (NO_STAFF if without_staff and heat else 0.0)) * fading, 3),
        angry=len(angry),
        same_here=len(same),
        without_staff=without_staff,
        quotes=tuple(_quotes(signals))[:_QUOTES],
    )


def _quotes(signals: Signals) -> Iterator[Cue]:
    for kind in ("anger", "same_here", "bump"):
        for post in reversed(signals.posts):
            for cue in post.cues:
                if cue.kind == kind and cue.quote:
                    yield Cue(kind=kind, quote=cue.quote, post=post.id)
