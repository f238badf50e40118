"""Flarum: discussions with their posts as the forum's JSON:API gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from kbminer.ingest.dates import utc
from kbminer.ingest.document import Document
from kbminer.ingest.format import Format, Origin, isolate_errors
from kbminer.ingest.formats.json_values import json_marks, json_values, list_of, number_of, part_of, text_of
from kbminer.records import Post, Problem, Thread


class DiscussionReader:
    """Joins discussions with posts, users and tags, which may come in several answers."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._discussions: dict[str, dict[str, Any]] = {}
        self._posts: dict[str, dict[str, dict[str, Any]]] = {}
        self._names: dict[tuple[str, str], str] = {}

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one answer of the API."""
        for found in json_values(document):
            if isinstance(found, Problem):
                yield found
            else:
                self._take(found[1])

    def _take(self, answer: dict[str, Any]) -> None:
        data = answer.get("data")
        main = [data] if isinstance(data, dict) else list_of(data)
        for resource in (*main, *list_of(answer, "included")):
            kind, number = resource.get("type"), str(resource.get("id"))
            attributes = resource.get("attributes") or {}
            if kind == "discussions":
                known = self._discussions.get(number, {})
                if len(attributes) >= len(known.get("attributes") or {}):
                    self._discussions[number] = resource
                for post in list_of(resource, "relationships", "posts", "data"):
                    self._posts.setdefault(number, {}).setdefault(str(post.get("id")), {})
            elif kind == "posts":
                discussion = part_of(resource, "relationships", "discussion", "data", "id")
                home = str(discussion) if discussion else self._home(number)
                if home:
                    self._posts.setdefault(home, {})[number] = resource
            elif kind in ("users", "tags"):
                name = attributes.get("username") or attributes.get("displayName") or attributes.get("name")
                if text_of(name):
                    self._names[(kind, number)] = str(name)

    def _home(self, post: str) -> str | None:
        homes = [discussion for discussion, posts in self._posts.items() if post in posts]
        return homes[0] if homes else (next(iter(self._discussions)) if len(self._discussions) == 1 else None)

    def finish(self) -> Iterator[Thread | Problem]:
        """Give every discussion."""
        for number in self._discussions:
            key = f"{self._origin.source}:{number}"
            yield from isolate_errors(key, partial(self._discussion, number, key), thread=key)

    def _discussion(self, number: str, key: str) -> Iterator[Thread | Problem]:
        known = self._posts.get(number, {})
        entries = [
            post
            for post in known.values()
            if part_of(post, "attributes", "contentType") == "comment"
            and part_of(post, "attributes", "isHidden") is not True
        ]
        entries.sort(key=lambda post: number_of(part_of(post, "attributes", "number")) or 0)
        if not entries:
            yield Problem(where=key, what="the discussion came without its posts", thread=key)
            return
        if missing := sum(not post for post in known.values()):
            what = f"the discussion is cut short: {missing} of its {len(known)} posts are missing"
            yield Problem(where=key, what=what, thread=key, lost=False)
        yield self._thread(number, self._discussions[number], entries)

    def _thread(self, number: str, discussion: dict[str, Any], entries: list[dict[str, Any]]) -> Thread:
        attributes = discussion.get("attributes") or {}
        best = attributes.get("hasBestAnswer")  # the post's id, or false; absent without the extension
        best = (
            best
            if best not in (None, False, True)
            else part_of(discussion, "relationships", "bestAnswerPost", "data", "id")
        )
        says = "hasBestAnswer" in attributes
        posts = tuple(self._post(entry, str(best) if best else None, says) for entry in entries)
        base = self._origin.base_url
        tags = [
            self._names.get(("tags", str(tag.get("id"))))
            for tag in list_of(discussion, "relationships", "tags", "data")
        ]
        return Thread(
            id=number,
            source=self._origin.source,
            title=text_of(attributes.get("title")) or "",
            posts=posts,
            url=f"{base.rstrip('/')}/d/{attributes.get('slug') or number}"
            if base
            else text_of(attributes.get("shareUrl")),
            category=next((tag for tag in tags if tag), None),
            tags=tuple(tag for tag in tags if tag),
            created_at=utc(attributes.get("createdAt")) or posts[0].created_at,
            views=number_of(attributes.get("views") or attributes.get("viewCount")),
            solved=bool(best) if says else None,
            pinned=bool(attributes.get("isSticky") or attributes.get("isStickied")),
            closed=bool(attributes.get("isLocked")),
        )

    def _post(self, entry: dict[str, Any], best: str | None, says: bool) -> Post:
        attributes = entry.get("attributes") or {}
        user = part_of(entry, "relationships", "user", "data", "id")
        html = text_of(attributes.get("contentHtml"))
        return Post(
            id=str(entry.get("id")),
            author=self._names.get(("users", str(user))) if user else None,
            created_at=utc(attributes.get("createdAt")),
            body=html or text_of(attributes.get("content")) or "",
            format="html" if html else "markdown",
            likes=number_of(attributes.get("likesCount")),
            accepted=str(entry.get("id")) == best if says else None,
        )


FORMAT = Format(
    name="flarum",
    title="Flarum JSON",
    recognise=json_marks(
        r'"type"\s*:\s*"(?:discussions|posts)"',
        r'"attributes"',
        sure=0.95,
        why="JSON:API discussions or posts",
    ),
    reader=DiscussionReader,
)
