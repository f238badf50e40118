"""Replies as numbers: a row for each.

Every feature of a reply is relative to its own thread (positions, shares, yes or no), so that weights learned
on one forum hold on another. What the asker says next counts for the replies that it may be about.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.resolve.post_table import MISSING, Flags, Floats, Ints, PostTable, take_or_zero
from kbminer.resolve.signals import SUCCESS
from kbminer.resolve.term_reuse import REUSE_FEATURES, reuse_features

_SUCCESS = tuple(sorted(SUCCESS))
REACTIONS = ("solved", "self_solved", "thanks", "partly", "hoped", "fails", "will_try", "question")
"""Kinds that say something about a reply where the asker writes them after it."""
HELPER_CUES = (
    *("solved", "self_solved", "thanks", "fails", "will_try", "same_here", "bump", "ask_back", "instruction"),
    *("workaround", "known", "duplicate", "moved", "hedge", "withdrawn", "partly", "anger", "moderation"),
)
ASKER_CUES = (
    *("solved", "self_solved", "fails", "thanks", "withdrawn", "question", "partly", "hoped", "will_try"),
    *("instruction", "workaround", "same_here", "bump", "hedge", "ask_back"),
)
_MOST_REUSED = ("taken_up", "taken_up_next", "taken_up_when_solved", "taken_up_by_helpers", "new_share")
_MONTH = 24 * 30  # hours

REPLY_FEATURES: tuple[str, ...] = (
    *("asker", "first", "last", "position", "only", "last_helper", "first_helper", "asker_follows"),
    *("follows_asker", "asker_returns", "asker_silent", "author_share", "author_posts", "later_helpers"),
    *("same_author_follows", "length", "longest", "code", "most_code", "links", "items", "questions"),
    *("shared", "most_shared", "no_question", "likes", "most_likes", "liked_alone", "staff"),
    *("answered_by_asker", "answered_by_other", "answers_question", "wait", "slow", "quick"),
    *("asker_last", "asker_ends", "asker_closes", "asker_continues", "asker_alone", "asker_code"),
    *("asker_links", "asker_length", "asks_only", "returned_in", "since_question"),
    *(f"own_{kind}" for kind in HELPER_CUES),
    *(f"asker_{kind}" for kind in ASKER_CUES),
    *(f"next_{kind}" for kind in REACTIONS),
    *(f"near_{kind}" for kind in REACTIONS),
    *(f"direct_{kind}" for kind in REACTIONS),
    *("later_good", "later_thanks", "later_fails", "later_question", "before_last_good"),
    *("before_last_thanks", "before_first_good", "other_thanks", "other_good", "other_fails"),
    *REUSE_FEATURES,
    *(f"most_{name}" for name in _MOST_REUSED),
)


def reply_features(table: PostTable) -> Floats:
    """Work out the replies' features.

    Parameters
    ----------
    table : PostTable
        The posts of some threads.

    Returns
    -------
    array of shape (replies, len(REPLY_FEATURES))
        In the posts' order; a thread's rows do not depend on the other threads.
    """
    columns = [*_position(table), *_content(table), *_of_asker(table), *_cues(table)]
    rows = np.column_stack([column[table.reply] for column in columns]).astype(np.float64)
    taken = _reuse(table)
    most = [_has_most(table, taken[:, REUSE_FEATURES.index(name)]) for name in _MOST_REUSED]
    return np.column_stack([rows, taken, *most])


def _position(table: PostTable) -> Iterator[NDArray[Any]]:
    """Who speaks where: the features up to "same_author_follows"."""
    asker, helper, size = table.asker, table.helper, table.size[table.thread]
    rows = np.arange(len(asker))
    is_last = rows == table.last
    after = np.where(is_last, MISSING, rows + 1)
    by_author = _replies_by_author(table)
    yield asker
    yield table.place == 1
    yield is_last
    yield (table.place - 1) / np.maximum(size - 2, 1)
    yield size == 2
    yield helper & (table.count_later(helper) == 0)
    yield helper & (table.previous_row(helper) == MISSING)
    yield take_or_zero(asker, after)
    yield np.append(False, asker[:-1])
    yield table.count_later(asker) > 0
    yield (table.count_by_thread(asker & table.reply) == 0)[table.thread]
    yield by_author / np.maximum(size - 1, 1)
    yield np.log1p(by_author)
    yield np.log1p(table.count_later(helper))
    yield (after != MISSING) & (take_or_zero(table.author, after) == table.author) & (table.author != MISSING)


def _content(table: PostTable) -> Iterator[NDArray[Any]]:
    """What the reply holds and how it was received: the features from "length" to "quick"."""
    words, code, links, items, questions, likes = (table.counts[:, i] * table.reply for i in range(6))
    shared = np.where(table.reply, table.shared, 0.0)
    liked = (likes > 0) & (likes == table.thread_max(likes))
    wait = _hours(table, np.maximum(np.arange(len(words)) - 1, 0))
    replied = table.answers != MISSING
    yield np.log1p(words)
    yield words == table.thread_max(words)
    yield np.minimum(code, 3)
    yield (code > 0) & (code == table.thread_max(code))
    yield np.minimum(links, 3)
    yield np.log1p(items)
    yield np.minimum(questions, 3)
    yield shared
    yield shared == table.thread_max(shared)
    yield questions == 0
    yield np.log1p(likes)
    yield liked
    yield liked & (table.count_by_thread(liked) == 1)[table.thread]
    yield table.staff
    yield _marked(len(words), table.answers[replied & table.asker])
    yield _marked(len(words), table.answers[replied & ~table.asker])
    yield table.answers == table.start[table.thread]
    yield np.log1p(np.nan_to_num(wait))
    yield wait > _MONTH
    yield wait < 1


def _of_asker(table: PostTable) -> Iterator[NDArray[Any]]:
    """The asker's own replies and when the asker returns: from "asker_last" to "since_question"."""
    asker = table.asker & table.reply
    words, code, links, _, questions, _ = table.counts.T
    first_helper = table.previous_row(table.helper) == MISSING
    following = table.next_row(table.asker & table.reply)
    gap = _hours(table, np.arange(len(asker)), following)
    yield asker & (table.count_later(asker) == 0)
    yield asker & (table.last == np.arange(len(asker)))
    yield asker & (table.count_later(table.helper) == 0)
    yield asker & np.append(False, table.asker[:-1])
    yield asker & first_helper
    yield asker & (code > 0)
    yield asker & (links > 0)
    yield asker * np.log1p(words)
    yield ~asker & (questions > 0) & ~table.has_cue("instruction")
    yield np.log1p(np.nan_to_num(gap))
    yield np.log1p(np.nan_to_num(_hours(table, table.start[table.thread])))


def _cues(table: PostTable) -> Iterator[NDArray[Any]]:
    """The cues in the reply and in what is said after it: from "own_solved" to "other_fails"."""
    kinds, asker, following = table.kinds, table.asker, table.next_asker_row
    reaction = take_or_zero(kinds, following)[:, table.kind_columns(REACTIONS)]
    later = table.count_later(kinds & (asker & table.reply)[:, None]) > 0
    others = _others(table)
    yield from (kinds[:, table.kind_columns(HELPER_CUES)] & ~asker[:, None]).T
    yield from (kinds[:, table.kind_columns(ASKER_CUES)] & asker[:, None]).T
    yield from reaction.T
    yield from (reaction & (following == _end_of_run(table))[:, None]).T
    yield from _direct(table)[:, table.kind_columns(REACTIONS)].T
    yield np.any(later[:, table.kind_columns(_SUCCESS)], axis=1)
    yield from later[:, table.kind_columns(("thanks", "fails", "question"))].T
    good, thanked = (asker & table.reply & table.has_cue(*kinds) for kinds in (_SUCCESS, ("thanks",)))
    helped = table.previous_row(table.helper)
    yield _marked(len(asker), helped[good & (table.count_later(good) == 0)])
    yield _marked(len(asker), helped[thanked & (table.count_later(thanked) == 0)])
    yield _marked(len(asker), helped[good & (table.previous_row(good) == MISSING)])
    yield others[:, table.kind_columns(("thanks",))[0]]
    yield np.any(others[:, table.kind_columns(_SUCCESS)], axis=1)
    yield others[:, table.kind_columns(("fails",))[0]]


def _reuse(table: PostTable) -> Floats:
    """:func:`kbminer.resolve.term_reuse.reuse_features` of every reply."""
    good = table.has_cue(*_SUCCESS).tolist()
    start = table.start.tolist()
    found = []
    for each, first in zip(table.signals, start, strict=True):
        asker = [place for place, post in enumerate(each.posts) if place and post.asker]
        solved = next((place for place in reversed(asker) if good[first + place]), None)
        found.append(reuse_features(each.posts, asker, solved))
    return np.array(list(chain.from_iterable(found)), dtype=np.float64).reshape(-1, len(REUSE_FEATURES))


def _has_most(table: PostTable, values: Floats) -> Flags:
    """Which replies have their thread's largest value, where that is more than nothing."""
    whole = np.zeros(len(table.reply))
    whole[table.reply] = values
    most: Flags = (whole > 0) & (whole == table.thread_max(whole))
    return most[table.reply]


def _hours(table: PostTable, earlier: Ints, later: Ints | None = None) -> Floats:
    """Hours from one post to another, 0 where it is dated before; not a number where that is unknown."""
    end = table.at if later is None else np.where(later == MISSING, np.nan, table.at[later])
    return np.maximum(end - table.at[earlier], 0.0) / 3600


def _replies_by_author(table: PostTable) -> Ints:
    """For each post how many replies its author wrote in the thread; 0 without an author."""
    key = table.thread * (table.author.max(initial=0) + 1) + table.author
    known = table.author != MISSING
    counted = np.bincount(key[known & table.reply], minlength=int(key.max(initial=0)) + 1)
    return np.where(known, counted[np.maximum(key, 0)], 0)


def _marked(count: int, rows: Ints) -> Flags:
    """Which of ``count`` posts are among these rows; -1 is none."""
    found = np.zeros(count, dtype=bool)
    found[rows[rows != MISSING]] = True
    return found


def _end_of_run(table: PostTable) -> Ints:
    """For each post the row where somebody else than its author speaks next in the thread, or -1."""
    rows = np.arange(len(table.author))
    begins = (np.append(MISSING - 1, table.author[:-1]) != table.author) | (table.place == 0)
    return table.next_row(begins) if len(rows) else rows


def _direct(table: PostTable) -> Flags:
    """For each reply by a helper what the asker says in posts that reply to it."""
    found = np.zeros_like(table.kinds)
    from_asker = table.asker & (table.answers != MISSING)
    from_asker &= ~take_or_zero(table.asker, table.answers)
    np.logical_or.at(found, table.answers[from_asker], table.kinds[from_asker])
    return found


def _others(table: PostTable) -> Flags:
    """For each post what third persons say who reply to it or speak right after it."""
    found = np.zeros_like(table.kinds)
    before = np.where(table.reply, np.arange(len(table.reply)) - 1, MISSING)
    for rows in (table.answers, before):
        other = table.helper & (rows != MISSING)
        other &= table.author != take_or_zero(table.author, rows)
        np.logical_or.at(found, rows[other], table.kinds[other])
    return found
