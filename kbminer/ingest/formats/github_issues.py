"""GitHub issues: as ``gh issue list --json`` writes them, or as the REST or GraphQL API answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
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
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, number_of, part_of, text_of
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Post, Thread, Visibility, strictest
from kbminer.web_address import parted

_TEAM = frozenset(["OWNER", "MEMBER", "COLLABORATOR"])
_HOME = re.compile(
    r"^(?:https?://)?(?:api\.)?([^/]+)/(?:api/v3/)?(?:repos/)?([^/]+/[^/]+)/(?:issues|pull)/(\d+)"
)


def pieces(value: dict[str, Any], name: str) -> Iterator[ThreadPart | Fact]:
    """Find issues and comments, wherever they lie in an answer."""
    if "category" in value and "comments" in value:
        return  # a discussion
    if "title" in value and "number" in value:
        key = _key(first_of(value, "html_url", "url"), value["number"])
        yield ThreadPart(key, value, opens=True)
        for comment in _nodes(value.get("comments")):
            yield ThreadPart(key, comment)
    elif "issue_url" in value and "body" in value:
        yield ThreadPart(_key(value["issue_url"], None), value)
    else:
        around = visibility_of(value)
        inner = (each for held in value.values() for each in (held if isinstance(held, list) else [held]))
        for each in inner:
            if isinstance(each, dict):
                yield from (_within(piece, around) for piece in pieces(each, name))


def _within(piece: ThreadPart | Fact, around: Visibility) -> ThreadPart | Fact:
    """The piece, which nobody may read who may not read what it stands in."""
    if isinstance(piece, Fact):
        return piece
    return replace(piece, visibility=strictest((piece.visibility, around)))


def _key(url: Any, number: Any) -> str:
    """The repository and number, for a source may hold several repositories."""
    home = _HOME.match(url) if isinstance(url, str) else None
    return f"{home.group(1)}/{home.group(2)}#{home.group(3)}" if home else f"#{number}"


def _nodes(value: Any) -> list[dict[str, Any]]:
    edges = [each["node"] for each in list_of(value, "edges") if isinstance(each.get("node"), dict)]
    return list_of(value) or list_of(value, "nodes") or edges


def join(joined: Joined) -> Thread | None:
    """Make a thread of an issue; pull requests ask nothing."""
    issue = joined.opening
    url = text_of(first_of(issue, "html_url", "url"))
    if "pull_request" in issue or "/pull/" in (url or ""):
        joined.left_out["pull requests"] += 1
        return None
    comments = [_post(each) for each in joined.replies]
    total = _comments_of(issue)
    home, _, number = joined.key.rpartition("#")
    return Thread(
        id=number,
        source=home if home and not joined.origin.base_url else joined.origin.source,
        title=text_of(issue.get("title")) or "",
        posts=(_post(issue), *in_order(comments)),
        url=url if url and not parted(url).netloc.startswith("api.") else None,
        category=text_of(part_of(issue, "milestone", "title")),
        tags=tuple(
            str(label.get("name")) for label in _nodes(issue.get("labels")) if text_of(label.get("name"))
        ),
        created_at=utc(first_of(issue, "createdAt", "created_at")),
        solved=_solved(issue),
        pinned=issue.get("isPinned") is True,
        closed=_state(issue) == "CLOSED" or issue.get("locked") is True,
        duplicate_of="?" if _reason(issue) == "DUPLICATE" else None,
        complete=joined.is_whole("issue", total - len(joined.replies), f"{total} comments"),
    )


def _comments_of(issue: dict[str, Any]) -> int:
    """How many comments an issue says that it has."""
    counted = issue.get("comments")
    return counted if isinstance(counted, int) else number_of(part_of(counted, "totalCount")) or 0


def _state(issue: dict[str, Any]) -> str:
    return str(issue.get("state")).upper()


def _reason(issue: dict[str, Any]) -> str:
    return str(first_of(issue, "stateReason", "state_reason") or "").upper()


def _solved(issue: dict[str, Any]) -> bool | None:
    """What its state says: completed is solved, open is not, and "not planned" says neither."""
    state = _state(issue)
    if state == "OPEN":
        return False
    return True if state == "CLOSED" and _reason(issue) in ("", "COMPLETED") else None


def _post(item: dict[str, Any]) -> Post:
    role = first_of(item, "authorAssociation", "author_association")
    markdown, html = text_of(item.get("body")), text_of(first_of(item, "bodyHTML", "body_html"))
    reactions = part_of(item, "reactions", "+1")
    return Post(
        id=str(first_of(item, "id", "databaseId", "number")),
        author=text_of(part_of(item, "author", "login")) or text_of(part_of(item, "user", "login")),
        created_at=utc(first_of(item, "createdAt", "created_at")),
        body=markdown or html or text_of(item.get("title")) or "",
        format="html" if html and not markdown else "markdown",
        likes=number_of(reactions),
        staff=role in _TEAM if isinstance(role, str) else None,
        url=text_of(item.get("html_url")),
        visibility=judged_visibility(item),
    )


_ADDRESSED = json_marks(
    r'"(?:url|html_url|issue_url)"\s*:\s*"https?://[^"\s]{1,200}/issues/\d', r'"body"\s*:',
    sure=0.96, why='issues by their address',
)  # fmt: skip
_STATED = json_marks(
    r'"number"\s*:\s*\d', r'"title"\s*:', r'"state"\s*:\s*"(?:OPEN|CLOSED)"', r'"body"\s*:',
    sure=0.94, why='issues with "number" and "state"',
)  # fmt: skip


def recognise(document: Document) -> Clue | None:
    """Issues by their addresses, or by number, title and state."""
    if b'"isAnswerable"' in document.head or b'"discussions"' in document.head:
        return None
    return _ADDRESSED(document) or _STATED(document)


FORMAT = Format(
    name="github-issues",
    title="GitHub issues JSON",
    recognise=recognise,
    reader=partial(JoiningReader, Export(pieces=pieces, join=join, things="issues")),
)
