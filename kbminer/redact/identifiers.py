"""Ids of threads and posts that may leave: a Message-ID holds an address, a file's name may hold one too."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kbminer.digests import digest_of
from kbminer.languages import LatePattern
from kbminer.records import Post, Problem, Thread
from kbminer.redact.placeholders import redact

_PLAIN = LatePattern(r"[A-Za-z-]{0,40}:?\d{1,10}")  # as nearly every board numbers its threads
_DIGITS = 12  # of a stand-in: as many as tell billions of ids apart


@lru_cache(maxsize=65536)
def public_id(text: str) -> str:
    """Give an id as it is, or where a part of it is private, with a stand-in for that part.

    The stand-in is a digest, so the same id gives the same one in every run, and no other id does.

    Parameters
    ----------
    text : str
        The id of a thread or post, or a key of the form ``source:id``.

    Examples
    --------
    >>> public_id("forum:50"), public_id("mail:<7.anna@example.org>")
    ('forum:50', 'mail:id86109d06407c')
    """
    if _PLAIN.fullmatch(text) or not _is_private(text):
        return text
    source, colon, own = text.partition(":")
    left = redact(text).text  # a password behind "pass:" is none by itself
    hides = (not left.startswith(source) or _is_private(source), not left.endswith(own) or _is_private(own))
    parted = colon.join(
        _stand_in(part) if hidden else part for part, hidden in zip((source, own), hides, strict=True)
    )
    return _stand_in(text) if _is_private(parted) else parted


def _is_private(part: str) -> bool:
    return "@" in part or bool(redact(part).found)


def _stand_in(part: str) -> str:
    return "id" + digest_of([part.encode("utf-8", "replace")])[:_DIGITS]


def with_public_ids(item: Thread | Problem) -> Thread | Problem:
    """Give a thread, or what spoiled one, under ids that may leave."""
    if isinstance(item, Problem):
        return item if item.thread is None else replace(item, thread=public_id(item.thread))
    thread = replace(
        item,
        id=public_id(item.id),
        source=public_id(item.source),
        posts=tuple(map(_post, item.posts)),
        duplicate_of=_original(item.duplicate_of),
    )
    return item if thread == item else thread


def _post(post: Post) -> Post:
    own, answered = public_id(post.id), public_id(post.reply_to) if post.reply_to else post.reply_to
    return post if (own, answered) == (post.id, post.reply_to) else replace(post, id=own, reply_to=answered)


def _original(named: str | None) -> str | None:
    """What a thread repeats; an address is none of our ids."""
    return named if named is None or "://" in named else public_id(named)
