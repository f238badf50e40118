"""Every reader says who may read what it yields; what is not public leaves nothing behind.

Each row marks one post of a format's sample, or the thread itself, as its source would. A new format fails
until it has a row.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_formats import SAMPLES, TESTS

from kbminer.ingest.known_formats import FORMATS, by_name
from kbminer.ingest.routing import read_path
from kbminer.records import Problem, Thread, public_part

Change = Callable[[str], str]


def field(name: str, value: object, **marks: object) -> Change:
    """Mark the object of a JSON document whose field has this value."""

    def mark(inside: Any) -> None:
        for each in (
            inside.values() if isinstance(inside, dict) else inside if isinstance(inside, list) else ()
        ):
            mark(each)
        if isinstance(inside, dict) and inside.get(name) == value:
            inside.update(marks)
            if "attributes" in inside:
                inside["attributes"].update(marks)

    def change(text: str) -> str:
        lines = (
            [json.loads(text)]
            if text.lstrip().startswith(("[", "{\n"))
            else [*map(json.loads, text.splitlines())]
        )
        for line in lines:
            mark(line)
        return "\n".join(map(json.dumps, lines))

    return change


def text(old: str, new: str) -> Change:
    """Mark a post of a page, a table or a mail."""

    def change(content: str) -> str:
        assert old in content
        return content.replace(old, new)

    return change


def column(name: str, *cells: str) -> Change:
    """Add a column to a table."""

    def change(content: str) -> str:
        sign = ";" if ";" in content.splitlines()[0] else ","
        rows = zip(content.splitlines(), (name, *cells), strict=True)
        return "\n".join(f"{row}{sign}{cell}" for row, cell in rows) + "\n"

    return change


WHEN = "2024-05-01T00:00:00Z"
ROWS: dict[str, list[tuple[Change, str]]] = {
    "discourse-json": [
        (field("id", 12, hidden=True), "hinge"),
        (field("id", 12, deleted_at=WHEN), "hinge"),
        (field("id", 12, user_deleted=True), "hinge"),
        (field("id", 12, post_type=4), "hinge"),
        (field("id", 12, is_whisper=True), "hinge"),
        (field("id", 1, visible=False), "id sticks"),
        (field("id", 1, deleted_at=WHEN), "id sticks"),
        (field("id", 1, archetype="private_message"), "id sticks"),
        (field("id", 1, archetype=None, details={"allowed_users": [{"id": 7}]}), "id sticks"),
        (field("id", 1, archetype=None, category_id=None), "id sticks"),
    ],
    "thread-jsonl": [
        (field("id", "2", private=True), "hinge"),
        (field("id", "2", visibility="internal"), "hinge"),
        (field("title", "Lid sticks", hidden=True), "id sticks"),
    ],
    "stackexchange-xml": [(text('Id="2"', 'Id="2" DeletionDate="2024-05-01T00:00:00"'), "hinge")],
    "stackexchange-api": [
        (field("answer_id", 52, deleted_date=1714521600), "!"),
        (field("title", "Stuck", deleted_date=1714521600), "Stuck"),
    ],
    "flarum": [
        (field("id", "52", isHidden=True), "!"),
        (field("id", "52", hiddenAt=WHEN), "!"),
        (field("id", "52", isApproved=False), "!"),
        (field("id", "5", isPrivate=True), "Stuck"),
        (field("id", "5", relationships={"recipientUsers": {"data": [{"id": "7"}]}}), "Stuck"),
    ],
    "nodebb": [
        (field("pid", 52, deleted=1), "!"),
        (field("tid", 5, deleted=1), "Stuck"),
        (field("tid", 5, scheduled=True), "Stuck"),
    ],
    "github-discussions": [
        (field("id", "r1", isMinimized=True), "!"),
        (field("number", 5, repository={"isPrivate": True}), "Stuck"),
    ],
    "github-issues": [(field("id", 51, isMinimized=True), "once")],
    "gitlab-issues": [
        (field("id", 71, internal=True), "start it again"),
        (field("id", 71, confidential=True), "start it again"),
        (field("id", 901, confidential=True), "hangs"),
    ],
    "reddit": [(field("id", "m1", spam=True), "slower")],
    "freshdesk": [(field("id", 311, private=True), "fuse"), (field("id", 311, deleted=True), "fuse")],
    "intercom": [(field("id", "881", part_type="note"), "dust"), (field("id", "881", redacted=True), "dust")],
    "help-scout": [(field("id", 9102, type="note"), "Grease"), (field("id", 9102, state="hidden"), "Grease")],
    "zendesk": [
        (field("id", 52, public=False), "!"),
        (field("id", 52, is_public=False), "!"),
        (field("id", 52, status="pending"), "!"),
        (field("id", 5, status="deleted"), "Stuck"),
        (field("id", 5, status="spam"), "Stuck"),
        (field("id", 5, pending=True), "Stuck"),
    ],
    "slack": [(field("user", "U8", hidden=True), "red button")],
    "discord": [(field("id", "77", type="PrivateThread"), "coil")],
    "discord-csv": [],  # an export of one channel as its reader saw it: it has no mark
    "teams": [
        (field("id", "1675242000009", deletedDateTime=WHEN), "coil"),
        (field("id", "1675242000009", policyViolation={"dlpAction": "blockAccess"}), "coil"),
    ],
    "khoros-api": [(field("id", "52", deleted=True), "coil")],
    "topic-json": [(field("text", "Oil the hinge.", hidden=True), "hinge")],
    "markdown": [],  # files that somebody wrote out: they have no mark
    "mbox": [
        (text("Message-ID: <b@hob.example>", "Message-ID: <b@hob.example>\nX-No-Archive: yes"), "hinge"),
        (text("Message-ID: <b@hob.example>", "Sensitivity: Private\nMessage-ID: <b@hob.example>"), "hinge"),
        (text("Message-ID: <a@hob.example>", "X-No-Archive: Yes\nMessage-ID: <a@hob.example>"), "id sticks"),
        *((text("Message-ID: <b@hob.example>", f"{header}\nMessage-ID: <b@hob.example>"), "hinge")
          for header in ("X-Spam-Flag: YES", "X-Spam-Status: Yes, score=9.1", "X-Classification: Internal",
                         "X-MS-Exchange-Organization-Classification: Confidential",
                         "msip_labels: MSIP_Label_1f_Enabled=true; MSIP_Label_1f_Name=Confidential")),
        (text("\n\n> It sticks", "\n\nX-No-Archive: Yes\n\n> It sticks"), "hinge"),
    ],
    "table": [
        (column("Public", "yes", "no"), "hinge"),
        (column("is_private", "0", "1"), "hinge"),
        (column("Visibility", "public", "agents"), "hinge"),
        (column("deleted", "", "2024-05-01"), "hinge"),
        (column("Hidden", "true", "false"), "id sticks"),
    ],
    "discourse-html": [
        (text('id="post_2" class="', 'id="post_2" class="whisper '), "bulb"),
        (text('id="post_2" class="', 'id="post_2" class="deleted '), "bulb"),
        (text("</head><body>", '</head><body class="archetype-private_message">'), "flickers"),
    ],
    "phpbb": [
        (text('class="post bg1"', 'class="post bg1 deleted"'), "Descale"),
        (text('class="post bg1"', 'class="post bg1 post-ignore"'), "Descale"),
    ],
    "phpbb2": [(text('<tr><td class="row2">', '<tr class="deleted"><td class="row2">'), "past five")],
    "mybb": [
        (text('class="post classic"', 'class="post classic unapproved_post"'), "Il colle"),
        (text('class="post classic"', 'class="post classic deleted_post"'), "Il colle"),
        (text('class="post classic"', 'class="post classic trow_deleted"'), "Il colle"),
    ],
    "vbulletin": [
        (text("js-conversation-reply", "js-conversation-reply b-post--deleted"), "clip"),
        (text("js-conversation-reply", "js-conversation-reply b-post--unapproved"), "clip"),
    ],
    "xenforo": [
        (text("message message--post message--solution", "message message--post message--deleted"), "hub"),
        (text('<div class="message-name"><a class="username">Zoe', '<div class="messageNotice messageNotice'
              '--moderated">!</div><div class="message-name"><a class="username">Zoe'), "stops"),
    ],
    "smf": [
        (text('<div class="windowbg2">', '<div class="windowbg2 approvebg">'), "Grease"),
        (text('#1 on:</strong>', '#1 on:</strong><p class="noticebox">Wartet auf Freischaltung</p>'),
         "Grease"),
        (text('#1 on:</strong>', '#1 on:</strong><img src="Themes/images/moderated.gif">'), "Grease"),
    ],
    "vanilla": [(text('class="Item ItemComment" id="Comment_90"', 'class="Item ItemComment Deleted" '
                      'id="Comment_90"'), "Mine too")],
    "invision": [
        (text("ipsComment ipsComment_solved", "ipsComment ipsModerated"), "slowly"),
        (text("ipsComment ipsComment_solved", "ipsComment ipsComment_hidden"), "slowly"),
    ],
    "nodebb-html": [(text('class="pt-4" data-index="1"', 'class="pt-4 deleted" data-index="1"'), "Swap")],
    "schema-org": [(text('"text":"Clean it."', '"text":"Clean it.","isHidden":true'), "Clean")],
    "generic": [
        (text('class="talk-reply odd"', 'class="talk-reply odd deleted"'), "drop of oil"),
        *((text('">Lou</span>', f'">Lou</span> {badge}'), "drop of oil") for badge in (
            '<i class="fa fa-trash" title="Deleted"></i>',
            '<span class="icon" aria-label="Awaiting moderation"></span>',
            '<span class="badge badge-warning">Awaiting approval</span>', '<em class="label">Unapproved</em>',
            '<span class="post-status">(gelöscht)</span>', '<div class="pill">на модерации</div>')),
    ],
}  # fmt: skip
"""By format: how its source marks a post or a thread, and words that must not be left then."""


def items_of(path: Path, format: str) -> list[Thread | Problem]:
    """What a reader yields."""
    return list(read_path(path, by_name(format), forced=True))


def test_every_reader_has_its_rows() -> None:
    """A new format must say how its source marks what is not public."""
    assert set(ROWS) == set(SAMPLES) == {format.name for format in FORMATS}


@pytest.mark.parametrize(
    ("format", "change", "words"),
    [pytest.param(name, *row, id=f"{name}-{n}") for name, rows in ROWS.items() for n, row in enumerate(rows)],
)
def test_what_a_source_marks_is_not_shown_and_counted(
    tmp_path: Path, format: str, change: Change, words: str
) -> None:
    """The words stand in the public part of the sample, not in that of the marked one, which is counted."""
    sample = TESTS / SAMPLES[format]
    plain = [public_part(item) for item in items_of(sample, format) if isinstance(item, Thread)]
    assert words in repr(plain)
    marked = tmp_path / sample.name
    marked.write_text(change(sample.read_text(encoding="utf-8")), encoding="utf-8")
    items = items_of(marked, format)
    threads = [item for item in items if isinstance(item, Thread)]
    assert words not in repr([public_part(thread) for thread in threads])
    withheld = any(not each.visibility.is_public for thread in threads for each in (thread, *thread.posts))
    assert withheld or [item for item in items if isinstance(item, Problem) and "left out" in item.what]


@pytest.mark.parametrize(
    "beside",
    [
        '<a class="btn" title="Delete"><i class="fa fa-trash"></i></a>',
        '<i class="fa fa-trash" title="Delete post"></i>',
        '<span class="badge">Moderator</span>',
        '<span class="badge">12 km entfernt</span>',
        '<span class="label">Approved</span>',
        '<b class="talk-rank">deleted</b>',
    ],
)
def test_labels_and_buttons_that_say_nothing_of_who_may_read_hide_no_post(
    tmp_path: Path, beside: str
) -> None:
    """A button that would delete, a rank, and what somebody is called stand beside public posts."""
    sample = (TESTS / SAMPLES["generic"]).read_text(encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(sample.replace('">Lou</span>', f'">Lou</span> {beside}'), encoding="utf-8")
    threads = [item for item in items_of(page, "generic") if isinstance(item, Thread)]
    assert "drop of oil" in repr([public_part(thread) for thread in threads])
