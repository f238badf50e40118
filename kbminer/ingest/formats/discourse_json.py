"""Discourse topics as the forum's own JSON: ``/t/ID.json``, and ``/t/ID/posts.json`` beside it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from kbminer.ingest.decode import load_json
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin
from kbminer.ingest.formats.json_values import first_of, list_of, part_of
from kbminer.ingest.timestamps import utc
from kbminer.records import BodyFormat, Post, Problem, Thread

_REGULAR_POST = 1  # 2 is a moderator's action with words, 3 a small action, 4 a whisper
_LIKE = 2  # in actions_summary


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
        self._categories: dict[int, str] = {}
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
            self._waiting[data["id"]] = data
            self._places[data["id"]] = where
        else:
            self._came.add(_int(data.get("id")) or 0)
            yield from topic_thread(data, where, self._origin, self._categories)

    def name_categories(self, data: dict[str, Any]) -> None:
        """Take the names of the categories that an answer lists."""
        self._categories.update(_category_names(data))

    def _batch(self, data: dict[str, Any], posts: list[Any], where: str) -> Iterator[Problem]:
        """Keep posts until their topic is known; without a title the answer holds nothing else."""
        for post in posts:
            topic = _int(post.get("topic_id")) or _int(data.get("id")) if isinstance(post, dict) else None
            if topic:
                self._batches.setdefault(topic, []).append(post)
                self._named.setdefault(where, set()).add(topic)
        if where not in self._named:
            yield Problem(where=where, what="it holds posts that name no topic")

    def whole(self, data: dict[str, Any], where: str) -> Iterator[Thread | Problem]:
        """Yield a topic as it is, with no batches to wait for."""
        yield from topic_thread(data, where, self._origin, self._categories)

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield the topics that waited, with every post that was found."""
        for number, data in self._waiting.items():
            stream = data["post_stream"]
            known = {post.get("id") for post in stream["posts"] if isinstance(post, dict)}
            for post in self._batches.get(number, ()):
                if post.get("id") not in known:
                    known.add(post.get("id"))
                    stream["posts"].append(post)
            yield from topic_thread(data, self._places[number], self._origin, self._categories)
        for where, topics in self._named.items():
            if orphans := sorted(topics - self._came):
                what = f"its posts came without their topics, which hold the titles: {_listed(orphans)}"
                yield Problem(where=where, what=what)


def missing_posts(data: dict[str, Any]) -> list[int]:
    """List the ids that the topic's stream names and that are not among its posts, in order."""
    named = part_of(data, "post_stream", "stream")
    if not isinstance(named, list):
        return []
    here = [post.get("id") for post in list_of(data, "post_stream", "posts")]
    known = {number for number in here if isinstance(number, int)}
    return [number for number in named if isinstance(number, int) and number not in known]


def topic_thread(
    data: dict[str, Any], where: str, origin: Origin, categories: dict[int, str]
) -> Iterator[Thread | Problem]:
    """Yield one topic as a thread, with a problem where it is damaged.

    Parameters
    ----------
    data : dict
        The JSON of ``/t/ID.json``.
    where : str
        The file or address, for problems.
    origin : Origin
        Names the forum.
    categories : dict of int to str
        Names by id; a category without a name is called by its number.
    """
    key = f"{origin.source}:{data.get('id')}"
    if data.get("archetype") not in (None, "regular"):
        yield Problem(where=where, what="it is a private message; not read", thread=key)
        return
    entries = list_of(data["post_stream"]["posts"])
    regular = [entry for entry in entries if entry.get("post_type", _REGULAR_POST) == _REGULAR_POST]
    regular.sort(key=lambda entry: (_int(entry.get("post_number")) or 0, str(entry.get("id"))))
    if data.get("id") is None or not regular:
        yield Problem(where=where, what="the topic has no id or no posts", thread=key)
        return
    if missing := missing_posts(data):
        total = len(data["post_stream"]["stream"])
        what = f"the topic is cut short: {len(missing)} of its {total} posts are missing"
        yield Problem(where=where, what=what, thread=key, lost=False)
    yield _thread(data, regular, origin, categories)


def _thread(
    data: dict[str, Any], entries: list[dict[str, Any]], origin: Origin, categories: dict[int, str]
) -> Thread:
    url = _url(data, origin)
    solution = _int(part_of(data, "accepted_answer", "post_number"))
    ids = {_int(entry.get("post_number")): str(entry.get("id")) for entry in entries}
    posts = tuple(_post(entry, ids, solution, url) for entry in entries)
    asks = any(post.accepted is not None for post in posts)
    return Thread(
        id=str(data["id"]),
        source=origin.source,
        title=_title(data),
        posts=posts,
        url=url,
        category=_category(data, categories),
        tags=_tags(data),
        created_at=utc(data.get("created_at")) or posts[0].created_at,
        views=_int(data.get("views")),
        solved=any(post.accepted for post in posts) if asks else None,
        pinned=bool(data.get("pinned") or data.get("pinned_globally")),
        closed=bool(data.get("closed") or data.get("archived")),
    )


def _post(entry: dict[str, Any], ids: dict[int | None, str], solution: int | None, url: str | None) -> Post:
    number = _int(entry.get("post_number"))
    body, format = _body(entry)
    reply = _int(entry.get("reply_to_post_number"))
    return Post(
        id=str(entry.get("id") if entry.get("id") is not None else number),
        author=str(entry["username"]) if entry.get("username") else None,
        created_at=utc(entry.get("created_at")),
        body=body,
        format=format,
        likes=_likes(entry),
        staff=_staff(entry),
        accepted=_accepted(entry, solution),
        reply_to=ids.get(reply) if reply is not None else None,
        url=f"{url}/{number}" if url and number else None,
    )


def _body(entry: dict[str, Any]) -> tuple[str, BodyFormat]:
    """The post as the forum rendered it, or else as it was typed."""
    cooked, raw = entry.get("cooked"), entry.get("raw")
    if cooked is None and isinstance(raw, str):
        return raw, "markdown"
    return (cooked if isinstance(cooked, str) else ""), "html"


def _staff(entry: dict[str, Any]) -> bool | None:
    roles = [entry.get(role) for role in ("staff", "admin", "moderator")]
    return any(roles) if any(role is not None for role in roles) else None


def _accepted(entry: dict[str, Any], solution: int | None) -> bool | None:
    if solution is None and "accepted_answer" not in entry:
        return None
    return bool(entry.get("accepted_answer")) or (
        solution is not None and _int(entry.get("post_number")) == solution
    )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:5])) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")


def _likes(entry: dict[str, Any]) -> int | None:
    if (count := _int(entry.get("like_count"))) is not None:
        return count
    actions = entry.get("actions_summary")
    if not isinstance(actions, list):
        return None
    counts = [
        _int(each.get("count")) for each in actions if isinstance(each, dict) and each.get("id") == _LIKE
    ]
    return counts[0] if counts and counts[0] is not None else 0


def _title(data: dict[str, Any]) -> str:
    title = data.get("title")
    if isinstance(title, str) and title.strip():
        return title
    fancy = data.get("fancy_title")
    return re.sub(r"<[^>]*>", "", html.unescape(fancy)) if isinstance(fancy, str) else ""


def _url(data: dict[str, Any], origin: Origin) -> str | None:
    if not origin.base_url:
        return None
    return f"{origin.base_url.rstrip('/')}/t/{data.get('slug') or '-'}/{data['id']}"


def _category(data: dict[str, Any], names: dict[int, str]) -> str | None:
    number = _int(data.get("category_id"))
    return None if number is None else names.get(number, f"category {number}")


def _tags(data: dict[str, Any]) -> tuple[str, ...]:
    tags = data.get("tags")
    return tuple(_tag(tag) for tag in tags if tag) if isinstance(tags, list) else ()


def _tag(tag: Any) -> str:
    return str(first_of(tag, "name", "slug", "id")) if isinstance(tag, dict) else str(tag)


def _category_names(data: dict[str, Any]) -> dict[int, str]:
    listed = data.get("category_list")
    found = listed.get("categories") if isinstance(listed, dict) else data.get("categories")
    if not isinstance(found, list):
        return {}
    names = {}
    for entry in found:
        if isinstance(entry, dict) and isinstance(entry.get("id"), int) and entry.get("name"):
            names[entry["id"]] = str(entry["name"])
            names |= _category_names({"categories": entry.get("subcategory_list")})
    return names


def _int(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


FORMAT = Format(
    name="discourse-json", title="Discourse topic JSON", recognise=recognise, reader=DiscourseReader
)
