"""Markdown folders: topics as files with their facts, replies below headings or in files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin, isolate_errors
from kbminer.ingest.formats.guessed_topics import GuessedTopics, looks_like_topics
from kbminer.ingest.formats.markdown_facts import byline_of, facts_and_words, name_and_date
from kbminer.ingest.tabular.columns import is_named
from kbminer.records import Problem, Thread

_FIELD = re.compile(r"^\s{0,4}([^\W\d][\w -]{0,40})\s*[:=]", re.M)
_HEADING = re.compile(r"^(?:#{1,6}[ ]+(?P<title>[^\n]{3,200})|\*\*(?P<bold>[^\n]{3,200}))$", re.M)
_BEHIND_RULE = re.compile(r"^(?:-{3,}|_{3,}|\*{3,})[ \t]*\n\n?(?P<line>[^\n]{8,300})$", re.M)
"""The line above a post behind a rule."""


class MarkdownReader:
    """Reads topics in Markdown; a file that names a topic of another file belongs to it."""

    def __init__(self, origin: Origin) -> None:
        self._topics = GuessedTopics(origin)

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Take one file."""
        yield from isolate_errors(document.name, partial(self._take, document))

    def _take(self, document: Document) -> tuple[Problem, ...]:
        facts, text = facts_and_words(decode(document.read()).replace("\r\n", "\n"))
        if not any(is_named(name, "title") for name in facts):
            return (Problem(where=document.name, what="it has no front matter and no facts with a title"),)
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
    found = [(match, facts) for match in _HEADING.finditer(text) if (facts := _facts(match))]
    found = found or [(m, facts) for m in _BEHIND_RULE.finditer(text) if (facts := byline_of(m["line"]))]
    ends = [*(match.start() for match, _ in found), len(text)][1:]
    replies = [
        {**facts, "body": text[match.end() : end].strip("\n- ")}
        for (match, facts), end in zip(found, ends, strict=True)
    ]
    first = text[: found[0][0].start()] if found else text
    if replies and not first.strip():
        return replies[0]["body"], replies[1:]
    return first.strip("\n"), replies


def _facts(heading: re.Match[str]) -> dict[str, Any] | None:
    """Author and date of a reply's heading; ``None`` where it is a heading of the words."""
    return name_and_date((heading["title"] or heading["bold"]).strip())


def recognise(document: Document) -> Clue | None:
    """A file whose facts name a title, and an author, a date or a topic."""
    if not document.name.lower().endswith((".md", ".markdown", ".mdx")):
        return None
    head = decode(document.head).replace("\r\n", "\n").lstrip("\ufeff")
    if head.startswith(("---", "+++")):
        names = _FIELD.findall(head[3:].partition(head[:3])[0])
        written = "front matter"
    else:
        facts, _ = facts_and_words(head)
        names = list(facts) if len(facts) > 1 else []
        written = "facts below the title"
    if not names or not looks_like_topics({**dict.fromkeys(names, ""), "body": ""}):
        return None
    return Clue(0.5, f"{written} with {', '.join(names[:5])}")


FORMAT = Format(
    name="markdown", title="topics and posts in Markdown", recognise=recognise, reader=MarkdownReader
)
