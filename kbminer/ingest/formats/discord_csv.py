"""Discord: channels and threads as DiscordChatExporter writes them in CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from kbminer.ingest.dates import read_date
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.formats.chat_reader import Chat, ChatReader, Facts, RawMessage
from kbminer.ingest.formats.chat_threads import ChatMessage
from kbminer.ingest.formats.joining import Fact
from kbminer.ingest.formats.json_values import text_of
from kbminer.ingest.tabular.table_rows import header_of, rows_of
from kbminer.ingest.timestamps import utc
from kbminer.records import Problem

_NAMED = re.compile(r"^(?:(?P<over>.*) - )?(?P<name>.*?)(?: \[(?P<id>\d+)\])?(?: \([^()]*+\))?$", re.S)
"""How the exporter names its files: server, category and channel, and the channel's number."""


def values(document: Document) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    """Yield every row with its number."""
    for number, row in enumerate(rows_of(document), 1):
        yield row if isinstance(row, Problem) else (f"{document.name}, row {number}", {**row, "row": number})


def pieces(value: dict[str, Any], name: str) -> Iterator[RawMessage | Fact]:
    """Take a row as a message of the channel that the file is named after."""
    named = _NAMED.match(PurePosixPath(name).stem)
    about = named.groupdict() if named else {}
    key = about.get("id") or PurePosixPath(name).stem
    at = _time(value)
    raw = {"author": value.get("Author"), "content": value.get("Content"), "at": at, "about": about}
    # a channel's own name has neither capitals nor spaces: such a file is one thread
    whole = key if re.search(r"[A-Z\s]", about.get("name") or "") else None
    yield RawMessage(
        key, {**raw, "id": f"{key}-{value['row']}", "whole": whole}, at.timestamp() if at else 0.0
    )


def _time(row: dict[str, Any]) -> Any:
    value = text_of(row.get("Date"))
    return utc(value) or read_date(value) if value else None


def message(sent: RawMessage, facts: Facts) -> ChatMessage | None:
    """Make a message of a row."""
    raw = sent.value
    about = raw["about"]
    return ChatMessage(
        id=raw["id"],
        author=re.sub(r"#\d{4}$", "", raw["author"]) if text_of(raw.get("author")) else None,
        at=raw["at"],
        body=text_of(raw.get("content")) or "",
        whole=raw["whole"],
        title=about.get("name") if raw["whole"] else None,
        category=about.get("over") if raw["whole"] else about.get("name"),
    )


def recognise(document: Document) -> Clue | None:
    """The columns that the exporter writes."""
    if not document.head.lstrip(b"\xef\xbb\xbf").startswith((b"AuthorID", b'"AuthorID')):
        return None
    header = header_of(document)
    return (
        Clue(0.97, "the columns AuthorID, Author, Date, Content")
        if header[2:4] == ["Date", "Content"]
        else None
    )


FORMAT = Format(
    name="discord-csv",
    title="Discord export (CSV)",
    recognise=recognise,
    reader=partial(ChatReader, Chat(pieces=pieces, message=message, values=values)),
)
