"""Exports as tables: mail, chat and ticket rows in CSV, TSV, JSONL or XLSX, their columns guessed by name.

A row is either one message, which a thread column joins to others, or a whole question with its answer.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from kbminer.errors import MissingExtra
from kbminer.ingest.dates import DayOrder, order_of, read_date
from kbminer.ingest.decode import decode, load_json
from kbminer.ingest.document import Document
from kbminer.ingest.format import ByDocument, Clue, Format, Origin, isolate_errors
from kbminer.ingest.timestamps import utc
from kbminer.records import Post, Problem, Thread

_COLUMNS = {
    "thread": "thread_id threadid thread ticket_id ticketid ticket conversation_id conversation case_id case "
    "case_number issue_id topic_id topic chat_id chat session_id session thread_ts parent_id discussion_id",
    "id": "id message_id messageid post_id comment_id msg_id ts key number",
    "author": "author from sender user username user_name from_name sender_name name customer "
    "requester agent by "
    "author_name display_name nick auteur absender von expediteur",
    "date": "date created_at created createdat timestamp time datetime sent sent_at posted_at created_on "
    "creation_date date_created opened datum fecha",
    "title": "title subject summary topic_title thread_title question_title betreff sujet objet asunto",
    "body": "body text message content description comment question details msg message_text "
    "body_text plain_body "
    "nachricht inhalt texte contenu mensaje",
    "answer": "answer reply response resolution solution answer_text accepted_answer best_answer "
    "antwort reponse "
    "respuesta",
    "status": "status state solved resolved is_solved is_resolved",
    "category": "category forum channel queue product group department board section kategorie categorie",
    "tags": "tags labels keywords",
    "views": "views view_count viewcount",
    "reply_to": "reply_to in_reply_to parent parent_message_id reply_to_id",
    "accepted": "accepted is_accepted is_answer is_solution",
}
_SOLVED = frozenset("solved resolved closed done answered completed true yes 1 fixed gelöst résolu".split())
_UNSOLVED = frozenset("open new pending unsolved unresolved false no 0 waiting".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column holds what: the guess, to be shown."""

    columns: tuple[tuple[str, str], ...]

    def column(self, role: str) -> str | None:
        """The column of a role such as "body"."""
        return dict(self.columns).get(role)

    def __str__(self) -> str:
        """The guess as words: role and column."""
        return ", ".join(f"{role} from {column!r}" for role, column in self.columns)


def guess(header: list[str]) -> Mapping | None:
    """Guess the columns from their names; ``None`` where no column can hold the words.

    >>> str(guess(["Ticket ID", "From", "Sent", "Subject", "Message"]))
    "thread from 'Ticket ID', author from 'From', date from 'Sent', title from 'Subject', body from 'Message'"
    """
    plain = {re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_"): name for name in header if name}
    found: dict[str, str] = {}
    for role, names in _COLUMNS.items():
        for name in names.split():
            if name in plain and plain[name] not in found.values():
                found[role] = plain[name]
                break
    if "body" not in found and not ("title" in found and "answer" in found):
        return None
    return Mapping(columns=tuple(found.items()))


def recognise(document: Document) -> Clue | None:
    """A table whose first row names a column of words and one of threads, dates or answers."""
    name = document.name.lower()
    if name.endswith(".xlsx") and document.head.startswith(b"PK"):
        return Clue(0.5, "an Excel workbook")
    header = _header(document)
    mapping = guess(header) if header else None
    if mapping is None or not any(
        mapping.column(role) for role in ("thread", "answer", "date", "title", "author")
    ):
        return None
    return Clue(0.55 if name.endswith((".csv", ".tsv", ".jsonl")) else 0.4, f"a table: {mapping}")


def _header(document: Document) -> list[str]:
    head = decode(document.head)
    first = head.lstrip("\ufeff").split("\n", 1)[0].strip()
    if first.startswith("{"):
        try:
            row = load_json(first)
        except ValueError:
            return []
        return (
            list(row)
            if isinstance(row, dict) and all(not isinstance(v, dict | list) for v in row.values())
            else []
        )
    if first.startswith(("<", "[", "From ")) or len(first) > 5000 or "\0" in first:
        return []
    delimiter = _delimiter(first)
    try:
        return next(csv.reader([first], delimiter=delimiter), []) if delimiter in first else []
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)


def read_document(document: Document, origin: Origin) -> Iterator[Thread | Problem]:
    """Give the table's threads, in the order of their first rows."""
    rows: list[dict[str, Any]] = []
    for row in _rows(document):
        if isinstance(row, Problem):
            yield row
        else:
            rows.append(row)
    mapping = guess(list(rows[0])) if rows else None
    if mapping is None:
        yield Problem(where=document.name, what="no column can be taken for the words of a message")
        return
    yield Problem(where=document.name, what=f"the columns were guessed: {mapping}", lost=False)
    yield from _threads(rows, mapping, origin, document.name)


def _rows(document: Document) -> Iterator[dict[str, Any] | Problem]:
    if document.head.startswith(b"PK"):
        yield from _workbook_rows(document)
        return
    text = decode(document.read()).lstrip("\ufeff")
    if text.startswith("{"):
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                try:
                    row = load_json(line)
                except ValueError as error:
                    yield Problem(
                        where=f"{document.name}, line {number}", what=f"the line is broken JSON: {error}"
                    )
                    continue
                if isinstance(row, dict):
                    yield row
        return
    csv.field_size_limit(1 << 26)
    reader = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text.split("\n", 1)[0]))
    try:
        for row in reader:
            if None in row:
                yield Problem(
                    where=f"{document.name}, line {reader.line_num}", what="the row has too many columns"
                )
                row.pop(None, None)
            yield row
    except csv.Error as error:
        yield Problem(where=f"{document.name}, line {reader.line_num}", what=f"the table is broken: {error}")


def _workbook_rows(document: Document) -> Iterator[dict[str, Any] | Problem]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an optional library, needed only here
    except ImportError:
        raise MissingExtra("openpyxl", extra="xlsx", purpose="reading Excel workbooks") from None
    try:
        workbook = load_workbook(io.BytesIO(document.read()), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError) as error:
        yield Problem(where=document.name, what=f"the workbook can't be read: {error}")
        return
    for sheet in workbook.worksheets:
        lines = sheet.iter_rows(values_only=True)
        header = [str(cell) if cell is not None else "" for cell in next(lines, ())]
        for line in lines:
            if any(cell is not None for cell in line):
                yield dict(zip(header, line, strict=False))


def _threads(
    rows: list[dict[str, Any]], mapping: Mapping, origin: Origin, where: str
) -> Iterator[Thread | Problem]:
    order = _order(rows, mapping)
    groups: dict[str, list[dict[str, Any]]] = {}
    joins = mapping.column("thread")
    for number, row in enumerate(rows, 1):
        own = _text(row, mapping, "id") or str(number)
        thread = (_text(row, mapping, "thread") if joins else None) or own
        groups.setdefault(thread, []).append(row)
    for thread, members in groups.items():
        key = f"{origin.source}:{thread}"
        joined = partial(_joined, thread, members, mapping, order, origin)
        yield from isolate_errors(where, joined, thread=key)


def _joined(
    thread: str, rows: list[dict[str, Any]], mapping: Mapping, order: DayOrder, origin: Origin
) -> Iterator[Thread | Problem]:
    """Join one thread's rows."""
    posts = [post for row in rows for post in _posts(row, mapping, order)]
    if not any(post.body.strip() for post in posts):
        key = f"{origin.source}:{thread}"
        yield Problem(where=key, what="the rows hold no words", thread=key)
        return
    if all(post.created_at for post in posts) and len(rows) > 1:
        posts.sort(key=lambda post: post.created_at or 0)
    yield _thread(thread, rows, _numbered(posts), mapping, origin)


def _posts(row: dict[str, Any], mapping: Mapping, order: DayOrder) -> Iterator[Post]:
    body = _text(row, mapping, "body") or _text(row, mapping, "title") or ""
    accepted = (_text(row, mapping, "accepted") or "").lower()
    yield Post(
        id=_text(row, mapping, "id") or "",
        author=_text(row, mapping, "author"),
        created_at=_time(row, mapping, order),
        body=body,
        format=_format(body),
        accepted=(accepted in _SOLVED) if accepted else None,
        reply_to=_text(row, mapping, "reply_to"),
    )
    if answer := _text(row, mapping, "answer"):
        yield Post(id="", body=answer, format=_format(answer))


def _numbered(posts: list[Post]) -> tuple[Post, ...]:
    """Every post with an id of its own: its column's where that is unique, else its number."""
    ids = [post.id for post in posts]
    unique = all(ids) and len(set(ids)) == len(ids)
    if unique:
        return tuple(posts)
    return tuple(replace(post, id=str(number), reply_to=None) for number, post in enumerate(posts, 1))


def _thread(
    thread: str, rows: list[dict[str, Any]], posts: tuple[Post, ...], mapping: Mapping, origin: Origin
) -> Thread:
    title = next((title for row in rows if (title := _text(row, mapping, "title"))), None)
    status = next((status for row in reversed(rows) if (status := _text(row, mapping, "status"))), "").lower()
    views = _text(rows[0], mapping, "views") or ""
    solved = True if status in _SOLVED else False if status in _UNSOLVED else None
    return Thread(
        id=thread,
        source=origin.source,
        title=title or " ".join(posts[0].body.split())[:80],
        posts=posts,
        category=_text(rows[0], mapping, "category"),
        tags=tuple(tag for tag in re.split(r"[,;|]\s*", _text(rows[0], mapping, "tags") or "") if tag),
        created_at=posts[0].created_at,
        views=int(views) if views.isdecimal() else None,
        solved=True if any(post.accepted for post in posts) else solved,
    )


def _order(rows: list[dict[str, Any]], mapping: Mapping) -> DayOrder:
    for row in rows:
        if order := order_of(_text(row, mapping, "date") or ""):
            return order
    return "day first"


def _time(row: dict[str, Any], mapping: Mapping, order: DayOrder) -> Any:
    column = mapping.column("date")
    value = row.get(column) if column else None
    if value is None:
        return None
    if hasattr(value, "isoformat"):
        return utc(value.isoformat())
    return utc(value) or read_date(str(value), order=order)


def _text(row: dict[str, Any], mapping: Mapping, role: str) -> str | None:
    column = mapping.column(role)
    value = row.get(column) if column else None
    if value is None or value == "":
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip() or None


def _format(body: str) -> Any:
    return "html" if re.search(r"</(?:p|div|a|li|pre|code|span|b|strong)>|<br\s*/?>", body, re.I) else "text"


FORMAT = Format(
    name="table",
    title="table of messages (CSV, TSV, JSONL, XLSX)",
    recognise=recognise,
    reader=lambda origin: ByDocument(read_document, origin),
)
