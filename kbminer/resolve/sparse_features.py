"""Words, authors and categories as keys that may weigh: for each reply, and for each thread."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.resolve.post_table import MISSING, Floats, Ints, PostTable
from kbminer.text.folding import bucket

ROLES = ("helper", "asker", "next", "asked", "asker_says", "helper_says", "author", "category")
"""Whose words a weighted word stands for: the reply's own, the asker's own, or the asker's next after it."""
_ROLE = {role: place for place, role in enumerate(ROLES)}
_KEYS = 1 << 24
"""Keys are smaller than this: a hash of 20 bits and one of eight roles."""


def feature_key(role: str, word: str) -> int:
    """The number that stands for a folded word (or an author, or a category) in one of :data:`ROLES`."""
    return bucket(word) * len(ROLES) + _ROLE[role]


@dataclass(frozen=True, eq=False)
class SparseFeatures:
    """Which keys each row has: ``row`` and ``key`` go together, ``count`` is how many keys each row has."""

    row: Ints
    key: Ints
    count: Ints

    @property
    def share(self) -> Floats:
        """What each key counts for in its row, so that the row has length 1."""
        return (np.maximum(self.count, 1) ** -0.5)[self.row]


def sparse_reply_features(table: PostTable) -> SparseFeatures:
    """Collect for each reply its words, the asker's next words after it, and its author."""
    replies = np.flatnonzero(table.reply)
    words, count = _words(table)
    first = np.cumsum(count) - count
    role = np.where(table.asker[replies], _ROLE["asker"], _ROLE["helper"])
    following = table.next_asker_row[replies]
    followed = np.flatnonzero(following != MISSING)
    rows, keys = [], []
    for to, posts, roles in (
        (np.arange(len(replies)), replies, role),
        (followed, following[followed], np.full(len(followed), _ROLE["next"])),
    ):
        at = np.repeat(np.arange(len(posts)), count[posts])
        inside = np.arange(len(at)) - np.repeat(np.cumsum(count[posts]) - count[posts], count[posts])
        rows.append(to[at])
        keys.append(words[first[posts][at] + inside] * len(ROLES) + roles[at])
    known, authors = _authors(table, replies)
    return _by_row([*rows, known], [*keys, authors], len(replies))


def sparse_thread_features(table: PostTable) -> SparseFeatures:
    """Collect for each thread the words of question, asker and helpers, its helpers and its category."""
    words, count = _words(table)
    role = np.where(table.asker, _ROLE["asker_says"], _ROLE["helper_says"])
    role[table.start] = _ROLE["asked"]
    at = np.repeat(np.arange(len(count)), count)
    known, authors = _authors(table, np.flatnonzero(table.reply))
    categories = [feature_key("category", f"category {each.category}") for each in table.signals]
    row = np.concatenate([table.thread[at], table.thread[table.reply][known], np.arange(len(table.size))])
    key = np.concatenate([words * len(ROLES) + role[at], authors, np.array(categories, dtype=np.int64)])
    both = np.unique(row * _KEYS + key)
    return _by_row([both // _KEYS], [both % _KEYS], len(table.size))


def _by_row(rows: list[Ints], keys: list[Ints], count: int) -> SparseFeatures:
    row = np.concatenate(rows)
    return SparseFeatures(row=row, key=np.concatenate(keys), count=np.bincount(row, minlength=count))


def _words(table: PostTable) -> tuple[Ints, Ints]:
    """All posts' words one after the other, and how many each post has."""
    posts = list(chain.from_iterable(each.posts for each in table.signals))
    count = np.array([len(post.vocabulary) for post in posts], dtype=np.int64)
    flat: Any = chain.from_iterable(post.vocabulary for post in posts)
    return np.fromiter(flat, dtype=np.int64, count=int(count.sum())), count


def _authors(table: PostTable, replies: NDArray[np.intp]) -> tuple[Ints, Ints]:
    """Which of the replies come from somebody known who is not the asker, and the keys of these people."""
    posts = list(chain.from_iterable(each.posts[1:] for each in table.signals))
    known = np.flatnonzero(table.helper[replies] & (table.author[replies] != MISSING))
    keys = [feature_key("author", f"author {posts[i].author}") for i in known]
    return known, np.array(keys, dtype=np.int64)
