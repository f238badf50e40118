"""The Stack Exchange data dump: Posts.xml, with PostLinks.xml for duplicates, streamed row by row."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from lxml import etree

from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin, isolate_errors
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Post, Problem, Thread, Visibility

_QUESTION, _ANSWER = "1", "2"
_DUPLICATE = "3"  # LinkTypeId; 1 is a mere link
_KEPT = (
    "Id PostTypeId ParentId AcceptedAnswerId CreationDate Score ViewCount Body OwnerUserId "
    "OwnerDisplayName Title "
    "Tags ClosedDate ContentLicense"
).split()
_COLUMNS = (*_KEPT, "visibility")


def recognise(document: Document) -> Clue | None:
    """An XML file whose root is one of the dump's."""
    head = document.head[:3000]
    found = re.search(rb"<(posts|postlinks|comments|users|votes|tags|badges|posthistory)>\s*<row ", head)
    if not found:
        return None
    if found.group(1) == b"posts":
        return Clue(0.98, "rows of a Stack Exchange Posts.xml")
    return Clue(0.9, f"rows of a Stack Exchange {found.group(1).decode()}.xml")


class DumpReader:
    """Puts answers under their questions: rows wait in a temporary database that goes to disk when large."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._rows = sqlite3.connect("")
        columns = ", ".join(f"{name} TEXT" for name in _COLUMNS)
        self._rows.execute(f"CREATE TABLE post ({columns})")
        self._rows.execute("CREATE TABLE user (id TEXT PRIMARY KEY, name TEXT)")
        self._rows.execute("CREATE TABLE duplicate (post TEXT, original TEXT)")
        self._posts = False

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one of the dump's files; the others than posts, links and users are passed over."""
        root = re.search(rb"<(\w+)>\s*<row ", document.head[:3000])
        name = root.group(1).decode() if root else "posts"
        if name == "posts":
            self._posts = True
            marks = ", ".join("?" * len(_COLUMNS))
            insert = f"INSERT INTO post VALUES ({marks})"  # noqa: S608 - made of our own constants
            return self._take(document, insert, _post_fields)
        if name == "postlinks":
            insert = "INSERT INTO duplicate VALUES (?, ?)"
            return self._take(document, insert, _duplicate)
        if name == "users":
            insert = "INSERT OR IGNORE INTO user VALUES (?, ?)"
            return self._take(document, insert, lambda row: (row.get("Id"), row.get("DisplayName")))
        return ()

    def _take(self, document: Document, insert: str, fields: Any) -> Iterator[Problem]:
        try:
            for row in rows(document):
                if (values := fields(row)) is not None:
                    self._rows.execute(insert, values)
        except etree.XMLSyntaxError as error:
            yield Problem(where=document.name, what=f"the XML is broken; rows after it are lost: {error}")

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every question with its answers, oldest first."""
        database = self._rows
        database.execute("CREATE INDEX parent ON post (ParentId, PostTypeId)")
        database.execute("CREATE INDEX duplicated ON duplicate (post)")
        names = ", ".join(_COLUMNS)
        questions = database.execute(
            f"SELECT {names} FROM post WHERE PostTypeId = ? ORDER BY length(Id), Id",  # noqa: S608
            (_QUESTION,),
        )
        for values in questions:
            question = dict(zip(_COLUMNS, values, strict=True))
            key = f"{self._origin.source}:{question['Id']}"
            yield from isolate_errors(key, partial(self._question, question), thread=key)
        orphans = database.execute(
            "SELECT count(*) FROM post WHERE PostTypeId = ? AND ParentId NOT IN "
            "(SELECT Id FROM post WHERE PostTypeId = ?)",
            (_ANSWER, _QUESTION),
        ).fetchone()[0]
        if orphans:
            what = f"{orphans} answers belong to questions that the dump does not hold"
            yield Problem(where=self._origin.name, what=what, lost=False)
        database.close()

    def _question(self, question: dict[str, str | None]) -> Iterator[Thread]:
        names = ", ".join(_COLUMNS)
        answers = self._rows.execute(
            f"SELECT {names} FROM post WHERE ParentId = ? AND PostTypeId = ? "  # noqa: S608
            "ORDER BY CreationDate, length(Id), Id",
            (question["Id"], _ANSWER),
        )
        yield self._thread(question, [dict(zip(_COLUMNS, row, strict=True)) for row in answers])

    def _thread(self, question: dict[str, str | None], answers: list[dict[str, str | None]]) -> Thread:
        accepted = question["AcceptedAnswerId"]
        base = self._origin.base_url.rstrip("/") if self._origin.base_url else None
        posts = [self._post(row, accepted, base) for row in (question, *answers)]
        original = self._rows.execute(
            "SELECT original FROM duplicate WHERE post = ? ORDER BY length(original), original",
            (question["Id"],),
        ).fetchone()
        tags = question["Tags"] or ""
        return Thread(
            id=str(question["Id"]),
            source=self._origin.source,
            title=question["Title"] or "",
            posts=tuple(posts),
            url=f"{base}/q/{question['Id']}" if base else None,
            tags=tuple(tag for tag in re.split(r"[<>|]+", tags) if tag),
            created_at=utc(question["CreationDate"]),
            views=_number(question["ViewCount"]),
            solved=any(post.accepted for post in posts),
            closed=bool(question["ClosedDate"]),
            duplicate_of=original[0] if original else None,
        )

    def _post(self, row: dict[str, str | None], accepted: str | None, base: str | None) -> Post:
        author = row["OwnerDisplayName"]
        if row["OwnerUserId"]:
            known = self._rows.execute("SELECT name FROM user WHERE id = ?", (row["OwnerUserId"],)).fetchone()
            author = (known[0] if known else None) or author or f"user{row['OwnerUserId']}"
        is_answer = row["PostTypeId"] == _ANSWER
        return Post(
            id=str(row["Id"]),
            author=author,
            created_at=utc(row["CreationDate"]),
            body=row["Body"] or "",
            likes=_number(row["Score"]),
            accepted=row["Id"] == accepted if is_answer else False,
            url=f"{base}/{'a' if is_answer else 'q'}/{row['Id']}" if base else None,
            license=row["ContentLicense"],
            visibility=Visibility.read(row["visibility"]),
        )


def rows(document: Document) -> Iterator[dict[str, str]]:
    """Yield the attributes of every ``<row>``, one at a time; entities are never resolved."""
    events = etree.iterparse(
        document.open(), events=("end",), tag="row", resolve_entities=False, no_network=True, huge_tree=True,
        load_dtd=False, recover=False,
    )  # fmt: skip
    for _, element in events:
        yield dict(element.attrib)
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _post_fields(row: dict[str, str]) -> tuple[str | None, ...]:
    found = visibility_of(row)
    return (*map(row.get, _KEPT), None if found.is_public else str(found))


def _duplicate(row: dict[str, str]) -> tuple[str | None, str | None] | None:
    return (row.get("PostId"), row.get("RelatedPostId")) if row.get("LinkTypeId") == _DUPLICATE else None


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,12}", text) else None


FORMAT = Format(
    name="stackexchange-xml",
    title="Stack Exchange dump",
    recognise=recognise,
    reader=DumpReader,
)
