"""Markdown folders: topics as files with front matter, replies below headings or in files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from kbminer.ingest.dates import read_date
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin, isolate_errors
from kbminer.ingest.formats.guessed_topics import GuessedTopics, looks_like_topics
from kbminer.ingest.recognised_words import any_of
from kbminer.ingest.tabular.columns import is_named
from kbminer.records import Problem, Thread
from kbminer.text.front_matter import split_front_matter

_FIELD = re.compile(r"^\s{0,4}([^\W\d][\w -]{0,40})\s*[:=]", re.M)
_HEADING = re.compile(r"^(?:#{1,6}[ ]+(?P<title>[^\n]{3,200})|\*\*(?P<bold>[^\n]{3,200}))$", re.M)
_DATED = re.compile(r"(?:19|20)\d{2}")
_SIGNS = " \t*#_:-–—|,.()[]@·•"


class MarkdownReader:
    """Reads topics in Markdown; a file that names a topic of another file belongs to it."""

    def __init__(self, origin: Origin) -> None:
        self._topics = GuessedTopics(origin)

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Take one file."""
        yield from isolate_errors(document.name, partial(self._take, document))

    def _take(self, document: Document) -> tuple[Problem, ...]:
        facts, text = split_front_matter(decode(document.read()))
        if not any(is_named(name, "title") for name in facts):
            return (Problem(where=document.name, what="it has no front matter with a title"),)
        first, replies = _parted(text)
        topic: dict[str, Any] = {**facts, "body": first}
        if replies:
            topic["replies"] = [*(topic.get("replies") or []), *replies]
        place = PurePosixPath(document.name)
        return self._topics.take(topic, str(place.with_suffix("")).replace("/", "-"))

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every topic as a thread."""
        yield from self._topics.threads()


def _parted(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The first post, and the replies, each below a line that says who wrote it and when."""
    found = [(match, said) for match in _HEADING.finditer(text) if (said := _said(match))]
    ends = [*(match.start() for match, _ in found), len(text)][1:]
    replies = [
        {**said, "body": text[match.end() : end].strip("\n- ")}
        for (match, said), end in zip(found, ends, strict=True)
    ]
    first = text[: found[0][0].start()] if found else text
    if replies and not first.strip():
        return replies[0]["body"], replies[1:]
    return first.strip("\n"), replies


def _said(heading: re.Match[str]) -> dict[str, Any] | None:
    """Author and date of a reply's heading; ``None`` where it is a heading of the words."""
    line = (heading["title"] or heading["bold"]).strip()
    year = _DATED.search(line)
    if year is None:
        return None
    start = _date_start(line)
    date = read_date(line[start:].strip(_SIGNS)) if start is not None else None
    author = _author(line[:start]) if start else ""
    return {"author": author, "date": date.isoformat()} if date and author else None


def _date_start(line: str) -> int | None:
    """Where the date begins: at the first digit, or a word or two before it."""
    for found in re.finditer(r"(?<!\w)\d", line):
        for start in (found.start(), line.rfind(" ", 0, max(0, found.start() - 1)) + 1):
            if read_date(line[start:].strip(_SIGNS)):
                return start
    return None


def _author(words: str) -> str:
    """The name in what stands before a date: "Reply by ann on" is ann."""
    by = re.search(rf"(?:^|\s){any_of('boards.by')}\s+(\S.*)$", words, re.I)
    name = (by.group(1) if by else words).strip(_SIGNS)
    return re.sub(r"(?<!\s)\s++(?:on|at|am|le|el|wrote|said)$", "", name).strip(_SIGNS)[:80]


def recognise(document: Document) -> Clue | None:
    """A file whose front matter names a title, and an author, a date or a topic."""
    if not document.name.lower().endswith((".md", ".markdown", ".mdx")):
        return None
    head = decode(document.head).lstrip("\ufeff")
    if not head.startswith(("---", "+++")):
        return None
    front = head[3:].partition(head[:3])[0]
    names = dict.fromkeys(_FIELD.findall(front), "")
    if not names or not looks_like_topics({**names, "body": ""}):
        return None
    return Clue(0.5, f"front matter with {', '.join(list(names)[:5])}")


FORMAT = Format(
    name="markdown", title="topics in Markdown with front matter", recognise=recognise, reader=MarkdownReader
)
