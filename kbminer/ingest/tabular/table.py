"""Exports as tables: mail, chat and ticket rows in CSV, TSV, JSON or XLSX, their columns guessed by name.

A row is either one message, which a thread column joins to others, or a whole question with its answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Any

from kbminer import languages
from kbminer.ingest.dates import DayOrder, read_date
from kbminer.ingest.day_orders import DayOrders
from kbminer.ingest.document import Document
from kbminer.ingest.first_words import first_words
from kbminer.ingest.format import Clue, Format, Origin, isolate_errors
from kbminer.ingest.formats.subjects import parted_subject
from kbminer.ingest.repeated_posts import RepeatedPosts
from kbminer.ingest.tabular.columns import Mapping, cell_text, guess
from kbminer.ingest.tabular.table_rows import Row, header_of, is_workbook, rows_of
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.ingest.waiting import Waiting
from kbminer.ingest.yes_or_no import yes_or_no
from kbminer.records import BodyFormat, Post, Problem, Thread, Visibility
from kbminer.records.visibility import PUBLIC

_MARKUP = re.compile(r"</(?:p|div|a|li|pre|code|span|b|strong)>|<br\s*/?>", re.I)
_SIGNED = re.compile(r"^\s*([^;\n]{6,40});([^;\n]{1,60});(.+)$", re.S)
"""A comment as trackers write it into one cell: date, author and words."""
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)  # from which spreadsheets count days
_PLAIN_DATES = range(20_000, 80_000)  # days that lie between 1954 and 2119


@dataclass(frozen=True, slots=True)
class _Cells:
    """What one row says, by the roles of its columns; ``file`` names where it stands."""

    file: int
    row: int
    values: dict[str, Any]
    more: tuple[str, ...] = ()
    visibility: Visibility = PUBLIC


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


class TableReader:
    """Reads the tables of one source: a thread may go on in another file, ids may begin anew."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._rows = Waiting()
        self._files: list[str] = []
        self._orders: list[DayOrders] = []
        self._mappings: Counter[str] = Counter()
        self._repeated = RepeatedPosts()
        self._left_out: Counter[str] = Counter()

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Let the rows of one table wait."""
        mapping: Mapping | None = None
        number = 0
        for number, row in enumerate(rows_of(document), 1):
            if isinstance(row, Problem):
                yield row
                continue
            if mapping is None:
                mapping = guess(list(row), dict(self._origin.columns))
                if mapping is None:
                    yield Problem(where=document.name, what=_unguessed(row))
                    return
                self._begin(document.name, mapping)
            self._take(row, mapping, number)
        if mapping is None:
            yield Problem(where=document.name, what="the table holds no rows")

    def _begin(self, name: str, mapping: Mapping) -> None:
        place = PurePosixPath(name)
        self._files.append(place.stem if place.stem not in self._files else str(place.with_suffix("")))
        self._orders.append(DayOrders())
        self._mappings[str(mapping)] += 1

    def _take(self, row: Row, mapping: Mapping, number: int) -> None:
        visibility = visibility_of(row, waiting=False)
        values = {
            role: row.get(column) for role, column in mapping.columns if row.get(column) not in (None, "")
        }
        if any(isinstance(value, dict) for value in values.values()):
            self._left_out["rows that hold objects, which no table does"] += 1
            return
        more = tuple(text for column in mapping.more if (text := cell_text(row.get(column))))
        file = len(self._files) - 1
        self._orders[file].note(str(values.get("date") or ""))
        self._repeated.note(cell_text(values.get("author")), str(values.get("body") or ""))
        self._rows.add(self._key(values, file, number), _Cells(file, number, values, more, visibility))

    def _key(self, values: Row, file: int, number: int) -> str:
        """The thread of a row; a row that names none is one, told apart by its file."""
        thread = cell_text(values.get("thread"))
        return thread or f"{self._files[file]}-{cell_text(values.get('id')) or number}"

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield the threads, in the order of their first rows, and what was guessed and left out."""
        for mapping, count in self._mappings.items():
            files = f" ({count} files)" if count > 1 else ""
            what = f"the columns were guessed: {mapping}{files}; --map gives others"
            yield Problem(where=self._origin.name, what=what, lost=False)
        for name, rows in self._rows.groups():
            for thread, members in _parted(name, rows, self._files):
                key = f"{self._origin.source}:{thread}"
                yield from isolate_errors(key, partial(self._joined, thread, members), thread=key)
        for reason, count in sorted((+self._left_out).items()):
            yield Problem(where=self._origin.name, what=f"left out: {reason} ({count})", lost=False)

    def _joined(self, thread: str, rows: list[_Cells]) -> Iterator[Thread | Problem]:
        posts = [replace(post, visibility=cells.visibility) for cells in rows for post in self._posts(cells)]
        kept = [post for post in posts if not self._repeated.is_repeated(post.author, post.body)]
        self._left_out["posts of bots that repeat word for word"] += len(posts) - len(kept)
        posts = _without_doubles(kept)
        if any(post.body.strip() for post in posts):
            public = [cells for cells in rows if cells.visibility.is_public]
            ordered = _by_time(posts) if len(rows) > 1 else posts
            yield _thread(thread, self._origin.source, public or rows, _numbered(ordered))
        elif kept or not rows:
            key = f"{self._origin.source}:{thread}"
            yield Problem(where=key, what="the rows hold no words", thread=key)

    def _posts(self, cells: _Cells) -> Iterator[Post]:
        text = partial(_text, cells)
        order = self._orders[cells.file].usual
        body = text("body") or text("title") or ""
        accepted = (text("accepted") or "").lower()
        yield Post(
            id=text("id") or "",
            author=text("author"),
            created_at=_time(cells.values.get("date"), order),
            body=body,
            format=body_format(body),
            accepted=(accepted in _states()[0]) if accepted else None,
            reply_to=text("reply_to"),
        )
        if answer := text("answer"):
            yield Post(id="", body=answer, format=body_format(answer))
        for reply in cells.more:
            yield _reply(reply, order)


def _text(cells: _Cells, role: str) -> str | None:
    return cell_text(cells.values.get(role))


def _reply(cell: str, order: DayOrder) -> Post:
    """A reply in a cell of its own, with date and author before it where a tracker wrote them there."""
    signed = _SIGNED.match(cell)
    time = read_date(signed[1], order=order) if signed else None
    if signed is None or time is None:
        return Post(id="", body=cell, format=body_format(cell))
    return Post(
        id="", author=signed[2].strip(), created_at=time, body=signed[3], format=body_format(signed[3])
    )


def _time(value: Any, order: DayOrder) -> datetime | None:
    if value is None:
        return None
    if hasattr(value, "isoformat"):
        return utc(value.isoformat())
    text = str(value).strip()
    if _SERIAL.fullmatch(text) and int(text[:5]) in _PLAIN_DATES:
        return _FIRST_DAY + timedelta(days=float(text.replace(",", ".")))
    return utc(value) or read_date(text, order=order)


def _parted(name: str, rows: list[_Cells], files: list[str]) -> Iterator[tuple[str, list[_Cells]]]:
    """The rows of one name: one thread, but where each file means another one by it."""
    titles: dict[int, str] = {}
    for cells in rows:
        titles.setdefault(cells.file, parted_subject(_text(cells, "title") or "").key)
    if len(set(titles.values())) < 2:
        yield name, rows
        return
    homes: dict[str, int] = {}
    for file, title in titles.items():
        homes.setdefault(title, file)
    for title, file in homes.items():
        members = [cells for cells in rows if titles[cells.file] == title]
        yield f"{files[file]}-{name}", members


def _thread(thread: str, source: str, rows: list[_Cells], posts: tuple[Post, ...]) -> Thread:
    first = partial(_text, rows[0])
    title = next(filter(None, (_text(cells, "title") for cells in rows)), None)
    views = first("views") or ""
    return Thread(
        id=thread,
        source=source,
        title=title or first_words(posts[0]),
        posts=posts,
        category=first("category"),
        tags=tuple(tag for tag in re.split(r"[,;|]\s*", _tags(rows[0])) if tag),
        created_at=posts[0].created_at,
        views=int(views) if views.isdecimal() else None,
        solved=True if any(post.accepted for post in posts) else is_solved(_last(rows, "status")),
        satisfied=was_content(_last(rows, "satisfied")),
    )


def _tags(cells: _Cells) -> str:
    value = cells.values.get("tags")
    return ",".join(map(str, value)) if isinstance(value, list) else cell_text(value) or ""


def _last(rows: list[_Cells], role: str) -> str:
    """The cell of a role in the last row that has one."""
    return next(filter(None, (_text(cells, role) for cells in reversed(rows))), "")


def is_solved(status: str) -> bool | None:
    """Tell whether a word for a state means solved or open; ``None`` where it means neither."""
    return yes_or_no(status.strip().lower(), *_states())


def was_content(rating: str) -> bool | None:
    """Tell whether a rating, in words or of one to five, says that a customer was content."""
    return yes_or_no(rating.strip().lower(), *_ratings())


@cache
def _ratings() -> tuple[frozenset[str], frozenset[str]]:
    """What a column of ratings says of a customer who was content, and of one who was not."""
    words = (languages.all_words(f"tables.{kind}") for kind in ("satisfied", "unsatisfied"))
    content, discontent = map(frozenset, words)
    return content, discontent


@cache
def _states() -> tuple[frozenset[str], frozenset[str]]:
    """What a column of states says of a solved case, and of an open one."""
    return frozenset(languages.all_words("tables.solved")), frozenset(languages.all_words("tables.open"))


def _without_doubles(posts: list[Post]) -> list[Post]:
    """The posts without those that came twice, as exports of months that overlap give them."""
    return list({(post.id, post.author, post.created_at, post.body): post for post in posts}.values())


def _by_time(posts: list[Post]) -> list[Post]:
    """The posts in order, where each has a date."""
    timed = [(post.created_at, post) for post in posts if post.created_at]
    return [post for _, post in sorted(timed, key=itemgetter(0))] if len(timed) == len(posts) else posts


def _numbered(posts: list[Post]) -> tuple[Post, ...]:
    """Every post with an id of its own: its column's where that is unique, else its number."""
    ids = [post.id for post in posts]
    unique = all(ids) and len(set(ids)) == len(ids)
    if unique:
        return tuple(posts)
    return tuple(replace(post, id=str(number), reply_to=None) for number, post in enumerate(posts, 1))


def body_format(body: str, *, plain: BodyFormat = "text") -> BodyFormat:
    """Tell the form of a body: HTML where it has tags of HTML, else ``plain``."""
    return "html" if _MARKUP.search(body) else plain


def _unguessed(row: Row) -> str:
    names = ", ".join(map(repr, list(row)[:20]))
    return f"no column can be taken for the words of a message; say which with --map body=COLUMN, of: {names}"


FORMAT = Format(
    name="table",
    title="table of messages (CSV, TSV, JSON, XLSX)",
    recognise=recognise,
    reader=TableReader,
)
