"""The door of ingest: how long a title, a line and a post may be, and a word about each that was cut.

What people write is far shorter. Whatever lies behind works in time that grows with its input and no faster;
these bounds keep that input at a size that somebody meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kbminer.records import Post, Problem, Thread

LONGEST_TITLE = 500
"""Characters of a title or a name; forum software allows 255 at most, mail lines 998."""

LONGEST_LINE = 20_000
"""Characters of one line of text or Markdown; what is longer was made by a program."""

LONGEST_BODY = 1_000_000
"""Characters of a post; forum software allows 32,000 to 150,000."""


def within_bounds(items: Iterable[Thread | Problem]) -> Iterator[Thread | Problem]:
    """Cut what is longer than anybody writes, and yield a problem for each thread in which something was.

    Parameters
    ----------
    items : iterable of Thread or Problem
        What a source gives.

    Yields
    ------
    Thread or Problem
        Each of them, a thread's problem before the thread.

    Examples
    --------
    >>> thread = Thread(id="1", source="demo", title="-" * 10_000, posts=())
    >>> problem, bounded = within_bounds([thread])
    >>> problem.what, len(bounded.title)
    ('it was cut: a title of 10,000 characters', 500)
    """
    for item in items:
        if isinstance(item, Thread):
            yield from _bounded(item)
        else:
            yield item


def _bounded(thread: Thread) -> Iterator[Thread | Problem]:
    cut: list[str] = []
    if len(thread.title) > LONGEST_TITLE:
        cut.append(f"a title of {len(thread.title):,} characters")
        thread = replace(thread, title=thread.title[:LONGEST_TITLE])
    for post in thread.posts:
        if len(post.body) > LONGEST_LINE or (post.author and len(post.author) > LONGEST_TITLE):
            thread = replace(thread, posts=tuple(_bounded_post(each, cut) for each in thread.posts))
            break
    if cut:
        yield Problem(where=thread.key, what=f"it was cut: {', '.join(cut)}", thread=thread.key, lost=False)
    yield thread


def _bounded_post(post: Post, cut: list[str]) -> Post:
    """Cut one post, and add to ``cut`` what was."""
    body, author = post.body, post.author
    if author and len(author) > LONGEST_TITLE:
        cut.append(f"a name of {len(author):,} characters")
        author = author[:LONGEST_TITLE]
    if len(body) > LONGEST_BODY:
        cut.append(f"a post of {len(body):,} characters")
        body = body[:LONGEST_BODY]
    if post.format != "html" and (longest := max(map(len, body.split("\n")))) > LONGEST_LINE:
        cut.append(f"a line of {longest:,} characters")
        body = "\n".join(line[:LONGEST_LINE] for line in body.split("\n"))
    return post if (body, author) == (post.body, post.author) else replace(post, body=body, author=author)
