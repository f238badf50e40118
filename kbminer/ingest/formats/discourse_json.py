"""Discourse topics as the forum's own JSON: ``/t/ID.json``, and ``/t/ID/posts.json`` beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kbminer.ingest.decode import load_json
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin
from kbminer.ingest.formats.discourse_topic import (
    Category,
    missing_posts,
    post_visibility,
    topic_thread,
    topic_visibility,
    whole_number,
)
from kbminer.ingest.formats.json_values import list_of
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Problem, Thread, Visibility, strictest
from kbminer.records.visibility import PUBLIC


def recognise(document: Document) -> Clue | None:
    """A JSON object with a ``post_stream``, or a list of topics."""
    start = document.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start != b"{":
        return None
    head = document.head
    if b'"post_stream"' in head and (b'"posts"' in head or b'"stream"' in head):
        return Clue(0.98, 'a JSON object with "post_stream"')
    if b'"cooked"' in head and b'"post_number"' in head and b'"topic_id"' in head:
        return Clue(0.9, 'posts with "cooked" and "post_number"')
    if b'"topic_list"' in head or b'"category_list"' in head:
        return Clue(0.6, "a list of Discourse topics or categories")
    return None


class DiscourseReader:
    """Joins topics with the batches of posts that were fetched apart, and categories with their names."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._categories: dict[int, Category] = {}
        self._given: dict[int, set[int]] = {}  # topics that were yielded, by categories not known by then
        self._waiting: dict[int, dict[str, Any]] = {}
        self._batches: dict[int, list[dict[str, Any]]] = {}
        self._places: dict[int, str] = {}
        self._came: set[int] = set()
        self._named: dict[str, set[int]] = {}

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Yield the document's topic, or hold it until the end where posts of it are missing."""
        content = document.read()
        if not content.strip():
            return [Problem(where=document.name, what="the file is empty")]
        try:
            data = load_json(content)
        except ValueError as error:
            return [Problem(where=document.name, what=f"it is broken JSON: {error}")]
        return self.take(data, document.name)

    def take(self, data: Any, where: str) -> Iterator[Thread | Problem]:
        """Take one parsed answer of a Discourse forum: a topic, a batch of posts, a list of categories."""
        if not isinstance(data, dict):
            yield Problem(where=where, what="it is JSON, but no Discourse topic")
            return
        self.name_categories(data)
        stream = data.get("post_stream")
        posts = stream.get("posts") if isinstance(stream, dict) else data.get("latest_posts")
        if not isinstance(posts, list):
            if not any(key in data for key in ("topic_list", "category_list", "categories")):
                yield Problem(where=where, what="it is JSON, but no Discourse topic")
        elif "title" not in data:
            yield from self._batch(data, posts, where)
        elif isinstance(data.get("id"), int) and missing_posts(data):
            self._came.add(data["id"])
            if earlier := self._waiting.get(data["id"]):
                self._batches.setdefault(data["id"], []).extend(list_of(earlier, "post_stream", "posts"))
                _withhold(data, topic_visibility(earlier, {}))
            self._waiting[data["id"]] = data
            self._places[data["id"]] = where
        else:
            number, category = whole_number(data.get("id")) or 0, whole_number(data.get("category_id"))
            self._came.add(number)
            if category is not None and category not in self._categories:
                self._given.setdefault(category, set()).add(number)
            whole = isinstance(data.get("id"), int)  # or it would wait for what is missing
            yield from topic_thread(data, where, self._origin, self._categories, whole=whole)

    def name_categories(self, data: dict[str, Any]) -> None:
        """Take the categories that an answer lists, with their names and who may read them."""
        self._categories.update(_categories(data, PUBLIC))

    @property
    def categories(self) -> dict[int, Category]:
        """The categories that are known so far, by number."""
        return self._categories

    def _batch(self, data: dict[str, Any], posts: list[Any], where: str) -> Iterator[Problem]:
        """Keep posts until their topic is known; without a title the answer holds nothing else."""
        for post in posts:
            topic = (
                whole_number(post.get("topic_id")) or whole_number(data.get("id"))
                if isinstance(post, dict)
                else None
            )
            if topic:
                self._batches.setdefault(topic, []).append(post)
                self._named.setdefault(where, set()).add(topic)
        if where not in self._named:
            yield Problem(where=where, what="it holds posts that name no topic")

    def whole(self, data: dict[str, Any], where: str) -> Iterator[Thread | Problem]:
        """Yield a topic as it is, with no batches to wait for."""
        yield from topic_thread(data, where, self._origin, self._categories)

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield the topics that waited, with every post that was found.

        Those that were yielded before their category was known to be closed are yielded once more without
        words: of two versions the store takes the stricter.
        """
        for category, topics in self._given.items():
            found = self._categories.get(category)
            if found is not None and not found.visibility.is_public:
                yield from (self._withheld(number, found.visibility) for number in sorted(topics))
        for number, data in self._waiting.items():
            stream = data["post_stream"]
            known = {post.get("id"): post for post in stream["posts"] if isinstance(post, dict)}
            for post in self._batches.get(number, ()):
                if post.get("id") in known:
                    _withhold(known[post.get("id")], post_visibility(post))
                else:
                    known[post.get("id")] = post
                    stream["posts"].append(post)
            yield from topic_thread(data, self._places[number], self._origin, self._categories)
        for where, topics in self._named.items():
            if orphans := sorted(topics - self._came):
                what = f"its posts came without their topics, which hold the titles: {_listed(orphans)}"
                yield Problem(where=where, what=what)

    def _withheld(self, number: int, visibility: Visibility) -> Thread:
        return Thread(id=str(number), source=self._origin.source, title="", posts=(), visibility=visibility)


def _withhold(copy: dict[str, Any], visibility: Visibility) -> None:
    """Mark what came once more as its other copy is marked."""
    if not visibility.is_public:
        copy["visibility"] = visibility.audience


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:5])) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")


def _categories(data: dict[str, Any], around: Visibility) -> dict[int, Category]:
    """The categories of a list with those inside of them, which nobody may read who may not read that."""
    listed = data.get("category_list")
    found = listed.get("categories") if isinstance(listed, dict) else data.get("categories")
    categories: dict[int, Category] = {}
    for entry in found if isinstance(found, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), int):
            outer = categories.get(whole_number(entry.get("parent_category_id")) or 0)
            marks = (around, visibility_of(entry), outer.visibility if outer else PUBLIC)
            own = Category(str(entry.get("name") or f"category {entry['id']}"), strictest(marks))
            categories[entry["id"]] = own
            categories |= _categories({"categories": entry.get("subcategory_list")}, own.visibility)
    return categories


FORMAT = Format(
    name="discourse-json", title="Discourse topic JSON", recognise=recognise, reader=DiscourseReader
)
