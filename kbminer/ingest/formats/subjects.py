"""Posts that name no topic: joined by their subjects, where some of them begin with a mark of replies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import TypeVar

from kbminer.ingest.recognised_words import any_of

Item = TypeVar("Item")

_AREA = r"(?P<area>\S[^\n]{0,80}?\s[•·|»›])\s+"
"""The part of the forum that stands before a subject, as in the titles of a board's feed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a subject tells: words that all posts of a topic share, their area, and whether it replies."""

    words: str
    area: str | None = None
    replies: bool = False

    @property
    def area_name(self) -> str | None:
        """The area without the sign behind it."""
        return self.area[:-1].strip() if self.area else None

    @property
    def key(self) -> str:
        """What the posts of one topic have in common."""
        return " ".join(filter(None, (self.area, self.words))).casefold()


def parted_subject(text: str) -> Subject:
    """Part a subject from the marks of replies before it, and from its area where a mark stands behind that.

    >>> parted_subject("Hubs • Re: AW: Lid sticks")
    Subject(words='Lid sticks', area='Hubs •', replies=True)
    >>> parted_subject("Hubs • Lid sticks").words, parted_subject("Re.: RE[2]: Re^3: Lid sticks").words
    ('Hubs • Lid sticks', 'Lid sticks')
    >>> parted_subject("Subject: Re: Lid sticks").words  # a header typed into the field
    'Lid sticks'
    """
    marked = _marked().match(text)
    if marked is None:
        return Subject(text.strip())
    return Subject(text[marked.end() :].strip(), marked["area"], replies=True)


@cache
def _marked() -> re.Pattern[str]:
    marks = any_of("mail.reply_marks")
    return re.compile(rf"\s*(?:{_AREA})?(?:(?:Subject\s*:\s*)?{marks}[.^]?(?:\[\d+\]|\d)?\s*[:：]\s*)+", re.I)


def without_area(words: str, areas: Container[str]) -> tuple[str, str | None]:
    """Part a subject from the area before it, where that is known from replies.

    >>> without_area("Hubs • Lid sticks", {"Hubs •"})
    ('Lid sticks', 'Hubs')
    """
    found = re.match(_AREA, words)
    if found is None or found["area"] not in areas:
        return words, None
    return words[found.end() :], found["area"][:-1].strip()


def by_opening(
    items: Iterable[Item], place_of: Callable[[Item], tuple[bool, datetime | None]]
) -> list[list[Item]]:
    """Part the posts of one subject into topics: each reply follows the latest opening before it.

    Parameters
    ----------
    items : iterable
        The posts.
    place_of : callable
        Says of a post whether it replies, and when it was written.

    Returns
    -------
    list of list
        One topic for each opening; without any opening the replies are one topic.
    """
    timed = sorted(((place_of(item), item) for item in items), key=lambda each: _instant(each[0][1]))
    openings = [(_instant(at), item) for (replies, at), item in timed if not replies]
    topics = [[item] for _, item in openings] or [[]]
    for (replies, at), item in timed:
        if replies:
            earlier = bisect_right(openings, _instant(at), key=itemgetter(0))
            topics[max(earlier - 1, 0)].append(item)
    return topics


def _instant(at: datetime | None) -> float:
    """Seconds since 1970; posts without a date come first."""
    return at.timestamp() if at else 0.0
