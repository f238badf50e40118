"""Chats become threads: by their own threads, by replies, and by who wrote when."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from public_items import public_items

from kbminer.ingest import detect, read
from kbminer.ingest.formats.slack_markup import to_plain_markdown
from kbminer.records import Thread

START = datetime(2024, 3, 4, 9, tzinfo=UTC)


def write(path: Path, value: Any) -> Path:
    """Write JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return path


def read_all(path: Path, **options: Any) -> tuple[list[Thread], list[str]]:
    """The threads of a source, and what is told beside them."""
    return public_items(read(path, **options))


def talk_of(threads: list[Thread]) -> list[list[str]]:
    """What was said in each thread."""
    return [[post.body for post in thread.posts] for thread in threads]


def slack(minute: int, user: str, text: str, thread: int | None = None, **more: Any) -> dict[str, Any]:
    """A message of a Slack channel, some minutes after nine."""
    times = [f"{(START + timedelta(minutes=m)).timestamp():.6f}" for m in (minute, thread or 0)]
    of = {} if thread is None else {"thread_ts": times[1]}
    return {"type": "message", "user": user, "text": text, "ts": times[0], **of, **more}


PEOPLE = [
    {"id": "U1", "name": "mira.k", "real_name": "Mira K", "profile": {"display_name": "mira"}},
    {
        "id": "U2",
        "name": "tomas",
        "real_name": "Tomas L",
        "profile": {"display_name": "", "real_name": "Tomas L"},
    },
]


def test_slack_threads_go_over_days(tmp_path: Path) -> None:
    """By thread_ts, whatever day's file a reply lies in; names come from the list of people, in any order."""
    write(tmp_path / "users.json", PEOPLE)
    write(tmp_path / "channels.json", [{"id": "C1", "name": "help", "members": ["U1"], "created": 1}])
    write(tmp_path / "help" / "2024-03-04.json", [
        slack(0, "U1", "<@U1> has joined", subtype="channel_join"),
        slack(1, "U1", "How do I reset it? <#C1> `E1: lock &lt;held&gt;`", 1, reply_count=2),
        slack(2, "U2", "Who orders lunch?"), slack(3, "U2", "Delete the lock.", 1)])  # fmt: skip
    write(tmp_path / "help" / "2024-03-05.json", [slack(1500, "U1", "Thanks <@U2>", 1)])
    threads, said = read_all(tmp_path)
    assert detect(tmp_path).format == "slack"
    assert talk_of(threads) == [
        ["How do I reset it? #help `E1: lock <held>`", "Delete the lock.", "Thanks @Tomas L"],
        ["Who orders lunch?"],
    ]
    assert [post.author for post in threads[0].posts] == ["mira", "Tomas L", "mira"]
    assert (threads[0].category, threads[0].title[:18]) == ("help", "How do I reset it?")
    assert said == []


def test_private_slack_conversations_stay_private(tmp_path: Path) -> None:
    """Private channels by their list, direct messages by their folders' names: counted, never threads."""
    write(tmp_path / "groups.json", [{"id": "G7", "name": "board", "members": [], "created": 1}])
    for folder in ("board", "mpdm-a--b-1", "D0123ABCD", "help"):
        write(
            tmp_path / folder / "2024-03-04.json",
            [slack(1, "U1", f"How is {folder} doing?", 1, reactions=[])],
        )
    threads, said = read_all(tmp_path)
    assert talk_of(threads) == [["How is help doing?"]]
    assert said == ["kept back: internal: private (3)"]


def test_somebody_goes_on_with_his_own_message(tmp_path: Path) -> None:
    """In a channel with threads the next message within minutes by the same person belongs to his last."""
    path = write(tmp_path / "help" / "a.json", [
        slack(0, "U1", "Hello all", 0), slack(1, "U2", "Hi", 0), slack(20, "U2", "The export is empty."),
        slack(22, "U2", "Which folder must I choose?"), slack(23, "U1", "Where is the log?")])  # fmt: skip
    assert talk_of(read_all(path)[0]) == [
        ["Hello all", "Hi"], ["The export is empty.", "Which folder must I choose?"], ["Where is the log?"],
    ]  # fmt: skip


@pytest.mark.parametrize(("slacks", "markdown"), [
    ("*bold* and ~gone~, 2*3*4", "**bold** and ~~gone~~, 2*3*4"),
    ("• one\n• two", "- one\n- two"),
    ("see <https://x.org/a_b> or <mailto:a@x.org|a@x.org>", "see https://x.org/a_b or a@x.org"),
    ("<!here> <!subteam^S1|@team> <@W9>", "@here @team @W9"),
    ("`a &amp;&amp; *b*`", "`a && *b*`"),
    ("&gt; quoted\nmine", "> quoted\nmine"),
    ("```\nx &lt; 1\n```", "```\nx < 1\n```"),
])  # fmt: skip
def test_slack_markup_becomes_markdown(slacks: str, markdown: str) -> None:
    """Its own stars, brackets and entities; code keeps every sign."""
    assert to_plain_markdown(slacks, {}) == markdown


def discord(number: int, minute: int, name: str, content: str, **more: Any) -> dict[str, Any]:
    """A message of a Discord channel."""
    author = {"id": name, "name": name.lower(), "nickname": name, "isBot": more.pop("bot", False)}
    answered = more.pop("to", None)
    reference = {"reference": {"messageId": str(answered)}} if answered else {}
    time = (START + timedelta(minutes=minute)).isoformat()
    return {"id": str(number), "type": "Reply" if answered else "Default", "timestamp": time,
            "content": content, "author": author, **reference, **more}  # fmt: skip


def channel(
    *messages: dict[str, Any], kind: str = "GuildTextChat", id: str = "77", name: str = "help"
) -> dict[str, Any]:
    """A channel's file."""
    about = {"id": id, "type": kind, "category": "Larkspur", "name": name, "topic": None}
    return {"guild": {"id": "11", "name": "L"}, "channel": about, "exportedAt": "2024-04-01T00:00:00+00:00",
            "messages": list(messages)}  # fmt: skip


def test_a_forum_post_of_discord_is_one_thread(tmp_path: Path) -> None:
    """Its channel is the thread, its name the title; pauses and missing references part nothing."""
    post = channel(
        discord(1, 0, "Mira", "How do I get rid of the lock?"), discord(2, 900, "Tomas", "Delete it."),
        discord(3, 901, "Mira", "Joined.", type="RecipientAdd"), discord(4, 5000, "Mira",
        "Thanks! Why was it there?"),
        kind="GuildPublicThread", name="Hangs at start",
    )  # fmt: skip
    (thread,), said = read_all(write(tmp_path / "a.json", post))
    assert (thread.id, thread.title, thread.category, len(thread.posts)) == (
        "77",
        "Hangs at start",
        "Larkspur",
        3,
    )
    assert thread.url == "https://discord.com/channels/11/77/1"
    assert said == []


def test_a_channel_without_any_thread_is_parted_by_replies_and_pauses(tmp_path: Path) -> None:
    """A reply finds its question over hours; a silence ends a talk; a newcomer's question opens one."""
    path = write(tmp_path / "a.json", channel(
        discord(1, 0, "Mira", "How do I reset the agent?"), discord(2, 5, "Tomas", "Delete the lock file."),
        discord(3, 9, "Cy", "Why is my exported file empty?"), discord(4, 11, "Mira", "That worked."),
        discord(5, 12, "Tomas", "Choose a folder first.", to=3), discord(6, 300, "Dee",
        "Is there a dark theme?"),
        discord(7, 700, "Tomas", "Yes, under View."), discord(8, 3000, "Mira", "Hello again"),
        discord(9, 3100, "Cy", "It was the folder, thanks.", to=5)))  # fmt: skip
    assert talk_of(read_all(path)[0]) == [
        ["How do I reset the agent?", "Delete the lock file.", "That worked."],
        ["Why is my exported file empty?", "Choose a folder first.", "It was the folder, thanks."],
        ["Is there a dark theme?", "Yes, under View."],
        ["Hello again"],
    ]


def test_what_bots_repeat_is_set_aside(tmp_path: Path) -> None:
    """Welcomes word for word, to whomever; an answer stays, a bot that nobody answers is no thread."""
    path = write(tmp_path / "a.json", channel(
        discord(1, 0, "Mira", "How do I reset the agent?"),
        discord(2, 1, "Guide", "Welcome @Mira, read the rules.", bot=True), discord(3, 2, "Guide",
        "Try /reset.", bot=True),
        discord(4, 3000, "Cy", "Why is it empty?"), discord(5, 3001, "Guide",
        "Welcome @Cy, read the rules.", bot=True),
        discord(6, 9000, "Builds", "Build 7 failed", bot=True)))  # fmt: skip
    threads, said = read_all(path)
    assert talk_of(threads) == [["How do I reset the agent?", "Try /reset."], ["Why is it empty?"]]
    assert said == [
        "left out: messages of bots that nobody answered (1)",
        "left out: posts of bots that repeat word for word (2)",
    ]


def test_a_thread_and_the_message_that_opened_it_join(tmp_path: Path) -> None:
    """The opening lies in the channel's file, the replies in the thread's; private threads stay out."""
    write(tmp_path / "a.json", channel(
        discord(90, 0, "Cy", "Lunch?"), discord(91, 1, "Mira", "How do I reset it?",
        type="Default")))  # fmt: skip
    write(tmp_path / "b.json", channel(
        discord(95, 2, "Tomas", "Delete the lock."), kind="GuildPublicThread", id="91",
        name="Reset"))  # fmt: skip
    write(tmp_path / "c.json", channel(discord(97, 2, "Tomas", "psst"), kind="GuildPrivateThread", id="96"))
    threads, said = read_all(tmp_path)
    assert talk_of(threads) == [["Lunch?"], ["How do I reset it?", "Delete the lock."]]
    assert threads[1].title == "Reset"
    assert said == ["kept back: internal: private (1)"]


def test_discord_tables_are_named_by_their_files(tmp_path: Path) -> None:
    """A channel is parted by pauses, a thread's file is one thread; the old way of dates is read."""
    head = "AuthorID,Author,Date,Content,Attachments,Reactions\n"
    rows = '"1","mira#0001","04-Mar-24 09:10 AM","How do I reset it?","",""\n' \
           '"2","tomas","05-Mar-24 07:03 PM","Delete the lock. Does it help?","",""\n'  # fmt: skip
    (tmp_path / "Larkspur - Help - support [77].csv").write_text(head + rows)
    (tmp_path / "Larkspur - help-forum - Agent hangs at start [78].csv").write_text(head + rows)
    threads, _ = read_all(tmp_path)
    assert sorted((t.title, t.category, len(t.posts)) for t in threads) == [
        ("Agent hangs at start", "Larkspur - help-forum", 2), ("Delete the lock. Does it help?", "support",
        1),
        ("How do I reset it?", "support", 1),
    ]  # fmt: skip
    assert threads[0].posts[0].author == "mira"
    assert threads[0].posts[0].created_at == datetime(2024, 3, 4, 9, 10, tzinfo=UTC)


def teams(number: int, name: str, content: str, root: int | None = None, **more: Any) -> dict[str, Any]:
    """A message of a Teams channel."""
    return {
        "id": str(number), "replyToId": str(root) if root else None, "messageType": "message",
        "subject": None,
        "createdDateTime": (START + timedelta(minutes=number)).isoformat(), "deletedDateTime": None,
        "from": {"user": {"displayName": name}}, "body": {"contentType": "html", "content": content},
        "channelIdentity": {"channelId": "19:a@thread.tacv2"}, **more,
    }  # fmt: skip


def test_teams_channels_are_made_of_threads(tmp_path: Path) -> None:
    """By replyToId, in one answer or two; deleted messages, events and chats between a few stay out."""
    write(tmp_path / "a.json", {"value": [
        teams(9, "Bo", "<p>Delete the lock.</p>", 1), teams(1, "Ada", "<p>How do I reset it?</p>",
        subject="Reset"),
        teams(2, "Ada", "<p>Lunch?</p>"), teams(3, "", "<systemEventMessage/>",
        messageType="systemEventMessage"),
        teams(4, "Cy", "<p>secret</p>", channelIdentity=None, chatId="19:x@unq.gbl.spaces")]})  # fmt: skip
    write(tmp_path / "b.json", {"value": [
        teams(11, "Ada", "<p>Thanks</p>", 1), teams(12, "Ada", "", 1,
        deletedDateTime="2024-03-05T00:00:00Z")]})  # fmt: skip
    threads, said = read_all(tmp_path)
    assert [thread.title for thread in threads] == ["Reset", "Lunch?"]
    assert [post.author for post in threads[0].posts] == ["Ada", "Bo", "Ada"]
    assert said == ["kept back: internal: private (1)", "kept back: removed: deleted (1)"]


def test_an_exported_account_gives_its_channels_only(tmp_path: Path) -> None:
    """Another form of Teams: lists of messages by conversation, whose address says what it is."""

    def message(number: int, place: str, words: str, **more: Any) -> dict[str, Any]:
        time = (START + timedelta(minutes=number)).isoformat()
        return {"id": str(number), "displayName": "Ada", "originalarrivaltime": time,
        "messagetype": "RichText/Html",
                "content": words, "conversationid": place, "properties": None, **more}  # fmt: skip

    place = "19:a@thread.skype"
    write(tmp_path / "messages.json", {"userId": "8:ada", "conversations": [
        {"id": place, "displayName": "Kilns", "MessageList": [
            message(5, f"{place};messageid=1", "<p>Hold the button.</p>"),
            message(1, f"{place};messageid=1", "<p>How do I stop it?</p>"),
            message(7, place, "joined", messagetype="ThreadActivity/AddMember")]},
        {"id": "8:bo", "displayName": "Bo", "MessageList": [message(9, "8:bo",
        "<p>psst</p>")]}]})  # fmt: skip
    (thread,), said = read_all(tmp_path)
    assert talk_of([thread]) == [["<p>How do I stop it?</p>", "<p>Hold the button.</p>"]]
    assert (thread.category, thread.title) == ("Kilns", "How do I stop it?")
    assert said == ["kept back: internal: private (1)"]


def test_a_channel_that_is_never_silent_is_no_single_thread(tmp_path: Path) -> None:
    """Where people write all day, a talk ends after a hundred messages; replies find their own."""
    talk = [discord(n, n, f"P{n % 9}", f"words {n}") for n in range(1, 1000)]
    path = write(tmp_path / "a.json", channel(*talk, discord(2000, 1001, "Cy", "about the first", to=1)))
    threads, _ = read_all(path)
    assert sum(len(thread.posts) for thread in threads) == 1000
    assert max(len(thread.posts) for thread in threads) == 101
    assert threads[0].posts[-1].body == "about the first"
