"""Threads into the tables and out of them: what is new, what changed, what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from kbminer.records import Post, Thread
from kbminer.store import tables
from kbminer.store.rows import Row, digest, post_row, thread_row, to_thread

Change = Literal["new", "updated", "same"]


def put(connection: Connection, threads: Sequence[Thread]) -> Iterator[Change]:
    """Insert or update ``threads``; yield for each key what happened to it."""
    latest = {thread.key: thread for thread in threads}
    column = tables.threads.c
    query = select(column.key, column.digest).where(column.key.in_(latest))
    known = {row.key: row.digest for row in connection.execute(query)}
    fresh: list[Row] = []
    fresh_posts: list[Row] = []
    for key, thread in latest.items():
        row = thread_row(thread)
        posts = [post_row(key, i, post) for i, post in enumerate(_distinct_posts(thread))]
        row["digest"] = digest(row, posts)
        if key not in known:
            fresh.append(row)
            fresh_posts += posts
            yield "new"
        elif known[key] == row["digest"]:
            yield "same"
        else:
            _update(connection, row, posts)
            yield "updated"
    if fresh:
        connection.execute(insert(tables.threads), fresh)
    if fresh_posts:
        connection.execute(insert(tables.posts), fresh_posts)


def _distinct_posts(thread: Thread) -> list[Post]:
    """Keep the last of posts that share an id, in the place of the first."""
    return list({post.id: post for post in thread.posts}.values())


def _update(connection: Connection, row: Row, posts: list[Row]) -> None:
    """Replace a thread; posts it no longer has stay in the table, gone or, if it came incomplete, there."""
    key, table = row["key"], tables.posts
    before = connection.execute(select(table).where(table.c.thread == key).order_by(table.c.position))
    current = {post["id"] for post in posts}
    missing = [dict(old._mapping) for old in before if old.id not in current]
    for old in missing:
        old["gone"] = old["gone"] or row["complete"]
    everything = [*posts, *missing]
    if not row["complete"]:
        everything.sort(key=lambda post: (post["created_at"] or "", post["position"]))
    connection.execute(delete(table).where(table.c.thread == key))
    connection.execute(insert(table), [{**post, "position": i} for i, post in enumerate(everything)])
    connection.execute(update(tables.threads).where(tables.threads.c.key == key).values(row))


def load(connection: Connection, keys: Sequence[str]) -> Iterator[Thread]:
    """Give the threads with ``keys``, ordered by key, with the posts that are not gone."""
    threads, posts = tables.threads, tables.posts
    of_thread: dict[str, list[RowMapping]] = {}
    for post in connection.execute(
        select(posts)
        .where(posts.c.thread.in_(keys), posts.c.gone.is_(False))
        .order_by(posts.c.thread, posts.c.position)
    ):
        of_thread.setdefault(post.thread, []).append(post._mapping)
    rows = connection.execute(select(threads).where(threads.c.key.in_(keys)))
    for row in sorted(rows, key=lambda row: str(row.key)):
        yield to_thread(row._mapping, of_thread.get(row.key, []))
