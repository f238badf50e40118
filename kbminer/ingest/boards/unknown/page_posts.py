"""The posts of a page as records: each once, with its id, and comments behind what they comment on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kbminer.ingest.boards.class_marks import visibility_of_classes
from kbminer.ingest.boards.shown_notices import badge_of, may_tell, notice_of
from kbminer.ingest.boards.thread_page import SeenPost
from kbminer.ingest.boards.unknown.accepted_marks import accepted_posts
from kbminer.ingest.boards.unknown.body_html import body_html
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.post_ids import post_ids
from kbminer.ingest.boards.unknown.raw_posts import RawPost
from kbminer.ingest.boards.unknown.regions import Kind
from kbminer.ingest.timestamps import from_epoch
from kbminer.records import Post, Visibility, strictest

Key = tuple[object, ...]
_TIMED = re.compile(r"^data-.*(?:time|date|stamp)")
_SECONDS = re.compile(r"1?\d{9}(?:\d{3})?")  # since 1970, or thousandths of them
_OUTER = 3  # elements at the beginning of a post


@dataclass(frozen=True, slots=True)
class _Shown:
    """A post with its body, whether it is marked as accepted, its id, and what it is known by without one."""

    raw: RawPost
    body: str
    accepted: bool
    id: str
    key: Key


def posts_of(outline: Outline, raw: Sequence[RawPost]) -> tuple[SeenPost, ...]:
    """Make the records of a page's posts, in order."""
    marks = accepted_posts(outline, [post.region for post in raw])
    bodies = [body_html(outline, post.body, post.apart, post.kind.inner) if post.body else "" for post in raw]
    keys = list(map(_key, raw))
    shown = _once(map(_Shown, raw, bodies, marks, _numbers(outline, raw, keys), keys))
    solved = any(marks)
    found = []
    parent = ""
    for post, own in zip(shown, _distinct_ids(shown), strict=True):
        parent = parent if post.raw.kind.comment else own
        mark = post.raw.mark
        exact = mark.exact or _epoch(outline, post.raw)
        record = Post(
            id=own,
            author=post.raw.author,
            created_at=exact,
            body=post.body,
            accepted=post.accepted if solved else None,
            reply_to=parent or None if post.raw.kind.comment else None,
            visibility=_visibility(outline, post.raw),
        )
        found.append(SeenPost(post=record, when=None if exact else mark.when))
    return tuple(found)


def _epoch(outline: Outline, post: RawPost) -> datetime | None:
    """The exact time that a post's box carries as a number, beside the one that it prints."""
    for element in range(post.region.parts[0], min(post.region.parts[0] + _OUTER, post.region.anchor)):
        for name, value in outline.elements[element].attrib.items():
            if _TIMED.search(name) and _SECONDS.fullmatch(value):
                return from_epoch(float(value))
    return None


def _visibility(outline: Outline, post: RawPost) -> Visibility:
    """Who may read a post, by the classes of its boxes, and of what stands around and inside of them."""
    parts = post.region.parts
    body = post.body.elements if post.body else ()
    inside = [each for part in parts for each in _without_body(outline, part, body)]
    by_class = visibility_of_classes(
        (outline.classes[part] for part in parts),
        {outline.classes[other] for other in (*outline.around(parts[0]), *inside)},
    )
    notices = (each for each in inside if may_tell(outline.tags[each], outline.classes[each]))
    return strictest((by_class, *(_noticed(outline, each) for each in notices)))


def _noticed(outline: Outline, element: int) -> Visibility:
    """What an element inside of a post's box tells moderators of it."""
    tag, classes = outline.tags[element], outline.classes[element]
    picture = outline.get(element, "src") if tag == "img" else ""
    notice = notice_of(classes, picture, lambda: " ".join(outline.elements[element].itertext()))
    return strictest((notice, badge_of(tag, classes, lambda: _titles(outline, element))))


def _titles(outline: Outline, element: int) -> tuple[str, ...]:
    """What a label shows, and what an icon is said to mean."""
    return outline.words(element), outline.get(element, "title"), outline.get(element, "aria-label")


def _without_body(outline: Outline, part: int, body: Sequence[int]) -> Iterator[int]:
    """The elements inside of a box, without those of a post's words."""
    at = part + 1
    while at < outline.end[part]:
        if at in body:
            at = outline.end[at]
        else:
            yield at
            at += 1


def _key(post: RawPost) -> Key:
    return (post.author, post.mark.when, post.mark.exact)


def _words(body: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", body).split())


def _once(posts: Iterable[_Shown]) -> list[_Shown]:
    """Each post once: a solution that stands on top, too, counts where it was written, and is accepted.

    The same words under two ids are two posts.
    """
    found: dict[int, _Shown] = {}
    alike: dict[Key, list[int]] = defaultdict(list)
    for at, post in enumerate(posts):
        if not post.body.strip():
            continue
        earlier = alike[post.key]
        twice = next((other for other in earlier if _are_one(found[other], post)), None)
        accepted = post.accepted
        if twice is not None:
            accepted = found.pop(twice).accepted or accepted
            earlier.remove(twice)
        found[at] = replace(post, accepted=accepted)
        earlier.append(at)
    return list(found.values())


def _are_one(one: _Shown, other: _Shown) -> bool:
    return one.id == other.id if one.id and other.id else _words(one.body) == _words(other.body)


def _numbers(outline: Outline, raw: Sequence[RawPost], keys: Sequence[Key]) -> list[str]:
    """The ids of posts, those of each kind from one source."""
    ids = ["" for _ in raw]
    for kind in {post.kind.kind for post in raw}:
        own = [at for at, post in enumerate(raw) if post.kind.kind == kind]
        found = post_ids(outline, [raw[at].region for at in own], [keys[at] for at in own])
        for at, each in zip(own, found, strict=True):
            ids[at] = each
    return ids


def _distinct_ids(posts: Sequence[_Shown]) -> list[str]:
    """Their ids, with a letter before those that are numbered apart from the others."""
    ids = [post.id for post in posts]
    if _are_one_row(posts):
        return ids
    own_kinds = [post.raw.kind.kind for post in posts if not post.raw.kind.comment]
    main = max(own_kinds, key=own_kinds.count, default=None)
    if ids and not ids[0] and all(ids[1:]) and posts[0].raw.kind.kind != main:
        ids[0] = "q0"  # an opening without a number, before replies that have one
    return [_with_letter(own, post, main) for own, post in zip(ids, posts, strict=True)]


def _are_one_row(posts: Sequence[_Shown]) -> bool:
    """Whether posts, none of them a comment, are numbered upwards as one row."""
    numbers = [int(post.id) for post in posts if post.id]
    rising = numbers == sorted(numbers) and len(set(numbers)) == len(posts)
    return rising and not any(post.raw.kind.comment for post in posts)


def _with_letter(own: str, post: _Shown, main: Kind | None) -> str:
    """A post's id, with a letter where it is a number and the post is not of the main kind."""
    kind = post.raw.kind
    return f"{'c' if kind.comment else 'q'}{own}" if own.isdecimal() and kind.kind != main else own
