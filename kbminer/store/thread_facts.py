"""What can be told of the stored threads without reading them whole: people, dates, counts, likes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Subquery, and_, case, func, select

from kbminer.records import Counts, ThreadSummary
from kbminer.store import feedback_rows, tables
from kbminer.store.batches import batches
from kbminer.store.database import reads
from kbminer.store.opened import OpenStore
from kbminer.store.rows import from_iso
from kbminer.store.shown import shown_posts, shown_threads, withheld

_ENOUGH_REPLIES = 2  # whose writers are known: after a single one there was often nothing left to say


class ThreadFacts(OpenStore):
    """The room of what the tables tell of threads."""

    @reads
    def people(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Read by thread key the names of those who wrote there, sorted; without names, no entry."""
        posts = tables.posts.c
        there = and_(posts.gone.is_(False), posts.author.is_not(None))  # also who wrote what is not shown
        wrote = select(posts.thread, posts.author).where(there)
        found: dict[str, list[str]] = {}
        with self._reading() as connection:
            for batch in batches(sorted(set(keys))):
                query = wrote.where(posts.thread.in_(batch)).distinct()
                for thread, author in connection.execute(query.order_by(posts.thread, posts.author)):
                    found.setdefault(thread, []).append(author)
        return found

    @reads
    def askers(self) -> dict[str, str]:
        """Read by thread who asked it, for counting people inside."""
        posts = tables.posts.c
        query = select(posts.thread, posts.author).where(posts.position == 0, posts.author.is_not(None))
        with self._reading() as connection:
            return {row.thread: row.author for row in connection.execute(query)}

    @reads
    def summaries(self) -> list[ThreadSummary]:
        """Return every thread without its posts, ordered by key."""
        threads, posts, asker = tables.threads.c, tables.posts.c, _askers()
        replies = func.count(posts.id) - 1
        is_named = and_(posts.position > 0, posts.author.is_not(None), asker.c.author.is_not(None))
        query = (
            select(
                threads.key, threads.title, threads.url, threads.category, threads.created_at, threads.views
            )
            .add_columns(threads.closed, threads.duplicate_of)
            .add_columns(
                replies.label("replies"),
                func.sum(case((is_named, 1), else_=0)).label("named"),
                func.sum(case((and_(is_named, posts.author == asker.c.author), 1), else_=0)).label("own"),
            )
            .join_from(tables.threads, tables.posts, posts.thread == threads.key)
            .outerjoin(asker, asker.c.thread == threads.key)
            .where(shown_posts())
            .group_by(threads.key)
            .order_by(threads.key)
        )
        with self._reading() as connection:
            return [
                ThreadSummary(
                    key=row.key,
                    title=row.title,
                    url=row.url,
                    category=row.category,
                    created_at=from_iso(row.created_at),
                    views=row.views,
                    replies=max(row.replies, 0),
                    closed=bool(row.closed),
                    is_duplicate=bool(row.duplicate_of),
                    asker_returned=row.own > 0 if row.named >= _ENOUGH_REPLIES else None,
                )
                for row in connection.execute(query)
            ]

    @reads
    def counts(self) -> Counts:
        """Count threads, posts, and threads with an accepted answer; and apart what is not public."""
        posts, threads = tables.posts.c, tables.threads
        there = shown_posts()
        with self._reading() as connection:
            return Counts(
                threads=connection.scalar(select(func.count()).where(shown_threads()).select_from(threads))
                or 0,
                posts=connection.scalar(select(func.count()).where(there).select_from(tables.posts)) or 0,
                accepted=connection.scalar(
                    select(func.count(posts.thread.distinct())).where(there, posts.accepted.is_(True))
                )
                or 0,
                withheld=withheld(connection),
            )

    @reads
    def period(self) -> tuple[datetime | None, datetime | None]:
        """Return the dates of the first and the last post; ``None`` where no post has one."""
        posts = tables.posts.c
        query = select(func.min(posts.created_at), func.max(posts.created_at)).where(shown_posts())
        with self._reading() as connection:
            first, last = connection.execute(query).one()
        return from_iso(first), from_iso(last)

    @reads
    def tags(self) -> dict[str, tuple[str, ...]]:
        """Read by thread the tags that its forum gave it."""
        threads = tables.threads.c
        with self._reading() as connection:
            rows = connection.execute(select(threads.key, threads.tags).where(shown_threads()))
            return {row.key: tuple(json.loads(row.tags)) for row in rows}

    @reads
    def likes(self) -> dict[str, int]:
        """Read by thread how many likes and helpful votes its replies got."""
        with self._reading() as connection:
            return feedback_rows.likes(connection)

    @reads
    def ratings(self) -> dict[str, bool]:
        """Read by thread whether its asker was content, of those that were rated."""
        with self._reading() as connection:
            return feedback_rows.ratings(connection)

    @reads
    def linking(self, addresses: Collection[str]) -> dict[str, set[str]]:
        """Read by address the threads of which a reply holds it."""
        with self._reading() as connection:
            return feedback_rows.linking(connection, addresses)

    @reads
    def hours_to(self, answers: dict[str, str]) -> dict[str, float]:
        """Read how many hours after its question each thread's answer came; ``answers`` are ids by thread."""
        with self._reading() as connection:
            return feedback_rows.hours_to(connection, answers)


def _askers() -> Subquery:
    """Who asked each thread."""
    posts = tables.posts.c
    asked = select(posts.thread, func.max(posts.author).label("author"))
    return asked.where(posts.position == 0, posts.gone.is_(False)).group_by(posts.thread).subquery()
