"""Reddit: dumps of submissions and comments, flat or nested, and the answers of its API."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import partial
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.formats.joining import (
    Export,
    Fact,
    Joined,
    JoiningReader,
    ThreadPart,
    in_order,
    judged_visibility,
)
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, number_of, text_of
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Post, Thread, Visibility
from kbminer.text.title_marks import solved_mark

_GONE = frozenset(["[deleted]", "[removed]", "[ removed by reddit ]", "[deleted by user]"])


def pieces(value: dict[str, Any], name: str) -> Iterator[ThreadPart | Fact]:
    """Find submissions and comments, however deep the comments are nested."""
    pending = [value]
    while pending:
        item = pending.pop()
        inner = item.get("data")
        if isinstance(inner, dict):
            if item.get("kind") == "more":
                yield from _more(inner)
                continue
            pending.append(inner)
            continue
        for nested in ("replies", "comments", "children"):
            pending += list_of(item, nested)
        if isinstance(item.get("replies"), dict):
            pending.append(item["replies"])
        if (piece := _piece(item)) is not None:
            yield piece


def _more(inner: dict[str, Any]) -> Iterator[Fact]:
    parent = text_of(inner.get("parent_id")) or ""
    if parent and (count := number_of(inner.get("count"))):
        yield Fact("more", parent, count)


def _piece(item: dict[str, Any]) -> ThreadPart | None:
    if text_of(item.get("link_id")) and "body" in item:
        return ThreadPart(_bare(item["link_id"]), _slim(item, _COMMENT), visibility=_visibility(item, "body"))
    if "title" in item and ("selftext" in item or "num_comments" in item or "is_self" in item):
        key = _bare(str(first_of(item, "id", "name")))
        judged = _visibility(item, "selftext", "title")
        return ThreadPart(key, _slim(item, _SUBMISSION), opens=True, visibility=judged)
    return None


_COMMENT = "id author created_utc body parent_id score distinguished permalink created".split()
_SUBMISSION = """
id author created_utc created title selftext subreddit link_flair_text score permalink stickied locked url
is_self distinguished num_comments
""".split()
_OTHERWISE = frozenset(["approved", "subreddit_type"])  # to a moderator alone, and with words of its own
_CLOSED = frozenset(["private", "employees_only", "gold_only"])  # of a "restricted" one everybody reads


def _visibility(item: dict[str, Any], *words: str) -> Visibility:
    """Who may read it: what Reddit emptied bears words in place of its own."""
    stated = {
        "private": item.get("subreddit_type") in _CLOSED,
        "deleted": any(str(item.get(name)).strip().lower() in _GONE for name in words),
    }
    return visibility_of(item, stated, ignoring=_OTHERWISE)


def _slim(item: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What is needed of an object: dumps have a hundred fields in each."""
    return {name: item[name] for name in names if item.get(name) is not None}


def _bare(name: str) -> str:
    """An id without the kind before it: "t3_1abc" is "1abc"."""
    return name[3:] if name[:1] == "t" and name[2:3] == "_" else name


def join(joined: Joined) -> Thread | None:
    """Make a thread of a submission."""
    item = joined.opening
    replies = [_post(each, text_of(each.get("body")) or "") for each in joined.replies]
    title = html.unescape(text_of(item.get("title")) or "")
    subreddit = text_of(item.get("subreddit"))
    missing = number_of(joined.fact("more", f"t3_{joined.key}")) or 0
    return Thread(
        id=joined.key,
        source=joined.origin.source_at(f"reddit.com/r/{subreddit}" if subreddit else None),
        title=title,
        posts=(_post(item, _words(item, title)), *in_order(replies)),
        url=_address(item),
        category=subreddit,
        tags=tuple(filter(None, [text_of(item.get("link_flair_text"))])),
        created_at=utc(first_of(item, "created_utc", "created")),
        solved=solved_mark(f"[{item.get('link_flair_text') or ''}] {title}"),
        pinned=item.get("stickied") is True,
        closed=item.get("locked") is True,
        complete=joined.is_whole("thread", missing, "comments"),
    )


def _words(item: dict[str, Any], title: str) -> str:
    """The words of a submission: its own, or its title, with the address that it points at."""
    words = html.unescape(text_of(item.get("selftext")) or "")
    if not item.get("is_self") and not words:
        words = f"{title}\n\n{text_of(item.get('url')) or ''}"
    return words.strip() or title


def _address(item: dict[str, Any]) -> str | None:
    link = text_of(item.get("permalink"))
    return f"https://www.reddit.com{link}" if link and link.startswith("/") else link


def _post(item: dict[str, Any], body: str) -> Post:
    author = item.get("author")
    if isinstance(author, dict):
        author = first_of(author, "name", "username")
    parent = text_of(item.get("parent_id"))
    return Post(
        id=_bare(str(item.get("id"))),
        author=author if isinstance(author, str) and author.lower() not in _GONE else None,
        created_at=utc(first_of(item, "created_utc", "created")),
        body=html.unescape(body),
        format="markdown",
        likes=number_of(item.get("score")),
        staff=item.get("distinguished") in ("moderator", "admin") or None,
        reply_to=_bare(parent) if parent else None,
        url=_address(item),
        visibility=judged_visibility(item),
    )


_SUBMISSIONS = json_marks(
    r'"(?:selftext|link_flair_text|subreddit_id|num_comments|is_self)"\s*:', r'"subreddit(?:_id)?"\s*:',
    r'"title"\s*:', sure=0.97, why='submissions with "subreddit"',
)  # fmt: skip
_COMMENTS = json_marks(
    r'"link_id"\s*:\s*"(?:t3_)?\w', r'"parent_id"\s*:', r'"body"\s*:',
    sure=0.97, why='comments with "link_id"',
)  # fmt: skip
_LISTINGS = json_marks(
    r'"kind"\s*:\s*"(?:Listing|t3|t1)"',
    r'"children"\s*:|"data"\s*:',
    sure=0.97,
    why='listings of "t3" and "t1"',
)


def recognise(document: Document) -> Clue | None:
    """Submissions, comments, or listings of them."""
    return _SUBMISSIONS(document) or _COMMENTS(document) or _LISTINGS(document)


FORMAT = Format(
    name="reddit",
    title="Reddit dump or API answers",
    recognise=recognise,
    reader=partial(JoiningReader, Export(pieces=pieces, join=join, things="submissions")),
)
