"""Exports as tables: mail, chat and ticket rows in CSV, TSV, JSONL or XLSX, their columns guessed by name.

A row is either one message, which a thread column joins to others, or a whole question with its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from kbminer import languages
from kbminer.ingest.dates import DayOrder, order_of, read_date
from kbminer.ingest.document import Document
from kbminer.ingest.format import ByDocument, Clue, Format, Origin, isolate_errors
from kbminer.ingest.tabular.columns import Mapping, guess
from kbminer.ingest.tabular.table_rows import header_of, is_workbook, rows_of
from kbminer.ingest.timestamps import utc
from kbminer.records import BodyFormat, Post, Problem, Thread

_MARKUP = re.compile(r"</(?:p|div|a|li|pre|code|span|b|strong)>|<br\s*/?>", re.I)
_LONGEST_TITLE = 80  # signs of a first message that stand for a title where the table has none

Row = dict[str, Any]


def recognise(document: Document) -> Clue | None:
    """A table whose first row names a column of words and one of threads, dates or answers."""
    name = document.name.lower()
    if name.endswith(".xlsx") and is_workbook(document):
        return Clue(0.5, "an Excel workbook")
    header = header_of(document)
    mapping = guess(header) if header else None
    if mapping is None or not any(map(mapping.column, ("thread", "answer", "date", "title", "author"))):
        return None
    return Clue(0.55 if name.endswith((".csv", ".tsv", ".jsonl")) else 0.4, f"a table: {mapping}")


def read_document(document: Document, origin: Origin) -> Iterator[Thread | Problem]:
    """Yield the table's threads, in the order of their first rows."""
    rows: list[Row] = []
    for row in rows_of(document):
        if isinstance(row, Problem):
            yield row
        else:
            rows.append(row)
    mapping = guess(list(rows[0])) if rows else None
    if mapping is None:
        yield Problem(where=document.name, what="no column can be taken for the words of a message")
        return
    yield Problem(where=document.name, what=f"the columns were guessed: {mapping}", lost=False)
    table = _Table(mapping, _order(rows, mapping), origin)
    for thread, members in _by_thread(rows, mapping).items():
        key = f"{origin.source}:{thread}"
        yield from isolate_errors(document.name, partial(table.joined, thread, members), thread=key)


def _by_thread(rows: list[Row], mapping: Mapping) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for number, row in enumerate(rows, 1):
        thread = mapping.text(row, "thread") or mapping.text(row, "id") or str(number)
        groups.setdefault(thread, []).append(row)
    return groups


@dataclass(frozen=True, slots=True)
class _Table:
    """How a table's rows are read."""

    mapping: Mapping
    order: DayOrder
    origin: Origin

    def joined(self, thread: str, rows: list[Row]) -> Iterator[Thread | Problem]:
        """Join one thread's rows."""
        posts = [post for row in rows for post in self._posts(row)]
        if not any(post.body.strip() for post in posts):
            key = f"{self.origin.source}:{thread}"
            yield Problem(where=key, what="the rows hold no words", thread=key)
            return
        if all(post.created_at for post in posts) and len(rows) > 1:
            posts.sort(key=lambda post: post.created_at or 0)
        yield self._thread(thread, rows, _numbered(posts))

    def _posts(self, row: Row) -> Iterator[Post]:
        text = partial(self.mapping.text, row)
        body = text("body") or text("title") or ""
        accepted = (text("accepted") or "").lower()
        yield Post(
            id=text("id") or "",
            author=text("author"),
            created_at=self._time(row),
            body=body,
            format=_format(body),
            accepted=(accepted in _states()[0]) if accepted else None,
            reply_to=text("reply_to"),
        )
        if answer := text("answer"):
            yield Post(id="", body=answer, format=_format(answer))

    def _time(self, row: Row) -> datetime | None:
        value = self.mapping.value(row, "date")
        if value is None:
            return None
        if hasattr(value, "isoformat"):
            return utc(value.isoformat())
        return utc(value) or read_date(str(value), order=self.order)

    def _thread(self, thread: str, rows: list[Row], posts: tuple[Post, ...]) -> Thread:
        first = partial(self.mapping.text, rows[0])
        title = next(filter(None, (self.mapping.text(row, "title") for row in rows)), None)
        views = first("views") or ""
        return Thread(
            id=thread,
            source=self.origin.source,
            title=title or " ".join(posts[0].body.split())[:_LONGEST_TITLE],
            posts=posts,
            category=first("category"),
            tags=tuple(tag for tag in re.split(r"[,;|]\s*", first("tags") or "") if tag),
            created_at=posts[0].created_at,
            views=int(views) if views.isdecimal() else None,
            solved=True if any(post.accepted for post in posts) else self._status(rows),
        )

    def _status(self, rows: list[Row]) -> bool | None:
        """What the last row that has a status says."""
        stated = (self.mapping.text(row, "status") for row in reversed(rows))
        status = next(filter(None, stated), "").lower()
        solved, still_open = _states()
        return True if status in solved else False if status in still_open else None


@cache
def _states() -> tuple[frozenset[str], frozenset[str]]:
    """What a column of states says of a solved case, and of an open one."""
    return frozenset(languages.all_words("tables.solved")), frozenset(languages.all_words("tables.open"))


def _numbered(posts: list[Post]) -> tuple[Post, ...]:
    """Every post with an id of its own: its column's where that is unique, else its number."""
    ids = [post.id for post in posts]
    unique = all(ids) and len(set(ids)) == len(ids)
    if unique:
        return tuple(posts)
    return tuple(replace(post, id=str(number), reply_to=None) for number, post in enumerate(posts, 1))


def _order(rows: list[Row], mapping: Mapping) -> DayOrder:
    orders = (order_of(mapping.text(row, "date") or "") for row in rows)
    return next(filter(None, orders), "day first")


def _format(body: str) -> BodyFormat:
    return "html" if _MARKUP.search(body) else "text"


FORMAT = Format(
    name="table",
    title="table of messages (CSV, TSV, JSONL, XLSX)",
    recognise=recognise,
    reader=lambda origin: ByDocument(read_document, origin),
)
