"""GitLab issues: as the REST or GraphQL API answers, or as the export of a project holds them."""

from __future__ import annotations

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
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, number_of, part_of, text_of
from kbminer.ingest.timestamps import utc
from kbminer.records import Post, Thread
from kbminer.web_address import parted

_ISSUES = "/issues/"


def pieces(value: dict[str, Any], name: str) -> Iterator[ThreadPart | Fact]:
    """Find issues, notes and members, wherever they lie in an answer or an export."""
    if "iid" in value and "title" in value:
        yield from _issue(value)
    elif "noteable_iid" in value and value.get("noteable_type") == "Issue":
        yield ThreadPart(_key(value.get("project_id"), value["noteable_iid"]), value)
    elif user := _user(value):
        yield Fact("user", str(user["id"]), text_of(first_of(user, "username", "name")))
    else:
        for each in value.values():
            for inner in each if isinstance(each, list) else [each]:
                if isinstance(inner, dict):
                    yield from pieces(inner, name)


def _issue(value: dict[str, Any]) -> Iterator[ThreadPart]:
    """An issue with the notes in it: a merge request has branches, and asks nothing."""
    key = _key(value.get("project_id"), value["iid"])
    yield ThreadPart(key, value, opens=True)
    for note in (*list_of(value, "notes"), *list_of(value, "notes", "nodes")):
        yield ThreadPart(key, note)
    for talk in (*list_of(value, "discussions"), *list_of(value, "discussions", "nodes")):
        for note in (*list_of(talk, "notes"), *list_of(talk, "notes", "nodes")):
            yield ThreadPart(key, note)


def _key(project: Any, number: Any) -> str:
    return f"{project}#{number}" if project else f"#{number}"


def _user(value: dict[str, Any]) -> dict[str, Any] | None:
    """The account that an entry of an export's members names."""
    user = part_of(value, "user")
    return user if isinstance(user, dict) and "id" in user and "access_level" in value else None


def join(joined: Joined) -> Thread | None:
    """Make a thread of an issue; what the program notes itself is no post."""
    issue = joined.opening
    if "source_branch" in issue or "sourceBranch" in issue:
        joined.left_out["merge requests"] += 1
        return None
    notes = [note for note in joined.replies if note.get("system") is not True]
    total = number_of(first_of(issue, "user_notes_count", "userNotesCount")) or 0
    url = text_of(first_of(issue, "web_url", "webUrl"))
    return Thread(
        id=str(issue["iid"]),
        source=_source(joined, url),
        title=text_of(issue.get("title")) or "",
        posts=(_post(issue, joined), *in_order(_post(note, joined) for note in notes)),
        url=url,
        category=text_of(part_of(issue, "milestone", "title")),
        tags=tuple(dict.fromkeys(_labels(issue))),
        created_at=utc(first_of(issue, "created_at", "createdAt")),
        solved=_solved(issue),
        closed=_is_closed(issue) or issue.get("discussion_locked") is True,
        duplicate_of=str(found) if (found := first_of(issue, "duplicated_to_id", "moved_to_id")) else None,
        complete=joined.is_whole("issue", total - len(notes), f"{total} notes"),
    )


def _source(joined: Joined, url: str | None) -> str:
    """The project, for an answer may hold issues of several."""
    if joined.origin.base_url or url is None:
        return joined.origin.source
    address = parted(url)
    home = address.path.split("/-" + _ISSUES)[0].split(_ISSUES)[0]
    return f"{address.netloc}{home}" if address.netloc else joined.origin.source


def _labels(issue: dict[str, Any]) -> Iterator[str]:
    """The names of labels: texts, objects, or links to objects."""
    held = issue.get("labels")
    yield from (each for each in (held if isinstance(held, list) else ()) if text_of(each))
    for each in (*list_of(issue, "labels"), *list_of(issue, "labels", "nodes")):
        if name := text_of(first_of(each, "name", "title")):
            yield name
    for link in list_of(issue, "label_links"):
        if name := text_of(part_of(link, "label", "title")):
            yield name


def _is_closed(issue: dict[str, Any]) -> bool:
    return str(issue.get("state")).lower() == "closed"


def _solved(issue: dict[str, Any]) -> bool | None:
    """Open is not solved; closed is, unless it was moved or repeats another."""
    if not _is_closed(issue):
        return False
    return None if first_of(issue, "moved_to_id", "duplicated_to_id") else True


def _post(item: dict[str, Any], joined: Joined) -> Post:
    author = part_of(item, "author")
    name = text_of(first_of(author, "username", "name")) if isinstance(author, dict) else None
    return Post(
        id=str(first_of(item, "id", "iid")),
        author=name or joined.fact("user", item.get("author_id")),
        created_at=utc(first_of(item, "created_at", "createdAt")),
        body=text_of(first_of(item, "description", "body", "note")) or text_of(item.get("title")) or "",
        format="markdown",
        likes=number_of(item.get("upvotes")),
        url=text_of(first_of(item, "web_url", "webUrl", "url")),
        visibility=judged_visibility(item),
    )


_ISSUE_MARKS = json_marks(
    r'"iid"\s*:\s*"?\d', r'"title"\s*:', r'"(?:web_url|webUrl|created_at|createdAt)"\s*:',
    r'"state"\s*:\s*"(?:opened|closed)"', sure=0.95, why='issues with "iid"',
)  # fmt: skip
_NOTE_MARKS = json_marks(
    r'"noteable_type"\s*:\s*"Issue"', r'"noteable_iid"\s*:', sure=0.95, why='notes with "noteable_iid"'
)
_MEMBER_MARKS = json_marks(
    r'"access_level"\s*:\s*\d', r'"user"\s*:\s*\{', sure=0.8, why='members with "access_level"'
)


def recognise(document: Document) -> Clue | None:
    """Issues, notes on them, or the members of an exported project."""
    return _ISSUE_MARKS(document) or _NOTE_MARKS(document) or _MEMBER_MARKS(document)


FORMAT = Format(
    name="gitlab-issues",
    title="GitLab issues JSON",
    recognise=recognise,
    reader=partial(JoiningReader, Export(pieces=pieces, join=join, things="issues")),
)
