"""One Discourse topic as the forum's JSON describes it, as a thread."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kbminer.ingest.format import Origin
from kbminer.ingest.formats.json_values import first_of, list_of, part_of
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import BodyFormat, Post, Problem, Thread, Visibility, strictest
from kbminer.records.visibility import PUBLIC

_REGULAR_POST, _WHISPER = 1, 4  # 2 is a moderator's action with words, 3 a small action
_KINDS = (None, _REGULAR_POST, _WHISPER, "regular", "whisper")
_OF_STAFF = Visibility("internal", "whisper")
_OTHERWISE = frozenset(["has_deleted"])  # says of a topic that posts of it are
_LIKE = 2  # in actions_summary


@dataclass(frozen=True, slots=True)
class Category:
    """A category: its name, and who may read what stands in it."""

    name: str
    visibility: Visibility = PUBLIC


def missing_posts(data: dict[str, Any]) -> list[int]:
    """List the ids that the topic's stream names and that are not among its posts, in order."""
    named = part_of(data, "post_stream", "stream")
    if not isinstance(named, list):
        return []
    here = [post.get("id") for post in list_of(data, "post_stream", "posts")]
    if here == named:
        return []
    known = {number for number in here if isinstance(number, int)}
    return [number for number in named if isinstance(number, int) and number not in known]


def topic_thread(
    data: dict[str, Any],
    where: str,
    origin: Origin,
    categories: dict[int, Category],
    *,
    whole: bool = False,
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
    categories : dict of int to Category
        By id; a category without a name is called by its number.
    whole : bool, default False
        Whether it is known that no post is missing.
    """
    key = f"{origin.source}:{data.get('id')}"
    entries = list_of(data["post_stream"]["posts"])
    regular = [entry for entry in entries if entry.get("post_type") in _KINDS]
    numbers = [whole_number(entry.get("post_number")) or 0 for entry in regular]
    if any(one >= other for one, other in pairwise(numbers)):  # nearly all come in their order
        regular.sort(key=lambda entry: (whole_number(entry.get("post_number")) or 0, str(entry.get("id"))))
    if data.get("id") is None or not regular:
        yield Problem(where=where, what="the topic has no id or no posts", thread=key)
        return
    if missing := [] if whole else missing_posts(data):
        total = len(data["post_stream"]["stream"])
        what = f"the topic is cut short: {len(missing)} of its {total} posts are missing"
        yield Problem(where=where, what=what, thread=key, lost=False)
    yield _thread(data, regular, origin, categories)


def _thread(
    data: dict[str, Any], entries: list[dict[str, Any]], origin: Origin, categories: dict[int, Category]
) -> Thread:
    url = _url(data, origin)
    solution = whole_number(part_of(data, "accepted_answer", "post_number"))
    ids = {whole_number(entry.get("post_number")): str(entry.get("id")) for entry in entries}
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
        views=whole_number(data.get("views")),
        solved=any(post.accepted for post in posts) if asks else None,
        pinned=bool(data.get("pinned") or data.get("pinned_globally")),
        closed=bool(data.get("closed") or data.get("archived")),
        visibility=topic_visibility(data, categories),
    )


def topic_visibility(data: dict[str, Any], categories: Mapping[int, Category]) -> Visibility:
    """Judge who may read a topic, or one of a list: by its own marks, and by its category's."""
    number = whole_number(data.get("category_id"))
    category = categories.get(number) if number is not None else None
    message = {"private message": "category_id" in data and number is None}  # only these are in no category
    own = visibility_of(data, part_of(data, "details"), message, ignoring=_OTHERWISE)
    return strictest((own, category.visibility if category else PUBLIC))


def _post(entry: dict[str, Any], ids: dict[int | None, str], solution: int | None, url: str | None) -> Post:
    number = whole_number(entry.get("post_number"))
    body, format = _body(entry)
    reply = whole_number(entry.get("reply_to_post_number"))
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
        visibility=post_visibility(entry),
    )


def post_visibility(entry: dict[str, Any]) -> Visibility:
    """Judge who may read a post: a whisper is told by the number of its kind, too."""
    own = visibility_of(entry)
    return strictest((own, _OF_STAFF)) if entry.get("post_type") == _WHISPER else own


def _body(entry: dict[str, Any]) -> tuple[str, BodyFormat]:
    """The post as the forum rendered it, or else as it was typed."""
    cooked, raw = entry.get("cooked"), entry.get("raw")
    if cooked is None and isinstance(raw, str):
        return raw, "markdown"
    return (cooked if isinstance(cooked, str) else ""), "html"


def _staff(entry: dict[str, Any]) -> bool | None:
    staff, admin, moderator = entry.get("staff"), entry.get("admin"), entry.get("moderator")
    if staff is None and admin is None and moderator is None:
        return None
    return bool(staff or admin or moderator)


def _accepted(entry: dict[str, Any], solution: int | None) -> bool | None:
    if solution is None and "accepted_answer" not in entry:
        return None
    return bool(entry.get("accepted_answer")) or (
        solution is not None and whole_number(entry.get("post_number")) == solution
    )


def _likes(entry: dict[str, Any]) -> int | None:
    if (count := whole_number(entry.get("like_count"))) is not None:
        return count
    actions = entry.get("actions_summary")
    if not isinstance(actions, list):
        return None
    counts = [
        whole_number(each.get("count"))
        for each in actions
        if isinstance(each, dict) and each.get("id") == _LIKE
    ]
    return counts[0] if counts and counts[0] is not None else 0


def _title(data: dict[str, Any]) -> str:
    title = data.get("title")
    if isinstance(title, str) and title.strip():
        return title
    fancy = data.get("fancy_title")
    return re.sub(r"<[^<>]*+>", "", html.unescape(fancy)) if isinstance(fancy, str) else ""


def _url(data: dict[str, Any], origin: Origin) -> str | None:
    if not origin.base_url:
        return None
    return f"{origin.base_url.rstrip('/')}/t/{data.get('slug') or '-'}/{data['id']}"


def _category(data: dict[str, Any], known: dict[int, Category]) -> str | None:
    number = whole_number(data.get("category_id"))
    if number is None:
        return None
    return known[number].name if number in known else f"category {number}"


def _tags(data: dict[str, Any]) -> tuple[str, ...]:
    tags = data.get("tags")
    return tuple(_tag(tag) for tag in tags if tag) if isinstance(tags, list) else ()


def _tag(tag: Any) -> str:
    return str(first_of(tag, "name", "slug", "id")) if isinstance(tag, dict) else str(tag)


def whole_number(value: Any) -> int | None:
    """Take a value where it is a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
