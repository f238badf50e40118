"""Flarum: discussions with their posts as the forum's JSON:API gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from kbminer.records import Post, Problem, Thread, Visibility, strictest


class FlarumReader:
    """Joins discussions with posts, users and tags, which may come in several answers."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._discussions: dict[str, dict[str, Any]] = {}
        self._posts: dict[str, dict[str, dict[str, Any]]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._marks = SeenMarks()

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
        take = {
            "discussions": self._take_discussion,
            "posts": self._take_post,
            "users": self._take_name,
            "tags": self._take_name,
        }
        for resource in (*main, *list_of(answer, "included")):
            if (kind := resource.get("type")) in take:
                take[kind](str(resource.get("id")), resource)

    def _take_discussion(self, number: str, resource: dict[str, Any]) -> None:
        """Keep the fullest form; posts that it names and that did not come yet are noted as missing."""
        self._marks.note(("discussions", number), _attributes(resource), _addressed(resource))
        known = self._discussions.get(number, {})
        if len(_attributes(resource)) >= len(_attributes(known)):
            self._discussions[number] = resource
        for post in list_of(resource, "relationships", "posts", "data"):
            self._posts.setdefault(number, {}).setdefault(str(post.get("id")), {})

    def _take_post(self, number: str, resource: dict[str, Any]) -> None:
        discussion = part_of(resource, "relationships", "discussion", "data", "id")
        self._marks.note(("posts", number), _attributes(resource))
        if home := str(discussion) if discussion else self._home(number):
            self._posts.setdefault(home, {})[number] = resource

    def _take_name(self, number: str, resource: dict[str, Any]) -> None:
        name = first_of(_attributes(resource), "username", "displayName", "name")
        if text_of(name):
            self._names[(str(resource["type"]), number)] = str(name)
        if resource["type"] == "tags":
            self._marks.note(("tags", number), _attributes(resource))

    def _home(self, post: str) -> str | None:
        homes = [discussion for discussion, posts in self._posts.items() if post in posts]
        return homes[0] if homes else (next(iter(self._discussions)) if len(self._discussions) == 1 else None)

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every discussion."""
        for number in self._discussions:
            key = f"{self._origin.source}:{number}"
            yield from isolate_errors(key, partial(self._discussion, number, key), thread=key)

    def _discussion(self, number: str, key: str) -> Iterator[Thread | Problem]:
        known = self._posts.get(number, {})
        entries = [post for post in known.values() if part_of(post, "attributes", "contentType") == "comment"]
        entries.sort(key=lambda post: number_of(part_of(post, "attributes", "number")) or 0)
        if not entries:
            yield Problem(where=key, what="the discussion came without its posts", thread=key)
            return
        if missing := sum(not post for post in known.values()):
            what = f"the discussion is cut short: {missing} of its {len(known)} posts are missing"
            yield Problem(where=key, what=what, thread=key, lost=False)
        yield self._thread(number, self._discussions[number], entries)

    def _thread(self, number: str, discussion: dict[str, Any], entries: list[dict[str, Any]]) -> Thread:
        attributes = _attributes(discussion)
        asks, best = "hasBestAnswer" in attributes, _best_answer(discussion)
        posts = tuple(self._post(entry, best, asks) for entry in entries)
        named = list_of(discussion, "relationships", "tags", "data")
        tags = [name for tag in named if (name := self._names.get(("tags", str(tag.get("id")))))]
        return Thread(
            id=number,
            source=self._origin.source,
            title=text_of(attributes.get("title")) or "",
            posts=posts,
            url=self._url(number, attributes),
            category=tags[0] if tags else None,
            tags=tuple(tags),
            created_at=utc(attributes.get("createdAt")) or posts[0].created_at,
            views=number_of(first_of(attributes, "views", "viewCount")),
            solved=bool(best) if asks else None,
            pinned=bool(first_of(attributes, "isSticky", "isStickied")),
            closed=bool(attributes.get("isLocked")),
            visibility=self._visibility(number, named),
        )

    def _visibility(self, number: str, tags: list[dict[str, Any]]) -> Visibility:
        """Who may read a discussion: by its own marks, by those whom it is addressed to, by its tags."""
        own = self._marks.of(("discussions", number))
        return strictest((own, *(self._marks.of(("tags", str(tag.get("id")))) for tag in tags)))

    def _url(self, number: str, attributes: dict[str, Any]) -> str | None:
        if base := self._origin.base_url:
            return f"{base.rstrip('/')}/d/{attributes.get('slug') or number}"
        return text_of(attributes.get("shareUrl"))

    def _post(self, entry: dict[str, Any], best: str | None, asks: bool) -> Post:
        attributes = _attributes(entry)
        user = part_of(entry, "relationships", "user", "data", "id")
        html = text_of(attributes.get("contentHtml"))
        return Post(
            id=str(entry.get("id")),
            author=self._names.get(("users", str(user))) if user else None,
            created_at=utc(attributes.get("createdAt")),
            body=html or text_of(attributes.get("content")) or "",
            format="html" if html else "markdown",
            likes=number_of(attributes.get("likesCount")),
            accepted=str(entry.get("id")) == best if asks else None,
            visibility=self._marks.of(("posts", str(entry.get("id")))),
        )


def _addressed(discussion: dict[str, Any]) -> dict[str, Any]:
    """Those whom a discussion is addressed to, by the names of its relations."""
    relations = part_of(discussion, "relationships") or {}
    return {name: part_of(relation, "data") for name, relation in relations.items()}


def _attributes(resource: dict[str, Any]) -> dict[str, Any]:
    return resource.get("attributes") or {}


def _best_answer(discussion: dict[str, Any]) -> str | None:
    """The id of the post that is marked as the best answer: a field, or a relation of the discussion."""
    best = _attributes(discussion).get("hasBestAnswer")  # the id, or false; absent without the extension
    if best in (None, False, True):
        best = part_of(discussion, "relationships", "bestAnswerPost", "data", "id")
    return str(best) if best else None


FORMAT = Format(
    name="flarum",
    title="Flarum JSON",
    recognise=json_marks(
        r'"type"\s*:\s*"(?:discussions|posts)"',
        r'"attributes"',
        sure=0.95,
        why="JSON:API discussions or posts",
    ),
    reader=FlarumReader,
)
