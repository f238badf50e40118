"""A thread as signals: one pass over its posts, pure, no model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from kbminer.records import Post, Thread
from kbminer.resolve.cues import LanguageCues, cues_by_language
from kbminer.resolve.signals import PostSignals, Signals
from kbminer.text.folding import BREAKS, bucket, fold, words_of
from kbminer.text.language import thread_language
from kbminer.text.post_text import OwnWords, PostText, read_texts
from kbminer.text.title_marks import solved_mark

MEGATHREAD = 200
"""Posts from which on a thread is no single question any more."""

_MOST_WORDS = 400  # distinct words kept of a post: what goes beyond is a listing
_NAME_PARTS = re.compile(r"[A-Z]?[^\W\d_A-Z]{2,}|[A-Z]{3,}")
_GREETED = 10  # words at the beginning of a post in which a person is addressed
_OF_EACH_POST = 40  # words of each post by which the thread's language is known


def read_signals(
    thread: Thread,
    texts: Sequence[PostText] | None = None,
    *,
    cues: Mapping[str, LanguageCues] | None = None,
) -> Signals:
    """Read who spoke when in a thread, and what they wrote about its being solved.

    Parameters
    ----------
    thread : Thread
        Posts in the forum's order, the first one asks.
    texts : sequence of PostText, optional
        The texts of its posts, in the same order, where they have been read already.
    cues : mapping of language code to LanguageCues, optional
        By default those that ship with kbminer.

    Returns
    -------
    Signals
        With ``set_aside`` where there is nothing to judge: no posts, or a megathread.
    """
    cues = cues_by_language() if cues is None else cues
    reason = _set_aside(thread)
    if reason:
        return _signals(thread, [_post_signals(post, thread) for post in thread.posts], set_aside=reason)
    own = [text.own_words for text in texts or read_texts(thread)]
    words = [words_of(each.text) for each in own]
    title = words_of(thread.title)
    first = chain.from_iterable(some[:_OF_EACH_POST] for some in words)
    language = thread_language([*title, *first], among=cues, named=thread.language)
    asked = _content_words({*words[0], *title})
    posts = [
        _read(thread, position, some, asked=asked, cues=cues[language] if language else None)
        for position, some in enumerate(zip(own, words, strict=True))
    ]
    return _signals(thread, posts, language=language)


def _set_aside(thread: Thread) -> str | None:
    if not thread.posts:
        return "no posts"
    if len(thread.posts) >= MEGATHREAD:
        people = len({post.author for post in thread.posts})
        return f"megathread: {len(thread.posts)} posts by {people} people hold more than one question"
    return None


def _signals(
    thread: Thread,
    posts: Sequence[PostSignals],
    *,
    language: str | None = None,
    set_aside: str | None = None,
) -> Signals:
    return Signals(
        thread=thread.key,
        posts=tuple(posts),
        language=language,
        title_mark=solved_mark(thread.title),
        category=thread.category,
        views=thread.views,
        solved=thread.solved,
        duplicate_of=thread.duplicate_of,
        set_aside=set_aside,
    )


def _post_signals(post: Post, thread: Thread, **read: Any) -> PostSignals:
    """Who speaks when and what the forum says of the post, with what was ``read`` in it."""
    return PostSignals(
        id=post.id,
        author=post.author,
        asker=_by_asker(post, thread),
        at=_seconds(post.created_at),
        likes=post.likes,
        staff=post.staff,
        accepted=post.accepted,
        **read,
    )


def _by_asker(post: Post, thread: Thread) -> bool:
    first = thread.posts[0]
    return post is first or same_person(post.author, first.author)


def _read(
    thread: Thread,
    position: int,
    text: tuple[OwnWords, Sequence[str]],
    *,
    asked: set[str],
    cues: LanguageCues | None,
) -> PostSignals:
    """Read one post, given its author's own words as written and as folded words."""
    own, words = text
    distinct = set(words)
    content = _content_words(distinct)
    breaks = sum(map(words.count, BREAKS & distinct))  # few of them occur: quicker than to ask of each word
    found = cues.find(own.text, words) if cues else ()
    points = own.links and any(cue.kind in ("duplicate", "moved") for cue in found)
    return _post_signals(
        thread.posts[position],
        thread,
        answers=_answers(thread.posts, position, own.names, words),
        words=len(words) - breaks,
        code=own.code,
        unmarked_code=own.unmarked_code,
        links=len(own.links),
        items=own.items,
        questions=words.count("?") + (0 if position else thread.title.count("?")),
        shared=round(len(content & asked) / max(len(asked), 1), 3),
        pointer=own.links[0] if points else None,
        cues=found,
        vocabulary=tuple(sorted(set(map(bucket, content)))[:_MOST_WORDS]),
    )


def _answers(posts: Sequence[Post], position: int, names: Sequence[str], words: Sequence[str]) -> int | None:
    """The earlier post that this one replies to: by the forum's link, else by whom it quotes or names."""
    post = posts[position]
    if (linked := _linked(posts, position)) is not None:
        return linked
    quoted = {name.lower() for name in names}
    spoken = frozenset(words[:_GREETED])
    tried: set[str] = set()
    for i in range(position - 1, -1, -1):
        author = posts[i].author
        if not author or author in tried or same_person(author, post.author):
            continue
        tried.add(author)
        if author.lower() in quoted or (not quoted and not spoken.isdisjoint(called(author))):
            return i
    return None


def _linked(posts: Sequence[Post], position: int) -> int | None:
    """The earlier post that the forum itself says this one replies to."""
    link = posts[position].reply_to
    if link is None:
        return None
    return next((i for i in range(position - 1, -1, -1) if posts[i].id == link), None)


@lru_cache(maxsize=4096)
def called(author: str) -> frozenset[str]:
    """What others call a person: their name as a word, and each part of it of three letters and more.

    >>> sorted(called("TrystanLea")), sorted(called("dan.woodie7"))
    (['lea', 'trystan', 'trystanlea'], ['dan', 'dan.woodie7', 'woodie'])
    """
    parts = _NAME_PARTS.findall(author)
    return frozenset([fold(author), *(fold(part) for part in parts)])


def same_person(one: str | None, other: str | None) -> bool:
    """Whether two author names are one: names differ in case and blanks between the pages of one forum."""
    if one is None or other is None:
        return False
    return one == other or one.strip().casefold() == other.strip().casefold()


def _content_words(distinct: Set[str]) -> set[str]:
    """The words of three letters and more."""
    return {word for word in distinct if len(word) > 2}


def _seconds(moment: datetime | None) -> float | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
