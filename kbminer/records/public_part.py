"""What of a thread a guest may read: the one judgement that stands before everything that leaves."""

from __future__ import annotations

from dataclasses import replace

from kbminer.records.thread import Post, Thread
from kbminer.records.visibility import Visibility, strictest


def effective_visibility(thread: Thread) -> Visibility:
    """Tell who may read a thread: nobody may who may not read the question that opens it.

    >>> whisper = Post(id="1", body="psst", visibility=Visibility("internal", "whisper"))
    >>> str(effective_visibility(Thread(id="7", source="demo", title="Psst", posts=(whisper,))))
    'internal: whisper'
    """
    return strictest((thread.visibility, *(post.visibility for post in thread.posts[:1])))


def public_part(thread: Thread, *, internal: bool = False) -> Thread | None:
    """Leave of a thread what a guest may read; ``None`` where its question is not public.

    Parameters
    ----------
    thread : Thread
    internal : bool, default False
        Whether internal posts stay in a thread that is public itself. What its source removed never does.

    Returns
    -------
    Thread or None
        The same object where nothing is left out.

    Examples
    --------
    >>> note = Post(id="2", body="Ann knows.", visibility=Visibility("internal", "private note"))
    >>> lamp = Thread(id="7", source="demo", title="Dark lamp", posts=(Post(id="1", body="Why?"), note))
    >>> [len(public_part(lamp, internal=internal).posts) for internal in (False, True)]
    [1, 2]
    """
    if not effective_visibility(thread).is_public:
        return None
    kept = tuple(
        post for post in thread.posts if post.visibility.is_public or (internal and _is_internal(post))
    )
    return thread if len(kept) == len(thread.posts) else replace(thread, posts=kept)


def without_removed_words(thread: Thread) -> Thread:
    """Empty what its source has removed: that it was there is counted, what it said is not kept."""
    removed = effective_visibility(thread).audience == "removed"
    if not removed and all(post.visibility.audience != "removed" for post in thread.posts):
        return thread
    posts = tuple(
        _emptied(post) if removed or post.visibility.audience == "removed" else post for post in thread.posts
    )
    emptied = replace(thread, posts=posts)
    return replace(emptied, title="", tags=(), category=None) if removed else emptied


def _is_internal(post: Post) -> bool:
    return post.visibility.audience == "internal"


def _emptied(post: Post) -> Post:
    return replace(post, author=None, body="", likes=None, accepted=None)
