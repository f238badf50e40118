"""Exports of help desks, issue trackers and Reddit: whole threads, in order, without what is not public."""

from __future__ import annotations

import json
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from public_items import public_items

from kbminer.errors import SourceError
from kbminer.ingest import detect, read
from kbminer.ingest.formats import json_values as json_values_module
from kbminer.records import Problem, Thread


def write(path: Path, value: Any) -> Path:
    """Write JSON; a tuple becomes lines."""
    lines = "\n".join(map(json.dumps, value)) if isinstance(value, tuple) else json.dumps(value)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines + "\n")
    return path


def threads_of(path: Path) -> list[Thread]:
    """The threads of a source."""
    return public_items(read(path))[0]


def said_of(path: Path) -> list[str]:
    """What is told beside the threads."""
    return public_items(read(path))[1]


def words_of(thread: Thread) -> list[tuple[str | None, str]]:
    """Who wrote what."""
    return [(post.author, post.body) for post in thread.posts]


TICKET = {
    "id": 197, "subject": "Labels twice", "status": 5, "requester_id": 9, "responder_id": 7,
    "tags": ["printer"],
    "description": "<div>Labels come out twice.</div>", "description_text": "Labels come out twice.",
    "created_at": "2024-03-04T08:30:00Z", "requester": {"id": 9, "name": "Inga"},
}  # fmt: skip


def reply(number: int, body: str, user: int, *, private: bool = False, **more: Any) -> dict[str, Any]:
    """A conversation of a Freshdesk ticket."""
    time = f"2024-03-04T{9 + number:02}:00:00Z"
    return {
        "id": number, "body": f"<div>{body}</div>", "body_text": body, "incoming": user == 9,
        "private": private,
        "user_id": user, "created_at": time, **more,
    }  # fmt: skip


def test_freshdesk_tickets_keep_their_notes_to_themselves(tmp_path: Path) -> None:
    """Status 5 is solved and closed; the note is counted, the replies stand under their authors."""
    talk = [
        reply(1, "behind on payments", 7, private=True),
        reply(2, "Clear Retry.", 7),
        reply(3, "Solved", 9),
    ]
    path = write(tmp_path / "t.json", [{**TICKET, "conversations": talk}])
    assert detect(path).format == "freshdesk"
    (thread,) = threads_of(path)
    assert [post.author for post in thread.posts] == ["Inga", "user7", "Inga"]
    assert [post.staff for post in thread.posts] == [False, True, False]
    assert (thread.id, thread.solved, thread.closed, thread.tags) == ("197", True, True, ("printer",))
    assert "payments" not in repr(thread)
    assert said_of(path) == ["kept back: internal: private (1)"]


def test_freshdesk_conversations_and_people_may_lie_apart(tmp_path: Path) -> None:
    """Answers of the API in files of their own, conversations before the ticket, names in a third."""
    write(tmp_path / "a-talk.json", [reply(2, "Clear Retry.", 7, ticket_id=197)])
    write(tmp_path / "b-ticket.json", ({**TICKET, "status": 2},))
    write(tmp_path / "c-agents.json", [{"id": 7, "contact": {"name": "Tom", "email": "t@example.org"}}])
    write(tmp_path / "d.json", [{**TICKET, "id": 5, "spam": True}])
    (thread,), said = public_items(read(tmp_path, format="freshdesk"))
    assert said == ["kept back: removed: spam (1)"]
    assert words_of(thread)[1] == ("Tom", "<div>Clear Retry.</div>")
    assert thread.solved is False


def test_replies_without_their_ticket_are_told(tmp_path: Path) -> None:
    """A file of conversations alone gives no thread, and one sentence says what is missing."""
    path = write(tmp_path / "t.json", [reply(n, "Clear Retry.", 7, ticket_id=n % 2) for n in range(4)])
    assert threads_of(path) == []
    assert said_of(path)[0].startswith("4 replies belong to 2 tickets that do not lie in this source")


def part(number: int, kind: str, body: str | None, author: str = "admin", **more: Any) -> dict[str, Any]:
    """A part of an Intercom conversation."""
    who = {"type": author, "id": number % 2, "name": author.title()}
    return {"id": f"p{number}", "part_type": kind, "body": body, "created_at": 1709541000 + number,
    "author": who,
            **more}  # fmt: skip


def test_intercom_parts_are_posts_only_where_the_customer_sees_them(tmp_path: Path) -> None:
    """Notes and assignments stay out, a closing with words is a reply, the title is the question."""
    parts = [
        part(1, "comment", "<p>Clear <b>Retry</b>.</p>"), part(2, "note", "<p>behind on payments</p>"),
        part(3, "assignment", "<p>for you, Bo</p>"), part(4, "close", "<p>Closing this.</p>"),
        part(5, "comment", "<p>This message was deleted</p>", redacted=True), part(6, "close", None),
    ]  # fmt: skip
    source = {"id": "1", "subject": "", "body": "<p>Labels print twice, how do I stop it?</p>",
              "author": {"type": "user", "id": "u", "name": "Inga"}}  # fmt: skip
    talk = {"id": "21", "created_at": 1709541000, "title": None, "state": "closed", "source": source,
            "tags": {"tags": [{"name": "printer"}]},
            "conversation_parts": {"conversation_parts": parts, "total_count": 8}}  # fmt: skip
    path = write(tmp_path / "c.json", {"type": "conversation.list", "conversations": [talk]})
    (thread,) = threads_of(path)
    assert [post.body for post in thread.posts] == [source["body"], parts[0]["body"], parts[3]["body"]]
    assert (thread.title, thread.solved, thread.tags) == (
        "Labels print twice, how do I stop it?",
        True,
        ("printer",),
    )
    assert not thread.complete
    assert said_of(path) == [
        "the conversation is cut short: 2 of its parts are missing",
        "kept back: internal: internal note (1)",
        "kept back: internal: note (1)",
        "kept back: removed: redacted (1)",
    ]


def test_one_intercom_conversation_a_line(tmp_path: Path) -> None:
    """Lines without a list around them: the parts stand as a plain list, the opener's name lies elsewhere."""
    lines = (
        {"type": "contact", "id": "u", "name": "Inga"},
        {"id": "8", "created_at": 1709541000, "open": True, "state": "snoozed",
        "title": "Empty <em>export</em>",
         "source": {"body": "Why is it empty?", "author": {"type": "lead", "id": "u"}},
         "conversation_parts": [part(1, "comment", "Choose a folder first.")]},
    )  # fmt: skip
    (thread,) = [
        i for i in read(write(tmp_path / "c.jsonl", lines), format="intercom") if isinstance(i, Thread)
    ]
    assert words_of(thread) == [("Inga", "Why is it empty?"), ("Admin", "Choose a folder first.")]
    assert (thread.title, thread.solved) == ("Empty *export*".replace("*", ""), False)


def test_help_scout_messages_come_in_the_order_of_their_times(tmp_path: Path) -> None:
    """The newest stands first in the export; notes, drafts and changes of state are no posts."""
    asked = {"id": 1, "type": "customer", "body": "How?", "createdAt": "2024-03-04T08:00:00Z",
             "createdBy": {"type": "customer", "first": "Inga", "last": "F"}}  # fmt: skip
    told = {**asked, "id": 2, "type": "message", "body": "So.", "createdAt": "2024-03-04T09:00:00Z",
            "createdBy": {"type": "user", "id": 3, "first": "unknown"}, "state": "published"}  # fmt: skip
    threads = [
        {**told, "id": 5, "state": "draft", "body": "Or so."}, {**told, "id": 4, "type": "note",
        "body": "Hm."},
        {**told, "id": 3, "type": "lineitem", "body": None}, told, asked,
    ]  # fmt: skip
    talk = {"id": 7, "subject": "Export", "status": "active", "mailboxId": 1, "createdBy": {}, "tags": ["x"],
            "createdAt": "2024-03-04T08:00:00Z"}  # fmt: skip
    apart = {
        "_embedded": {"threads": threads},
        "_links": {"self": {"href": "https://x/v2/conversations/7/threads"}},
    }
    write(tmp_path / "a" / "conversations.json", [{**talk, "_embedded": {"threads": threads}}])
    write(tmp_path / "b" / "conversations.json", {"_embedded": {"conversations": [talk]}})
    write(tmp_path / "b" / "threads.json", apart)
    for folder in ("a", "b"):
        (thread,), _ = public_items(read(tmp_path / folder, format="help-scout"))
        assert words_of(thread) == [("Inga F", "How?"), ("user3", "So.")]
        assert (thread.solved, thread.tags) == (False, ("x",))


def issue(number: int, **more: Any) -> dict[str, Any]:
    """An issue as ``gh issue list --json`` writes it."""
    return {
        "number": number, "title": f"Stops with code {number}", "body": "How do I start it?",
        "state": "CLOSED",
        "stateReason": "COMPLETED", "author": {"login": "fern"}, "createdAt": "2024-03-04T08:30:00Z",
        "labels": [{"name": "question"}], "comments": [],
        "url": f"https://github.com/larkspur/agent/issues/{number}", **more,
    }  # fmt: skip


def test_issues_of_the_command_line_keep_spam_out(tmp_path: Path) -> None:
    """A minimised comment is counted; completed is solved, not planned says nothing, a duplicate is one."""
    comments = [
        {"id": "1", "author": {"login": "brook"}, "authorAssociation": "MEMBER", "body": "Set the heap.",
         "createdAt": "2024-03-04T09:30:00Z", "isMinimized": False},
        {"id": "2", "author": {"login": "x"}, "body": "Buy keys", "createdAt": "2024-03-04T09:40:00Z",
         "isMinimized": True, "minimizedReason": "spam"},
    ]  # fmt: skip
    issues = [
        issue(1, comments=comments), issue(2, stateReason="NOT_PLANNED"), issue(3, state="OPEN",
        stateReason=""),
        issue(4, stateReason="DUPLICATE"),
    ]  # fmt: skip
    path = write(tmp_path / "issues.json", issues)
    threads = threads_of(path)
    assert words_of(threads[0]) == [("fern", "How do I start it?"), ("brook", "Set the heap.")]
    assert [thread.solved for thread in threads] == [True, None, False, None]
    assert (threads[0].key, threads[0].posts[1].staff) == ("github.com/larkspur/agent:1", True)
    assert threads[3].duplicate_of == "?"
    assert said_of(path) == ["kept back: internal: minimized (1)"]


def test_issues_of_two_repositories_do_not_mix(tmp_path: Path) -> None:
    """REST answers, comments apart: the number alone is no key; a pull request is no thread."""
    api = "https://api.github.com/repos/{}/issues/5"
    for home in ("hob/kiln", "hob/wheel"):
        write(tmp_path / home / "issues.json", [
            {"number": 5, "id": 1, "title": home, "user": {"login": "ada"}, "state": "open", "comments": 1,
             "created_at": "2023-02-03T09:00:00Z", "html_url": f"https://github.com/{home}/issues/5",
             "body": "?"},
            {"number": 6, "title": "Fix", "html_url": f"https://github.com/{home}/pull/6", "state": "open",
             "created_at": "2023-02-03T09:00:00Z", "pull_request": {}, "body": "!"}])  # fmt: skip
        write(tmp_path / home / "comments.json", [
            {"id": 9, "issue_url": api.format(home), "user": {"login": "bo"}, "body": f"in {home}",
             "created_at": "2023-02-03T10:00:00Z", "author_association": "OWNER"}])  # fmt: skip
    threads = threads_of(tmp_path)
    assert {thread.key: thread.posts[1].body for thread in threads} == {
        "github.com/hob/kiln:5": "in hob/kiln", "github.com/hob/wheel:5": "in hob/wheel"
    }  # fmt: skip


def submission(name: str, **more: Any) -> dict[str, Any]:
    """A submission as dumps hold it."""
    return {
        "id": name, "name": f"t3_{name}", "subreddit": "larkspur", "subreddit_id": "t5_9", "author": "fern",
        "title": "Hangs &amp; stops?", "selftext": "How do I get rid of it?", "created_utc": 1709541000,
        "is_self": True, "num_comments": 1, "permalink": f"/r/larkspur/comments/{name}/x/", **more,
    }  # fmt: skip


def comment(name: str, of: str, body: str, **more: Any) -> dict[str, Any]:
    """A comment as dumps hold it."""
    return {"id": name, "link_id": f"t3_{of}", "parent_id": f"t3_{of}", "author": "brook", "body": body,
            "created_utc": 1709542000, "subreddit": "larkspur", **more}  # fmt: skip


def test_reddit_comments_join_their_submission(tmp_path: Path) -> None:
    """By link, not by parent; what was deleted is no post, and a deleted submission no thread."""
    write(tmp_path / "l_comments.jsonl", (
        comment("c2", "1a", "Thanks &gt; all", parent_id="t1_c1", created_utc=1709543000, author="fern"),
        comment("c1", "1a", "Delete `a.lock`."), comment("c3", "1a", "[removed]"),
        comment("c4", "1b", "[deleted]", author="[deleted]")))  # fmt: skip
    write(tmp_path / "l_submissions.jsonl", (
        submission("1a", link_flair_text="Solved"), submission("1b", selftext="[removed]",
        author="[deleted]"),
        submission("1c", selftext="", is_self=False, url="https://example.org/x")))  # fmt: skip
    threads = threads_of(tmp_path)
    assert [thread.key for thread in threads] == ["reddit.com/r/larkspur:1a", "reddit.com/r/larkspur:1c"]
    assert words_of(threads[0])[1:] == [("brook", "Delete `a.lock`."), ("fern", "Thanks > all")]
    assert (threads[0].title, threads[0].solved, threads[0].posts[2].reply_to) == (
        "Hangs & stops?",
        True,
        "c1",
    )
    assert threads[1].posts[0].body == "Hangs & stops?\n\nhttps://example.org/x"
    assert said_of(tmp_path) == ["kept back: removed: deleted (3)"]


def test_nested_reddit_comments_are_read_however_deep(tmp_path: Path) -> None:
    """An API answer, comments in comments; those that the API held back are told as missing."""
    deep: Any = ""
    for level in range(60):
        inner = {"kind": "t1", "data": comment(f"d{level}", "1a", f"level {level}", replies=deep)}
        deep = {"kind": "Listing", "data": {"children": [inner]}}
    more = {"kind": "more", "data": {"count": 7, "parent_id": "t3_1a", "children": ["z"]}}
    deep["data"]["children"].append(more)
    opening = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": submission("1a")}]}}
    path = write(tmp_path / "1a.json", [opening, deep])
    (thread,) = threads_of(path)
    assert (len(thread.posts), thread.complete) == (61, False)
    assert said_of(path) == ["the thread is cut short: 7 of its comments are missing"]


def test_a_submission_may_hold_its_comments(tmp_path: Path) -> None:
    """As collectors write them: a list of comments in the submission, replies as lists in the comments."""
    inner = comment("c2", "1a", "Thanks.", parent_id="t1_c1", created_utc=1709543000)
    held = submission("1a", comments=[{**comment("c1", "1a", "Delete it."), "replies": [inner]}])
    (thread,) = threads_of(write(tmp_path / "posts.json", [held]))
    assert [post.body for post in thread.posts[1:]] == ["Delete it.", "Thanks."]


def test_packed_dumps_are_read(tmp_path: Path) -> None:
    """Zstandard frames one behind the other, and entries of a 7z archive."""
    zstandard = pytest.importorskip("zstandard")
    libarchive = pytest.importorskip("libarchive")
    frames = [zstandard.compress(json.dumps(each).encode() + b"\n") for each in (
        submission("1a"), comment("c1", "1a", "Delete it."))]  # fmt: skip
    (tmp_path / "l.zst").write_bytes(b"".join(frames))
    line = json.dumps(submission("1b")).encode()
    with libarchive.file_writer(str(tmp_path / "l.7z"), "7zip") as archive:
        archive.add_file_from_memory("in/l.jsonl", len(line), line)
    assert sorted((t.id, len(t.posts)) for t in threads_of(tmp_path)) == [("1a", 2), ("1b", 1)]
    (tmp_path / "l.zst").write_bytes(frames[0] + frames[1][:-3])
    (tmp_path / "l.7z").write_bytes((tmp_path / "l.7z").read_bytes()[:-9])
    told = said_of(tmp_path)
    assert any("ends too early" in what for what in told)
    assert any("is damaged" in what for what in told)


@pytest.mark.parametrize(("library", "name", "magic"), [
    ("zstandard", "l.zst", b"\x28\xb5\x2f\xfd" + bytes(20)), ("libarchive", "l.7z",
    b"7z\xbc\xaf\x27\x1c" + bytes(40)),
])  # fmt: skip
def test_without_the_library_a_sentence_helps(
    library: str, name: str, magic: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to install, or to unpack it first."""
    monkeypatch.setitem(sys.modules, library, None)
    (tmp_path / name).write_bytes(magic)
    with pytest.raises(
        SourceError, match=r'is packed: .*pip install "kbminer\[archives\]"; or unpack it first'
    ):
        list(read(tmp_path / name))


def test_json_too_large_to_be_held_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list, an object with a list, and lines give what they give whole; damage ends only the rest."""
    tickets = [{**TICKET, "id": n, "conversations": [reply(1, f"Reply {n}.", 7)]} for n in range(1, 1201)]
    paths = [
        write(tmp_path / "a.json", tickets), write(tmp_path / "b.json", {"tickets": tickets, "count": 1200}),
        write(tmp_path / "c.jsonl", tuple(tickets)),
    ]  # fmt: skip
    monkeypatch.setattr(json_values_module, "_WHOLE", 1 << 16)
    for path in paths:
        threads = threads_of(path)
        assert [thread.id for thread in threads] == [str(n) for n in range(1, 1201)]
        assert all(len(thread.posts) == 2 for thread in threads)
    paths[0].write_bytes(paths[0].read_bytes()[:-4000])
    assert len(threads_of(paths[0])) > 1180
    assert said_of(paths[0])[0].startswith("it is broken JSON after entry 11")


def test_a_message_of_two_hundred_megabytes_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """Its beginning is read and the rest passed over, which is said; the others come whole."""
    head = (
        "From {0}@x.org Mon Mar 04 09:00:00 2024\nFrom: {0} <{0}@x.org>\nSubject: {1}\nMessage-ID: <{0}>\n\n"
    )
    path = tmp_path / "big.mbox"
    with path.open("w") as out:
        out.write(head.format("ann", "Small") + "How?\n\n" + head.format("bob", "Large") + "So.\n")
        for _ in range(200):
            out.write("A" * (1 << 20) + "\n")
        out.write("\n" + head.format("cy", "Last") + "Why?\n")
    tracemalloc.start()
    items = list(read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [item.title for item in items if isinstance(item, Thread)] == ["Small", "Large", "Last"]
    assert any("more than 16 MB" in item.what for item in items if isinstance(item, Problem))
    assert peak < 150 << 20


@pytest.mark.parametrize("first", [
    {"body": "How do I\nstop it?", "html_body": "<p>How do I stop it?</p><p>Inga, Head of Warehouse</p>"},
    {"html_body": "<p>How do I stop it, please?</p>", "plain_body": "How do…"},
])  # fmt: skip
def test_a_zendesk_ticket_is_told_once(first: dict[str, str], tmp_path: Path) -> None:
    """The description is the first comment, whatever it is set in; closed is how a solved ticket ends."""
    when = {"created_at": "2024-03-04T08:30:00Z"}
    ticket = {
        "id": 5, "subject": "Labels", "description": "How do I stop it?", "requester_id": 9,
        "status": "closed",
        **when, "comments": [
            {"id": 1, "author_id": 9, "public": True, **when, **first},
            {"id": 2, "author_id": 7, "public": True, "html_body": "<p>Clear it.</p>",
            "created_at": "2024-03-04T09:00:00Z"}],
    }  # fmt: skip
    (thread,) = threads_of(write(tmp_path / "t.jsonl", (ticket, {**ticket, "id": 6})))[:1]
    assert [post.body for post in thread.posts] == [first["html_body"], "<p>Clear it.</p>"]
    assert (thread.solved, thread.closed) == (True, True)


def test_what_opens_a_private_ticket_is_not_public(tmp_path: Path) -> None:
    """A ticket whose first comment is a note is the team's own, and so is every note."""
    ticket = {
        "id": 5, "subject": "Labels", "description": "He never paid.", "requester_id": 9, "status": "open",
        "created_at": "2024-03-04T08:30:00Z", "comments": [
            {"id": 1, "author_id": 7, "public": False, "body": "He never paid.",
            "created_at": "2024-03-04T08:30:00Z"}],
    }  # fmt: skip
    shown, said = public_items(read(write(tmp_path / "t.json", ticket)))
    assert (shown, said) == ([], ["kept back: internal: not public (1)"])


def test_what_a_moderating_program_repeats_is_set_aside(tmp_path: Path) -> None:
    """The same notice under two submissions is no reply; a member's same words stay."""
    notice = {
        "author": "AutoModerator",
        "body": "Thank you &amp; read the rules.",
        "distinguished": "moderator",
    }
    write(tmp_path / "s.jsonl", (submission("1a"), submission("1b")))
    write(tmp_path / "c.jsonl", tuple(
        comment(f"{of}{n}", of, **{"body": "Delete it.", **more})
        for of in ("1a", "1b") for n, more in enumerate((notice, {}))
    ))  # fmt: skip
    for thread in threads_of(tmp_path):
        assert [post.body for post in thread.posts[1:]] == ["Delete it."]
    assert said_of(tmp_path) == ["left out: posts of bots that repeat word for word (2)"]


def gitlab_note(number: int, body: str, **more: Any) -> dict[str, Any]:
    """A note on the seventh issue."""
    return {"id": number, "body": body, "author": {"username": "bo"}, "noteable_type": "Issue",
            "noteable_iid": 7, "created_at": f"2023-02-03T1{number}:00:00Z"} | more  # fmt: skip


GITLAB_ISSUE = {
    "iid": 7, "title": "Export hangs", "description": "Since 4.2 it hangs.", "state": "closed",
    "created_at": "2023-02-03T09:00:00Z", "author": {"username": "ada"}, "labels": ["question"],
    "web_url": "https://git.example/hob/kiln/-/issues/7", "user_notes_count": 2,
}  # fmt: skip


def test_issues_of_gitlab_s_api_and_their_notes_are_threads(tmp_path: Path) -> None:
    """Notes in files of their own; what GitLab notes itself and what only the team may read is no post."""
    write(tmp_path / "issues.json", [GITLAB_ISSUE, GITLAB_ISSUE | {"iid": 8, "confidential": True}])
    notes = [gitlab_note(1, "Set threads to 1."), gitlab_note(2, "closed", system=True),
             gitlab_note(3, "He pays, hurry.", internal=True), gitlab_note(4, "It works.")]  # fmt: skip
    write(tmp_path / "notes.json", notes)
    assert detect(tmp_path).format == "gitlab-issues"
    (thread,) = threads_of(tmp_path)
    assert words_of(thread) == [
        ("ada", "Since 4.2 it hangs."), ("bo", "Set threads to 1."), ("bo", "It works."),
    ]  # fmt: skip
    assert (thread.source, thread.id, thread.solved, thread.tags) == (
        "git.example/hob/kiln", "7", True, ("question",),
    )  # fmt: skip


def test_the_export_of_a_gitlab_project_is_read(tmp_path: Path) -> None:
    """Lines of issues with notes in them, labels as links, names beside them; merge requests go."""
    issue = {
        "iid": 3, "title": "Dial sticks", "description": "It sticks.", "state": "opened", "author_id": 5,
        "created_at": "2023-02-03 09:00:00 UTC", "label_links": [{"label": {"title": "dial"}}],
        "notes": [{"note": "Oil it.", "author": {"name": "Bo"}, "created_at": "2023-02-04 09:00:00 UTC"}],
    }  # fmt: skip
    write(tmp_path / "issues.ndjson", (issue, issue | {"iid": 4, "source_branch": "x"}))
    members = ({"access_level": 40, "user": {"id": 5, "username": "ada"}},)
    write(tmp_path / "project_members.ndjson", members)
    (thread,) = threads_of(tmp_path)
    assert words_of(thread) == [("ada", "It sticks."), ("Bo", "Oil it.")]
    assert (thread.solved, thread.tags) == (False, ("dial",))
    assert any("merge requests (1)" in said for said in said_of(tmp_path))


def test_gitlab_s_graphql_answers_are_read(tmp_path: Path) -> None:
    """Nodes within nodes, names in the other spelling."""
    note = {"id": "gid://1", "body": "Oil it.", "author": {"username": "bo"},
            "createdAt": "2023-02-04T09:00:00Z", "system": False}  # fmt: skip
    issue = {"iid": "3", "title": "Dial sticks", "description": "It sticks.", "state": "closed",
             "createdAt": "2023-02-03T09:00:00Z", "webUrl": "https://git.example/hob/kiln/-/issues/3",
             "author": {"username": "ada"}, "labels": {"nodes": [{"title": "dial"}]},
             "notes": {"nodes": [note]}}  # fmt: skip
    path = write(tmp_path / "answer.json", {"data": {"project": {"issues": {"nodes": [issue]}}}})
    assert detect(path).format == "gitlab-issues"
    (thread,) = threads_of(path)
    assert words_of(thread) == [("ada", "It sticks."), ("bo", "Oil it.")]
    assert thread.tags == ("dial",)
