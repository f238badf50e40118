"""What tells whether a thread asks anything: how its opening is written, and how people reply to it.

Few of these signs are words of a language; the rest hold on any board: people who answer write at length and
with code, people who cheer are many, brief and smiling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log1p
from statistics import median

from kbminer.questions.asking_words import Kind, count, holds
from kbminer.records import Thread
from kbminer.text.post_text import OwnWords, PostText

AGAINST: tuple[Kind, ...] = ("jobs", "adverts", "polls", "rules", "showcases", "announcements")
"""The kinds of words that speak against a question."""

SIGNS = (
    *("title_asks", "title_tells", "place_tells", "has_question", "ends_asking", "asking", "asking_rate"),
    *("exclaims", "length", "hardly_any_words", "links", "code"),
    *("no_reply", "people", "reply_length", "reply_code", "reply_smiles", "reply_exclaims"),
)
"""The signs of :func:`asking_signs`, in order. Those of the title and the place say whether words for asking
or else for telling stand there; from ``has_question`` on they are of the opening, the last six of replies."""

_REPLIES = 8  # from the first on: how a thread is received shows early
_FEW_WORDS = 8
_END = 40  # words at the end of an opening in which its question often stands
_SMILE = re.compile(r"[:;]-?[)D3P(]|:[a-z_]+:|\^\^|\bx[dD]+\b|[\U0001F600-\U0001F64F]")


def asking_signs(
    thread: Thread, title: str, lines: Sequence[str], posts: Sequence[PostText]
) -> tuple[float, ...]:
    """Work out what tells whether a thread asks anything.

    Parameters
    ----------
    thread : Thread
        With its category, its tags and its posts' authors.
    title : str
        Its title without marks.
    lines : sequence of str
        The opening's own words, line by line.
    posts : sequence of PostText
        The texts of the posts, the opening first; replies whose text is missing are counted, not read.

    Returns
    -------
    tuple of float
        :data:`SIGNS`.
    """
    replies = [each.own_words for each in posts[1 : 1 + _REPLIES]]
    where = " ".join((thread.category or "", *thread.tags))
    signs = (*_of_title(title, where), *_of_opening(" ".join(lines), posts), *_of_replies(thread, replies))
    return tuple(round(float(sign), 3) for sign in signs)


def title_asks(title: str) -> bool:
    """Whether a title holds a question mark or a word that asks."""
    return "?" in title or holds("asking", title)


def _of_title(title: str, where: str) -> Iterator[float]:
    asks = title_asks(title)
    yield asks
    yield not asks and any(holds(kind, title) for kind in AGAINST)
    yield any(holds(kind, where) for kind in AGAINST)


def _of_opening(body: str, posts: Sequence[PostText]) -> Iterator[float]:
    words = body.split()
    asking = count("asking", body)
    own = posts[0].own_words if posts else OwnWords(text="")
    yield "?" in body
    yield "?" in " ".join(words[-_END:])
    yield log1p(asking)
    yield asking / max(len(words), 5) * 10
    yield body.count("!") / max(len(words), 1) * 10
    yield log1p(len(words))
    yield len(words) < _FEW_WORDS
    yield log1p(len(own.links))
    yield own.code > 0


def _of_replies(thread: Thread, replies: Sequence[OwnWords]) -> Iterator[float]:
    authors = [post.author for post in thread.posts]
    others = [each for each, by in zip(replies, authors[1:], strict=False) if by is None or by != authors[0]]
    yield len(authors) < 2
    yield log1p(len(set(authors[1:]) - set(authors[:1])))
    yield log1p(median(len(each.text.split()) for each in others)) if others else 0.0
    for sign in (_has_code, _smiles, _exclaims):
        yield sum(map(sign, others)) / max(len(others), 1)


def _has_code(words: OwnWords) -> bool:
    return words.code > 0


def _smiles(words: OwnWords) -> bool:
    return _SMILE.search(words.text) is not None


def _exclaims(words: OwnWords) -> bool:
    return "!" in words.text
