"""Words that a reply brings in and others take up: a fix is spoken of again in its own words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kbminer.resolve.signals import PostSignals

REUSE_FEATURES = (
    *("taken_up", "taken_up_next", "taken_up_when_solved", "taken_up_last", "taken_up_by_helpers"),
    *("new_words", "new_share", "taken_up_share", "like_next", "like_solved", "like_last", "like_question"),
)
"""What :func:`reuse_features` works out for a reply: how many of its new words the asker uses later, next,
where they say that it works, and in their last post; how many the helpers use; how many and what share are
new and what share of these is taken up; and how alike it is (cosine of word sets) to these posts and to the
question."""
_NO_WORDS: frozenset[int] = frozenset()


def reuse_features(
    posts: Sequence[PostSignals], asker: Sequence[int], solved: int | None
) -> list[tuple[float, ...]]:
    """Work out for each reply what becomes of its words.

    Parameters
    ----------
    posts : sequence of PostSignals
        A thread's posts.
    asker : sequence of int
        The places of the asker's replies, in order.
    solved : int or None
        The place of the asker's last reply that says that it works.

    Returns
    -------
    list of tuple
        :data:`REUSE_FEATURES` of each post but the first.
    """
    words = [frozenset(post.vocabulary) for post in posts]
    seen: set[int] = set(words[0])
    last = asker[-1] if asker else 0
    by_asker, by_helpers = _from_each(words, posts, asker=True), _from_each(words, posts, asker=False)
    following = _following(len(posts), asker)
    rows: list[tuple[float, ...]] = []
    for place in range(1, len(posts)):
        own = words[place]
        new = own - seen
        seen |= own
        after = following[place]
        confirming = words[solved] if solved is not None and solved > place else _NO_WORDS
        ending = words[last] if last > place else _NO_WORDS
        coming = words[after] if after else _NO_WORDS
        taken = len(new & by_asker[place + 1]) if after else 0
        # The asker's next reply is most often the last one, and the one that confirms: compared once.
        by_next = _met(own, new, coming)
        when_solved = by_next if confirming is coming else _met(own, new, confirming)
        by_last = by_next if ending is coming else _met(own, new, ending)
        rows.append(
            (
                math.log1p(taken),
                math.log1p(by_next[0]),
                math.log1p(when_solved[0]),
                math.log1p(by_last[0]),
                math.log1p(len(new & by_helpers[place + 1])),
                math.log1p(len(new)),
                len(new) / max(len(own), 1),
                taken / max(len(new), 1),
                by_next[1],
                when_solved[1],
                by_last[1],
                _cosine(own, words[0]),
            )
        )
    return rows


def _met(own: frozenset[int], new: frozenset[int], other: frozenset[int]) -> tuple[int, float]:
    """How many of a reply's new words another post uses, and how alike the two are."""
    return len(new & other), _cosine(own, other)


def _cosine(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


def _following(count: int, asker: Sequence[int]) -> list[int]:
    """For each place the asker's next reply after it, or 0."""
    found = [0] * count
    following = 0
    marks = set(asker)
    for place in range(count - 1, 0, -1):
        found[place] = following
        following = place if place in marks else following
    return found


def _from_each(
    words: Sequence[frozenset[int]], posts: Sequence[PostSignals], *, asker: bool
) -> list[frozenset[int]]:
    """For each place the words that the asker, or the others, use from there on."""
    found = [_NO_WORDS] * (len(posts) + 1)
    for place in range(len(posts) - 1, 0, -1):
        speaks = posts[place].asker == asker
        found[place] = found[place + 1] | words[place] if speaks else found[place + 1]
    return found
