"""A post as a language model is shown it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from kbminer.languages import FALLBACK, all_groups, groups
from kbminer.records import Post
from kbminer.redact.posts import RedactedPost

# Lines of one quote: above an answer the last ones, which it answers; at a post's end, where a mail program
# has put the whole thread again, the first ones.
MOST_QUOTED, MOST_BELOW = 6, 2


def shown_text(post: RedactedPost) -> str:
    """Give a post as a model sees it: long quotes are cut, for in mails each holds the whole thread again."""
    runs = [(is_quote, list(run)) for is_quote, run in groupby(post.markdown.split("\n"), key=_is_quote)]
    kept: list[str] = []
    for place, (is_quote, lines) in enumerate(runs):
        is_last = not any(line.strip() for _, after in runs[place + 1 :] for line in after)
        kept += (_first(lines) if is_last else _last(lines)) if is_quote else lines
    return "\n".join(kept)


def _is_quote(line: str) -> bool:
    return line.startswith(">")


def _first(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MOST_QUOTED else [*lines[:MOST_BELOW], "> …"]


def _last(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MOST_QUOTED else ["> …", *lines[-MOST_QUOTED:]]


def dates_of(posts: Iterable[Post]) -> frozenset[str]:
    """Give the years and months in which posts were written: a sentence may say when something was said.

    >>> from datetime import datetime
    >>> dates = dates_of([Post(id="1", body="", created_at=datetime(2012, 7, 1)), Post(id="2", body="")])
    >>> {"2012", "july", "juillet"} <= dates, "august" in dates
    (True, False)
    """
    days = [post.created_at for post in posts if post.created_at]
    return frozenset(word for day in days for word in (str(day.year), *_month_names()[day.month - 1]))


@cache
def _month_names() -> tuple[tuple[str, ...], ...]:
    """What the twelve months are called in the languages at hand."""
    named = all_groups("dates.months")
    return tuple(named[month] for month in groups("dates.months", FALLBACK))  # from January on
