"""Topics whose fields are guessed by name: whatever holds a title and posts, as JSON or as front matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from kbminer.ingest.closed_places import ClosedPlaces, references
from kbminer.ingest.dates import DayOrder, read_date
from kbminer.ingest.day_orders import DayOrders
from kbminer.ingest.first_words import first_words
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.ingest.formats.joining import in_order
from kbminer.ingest.formats.json_values import list_of, number_of, text_of
from kbminer.ingest.formats.subjects import by_opening, parted_subject, without_area
from kbminer.ingest.repeated_posts import RepeatedPosts
from kbminer.ingest.tabular.columns import Mapping as Columns
from kbminer.ingest.tabular.columns import cell_text, guess, is_named
from kbminer.ingest.tabular.table import body_format, is_solved
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.ingest.waiting import Waiting
from kbminer.records import Post, Problem, Thread, Visibility, strictest
from kbminer.records.visibility import PUBLIC

_NAMES = (
    "name",
    "username",
    "user_name",
    "displayName",
    "display_name",
    "login",
    "nickname",
    "title",
    "text",
)
_Item = tuple[dict[str, Any], list[dict[str, Any]]]  # what an object tells of its topic, and its posts
_DEEPEST = 40  # replies in replies
_FIRST = 3  # objects of a list that are looked at: the first may be a deleted post, which has no words


def looks_like_topics(value: Mapping[str, Any]) -> bool:
    """Tell whether an object has a title, and words or a list of objects with words."""
    keys = list(value)
    has_title = any(is_named(key, "title") for key in keys)
    return has_title and (guess(keys) is not None or any(posts_fields(value)))


def posts_fields(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that hold lists of objects with words."""
    for name, each in value.items():
        members = list_of(each)
        if any(is_named(key, "body") for each in members[:_FIRST] for key in each):
            yield name


class GuessedTopics:
    """Collects topics and makes threads of them."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._given = dict(origin.columns)
        self._waiting = Waiting()
        self._orders = DayOrders()
        self._guesses: Counter[str] = Counter()
        self._repeated = RepeatedPosts()
        self.places = ClosedPlaces()
        self._left_out: Counter[str] = Counter()
        self._areas: set[str] = set()  # of the forum, as they stand before the subjects of replies
        self._unopened = 0

    def take(self, topic: Mapping[str, Any], name: str, around: Visibility = PUBLIC) -> tuple[Problem, ...]:
        """Let a topic wait, or a post that names its topic; ``name`` stands in where it has no id.

        ``around`` is who may read what the topic stands in.
        """
        flat = _flattened(topic, self._given)
        columns = guess(list(flat), self._given) or _title_only(flat, self._given)
        fields = [self._given["posts"]] if "posts" in self._given else list(posts_fields(flat))
        self._guesses[
            ", ".join(filter(None, (str(columns), *(f"posts from {each!r}" for each in fields))))
        ] += 1
        thread = columns.text(flat, "thread") or (columns.text(flat, "id") if fields else None)
        judged = strictest((around, visibility_of(topic, waiting=False)))
        names_topic = not fields and columns.column("thread") is not None
        own = self._entry(flat, columns, judged=judged)
        posts = [own] if own["body"] or names_topic else []
        for field in fields:
            posts += self._entries(list_of(flat.get(field)))
        facts = {
            role: columns.value(flat, role)
            for role in ("title", "category", "tags", "status", "views", "url")
        }
        facts["places"] = references(topic)
        facts["visibility"] = around if names_topic else judged
        self._waiting.add(thread or self._subject(facts, name, alone=not fields) or name, (facts, posts))
        return ()

    def _subject(self, facts: dict[str, Any], name: str, *, alone: bool) -> str | None:
        """What a post that names no topic shares with the others of its own: its subject."""
        title = text_of(facts["title"]) if alone else None
        if not title:
            return None
        facts |= {"subject": (subject := parted_subject(title)), "name": name}
        if subject.area:
            self._areas.add(subject.area)
        return f"subject {subject.key}"

    def _entries(
        self,
        values: list[dict[str, Any]],
        parent: str | None = None,
        around: Visibility = PUBLIC,
        depth: int = 0,
    ) -> Iterator[dict[str, Any]]:
        """Posts with the replies inside of them, which nobody may read who may not read what holds them."""
        for value in values:
            flat = _flattened(value, self._given)
            columns = guess(list(flat), {k: v for k, v in self._given.items() if k != "title"})
            judged = strictest((around, visibility_of(value, waiting=False)))
            if depth > _DEEPEST or (columns is None and judged.is_public):
                continue
            entry = self._entry(flat, columns or Columns(columns=()), parent, judged)
            yield entry
            for field in posts_fields(flat):
                inner = list_of(flat.get(field))
                yield from self._entries(inner, entry["id"] or parent, judged, depth + 1)

    def _entry(
        self,
        flat: Mapping[str, Any],
        columns: Columns,
        parent: str | None = None,
        judged: Visibility = PUBLIC,
    ) -> dict[str, Any]:
        """What one post says, by role."""
        row = dict(flat)
        entry: dict[str, Any] = {
            role: columns.text(row, role) for role in ("id", "author", "body", "accepted", "reply_to")
        }
        entry |= {"date": columns.value(row, "date"), "visibility": judged, "parent": parent}
        self._orders.note(str(entry["date"] or ""))
        self._repeated.note(entry["author"], entry["body"] or "")
        return entry

    def threads(self) -> Iterator[Thread | Problem]:
        """Yield the threads, and what was guessed and left out."""
        for guessed, count in self._guesses.most_common(3):
            what = f"the fields were guessed for {count} topics: {guessed}; --map gives others"
            yield Problem(where=self._origin.name, what=what, lost=False)
        for group, items in self._waiting.groups():
            for key, own in self._topics(group, items):
                where = f"{self._origin.source}:{key}"
                yield from isolate_errors(where, partial(self._thread, key, own), thread=where)
        if self._unopened:
            what = f"{self._unopened} topics begin with a reply: what they answer does not lie in this source"
            yield Problem(where=self._origin.name, what=what, lost=False)
        for reason, count in sorted((+self._left_out).items()):
            yield Problem(where=self._origin.name, what=f"left out: {reason} ({count})", lost=False)

    def _topics(self, group: str, items: list[_Item]) -> Iterator[tuple[str, list[_Item]]]:
        """Part what waited together: posts of one subject may be several topics."""
        if "subject" not in items[0][0]:
            yield group, items
            return
        for topic in by_opening(items, self._place):
            first = topic[0][0]
            self._unopened += first["subject"].replies
            words, area = without_area(first["subject"].words, self._areas)
            first |= {"title": words, "category": first["category"] or area or first["subject"].area_name}
            yield first["name"], topic

    def _place(self, item: _Item) -> tuple[bool, datetime | None]:
        """Whether a post replies, by its subject, and when it was written."""
        facts, posts = item
        return facts["subject"].replies, _time(posts[0]["date"], self._orders.usual) if posts else None

    def _thread(self, key: str, items: list[_Item]) -> Iterator[Thread | Problem]:
        facts = items[0][0]
        entries = _each_once(each for _, posts in items for each in posts if not self._is_repeated(each))
        posts = _numbered(in_order(_post(each, self._orders.usual) for each in entries))
        if not posts:
            where = f"{self._origin.source}:{key}"
            yield Problem(where=where, what="the topic holds no words", thread=where)
            return
        status = (cell_text(facts["status"]) or "").lower()
        accepted = any(post.accepted for post in posts)
        yield Thread(
            id=key,
            source=self._origin.source,
            title=text_of(facts["title"]) or first_words(posts[0]),
            posts=posts,
            url=text_of(facts["url"]),
            category=cell_text(_named(facts["category"])),
            tags=tuple(_tags(facts["tags"])),
            created_at=posts[0].created_at,
            views=number_of(facts["views"]),
            solved=True if accepted else is_solved(status),
            visibility=strictest(
                each for copy, _ in items for each in (copy["visibility"], self.places.around(copy["places"]))
            ),
        )

    def _is_repeated(self, entry: dict[str, Any]) -> bool:
        is_public = entry["visibility"].is_public
        if is_public and self._repeated.is_repeated(entry["author"], entry["body"] or ""):
            self._left_out["posts of bots that repeat word for word"] += 1
            return True
        return False


def _each_once(entries: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The posts without those that came twice; the strictest mark of what bears one id counts."""
    found: dict[object, dict[str, Any]] = {}
    marks: dict[str, Visibility] = {}
    for entry in entries:
        words = (entry["author"], entry["body"])
        found.setdefault((entry["id"], str(entry["date"]), words if not entry["id"] else ()), entry)
        if entry["id"] and not entry["visibility"].is_public:
            marks[entry["id"]] = strictest((entry["visibility"], marks.get(entry["id"], PUBLIC)))
    return [
        entry | {"visibility": strictest((entry["visibility"], marks.get(entry["id"], PUBLIC)))}
        for entry in found.values()
    ]


def _title_only(flat: Mapping[str, Any], given: Mapping[str, str]) -> Columns:
    """The columns of a topic that has no words of its own."""
    found = guess([*flat, "body"], given)
    return Columns(columns=tuple(pair for pair in (found.columns if found else ()) if pair[1] in flat))


def _flattened(value: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """The object with people by their names, and with whatever a given path such as "user.name" leads to."""
    flat = {name: _named(each) for name, each in value.items()}
    for path in given.values():
        if "." in path and path not in flat:
            found: Any = value
            for part in path.split("."):
                found = found.get(part) if isinstance(found, Mapping) else None
            if found is not None:
                flat[path] = found
    return flat


def _named(value: Any) -> Any:
    """The name in an object that stands for somebody or something; any other value as it is."""
    if isinstance(value, Mapping):
        return next((value[name] for name in _NAMES if isinstance(value.get(name), str)), value)
    return value


def _tags(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else str(value or "").split(","):
        if (name := cell_text(_named(each))) and isinstance(_named(each), str):
            yield name


def _post(entry: dict[str, Any], order: DayOrder) -> Post:
    body = entry["body"] or ""
    accepted = (entry["accepted"] or "").lower()
    return Post(
        id=entry["id"] or "",
        author=entry["author"],
        created_at=_time(entry["date"], order),
        body=body,
        format=entry.get("format") or body_format(body, plain="markdown"),
        accepted=is_solved(accepted) is True if accepted else None,
        reply_to=entry["reply_to"] or entry["parent"],
        visibility=entry["visibility"],
    )


def _time(value: Any, order: DayOrder) -> datetime | None:
    if hasattr(value, "isoformat"):
        return utc(value.isoformat())
    return utc(value) or read_date(str(value), order=order) if value not in (None, "") else None


def _numbered(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    ids = [post.id for post in posts]
    if all(ids) and len(set(ids)) == len(ids):
        return posts
    return tuple(replace(post, id=str(number), reply_to=None) for number, post in enumerate(posts, 1))
