"""A thread as signals: one pass over its posts, pure, no model."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kbminer.records import Post, Thread
from kbminer.resolve.cues import CueFile, cue_files
from kbminer.resolve.language import guess_language
from kbminer.resolve.reading import OwnWords, own_words
from kbminer.resolve.signals import PostSignals, Signals
from kbminer.resolve.titles import title_mark
from kbminer.resolve.words import words_of

MEGATHREAD = 200
"""Posts from which on a thread is no single question any more."""

_MOST_WORDS = 400
_GREETED = 4
_buckets: dict[str, int] = {}


def read_signals(
    thread: Thread,
    *,
    markdown: Sequence[str] | None = None,
    cues: Mapping[str, CueFile] | None = None,
) -> Signals:
    """Read who spoke when in a thread, and what they said about its being solved.

    Args:
        thread: posts in the forum's order, the first one asks.
        markdown: each post's body as Markdown, in the same order; by default the bodies are taken as
            Markdown already.
        cues: cue files by language, by default those that ship with kbminer.

    Returns:
        Signals with ``set_aside`` where there is nothing to judge: no posts, or a megathread.
    """
    cues = cue_files() if cues is None else cues
    bodies = [post.body for post in thread.posts] if markdown is None else markdown
    reason = _set_aside(thread)
    if reason:
        return _signals(thread, [_bare(post, thread) for post in thread.posts], None, cues, reason)
    own = [own_words(body) for body in bodies]
    words = [words_of(said.text) for said in own]
    language = guess_language(
        [*words_of(thread.title), *(word for some in words for word in some[:80])],
        cues,
        named=thread.language,
    )
    searched = [cues[language]] if language else []
    asked = frozenset(_telling(words[0])) | frozenset(_telling(words_of(thread.title)))
    posts = [
        _read(thread, position, said, some, asked, searched)
        for position, (said, some) in enumerate(zip(own, words, strict=True))
    ]
    return _signals(thread, posts, language, cues, None)


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
    language: str | None,
    cues: Mapping[str, CueFile],
    reason: str | None,
) -> Signals:
    return Signals(
        thread=thread.key,
        posts=tuple(posts),
        language=language,
        title_mark=title_mark(thread.title, cues.values()),
        category=thread.category,
        views=thread.views,
        solved=thread.solved,
        duplicate_of=thread.duplicate_of,
        set_aside=reason,
    )


def _bare(post: Post, thread: Thread) -> PostSignals:
    return PostSignals(
        id=post.id,
        author=post.author,
        asker=post is thread.posts[0] or (post.author is not None and same_person(post.author, thread.asker)),
        at=_seconds(post.created_at),
        likes=post.likes,
        staff=post.staff,
        accepted=post.accepted,
    )


def _read(
    thread: Thread,
    position: int,
    own: OwnWords,
    words: Sequence[str],
    asked: frozenset[str],
    searched: Sequence[CueFile],
) -> PostSignals:
    post = thread.posts[position]
    telling = dict.fromkeys(_telling(words))
    bare = _bare(post, thread)
    cues = tuple(found for file in searched for found in file.find(own.text, words))
    points = own.links and any(found.kind in ("duplicate", "moved") for found in cues)
    return PostSignals(
        id=bare.id,
        author=bare.author,
        asker=bare.asker,
        at=bare.at,
        likes=bare.likes,
        staff=bare.staff,
        accepted=bare.accepted,
        answers=_answers(thread.posts, position, own.names, words),
        words=sum(word[0].isalnum() for word in words),
        code=own.code,
        links=len(own.links),
        items=own.items,
        questions=words.count("?"),
        shared=round(sum(word in asked for word in telling) / max(len(asked), 1), 3),
        pointer=own.links[0] if points else None,
        cues=cues,
        vocabulary=tuple(sorted({_bucket(word) for word in list(telling)[:_MOST_WORDS]})),
    )


def _answers(posts: Sequence[Post], position: int, names: Sequence[str], words: Sequence[str]) -> int | None:
    """The earlier post that this one replies to: by the forum's link, else by whom it quotes or greets."""
    if posts[position].reply_to is not None:
        for i in range(position - 1, -1, -1):
            if posts[i].id == posts[position].reply_to:
                return i
    greeted = [name.lower() for name in names] or list(words[:_GREETED])
    for i in range(position - 1, -1, -1):
        author = posts[i].author
        if author and author != posts[position].author and author.lower() in greeted:
            return i
    return None


def same_person(one: str | None, other: str | None) -> bool:
    """Whether two author names are one: names differ in case and blanks between the pages of one forum."""
    return one is not None and other is not None and one.strip().casefold() == other.strip().casefold()


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in words if len(word) > 2]


def _bucket(word: str) -> int:
    found = _buckets.get(word)
    if found is None:
        if len(_buckets) > 200_000:
            _buckets.clear()
        found = _buckets[word] = zlib.crc32(word.encode()) & 0xFFFFF
    return found


def _seconds(moment: datetime | None) -> float | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
