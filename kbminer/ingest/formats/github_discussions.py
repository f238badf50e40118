"""GitHub Discussions as the GraphQL API gives them: comments, and replies below comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import ByDocument, Format, Origin, isolate_errors
from kbminer.ingest.formats.json_values import (
    first_of,
    json_marks,
    json_values,
    list_of,
    number_of,
    part_of,
    text_of,
)
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Post, Problem, Thread, Visibility, strictest
from kbminer.records.visibility import PUBLIC
from kbminer.web_address import parted

_TEAM = ("OWNER", "MEMBER", "COLLABORATOR")


def read_document(document: Document, origin: Origin) -> Iterator[Thread | Problem]:
    """Yield the discussions of one answer, whatever query asked for them."""
    for found in json_values(document):
        if isinstance(found, Problem):
            yield found
            continue
        where, value = found
        nodes = list(_discussions(value, PUBLIC))
        if not nodes:
            yield Problem(where=where, what="it holds no discussions", lost=False)
        for node, visibility in nodes:
            yield from isolate_errors(where, partial(_read, node, visibility, origin, where))


def _discussions(value: Any, around: Visibility) -> Iterator[tuple[dict[str, Any], Visibility]]:
    """Each discussion with who may read what it stands in, such as a repository."""
    if isinstance(value, list):
        for each in value:
            yield from _discussions(each, around)
    elif isinstance(value, dict):
        if "title" in value and isinstance(value.get("comments"), dict | list):
            own = visibility_of(value, part_of(value, "repository"), part_of(value, "category"))
            yield value, strictest((around, own))
        else:
            inner = strictest((around, visibility_of(value)))
            for each in value.values():
                yield from _discussions(each, inner)


def _read(
    node: dict[str, Any], visibility: Visibility, origin: Origin, where: str
) -> Iterator[Thread | Problem]:
    """One discussion, and a problem where comments of it are missing."""
    thread = replace(_thread(node, origin), visibility=visibility)
    comments = len(_nodes(node.get("comments")))
    total = number_of(part_of(node, "comments", "totalCount")) or 0
    if total > comments:
        what = f"the discussion is cut short: {total - comments} of its {total} comments are missing"
        yield Problem(where=where, what=what, thread=thread.key, lost=False)
    yield thread


def _thread(node: dict[str, Any], origin: Origin) -> Thread:
    url = text_of(node.get("url"))
    asks = _asks(node)
    posts = _posts(node, asks)
    answered = any(post.accepted for post in posts) or node.get("isAnswered") is True
    return Thread(
        id=str(first_of(node, "number", "id")),
        source=_source(url, origin),
        title=text_of(node.get("title")) or "",
        posts=tuple(posts),
        url=url,
        category=text_of(part_of(node, "category", "name")),
        tags=tuple(str(label["name"]) for label in _nodes(node.get("labels")) if label.get("name")),
        created_at=posts[0].created_at,
        solved=answered if asks else None,
        closed=bool(node.get("closed") or node.get("locked")),
        duplicate_of="?" if node.get("stateReason") == "DUPLICATE" else None,
    )


def _source(url: str | None, origin: Origin) -> str:
    """The host and repository, such as "github.com/owner/name"."""
    if not url or origin.base_url:
        return origin.source
    parts = parted(url)
    return f"{parts.hostname}{parts.path.rsplit('/discussions/', 1)[0]}"


def _asks(node: dict[str, Any]) -> bool:
    """Whether the discussion can have an answer, so that the absence of one says something."""
    return (
        part_of(node, "category", "isAnswerable") is True
        or part_of(node, "answer", "id") is not None
        or node.get("isAnswered") is not None
    )


def _posts(node: dict[str, Any], asks: bool) -> list[Post]:
    """The opening, then each comment with the replies below it."""
    answer = part_of(node, "answer", "id")
    posts = [_post(node, None, accepted=False if asks else None)]
    for comment in _nodes(node.get("comments")):
        above = _post(comment, posts[0].id, accepted=_is_answer(comment, answer) if asks else None)
        below = [
            _post(reply, above.id, accepted=_is_answer(reply, answer) if asks else None)
            for reply in _nodes(comment.get("replies"))
        ]
        # replies are folded away with the comment that they stand below
        posts += [
            above,
            *(replace(each, visibility=strictest((each.visibility, above.visibility))) for each in below),
        ]
    return posts


def _is_answer(node: dict[str, Any], answer: Any) -> bool:
    return node.get("isAnswer") is True or (answer is not None and node.get("id") == answer)


def _nodes(value: Any) -> list[dict[str, Any]]:
    return (
        list_of(value)
        or list_of(value, "nodes")
        or [edge["node"] for edge in list_of(value, "edges") if isinstance(edge.get("node"), dict)]
    )


def _post(node: dict[str, Any], parent: str | None, *, accepted: bool | None) -> Post:
    markdown, html = text_of(node.get("body")), text_of(node.get("bodyHTML"))
    role = node.get("authorAssociation")
    return Post(
        id=str(first_of(node, "id", "databaseId", "number")),
        author=text_of(part_of(node, "author", "login")),
        created_at=utc(node.get("createdAt")),
        body=markdown or html or text_of(node.get("bodyText")) or "",
        format="markdown" if markdown else "html" if html else "text",
        likes=number_of(node.get("upvoteCount")),
        staff=role in _TEAM if isinstance(role, str) else None,
        accepted=accepted,
        reply_to=parent,
        url=text_of(node.get("url")),
        visibility=visibility_of(node),
    )


FORMAT = Format(
    name="github-discussions",
    title="GitHub Discussions JSON",
    recognise=json_marks(
        r'"(?:isAnswered|isAnswerable|upvoteCount|bodyHTML|authorAssociation|discussions)"',
        r'"comments"',
        r'"createdAt"',
        sure=0.93,
        why="discussions with comments",
    ),
    reader=lambda origin: ByDocument(read_document, origin),
)
