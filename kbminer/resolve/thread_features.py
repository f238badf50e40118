"""Threads as numbers: a row for each, for the case that no reply solved it."""

from __future__ import annotations

import numpy as np

from kbminer.resolve.post_table import MISSING, Floats, PostTable, take_or_zero
from kbminer.resolve.reply_features import REACTIONS

HELPERS_CUES = (
    *("ask_back", "instruction", "workaround", "known", "duplicate", "moved", "hedge", "fails"),
    *("same_here", "bump", "solved", "thanks"),
)
ENDINGS = (*REACTIONS, "bump", "same_here", "ask_back", "instruction")

THREAD_FEATURES: tuple[str, ...] = (
    *("asker_posts", "one_reply", "last_is_asker", "asker_returns", "asker_alone", "title_solved"),
    *("title_unsolved", "instructing", "all_ask_back", "question_fails", "views"),
    *(f"last_asker_{kind}" for kind in REACTIONS),
    *(f"asker_{kind}" for kind in (*REACTIONS, "withdrawn", "anger", "bump")),
    *(f"ends_{kind}" for kind in ENDINGS),
    *(f"helper_{kind}" for kind in HELPERS_CUES),
)


def thread_features(table: PostTable) -> Floats:
    """Work out the threads' features.

    Parameters
    ----------
    table : PostTable
        The posts of some threads.

    Returns
    -------
    array of shape (threads, len(THREAD_FEATURES))
        In the threads' order; a row does not depend on the other threads.
    """
    asker, helper, first, end = table.asker & table.reply, table.helper, table.start, table.last[table.start]
    helpers = np.maximum(table.count_by_thread(helper), 1)
    spoke, helped = table.count_by_thread(asker) > 0, table.count_by_thread(helper) > 0
    instructing = table.has_cue("instruction")
    asking = table.count_by_thread(helper & table.has_cue("ask_back") & ~instructing)
    by_asker, by_helpers = (table.count_by_thread(table.kinds & who[:, None]) > 0 for who in (asker, helper))
    last_of_asker = np.maximum.reduceat(np.where(asker, np.arange(len(asker)), MISSING), first)
    mark = [each.title_mark for each in table.signals]
    views = np.array([max(each.views or 0, 0) for each in table.signals], dtype=np.float64)
    columns = [
        np.log1p(table.count_by_thread(asker)),
        table.size == 2,
        (table.size > 1) & table.asker[end],
        spoke,
        spoke & ~helped,
        np.array([each is True for each in mark]),
        np.array([each is False for each in mark]),
        table.count_by_thread(helper & instructing) / helpers,
        helped & (asking == helpers),
        table.has_cue("fails")[first],
        np.log1p(views),
        take_or_zero(table.kinds, last_of_asker)[:, table.kind_columns(REACTIONS)],
        by_asker[:, table.kind_columns((*REACTIONS, "withdrawn", "anger", "bump"))],
        (table.kinds[end] & (table.size > 1)[:, None])[:, table.kind_columns(ENDINGS)],
        by_helpers[:, table.kind_columns(HELPERS_CUES)],
    ]
    return np.column_stack(columns).astype(np.float64)
