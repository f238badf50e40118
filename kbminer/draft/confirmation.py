"""What an article says of whether its solution helped, where nobody is known to have confirmed it."""

from __future__ import annotations

from itertools import dropwhile, islice
from typing import Literal

from kbminer.records import Thread


def open_note(thread: Thread, post: str) -> Literal["unconfirmed", "asker_wrote_again"]:
    """Name the phrase for a solution that is not known to have helped.

    That nobody confirmed it is said only where who asked wrote nothing behind it: what they wrote may do
    so in words that no rule knows, and an editor is to look.

    Parameters
    ----------
    thread
        The thread of the solution.
    post
        The id of the post that solves it.

    Examples
    --------
    >>> from kbminer.records import Post
    >>> names = {"1": "ann", "2": "bo", "3": "ann"}
    >>> posts = tuple(Post(id=id, body="", author=name) for id, name in names.items())
    >>> open_note(Thread(id="1", source="f", title="", posts=posts), "2")
    'asker_wrote_again'
    >>> open_note(Thread(id="1", source="f", title="", posts=posts[:2]), "2")
    'unconfirmed'
    """
    behind = islice(dropwhile(lambda each: each.id != post, thread.posts), 1, None)
    asker = thread.asker
    wrote = asker is not None and any(each.author == asker for each in behind)
    return "asker_wrote_again" if wrote else "unconfirmed"
