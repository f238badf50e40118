"""GitHub Discussions as the GraphQL API gives them: comments, and replies below comments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from kbminer.ingest.dates import utc
from kbminer.ingest.document import Document
from kbminer.ingest.format import ByDocument, Format, Origin, isolate_errors
from kbminer.ingest.formats.json_values import json_marks, json_values, list_of, number_of, part_of, text_of
from kbminer.records import Post, Problem, Thread

_TEAM = ("OWNER", "MEMBER", "COLLABORATOR")


def read_document(document: Document, origin: Origin) -> Iterator[Thread | Problem]:
    """Give the discussions of one answer, whatever query asked for them."""
    for found in json_values(document):
        if isinstance(found, Problem):
            yield found
            continue
        where, value = found
        nodes = list(_discussions(value))
        if not nodes:
            yield Problem(where=where, what="it holds no discussions", lost=False)
        for node in nodes:
            yield from isolate_errors(where, partial(_thread, node, origin, where))


def _discussions(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _discussions(each)
    elif isinstance(value, dict):
        if "title" in value and isinstance(value.get("comments"), dict | list):
            yield value
        else:
            for each in value.values():
                yield from _discussions(each)


def _thread(node: dict[str, Any], origin: Origin, where: str) -> Iterator[Thread | Problem]:
    number = str(node.get("number") or node.get("id"))
    url = text_of(node.get("url"))
    source = origin.source
    if url and not origin.base_url:
        parts = urlsplit(url)
        source = f"{parts.hostname}{parts.path.rsplit('/discussions/', 1)[0]}"
    answer = part_of(node, "answer", "id")
    says = (
        part_of(node, "category", "isAnswerable") is True
        or answer is not None
        or node.get("isAnswered") is not None
    )
    posts = [_post(node, None, None, says, first=True)]
    comments = _nodes(node.get("comments"))
    for comment in comments:
        posts.append(_post(comment, answer, posts[0].id, says))
        posts += [_post(reply, answer, posts[-1].id, says) for reply in _nodes(comment.get("replies"))]
    total = number_of(part_of(node, "comments", "totalCount")) or 0
    if total > len(comments):
        what = f"the discussion is cut short: {total - len(comments)} of its {total} comments are missing"
        yield Problem(where=where, what=what, thread=f"{source}:{number}", lost=False)
    closed_as = node.get("stateReason")
    yield Thread(
        id=number,
        source=source,
        title=text_of(node.get("title")) or "",
        posts=tuple(posts),
        url=url,
        category=text_of(part_of(node, "category", "name")),
        tags=tuple(str(label["name"]) for label in _nodes(node.get("labels")) if label.get("name")),
        created_at=posts[0].created_at,
        solved=any(post.accepted for post in posts) or node.get("isAnswered") is True if says else None,
        closed=bool(node.get("closed") or node.get("locked")),
        duplicate_of="?" if closed_as == "DUPLICATE" else None,
    )


def _nodes(value: Any) -> list[dict[str, Any]]:
    return (
        list_of(value)
        or list_of(value, "nodes")
        or [edge["node"] for edge in list_of(value, "edges") if isinstance(edge.get("node"), dict)]
    )


def _post(
    node: dict[str, Any], answer: str | None, parent: str | None, says: bool, *, first: bool = False
) -> Post:
    markdown = text_of(node.get("body"))
    accepted = not first and (
        node.get("isAnswer") is True or (answer is not None and node.get("id") == answer)
    )
    role = node.get("authorAssociation")
    return Post(
        id=str(node.get("id") or node.get("databaseId") or node.get("number")),
        author=text_of(part_of(node, "author", "login")),
        created_at=utc(node.get("createdAt")),
        body=markdown or text_of(node.get("bodyHTML")) or text_of(node.get("bodyText")) or "",
        format="markdown" if markdown else "html" if text_of(node.get("bodyHTML")) else "text",
        likes=number_of(node.get("upvoteCount")),
        staff=role in _TEAM if isinstance(role, str) else None,
        accepted=accepted if says else None,
        reply_to=parent,
        url=text_of(node.get("url")),
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
