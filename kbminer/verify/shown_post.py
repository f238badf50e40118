"""A post as a language model is shown it."""

from __future__ import annotations

from collections.abc import Iterable

from kbminer.records import Post
from kbminer.redact.posts import RedactedPost

MOST_QUOTED = 6  # lines of one quote: enough to see what a reply answers


def shown_text(post: RedactedPost) -> str:
    """Give a post as a model sees it: long quotes are cut, for in mails each holds the whole thread again."""
    kept: list[str] = []
    quoted = 0
    for line in post.markdown.split("\n"):
        quoted = quoted + 1 if line.startswith(">") else 0
        if quoted <= MOST_QUOTED:
            kept.append(line)
        elif quoted == MOST_QUOTED + 1:
            kept.append("> …")
    return "\n".join(kept)


def years_of(posts: Iterable[Post]) -> frozenset[str]:
    """Give the years in which posts were written: a sentence may say when something was said.

    >>> from datetime import datetime
    >>> sorted(years_of([Post(id="1", body="", created_at=datetime(2012, 7, 1)), Post(id="2", body="")]))
    ['2012']
    """
    return frozenset(str(post.created_at.year) for post in posts if post.created_at)
