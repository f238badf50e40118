"""What of the tables may be given out: every query that reads threads or posts asks by these conditions.

A thread's row bears the visibility of its question too (:func:`kbminer.records.effective_visibility`), so
that one without a public question gives nothing: no post, no title, no count.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from kbminer.records import Withheld
from kbminer.store import tables

_INTERNAL = "internal%"


def shown_threads() -> ColumnElement[bool]:
    """Threads that a guest may read."""
    return tables.threads.c.visibility.is_(None)


def shown_posts(*, internal: bool = False) -> ColumnElement[bool]:
    """Posts that a guest may read and that have not left their thread, of threads that are shown.

    Parameters
    ----------
    internal : bool, default False
        Whether internal posts of such threads are shown too.
    """
    posts = tables.posts.c
    of_shown = posts.thread.not_in(
        select(tables.threads.c.key).where(tables.threads.c.visibility.is_not(None))
    )
    readable: ColumnElement[bool] = posts.visibility.is_(None)
    if internal:
        readable = or_(readable, posts.visibility.like(_INTERNAL))
    return and_(posts.gone.is_(False), readable, of_shown)


def withheld(connection: Connection) -> tuple[Withheld, ...]:
    """Count what is not shown, by the mark of its source; a withheld thread's posts count by its own."""
    threads, posts = tables.threads.c, tables.posts.c
    whole = select(threads.visibility, func.count()).where(threads.visibility.is_not(None))
    marked = func.coalesce(threads.visibility, posts.visibility)
    single = (
        select(marked, func.count())
        .join_from(tables.posts, tables.threads, posts.thread == threads.key)
        .where(posts.gone.is_(False), marked.is_not(None))
    )
    counted = Counter(dict(map(tuple, connection.execute(whole.group_by(threads.visibility)))))
    of_posts = Counter(dict(map(tuple, connection.execute(single.group_by(marked)))))
    return tuple(
        Withheld(mark=mark, threads=counted[mark], posts=of_posts[mark])
        for mark in sorted({*counted, *of_posts})
    )
