"""Posts as numbers: a row for each reply, and one for each thread, for the case that no reply solved it.

Every feature of a reply is relative to its own thread (positions, shares, yes or no), so that weights learned
on one forum hold on another. What the asker says next counts for the replies that it may be about.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.resolve.post_table import NOBODY, Flags, Floats, Ints, PostTable, picked
from kbminer.resolve.term_reuse import UPTAKE, uptake

GOOD = frozenset({"solved", "self_solved"})
_GOOD = tuple(sorted(GOOD))
ECHOES = ("solved", "self_solved", "thanks", "partly", "hoped", "fails", "will_try", "question")
"""Kinds that tell something in what the asker says after a reply."""
OWN = (
    *("solved", "self_solved", "thanks", "fails", "will_try", "same_here", "bump", "ask_back", "instruction"),
    *("workaround", "known", "duplicate", "moved", "hedge", "withdrawn", "partly", "anger"),
)
OF_ASKER = (
    *("solved", "self_solved", "fails", "thanks", "withdrawn", "question", "partly", "hoped", "will_try"),
    *("instruction", "workaround", "same_here", "bump", "hedge", "ask_back"),
)
OF_HELPERS = (
    *("ask_back", "instruction", "workaround", "known", "duplicate", "moved", "hedge", "fails"),
    *("same_here", "bump", "solved", "thanks"),
)
ENDINGS = (*ECHOES, "bump", "same_here", "ask_back", "instruction")
_MOST_TAKEN = ("taken_up", "taken_up_next", "taken_up_when_solved", "taken_up_by_helpers", "new_share")
_MONTH = 24 * 30

REPLY_FEATURES: tuple[str, ...] = (
    *("asker", "first", "last", "position", "only", "last_helper", "first_helper", "asker_follows"),
    *("follows_asker", "asker_returns", "asker_silent", "author_share", "author_posts", "later_helpers"),
    *("same_author_follows", "length", "longest", "code", "most_code", "links", "items", "questions"),
    *("shared", "most_shared", "no_question", "likes", "most_likes", "liked_alone", "staff"),
    *("answered_by_asker", "answered_by_other", "answers_question", "wait", "slow", "quick"),
    *("asker_last", "asker_ends", "asker_closes", "asker_continues", "asker_alone", "asker_code"),
    *("asker_links", "asker_length", "asks_only", "returned_in", "since_question"),
    *(f"own_{kind}" for kind in OWN),
    *(f"asker_{kind}" for kind in OF_ASKER),
    *(f"next_{kind}" for kind in ECHOES),
    *(f"near_{kind}" for kind in ECHOES),
    *(f"direct_{kind}" for kind in ECHOES),
    *("later_good", "later_thanks", "later_fails", "later_question", "before_last_good"),
    *("before_last_thanks", "before_first_good", "other_thanks", "other_good", "other_fails"),
    *UPTAKE,
    *(f"most_{name}" for name in _MOST_TAKEN),
)
THREAD_FEATURES: tuple[str, ...] = (
    *("asker_posts", "one_reply", "last_is_asker", "asker_returns", "asker_alone", "title_solved"),
    *("title_unsolved", "instructing", "all_ask_back", "announce", "question_fails", "views"),
    *(f"last_asker_{kind}" for kind in ECHOES),
    *(f"asker_{kind}" for kind in (*ECHOES, "withdrawn", "anger", "bump")),
    *(f"ends_{kind}" for kind in ENDINGS),
    *(f"helper_{kind}" for kind in OF_HELPERS),
)


def reply_features(table: PostTable) -> Floats:
    """Give the replies' features, in the posts' order: shape (replies, ``REPLY_FEATURES``)."""
    columns = [*_place(table), *_content(table), *_of_asker(table), *_told(table)]
    rows = np.column_stack([column[table.reply] for column in columns]).astype(np.float64)
    taken = _taken_up(table)
    most = [_is_most(table, taken[:, UPTAKE.index(name)]) for name in _MOST_TAKEN]
    return np.column_stack([rows, taken, *most])


def thread_features(table: PostTable) -> Floats:
    """Give the threads' features: shape (threads, ``THREAD_FEATURES``)."""
    asker, helper, first, end = table.asker & table.reply, table.helper, table.start, table.last[table.start]
    helpers = np.maximum(table.per_thread(helper), 1)
    spoke, helped = table.per_thread(asker) > 0, table.per_thread(helper) > 0
    instructing = table.says("instruction")
    asking = table.per_thread(helper & table.says("ask_back") & ~instructing)
    by_asker, by_helpers = (table.per_thread(table.said & who[:, None]) > 0 for who in (asker, helper))
    last_of_asker = np.maximum.reduceat(np.where(asker, np.arange(len(asker)), NOBODY), first)
    mark = [each.title_mark for each in table.signals]
    views = np.array([max(each.views or 0, 0) for each in table.signals], dtype=np.float64)
    columns = [
        np.log1p(table.per_thread(asker)),
        table.size == 2,
        (table.size > 1) & table.asker[end],
        spoke,
        spoke & ~helped,
        np.array([each is True for each in mark]),
        np.array([each is False for each in mark]),
        table.per_thread(helper & instructing) / helpers,
        helped & (asking == helpers),
        table.says("announce")[first],
        table.says("fails")[first],
        np.log1p(views),
        picked(table.said, last_of_asker)[:, table.columns(ECHOES)],
        by_asker[:, table.columns((*ECHOES, "withdrawn", "anger", "bump"))],
        (table.said[end] & (table.size > 1)[:, None])[:, table.columns(ENDINGS)],
        by_helpers[:, table.columns(OF_HELPERS)],
    ]
    return np.column_stack(columns).astype(np.float64)


def _place(table: PostTable) -> Iterator[NDArray[Any]]:
    """Who speaks where: the features up to "same_author_follows"."""
    asker, helper, size = table.asker, table.helper, table.size[table.thread]
    rows = np.arange(len(asker))
    is_last = rows == table.last
    after = np.where(is_last, NOBODY, rows + 1)
    by_author = _replies_by_author(table)
    yield asker
    yield table.place == 1
    yield is_last
    yield (table.place - 1) / np.maximum(size - 2, 1)
    yield size == 2
    yield helper & (table.later(helper) == 0)
    yield helper & (table.previous_row(helper) == NOBODY)
    yield picked(asker, after)
    yield np.append(False, asker[:-1])
    yield table.later(asker) > 0
    yield (table.per_thread(asker & table.reply) == 0)[table.thread]
    yield by_author / np.maximum(size - 1, 1)
    yield np.log1p(by_author)
    yield np.log1p(table.later(helper))
    yield (after != NOBODY) & (picked(table.author, after) == table.author) & (table.author != NOBODY)


def _content(table: PostTable) -> Iterator[NDArray[Any]]:
    """What the reply holds and how it was received: the features from "length" to "quick"."""
    words, code, links, items, questions, likes = (table.counts[:, i] * table.reply for i in range(6))
    shared = np.where(table.reply, table.shared, 0.0)
    liked = (likes > 0) & (likes == table.most(likes))
    wait = _hours(table, np.maximum(np.arange(len(words)) - 1, 0))
    replied = table.answers != NOBODY
    yield np.log1p(words)
    yield words == table.most(words)
    yield np.minimum(code, 3)
    yield (code > 0) & (code == table.most(code))
    yield np.minimum(links, 3)
    yield np.log1p(items)
    yield np.minimum(questions, 3)
    yield shared
    yield shared == table.most(shared)
    yield questions == 0
    yield np.log1p(likes)
    yield liked
    yield liked & (table.per_thread(liked) == 1)[table.thread]
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
    first_helper = table.previous_row(table.helper) == NOBODY
    following = table.next_row(table.asker & table.reply)
    gap = _hours(table, np.arange(len(asker)), following)
    yield asker & (table.later(asker) == 0)
    yield asker & (table.last == np.arange(len(asker)))
    yield asker & (table.later(table.helper) == 0)
    yield asker & np.append(False, table.asker[:-1])
    yield asker & first_helper
    yield asker & (code > 0)
    yield asker & (links > 0)
    yield asker * np.log1p(words)
    yield ~asker & (questions > 0) & ~table.says("instruction")
    yield np.log1p(np.nan_to_num(gap))
    yield np.log1p(np.nan_to_num(_hours(table, table.start[table.thread])))


def _told(table: PostTable) -> Iterator[NDArray[Any]]:
    """The cues in the reply and in what is said after it: from "own_solved" to "other_fails"."""
    said, asker, following = table.said, table.asker, table.next_of_asker
    echo = picked(said, following)[:, table.columns(ECHOES)]
    later = table.later(said & (asker & table.reply)[:, None]) > 0
    others = _others(table)
    yield from (said[:, table.columns(OWN)] & ~asker[:, None]).T
    yield from (said[:, table.columns(OF_ASKER)] & asker[:, None]).T
    yield from echo.T
    yield from (echo & (following == _end_of_run(table))[:, None]).T
    yield from _direct(table)[:, table.columns(ECHOES)].T
    yield np.any(later[:, table.columns(_GOOD)], axis=1)
    yield from later[:, table.columns(("thanks", "fails", "question"))].T
    good, thanked = (asker & table.reply & table.says(*kinds) for kinds in (_GOOD, ("thanks",)))
    helped = table.previous_row(table.helper)
    yield _marked(len(asker), helped[good & (table.later(good) == 0)])
    yield _marked(len(asker), helped[thanked & (table.later(thanked) == 0)])
    yield _marked(len(asker), helped[good & (table.previous_row(good) == NOBODY)])
    yield others[:, table.columns(("thanks",))[0]]
    yield np.any(others[:, table.columns(_GOOD)], axis=1)
    yield others[:, table.columns(("fails",))[0]]


def _taken_up(table: PostTable) -> Floats:
    """:func:`kbminer.resolve.term_reuse.uptake` of every reply."""
    good = table.says(*_GOOD).tolist()
    start = table.start.tolist()
    found = []
    for each, first in zip(table.signals, start, strict=True):
        asker = [place for place, post in enumerate(each.posts) if place and post.asker]
        solved = next((place for place in reversed(asker) if good[first + place]), None)
        found.append(uptake(each.posts, asker, solved))
    return np.array(list(chain.from_iterable(found)), dtype=np.float64).reshape(-1, len(UPTAKE))


def _is_most(table: PostTable, values: Floats) -> Flags:
    """Which replies have their thread's largest value, where that is more than nothing."""
    whole = np.zeros(len(table.reply))
    whole[table.reply] = values
    most: Flags = (whole > 0) & (whole == table.most(whole))
    return most[table.reply]


def _hours(table: PostTable, earlier: Ints, later: Ints | None = None) -> Floats:
    """Hours from one post to another, 0 where it is dated before; not a number where that is unknown."""
    end = table.at if later is None else np.where(later == NOBODY, np.nan, table.at[later])
    return np.maximum(end - table.at[earlier], 0.0) / 3600


def _replies_by_author(table: PostTable) -> Ints:
    """For each post how many replies its author wrote in the thread; 0 without an author."""
    key = table.thread * (table.author.max(initial=0) + 1) + table.author
    known = table.author != NOBODY
    counted = np.bincount(key[known & table.reply], minlength=int(key.max(initial=0)) + 1)
    return np.where(known, counted[np.maximum(key, 0)], 0)


def _marked(count: int, rows: Ints) -> Flags:
    """Which of ``count`` posts are among these rows; -1 is none."""
    found = np.zeros(count, dtype=bool)
    found[rows[rows != NOBODY]] = True
    return found


def _end_of_run(table: PostTable) -> Ints:
    """For each post the row where somebody else than its author speaks next in the thread, or -1."""
    rows = np.arange(len(table.author))
    begins = (np.append(NOBODY - 1, table.author[:-1]) != table.author) | (table.place == 0)
    return table.next_row(begins) if len(rows) else rows


def _direct(table: PostTable) -> Flags:
    """For each reply by a helper what the asker says in posts that reply to it."""
    found = np.zeros_like(table.said)
    from_asker = table.asker & (table.answers != NOBODY)
    from_asker &= ~picked(table.asker, table.answers)
    np.logical_or.at(found, table.answers[from_asker], table.said[from_asker])
    return found


def _others(table: PostTable) -> Flags:
    """For each post what third persons say who reply to it or speak right after it."""
    found = np.zeros_like(table.said)
    before = np.where(table.reply, np.arange(len(table.reply)) - 1, NOBODY)
    for rows in (table.answers, before):
        other = table.helper & (rows != NOBODY)
        other &= table.author != picked(table.author, rows)
        np.logical_or.at(found, rows[other], table.said[other])
    return found
