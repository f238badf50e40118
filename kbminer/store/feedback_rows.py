"""What customers said of the help they got, and which threads link to some addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from itertools import takewhile

from sqlalchemy import BigInteger, Connection, and_, cast, func, select

from kbminer.store import tables
from kbminer.store.rows import from_iso
from kbminer.store.shown import shown_posts, shown_threads

_BATCH = 500  # keys of one query: databases take a thousand at most


def likes(connection: Connection) -> dict[str, int]:
    """Read by thread how many likes and helpful votes its replies got; threads without any are left out."""
    posts = tables.posts.c
    total = cast(func.sum(posts.likes), BigInteger)  # a sum may be a decimal number elsewhere
    query = select(posts.thread, total).where(shown_posts(), posts.position > 0).group_by(posts.thread)
    return {thread: int(count) for thread, count in connection.execute(query.having(total > 0))}


def ratings(connection: Connection) -> dict[str, bool]:
    """Read by thread whether its asker was content with the help, of those that were rated."""
    threads = tables.threads.c
    query = select(threads.key, threads.satisfied).where(shown_threads(), threads.satisfied.is_not(None))
    return {key: answer == "yes" for key, answer in connection.execute(query)}


def linking(connection: Connection, addresses: Collection[str]) -> dict[str, set[str]]:
    """Read by address the threads of which a reply holds it."""
    if not addresses:
        return {}
    posts = tables.posts.c
    first, last = min(addresses), max(addresses)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    common = "".join(sign for sign, _ in same)  # of all: one look through the posts finds them
    whole = {each: re.compile(re.escape(each) + r"(?![\w-])") for each in addresses}
    holds = and_(shown_posts(), posts.position > 0, posts.body.contains(common, autoescape=True))
    found: dict[str, set[str]] = defaultdict(set)
    for thread, body in connection.execute(select(posts.thread, posts.body).where(holds)):
        for address, pattern in whole.items():
            if address in body and pattern.search(body):
                found[address].add(thread)
    return dict(found)


def hours_to(connection: Connection, answers: dict[str, str]) -> dict[str, float]:
    """Read how many hours after its question each thread's answer came; ``answers`` are ids by thread."""
    posts = tables.posts.c
    found: dict[str, float] = {}
    keys = sorted(answers)
    for start in range(0, len(keys), _BATCH):
        query = select(posts.thread, posts.id, posts.position, posts.created_at).where(
            shown_posts(), posts.created_at.is_not(None), posts.thread.in_(keys[start : start + _BATCH])
        )
        rows = connection.execute(query).all()
        asked = {row.thread: from_iso(row.created_at) for row in rows if row.position == 0}
        for row in rows:
            begun, ended = asked.get(row.thread), from_iso(row.created_at)
            if answers[row.thread] == row.id and begun and ended and ended >= begun:
                found[row.thread] = (ended - begun).total_seconds() / 3600
    return found
