"""What is not public takes along what hangs on it: replies to it, its other copies, what stands inside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from public_items import public_items

from kbminer.ingest.known_formats import by_name
from kbminer.ingest.routing import read_path

WORD = "zanzibar"
WHEN = "2024-05-01T10:00:00Z"


def write(folder: Path, *values: Any) -> Path:
    """Write each value into a file of its own, in order; a text under its own name."""
    folder.mkdir()
    for number, value in enumerate(values):
        name, content = value if isinstance(value, tuple) else (f"{number}.json", json.dumps(value))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def topic(*posts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A topic of unknown make."""
    return {"id": 5, "title": "Lid sticks", "posts": list(posts), **more}


def post(number: int, words: str, **more: Any) -> dict[str, Any]:
    """One of its posts."""
    return {"id": number, "author": f"u{number}", "date": f"2024-05-0{number}", "body": words, **more}


OPEN, REPLY = post(1, "Why does the lid stick?"), post(2, f"Oil the {WORD}.")


def said(number: int, words: str, **more: Any) -> dict[str, Any]:
    """A message of Slack, in the thread of the first."""
    return {"type": "message", "user": f"U{number}", "text": words, "ts": f"171000000{number}.000100",
            "thread_ts": "1710000001.000100", **more}  # fmt: skip


def slack(*messages: dict[str, Any], name: str = "help/2024-03-04.json") -> tuple[str, str]:
    """A day of a channel."""
    return name, json.dumps(list(messages))


def discourse(*posts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A Discourse topic whose stream names a post that came apart."""
    shown = [{"id": 10 + n, "post_number": n, "post_type": 1, "username": "a", "created_at": WHEN,
              "topic_id": 5, **each} for n, each in enumerate(posts, 1)]  # fmt: skip
    return {"id": 5, "title": "Lid", "category_id": 1, **more,
            "post_stream": {"posts": shown, "stream": [11, 12, 13]}}  # fmt: skip


def submission(**more: Any) -> dict[str, Any]:
    """A submission of Reddit."""
    return {"id": "1a", "title": "Lid sticks", "selftext": f"Does {WORD} help?", "subreddit": "lids",
            "num_comments": 0, "is_self": True, "created_utc": 1710000000, "author": "u", **more}  # fmt: skip


FREE, HELD = {"cooked": "<p>Why?</p>"}, {"cooked": f"<p>{WORD}</p>"}
NODEBB = {"tid": 5, "mainPid": 51, "title": "Lid"}
CASES: dict[str, tuple[str, tuple[Any, ...]]] = {
    "replies to a hidden opening": ("topic-json", ([topic({**OPEN, "hidden": True}, REPLY)],)),
    "an opening without words": (
        "topic-json", ([topic({"id": 1, "date": "2024-05-01", "deleted": True}, REPLY)],)),
    "an opening whose words are empty": (
        "topic-json", ([topic({**OPEN, "body": "", "deletedAt": WHEN}, REPLY)],)),
    "replies below a hidden reply": ("topic-json", ([topic(
        OPEN, post(2, "See below.", private=True, replies=[post(3, f"The {WORD}.")]))],)),
    "a topic again, marked": ("topic-json", ([topic(OPEN, REPLY)], [topic(OPEN, REPLY, deleted=True)])),
    "a topic again, not marked": ("topic-json", ([topic(OPEN, REPLY, private=True)], [topic(OPEN, REPLY)])),
    "a post again, marked": ("topic-json", ([topic(OPEN, REPLY)], [topic(OPEN, {**REPLY, "spam": True})])),
    "a private forum in the topic": ("topic-json", ([topic(OPEN, REPLY, forum={"id": 3, "private": True})],)),
    "a private forum around the topics": ("topic-json", (
        {"forums": [{"name": "Staff", "is_private": True, "topics": [topic(OPEN, REPLY)]}]},)),
    "a private forum listed apart": ("topic-json", (
        [topic(OPEN, REPLY, forum_id=3)], {"forums": [{"id": 3, "name": "Staff", "visibility": "staff"}]})),
    "a closed category by its name": ("topic-json", (
        [topic(OPEN, REPLY, category="Staff")],
        {"categories": [{"id": 3, "name": "Staff", "read_restricted": True}]})),
    "a private reply in a file of its own": ("markdown", (
        ("1.md", "---\ntitle: Lid\nauthor: a\ndate: 2024-05-01\nthread: 7\n---\nWhy?\n"),
        ("2.md", f"---\ntitle: Lid\nauthor: b\ndate: 2024-05-02\nthread: 7\nprivate: true\n---\n{WORD}\n"))),
    "replies to a file that is a draft": ("markdown", (
        ("1.md", "---\ntitle: Lid\nauthor: a\ndate: 2024-05-01\nthread: 7\nhidden: true\n---\nWhy?\n"),
        ("2.md", f"---\ntitle: Lid\nauthor: b\ndate: 2024-05-02\nthread: 7\n---\n{WORD}\n"))),
    "a tombstone": ("slack", (slack(
        said(1, "This message was deleted.", subtype="tombstone", hidden=True), said(2, WORD)),)),
    "a hidden root without words": ("slack", (
        slack(said(1, "", hidden=True), said(2, WORD)),)),
    "a message again, hidden": ("slack", (
        slack(said(1, "Why?"), said(2, WORD)),
        slack(said(2, WORD, hidden=True), name="help/2024-03-05.json"))),
    "a channel that its list calls private": ("slack", (
        slack(said(1, "Why?"), said(2, WORD)),
        ("channels.json", json.dumps([{"id": "C1", "name": "help", "is_private": True, "members": []}])))),
    "a private channel in an answer": ("slack", (
        {"channel": {"id": "C1", "is_private": True}, "messages": [said(1, "Why?"), said(2, WORD)]},)),
    "a private channel in a list of answers": ("slack", (
        slack(said(1, "Why?"), said(2, WORD)),
        ("channels.json", json.dumps({"ok": True, "channels": [
            {"id": "C1", "name": "help", "is_private": True, "members": [], "created": 1}]})))),
    "a private channel of Teams": ("teams", (
        {"value": [{"id": "19:a@thread.tacv2", "displayName": "Board", "membershipType": "private"}]},
        {"value": [{"id": "1", "messageType": "message", "createdDateTime": WHEN, "replyToId": None,
                    "channelIdentity": {"channelId": "19:a@thread.tacv2"}, "body": {"content": WORD}}]})),
    "a deleted root of Teams": ("teams", (
        {"value": [{"id": "1", "messageType": "message", "createdDateTime": WHEN, "deletedDateTime": WHEN,
                    "replyToId": None, "channelIdentity": {"channelId": "19:a@thread.tacv2"},
                    "body": {"content": ""}, "replies": [
                        {"id": "2", "messageType": "message", "createdDateTime": WHEN, "replyToId": "1",
                         "body": {"content": WORD}}]}]},)),
    "a private subreddit": ("reddit", ([submission(subreddit_type="private")],)),
    "who removed a submission": ("reddit", ([submission(removed_by="mod")],)),
    "what is left of a removed submission": ("reddit", ([submission(selftext="[removed]"), {
        "id": "c1", "link_id": "t3_1a", "parent_id": "t3_1a", "body": WORD, "created_utc": 1710000001}],)),
    "a batch that marks a post": ("discourse-json", (
        discourse(FREE, HELD), {"id": 5, "post_stream": {"posts": [
            {"id": 12, "topic_id": 5, "post_number": 2, "post_type": 1, "hidden": True, **HELD},
            {"id": 13, "topic_id": 5, "post_number": 3, "post_type": 1, **FREE}]}})),
    "a Discourse topic again, marked": ("discourse-json", (
        discourse(FREE, HELD), discourse(FREE, HELD, deleted_at=WHEN))),
    "a Discourse topic again, not marked": ("discourse-json", (
        discourse(FREE, HELD, visible=False), discourse(FREE, HELD))),
    "a category in the topic": ("discourse-json", (
        discourse(FREE, HELD, category={"read_restricted": True}),)),
    "a topic of NodeBB again, marked": ("nodebb", tuple(
        {**NODEBB, "posts": [{"pid": 51, "content": WORD, "timestamp": 1}], **more}
        for more in ({}, {"deleted": 1}))),
    "a post of NodeBB again, not marked": ("nodebb", tuple(
        {**NODEBB, "posts": [{"pid": 51, "content": "Why?", "timestamp": 1},
                              {"pid": 52, "content": WORD, "timestamp": 2, **more}]}
        for more in ({"deleted": 1}, {}))),
    "an answer of Stack Exchange again": ("stackexchange-api", tuple(
        {"items": [{"question_id": 5, "title": "Lid", "body": "Why?", "is_answered": True, "answers": [
            {"answer_id": 6, "question_id": 5, "body": WORD, **more}]}]}
        for more in ({"deleted_date": 1710000000}, {}))),
    "a ticket again": ("zendesk", tuple(
        {"tickets": [{"id": 5, "subject": "Lid", "description": WORD, "requester_id": 9, "created_at": WHEN,
                      **more}]} for more in ({"is_public": False}, {}))),
    "replies below a minimized comment": ("github-discussions", ({"data": {"repository": {"discussions": {
        "nodes": [{"number": 5, "title": "Lid", "body": "Why?", "createdAt": WHEN, "isAnswered": False,
                   "comments": {"nodes": [{"id": "c", "body": "Spam", "isMinimized": True, "replies": {
                       "nodes": [{"id": "r", "body": WORD}]}}]}}]}}}},)),
    "a private group by its list's name alone": ("slack", (
        ("groups.json", json.dumps([{"id": "G1", "name": "help"}])), slack(said(1, "Why?"), said(2, WORD)))),
    "a private channel told apart": ("teams", (
        ("channel.json", json.dumps({"id": "19:a", "displayName": "Staff", "membershipType": "private"})),
        {"value": [{"id": "1", "messageType": "message", "createdDateTime": WHEN, "replyToId": None,
                    "channelIdentity": {"channelId": "19:a"}, "body": {"content": WORD}}]})),
    "a repository around issues": ("github-issues", ({"data": {"repository": {
        "visibility": "PRIVATE", "issues": {"nodes": [
            {"number": 5, "title": "Lid", "state": "OPEN", "body": WORD, "url": "https://github.com/a/b/issues/5",
             "comments": {"nodes": []}}]}}}},)),
    "a conversation that opens with what was redacted": ("intercom", ({"conversations": [{
        "id": "21", "created_at": 1709541000, "source": {"body": "", "redacted": True},
        "conversation_parts": {"conversation_parts": [
            {"id": "p", "part_type": "comment", "body": WORD, "created_at": 1709541001}]}}]},)),
    "a ticket of Freshdesk again": ("freshdesk", tuple(
        [{"id": 7, "subject": "Lid", "description_text": WORD, "requester_id": 9, "responder_id": 1,
          "created_at": WHEN, **more}] for more in ({"spam": True}, {"spam": False}))),
    "a forum in a line": ("thread-jsonl", (("t.jsonl", json.dumps(
        {"id": "1", "title": "Lid", "posts": [{"body": WORD}], "forum": {"private": True}})),)),
}  # fmt: skip
"""By what is tried: the format, and the files of a source."""


@pytest.mark.parametrize("case", CASES)
def test_what_hangs_on_what_is_not_public_is_not_public(case: str, tmp_path: Path) -> None:
    """The word is kept back and counted, never in what a guest may read."""
    format, files = CASES[case]
    shown, told = public_items(read_path(write(tmp_path / "forum", *files), by_name(format), forced=True))
    assert WORD not in repr(shown)
    assert [each for each in told if each.startswith("kept back: ")], told


PUBLIC_CASES: dict[str, tuple[str, tuple[Any, ...]]] = {
    "a restricted subreddit, where everybody reads": ("reddit", (
        [submission(subreddit_type="restricted", approved=False, removed_by=None, banned_by=None)],)),
    "a public forum": ("topic-json", (
        [topic(OPEN, REPLY, forum={"id": 3, "private": False}, forum_id=3)],
        {"forums": [{"id": 3, "visibility": "public"}, {"id": 4, "private": True}]})),
    "an author whose account is gone": ("topic-json", (
        [topic(OPEN, {**REPLY, "author": {"name": "b", "deleted": True, "private": True}})],)),
    "a reply beside a hidden one": ("topic-json", (
        [topic(OPEN, post(2, "psst", hidden=True), post(3, f"Oil the {WORD}."))],)),
    "a channel beside a private one": ("slack", (
        slack(said(1, "Why?"), said(2, WORD)),
        ("channels.json", json.dumps([{"id": "C2", "name": "board", "is_private": True, "members": []},
                                      {"id": "C1", "name": "help", "is_private": False, "members": []}])))),
}  # fmt: skip


@pytest.mark.parametrize("case", PUBLIC_CASES)
def test_what_everybody_reads_stays(case: str, tmp_path: Path) -> None:
    """Marks of other things, and fields that only look like marks, withhold nothing."""
    format, files = PUBLIC_CASES[case]
    shown, _ = public_items(read_path(write(tmp_path / "forum", *files), by_name(format), forced=True))
    assert WORD in repr(shown)
