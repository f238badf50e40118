"""NodeBB: topics as ``/api/topic/ID`` gives them, one answer a page."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import Format, Origin, isolate_errors
from kbminer.ingest.formats.json_values import (
    first_of,
    json_marks,
    json_values,
    list_of,
    number_of,
    part_of,
    text_of,
)
from kbminer.ingest.seen_marks import SeenMarks
from kbminer.ingest.timestamps import utc
from kbminer.records import Post, Problem, Thread


class NodebbReader:
    """Joins the pages of each topic."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._topics: dict[int, dict[str, Any]] = {}
        self._posts: dict[int, dict[int, dict[str, Any]]] = {}
        self._marks = SeenMarks()

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one page of a topic."""
        for found in json_values(document):
            if isinstance(found, Problem):
                yield found
                continue
            wrapped = found[1].get("response")  # the write API wraps its answers
            data = wrapped if isinstance(wrapped, dict) else found[1]
            topic = number_of(data.get("tid"))
            if topic is None:
                yield Problem(where=found[0], what="it is no NodeBB topic", lost=False)
                continue
            self._topics.setdefault(topic, data)
            self._marks.note(("topic", topic), data)
            for post in list_of(data, "posts"):
                if (number := number_of(post.get("pid"))) is not None:
                    self._posts.setdefault(topic, {})[number] = post
                    self._marks.note(("post", number), post)

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every topic."""
        for topic, data in self._topics.items():
            key = f"{self._origin.source}:{topic}"
            yield from isolate_errors(key, partial(self._topic, topic, data, key), thread=key)

    def _topic(self, topic: int, data: dict[str, Any], key: str) -> Iterator[Thread | Problem]:
        came = self._posts.get(topic, {})
        entries = list(came.values())
        main = number_of(data.get("mainPid"))
        entries.sort(key=lambda post: (number_of(post.get("pid")) != main, number_of(post.get("pid")) or 0))
        if not entries:
            yield Problem(where=key, what="the topic came without its posts", thread=key)
            return
        count = number_of(data.get("postcount")) or 0
        if count > len(came):
            what = f"the topic is cut short: {count - len(came)} of its {count} posts are missing"
            yield Problem(where=key, what=what, thread=key, lost=False)
        yield self._thread(topic, data, entries)

    def _thread(self, topic: int, data: dict[str, Any], entries: list[dict[str, Any]]) -> Thread:
        asks = number_of(data.get("isQuestion")) == 1
        solved = number_of(data.get("isSolved")) == 1
        best = number_of(data.get("solvedPid")) if asks and solved else None
        posts = tuple(self._post(entry, best) for entry in entries)
        return Thread(
            id=str(topic),
            source=self._origin.source,
            title=text_of(data.get("titleRaw")) or html.unescape(text_of(data.get("title")) or ""),
            posts=posts,
            url=self._url(topic, data),
            category=text_of(part_of(data, "category", "name")),
            tags=tuple(str(tag["value"]) for tag in list_of(data, "tags") if tag.get("value")),
            created_at=_time(data) or posts[0].created_at,
            views=number_of(data.get("viewcount")),
            solved=solved if asks else None,
            pinned=_is_set(data, "pinned"),
            closed=_is_set(data, "locked"),
            visibility=self._marks.of(("topic", topic)),
        )

    def _post(self, entry: dict[str, Any], best: int | None) -> Post:
        return replace(_post(entry, best), visibility=self._marks.of(("post", number_of(entry.get("pid")))))

    def _url(self, topic: int, data: dict[str, Any]) -> str | None:
        base = self._origin.base_url
        return f"{base.rstrip('/')}/topic/{data.get('slug') or topic}" if base else None


def _post(entry: dict[str, Any], best: int | None) -> Post:
    number = number_of(entry.get("pid"))
    return Post(
        id=str(number),
        author=text_of(part_of(entry, "user", "username")) or text_of(part_of(entry, "user", "displayname")),
        created_at=_time(entry),
        body=text_of(entry.get("content")) or "",
        likes=number_of(entry.get("upvotes") if entry.get("upvotes") is not None else entry.get("votes")),
        accepted=number == best if best is not None else None,
        reply_to=str(entry["toPid"]) if entry.get("toPid") else None,
    )


def _time(item: dict[str, Any]) -> datetime | None:
    return utc(first_of(item, "timestampISO", "timestamp"))


def _is_set(data: dict[str, Any], name: str) -> bool:
    """Whether a mark is set, as a truth or as 1."""
    return data.get(name) is True or bool(number_of(data.get(name)))


FORMAT = Format(
    name="nodebb",
    title="NodeBB topic JSON",
    recognise=json_marks(
        r'"tid"\s*:', r'"pid"\s*:|"mainPid"\s*:', sure=0.94, why='topics with "tid" and posts with "pid"'
    ),
    reader=NodebbReader,
)
