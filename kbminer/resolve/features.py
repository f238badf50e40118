"""Signals as numbers: one row for each reply, one for the case that none of them solved the thread.

Every dense feature is relative to its own thread (positions, shares, yes or no), so that weights learned on
one forum hold on another. What the asker says next counts for the replies that it may be about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kbminer.resolve.signals import PostSignals, Signals
from kbminer.resolve.words import bucket

GOOD = frozenset({"solved", "self_solved"})
ECHOES = ("solved", "self_solved", "thanks", "partly", "hoped", "fails", "will_try", "question")
"""Kinds that tell something in what the asker says after a reply."""
OWN = (
    *("solved", "self_solved", "thanks", "fails", "will_try", "same_here", "bump", "ask_back", "instruction"),
    *("workaround", "known", "duplicate", "moved", "hedge", "withdrawn", "partly", "anger"),
)
OF_ASKER = ("solved", "self_solved", "fails", "thanks", "withdrawn", "question")
OF_HELPERS = (
    *("ask_back", "instruction", "workaround", "known", "duplicate", "moved", "hedge", "fails"),
    *("same_here", "bump", "solved", "thanks"),
)
ENDINGS = (*ECHOES, "bump", "same_here", "ask_back", "instruction")
ROLES = ("helper", "asker", "next", "asked", "asker_says", "helper_says", "author", "category")
"""Whose words a weighted word stands for: the reply's own, the asker's own, or the asker's next after it."""

REPLY_FEATURES: tuple[str, ...] = (
    *("asker", "first", "last", "position", "only", "last_helper", "first_helper", "asker_follows"),
    *("follows_asker", "asker_returns", "asker_silent", "author_share", "author_posts", "later_helpers"),
    *(
        "same_author_follows",
        "length",
        "longest",
        "code",
        "most_code",
        "links",
        "items",
        "questions",
        "shared",
    ),
    *("most_shared", "no_question", "likes", "most_likes", "liked_alone", "staff", "answered_by_asker"),
    *("answered_by_other", "answers_question", "wait", "slow", "quick"),
    *(f"own_{kind}" for kind in OWN),
    *(f"asker_{kind}" for kind in OF_ASKER),
    *(f"next_{kind}" for kind in ECHOES),
    *(f"near_{kind}" for kind in ECHOES),
    *(f"direct_{kind}" for kind in ECHOES),
    *("later_good", "later_thanks", "later_fails", "later_question"),
    *(
        "before_last_good",
        "before_last_thanks",
        "before_first_good",
        "other_thanks",
        "other_good",
        "other_fails",
    ),
)
THREAD_FEATURES: tuple[str, ...] = (
    *("asker_posts", "one_reply", "last_is_asker", "asker_returns", "asker_alone", "title_solved"),
    *("title_unsolved", "instructing", "all_ask_back", "announce", "question_fails", "views"),
    *(f"last_asker_{kind}" for kind in ECHOES),
    *(f"asker_{kind}" for kind in (*ECHOES, "withdrawn", "anger", "bump")),
    *(f"ends_{kind}" for kind in ENDINGS),
    *(f"helper_{kind}" for kind in OF_HELPERS),
)


@dataclass(frozen=True, slots=True)
class View:
    """A thread's posts with what is asked of them again and again."""

    signals: Signals
    posts: tuple[PostSignals, ...]
    kinds: tuple[frozenset[str], ...]
    helpers: tuple[int, ...]
    asker: tuple[int, ...]
    words: tuple[NDArray[np.int64], ...]

    @classmethod
    def of(cls, signals: Signals) -> View:
        """Look at a thread once."""
        posts = signals.posts
        kinds = tuple(post.kinds | {"question"} if post.questions else post.kinds for post in posts)
        helpers = tuple(i for i in range(1, len(posts)) if not posts[i].asker)
        asker = tuple(i for i in range(1, len(posts)) if posts[i].asker)
        words = tuple(np.array(post.vocabulary, dtype=np.int64) * len(ROLES) for post in posts)
        return cls(signals, posts, kinds, helpers, asker, words)

    def next_of_asker(self, i: int) -> int | None:
        """Where the asker speaks next after somebody else's reply."""
        return None if self.posts[i].asker else next((j for j in self.asker if j > i), None)

    def said(self, positions: Sequence[int]) -> frozenset[str]:
        """The kinds of cues in all of these posts together."""
        return frozenset().union(*(self.kinds[i] for i in positions))


def reply_rows(view: View) -> list[tuple[float, ...]]:
    """One row of :data:`REPLY_FEATURES` for each reply, in order."""
    most = tuple(
        max((getattr(post, name) or 0 for post in view.posts[1:]), default=0)
        for name in ("words", "code", "shared", "likes")
    )
    return [(*_place(view, i), *_content(view, i, most), *_told(view, i)) for i in range(1, len(view.posts))]


def thread_row(view: View) -> tuple[float, ...]:
    """One row of :data:`THREAD_FEATURES`."""
    signals, posts, kinds = view.signals, view.posts, view.kinds
    first = kinds[0] if kinds else frozenset()
    last_asker = kinds[view.asker[-1]] if view.asker else frozenset()
    asker, helpers = view.said(view.asker), view.said(view.helpers)
    ending = kinds[-1] if len(posts) > 1 else frozenset()
    instructing = sum("instruction" in kinds[i] for i in view.helpers) / max(len(view.helpers), 1)
    asks_only = all("ask_back" in kinds[i] and "instruction" not in kinds[i] for i in view.helpers)
    return (
        math.log1p(len(view.asker)),
        len(posts) == 2,
        len(posts) > 1 and posts[-1].asker,
        bool(view.asker),
        bool(view.asker) and not view.helpers,
        signals.title_mark is True,
        signals.title_mark is False,
        instructing,
        bool(view.helpers) and asks_only,
        "announce" in first,
        "fails" in first,
        math.log1p(max(signals.views or 0, 0)),
        *(kind in last_asker for kind in ECHOES),
        *(kind in asker for kind in (*ECHOES, "withdrawn", "anger", "bump")),
        *(kind in ending for kind in ENDINGS),
        *(kind in helpers for kind in OF_HELPERS),
    )


def reply_keys(view: View) -> list[NDArray[np.int64]]:
    """For each reply the keys of its words, of the asker's next words after it, and of its author."""
    keys: list[NDArray[np.int64]] = []
    for i in range(1, len(view.posts)):
        post, follows = view.posts[i], view.next_of_asker(i)
        echo = [view.words[follows] + 2] if follows is not None else []
        keys.append(np.concatenate([view.words[i] + post.asker, *echo, _author_key(post)]))
    return keys


def thread_keys(view: View) -> NDArray[np.int64]:
    """The keys of what was asked, what the asker and the helpers said, of the helpers and the category."""
    keys = [np.array([word_key("category", f"category {view.signals.category}")])]
    for i, post in enumerate(view.posts):
        role = 3 if i == 0 else 4 if post.asker else 5
        keys.append(view.words[i] + role)
        keys += [_author_key(post)] if i else []
    return np.unique(np.concatenate(keys))


def word_key(role: str, word: str) -> int:
    """The key of a folded word in one of :data:`ROLES`."""
    return bucket(word) * len(ROLES) + ROLES.index(role)


def _author_key(post: PostSignals) -> NDArray[np.int64]:
    known = not post.asker and post.author is not None
    return np.array([word_key("author", f"author {post.author}")] if known else [], dtype=np.int64)


def _place(view: View, i: int) -> tuple[float, ...]:
    """Who speaks where: the features up to "same_author_follows"."""
    posts, helpers, count = view.posts, view.helpers, len(view.posts)
    post = posts[i]
    by_author = sum(other.author == post.author for other in posts[1:]) if post.author is not None else 0
    follows = posts[i + 1] if i + 1 < count else None
    return (
        post.asker,
        i == 1,
        i == count - 1,
        (i - 1) / max(count - 2, 1),
        count == 2,
        bool(helpers) and i == helpers[-1],
        bool(helpers) and i == helpers[0],
        follows is not None and follows.asker,
        posts[i - 1].asker,
        any(j > i for j in view.asker),
        not view.asker,
        by_author / max(count - 1, 1),
        math.log1p(by_author),
        math.log1p(sum(j > i for j in helpers)),
        follows is not None and follows.author == post.author,
    )


def _content(view: View, i: int, most: tuple[float, ...]) -> tuple[float, ...]:
    """What the reply holds and how it was received: the features from "length" to "quick"."""
    post, before = view.posts[i], view.posts[i - 1]
    words, code, shared, likes = most
    liked = bool(likes > 0 and post.likes == likes)
    alone = liked and sum(other.likes == likes for other in view.posts[1:]) == 1
    wait = max(post.at - before.at, 0.0) / 3600 if post.at is not None and before.at is not None else None
    answering = [other for other in view.posts[i + 1 :] if other.answers == i]
    return (
        math.log1p(post.words),
        post.words == words,
        min(post.code, 3),
        post.code > 0 and post.code == code,
        min(post.links, 3),
        math.log1p(post.items),
        min(post.questions, 3),
        post.shared,
        post.shared == shared,
        post.questions == 0,
        math.log1p(max(post.likes or 0, 0)),
        liked,
        alone,
        bool(post.staff),
        any(other.asker for other in answering),
        any(not other.asker for other in answering),
        post.answers == 0,
        math.log1p(wait or 0.0),
        wait is not None and wait > 24 * 30,
        wait is not None and wait < 1,
    )


def _told(view: View, i: int) -> tuple[float, ...]:
    """The cues in the reply and in what is said after it: the features from "own_solved" on."""
    posts, kinds, post = view.posts, view.kinds, view.posts[i]
    follows = view.next_of_asker(i)
    echo = kinds[follows] if follows is not None else frozenset()
    between = range(i + 1, follows) if follows is not None else range(0)
    near = echo if all(posts[j].asker or posts[j].author == post.author for j in between) else frozenset()
    later = range(i + 1, len(posts))
    direct = view.said([j for j in later if posts[j].answers == i and posts[j].asker and not post.asker])
    others = view.said(
        [
            j
            for j in later
            if not posts[j].asker and posts[j].author != post.author and (posts[j].answers == i or j == i + 1)
        ]
    )
    after = view.said([j for j in view.asker if j > i])
    goods = [j for j in view.asker if kinds[j] & GOOD]
    thanked = [j for j in view.asker if "thanks" in kinds[j]]
    return (
        *(kind in kinds[i] and not post.asker for kind in OWN),
        *(kind in kinds[i] and post.asker for kind in OF_ASKER),
        *(kind in echo for kind in ECHOES),
        *(kind in near for kind in ECHOES),
        *(kind in direct for kind in ECHOES),
        bool(after & GOOD),
        "thanks" in after,
        "fails" in after,
        "question" in after,
        bool(goods) and _last_helper_before(view, goods[-1]) == i,
        bool(thanked) and _last_helper_before(view, thanked[-1]) == i,
        bool(goods) and _last_helper_before(view, goods[0]) == i,
        "thanks" in others,
        bool(others & GOOD),
        "fails" in others,
    )


def _last_helper_before(view: View, position: int) -> int | None:
    return next((i for i in reversed(view.helpers) if i < position), None)
