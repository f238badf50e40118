"""Threads into the tables and out of them: what is new, what changed, what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, RowMapping, delete, insert, select

from kbminer.records import Post, Thread, Visibility, effective_visibility, strictest, without_removed_words
from kbminer.records.by_key import by_id
from kbminer.store import tables
from kbminer.store.batches import batches
from kbminer.store.rows import Row, digest, post_row, thread_row, to_thread
from kbminer.store.shown import shown_posts, shown_threads
from kbminer.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class _Held:
    """A thread as it is stored: its row, and those of all its posts."""

    row: Row
    posts: list[Row] = field(default_factory=list)


class Intake:
    """One ingest as it goes on: new threads are stored at once, changed ones when all have been seen.

    Waiting is what makes an ingest repeatable: a source can hold one thread twice, in two versions, and only
    at the end is it known which of them is the fuller one.
    """

    def __init__(self) -> None:
        self.new: set[str] = set()
        self.same: set[str] = set()
        self.updated: set[str] = set()
        self.twice: set[str] = set()
        self.ousted: set[str] = set()
        self.replaced = False
        self._changed: dict[str, Thread] = {}

    def take(self, connection: Connection, threads: Sequence[Thread]) -> None:
        """Store those of ``threads`` that are new, and note what changed."""
        column = tables.threads.c
        query = select(column.key, column.digest).where(column.key.in_([thread.key for thread in threads]))
        known = {row.key: row.digest for row in connection.execute(query)}
        fresh: list[Row] = []
        fresh_posts: list[Row] = []
        for thread in threads:
            row, posts = _rows(thread)
            if thread.key not in known:
                known[thread.key] = row["digest"]
                fresh.append(row)
                fresh_posts += posts
                self.new.add(thread.key)
            elif known[thread.key] == row["digest"]:
                self._repeats(thread.key)
                self.same.add(thread.key)
            else:
                self._repeats(thread.key)
                self._changed[thread.key] = _fuller(self._changed.get(thread.key, thread), thread)
        if fresh:
            connection.execute(insert(tables.threads), fresh)
        if fresh_posts:
            connection.execute(insert(tables.posts), fresh_posts)

    def finish(self, connection: Connection) -> None:
        """Update the threads that changed; of a thread that stands twice, the fuller version stays."""
        for keys in batches(self._changed):
            held = _held(connection, keys)
            rows: list[Row] = []
            posts: list[Row] = []
            for key in keys:
                row, its_posts = self._settled(held[key], self._changed[key])
                rows += row
                posts += its_posts
            upsert(connection, tables.threads, rows)
            if posts:
                of_these = sorted({post["thread"] for post in posts})
                connection.execute(delete(tables.posts).where(tables.posts.c.thread.in_(of_these)))
                connection.execute(insert(tables.posts), posts)

    def _settled(self, held: _Held, thread: Thread) -> tuple[list[Row], list[Row]]:
        """Return what takes the place of a stored thread: its row and its posts, or nothing."""
        key = thread.key
        met_as_stored = key in self.new or key in self.same
        if met_as_stored and sum(not post["gone"] for post in held.posts) >= len(thread.posts):
            return _withheld(held, thread), []
        if _is_another(held, thread):
            self.ousted.add(key)
        self.replaced = True
        if not met_as_stored:
            self.updated.add(key)
        row, posts = _rows(_as_strict_as_stored(held, thread) if met_as_stored else thread)
        return _with_missing(held, row, posts)

    def _repeats(self, key: str) -> None:
        if key in self.new or key in self.same or key in self._changed:
            self.twice.add(key)


def _rows(thread: Thread) -> tuple[Row, list[Row]]:
    """Return a thread's row, with its digest, and its posts' rows; what its source removed is emptied."""
    thread = without_removed_words(replace(thread, posts=_distinct_posts(thread)))
    row = thread_row(thread)
    posts = [post_row(thread.key, i, post) for i, post in enumerate(thread.posts)]
    row["digest"] = digest(row, posts)
    return row, posts


def _fuller(held: Thread, thread: Thread) -> Thread:
    """Of two versions the one with more posts, as strictly withheld as either."""
    kept = thread if len(thread.posts) >= len(held.posts) else held
    return replace(kept, visibility=strictest(map(effective_visibility, (held, thread))))


def _held(connection: Connection, keys: Sequence[str]) -> dict[str, _Held]:
    """Read threads as they are stored, with posts that have left them."""
    threads, posts = tables.threads, tables.posts
    found = {
        row.key: _Held(dict(row._mapping))
        for row in connection.execute(select(threads).where(threads.c.key.in_(keys)))
    }
    of_these = select(posts).where(posts.c.thread.in_(keys)).order_by(posts.c.thread, posts.c.position)
    for row in connection.execute(of_these):
        found[row.thread].posts.append(dict(row._mapping))
    return found


def _as_strict_as_stored(held: _Held, thread: Thread) -> Thread:
    stored = Visibility.read(held.row["visibility"])
    return thread if stored.is_public else replace(thread, visibility=strictest((thread.visibility, stored)))


def _withheld(held: _Held, thread: Thread) -> list[Row]:
    """Keep a stored thread back where another version of it, which is less full, is not public.

    Without its digest it is looked at anew by the next ingest, which may find both versions public.
    """
    visibility = effective_visibility(thread)
    if visibility.is_public or held.row["visibility"] is not None:
        return []
    return [{**held.row, "visibility": str(visibility), "digest": ""}]


def _is_another(held: _Held, thread: Thread) -> bool:
    """Tell whether a stored thread shares neither title nor any post with what takes its place."""
    if held.row["title"] == thread.title:
        return False
    return not {post["body"] for post in held.posts} & {post.body for post in thread.posts}


def _distinct_posts(thread: Thread) -> tuple[Post, ...]:
    """Keep the last of posts that share an id, in the place of the first; the strictest visibility counts."""
    distinct = by_id(thread.posts)
    if len(distinct) == len(thread.posts):
        return thread.posts
    for post in thread.posts:
        both = strictest((post.visibility, distinct[post.id].visibility))
        distinct[post.id] = replace(distinct[post.id], visibility=both)
    return tuple(distinct.values())


def _with_missing(held: _Held, row: Row, posts: list[Row]) -> tuple[list[Row], list[Row]]:
    """Keep posts that a thread no longer has: they stay gone or, if it came incomplete, there."""
    current = {post["id"] for post in posts}
    missing = [
        {**old, "gone": old["gone"] or row["complete"]} for old in held.posts if old["id"] not in current
    ]
    everything = [*posts, *missing]
    if not row["complete"]:
        everything.sort(key=lambda post: (post["created_at"] or "", post["position"]))
    opening = everything[0]["visibility"] if everything else None
    row = {**row, "visibility": row["visibility"] or opening}
    return [row], [{**post, "position": i} for i, post in enumerate(everything)]


def load(connection: Connection, keys: Sequence[str], *, internal: bool = False) -> Iterator[Thread]:
    """Yield the threads with ``keys`` that are shown, ordered by key, with the posts that are shown."""
    threads, posts = tables.threads, tables.posts
    of_thread: dict[str, list[RowMapping]] = {}
    for post in connection.execute(
        select(posts)
        .where(posts.c.thread.in_(keys), shown_posts(internal=internal))
        .order_by(posts.c.thread, posts.c.position)
    ):
        of_thread.setdefault(post.thread, []).append(post._mapping)
    rows = connection.execute(select(threads).where(threads.c.key.in_(keys), shown_threads()))
    for row in sorted(rows, key=lambda row: str(row.key)):
        yield to_thread(row._mapping, of_thread.get(row.key, []))
