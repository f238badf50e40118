"""A post as a language model is shown it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

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


def years_of(posts: Iterable[Post]) -> frozenset[str]:
    """Give the years in which posts were written: a sentence may say when something was said.

    >>> from datetime import datetime
    >>> sorted(years_of([Post(id="1", body="", created_at=datetime(2012, 7, 1)), Post(id="2", body="")]))
    ['2012']
    """
    return frozenset(str(post.created_at.year) for post in posts if post.created_at)
