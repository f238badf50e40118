"""What is known of a forum only from all its threads together: false dates, lost line breaks, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseDates:
    """Days of a source that are no days of its posts.

    ``first`` and ``last`` bound them, both included. ``reason`` is ``"crawl"`` for days on which the forum
    was copied, ``"too early"`` for what lies before it existed, ``"future"`` for what had not come yet.
    ``posts`` of ``of`` dated posts bear such a date.
    """

    source: str
    reason: Literal["crawl", "too early", "future"]
    first: date
    last: date
    posts: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LostBreak:
    """A place in a post's body, in characters, at which ``text`` was lost: a line's end or a space."""

    post: str
    at: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A place in a post's body, in characters, from which on it is a signature or a list's footer."""

    post: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumFacts:
    """What all threads of a store together tell of each.

    ``false_dates`` are in the order of sources and days; ``lost_breaks`` are by thread key, in the order of
    posts and places. ``loses_breaks`` names the sources that lost line breaks in a part of their posts.
    ``endings`` are by thread key, in the order of posts.
    """

    false_dates: tuple[FalseDates, ...] = ()
    lost_breaks: Mapping[str, tuple[LostBreak, ...]] = field(default_factory=dict)
    loses_breaks: tuple[str, ...] = ()
    endings: Mapping[str, tuple[Ending, ...]] = field(default_factory=dict)
