"""Work to teams, briefings to their destinations, and demand from elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from small_forum import topic
from test_briefing import LATER, WAITED, Nights

from kbminer.briefing import Facts, compose_briefing
from kbminer.config import Destination, Route, TriageRule, load_settings
from kbminer.errors import SettingsError, SourceError
from kbminer.pipeline.demand import read_demand
from kbminer.pipeline.job import JobDone, run_job
from kbminer.pipeline.overruled_threads import overruled_threads
from kbminer.records import Counts, Coverage, Grouping, Question, Resolution, RunResult, ThreadSummary
from kbminer.review.snapshot import load_snapshot
from kbminer.review.waiting_threads import open_threads
from kbminer.testing import WordEmbedder


def night(nights: Nights, *topics: dict[str, Any]) -> JobDone:
    """A night that waits before no further try."""
    for each in topics:
        (nights.forum / f"{each['id']}.json").write_text(json.dumps(each))
    return run_job([nights.forum], nights.store, nights.out, settings=nights.settings,
                   embedder=WordEmbedder(), waits=(0, 0))  # fmt: skip


class Hook:
    """A webhook on this machine that answers as it is told and keeps what it was sent."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.url = ""


@contextmanager
def listening(*answers: int) -> Iterator[Hook]:
    """Run a webhook that gives these answers, and 204 afterwards."""
    hook = Hook(*answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(hook.answers.pop(0) if hook.answers else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.url = f"http://127.0.0.1:{server.server_port}/hook?key=s3cret"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield hook
        server.shutdown()
        thread.join()


@contextmanager
def mailbox() -> Iterator[tuple[int, list[str]]]:
    """Run an SMTP server that takes every message; give its port and what it took."""
    taken: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    taken.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], taken
        server.shutdown()
        thread.join()


# Teams


def test_the_first_rule_that_fits_names_the_team(tmp_path: Path) -> None:
    """By term, category and triage; what no rule fits belongs to nobody, and each team has its own page."""
    routes = (
        Route(team="maps", term="OFFLINE map"),
        Route(team="hotline", triage="people"),
        Route(team="nobody", category="no such category"),
    )
    nights = Nights(tmp_path, routes=routes)
    made = nights.night().briefed.briefing
    assert {task.title: task.team for task in made.tasks if task.team} == {
        task.title: "maps" for task in made.tasks if "map" in task.title.lower()
    }
    assert any(task.team == "maps" for task in made.tasks)
    last = topic(48, "Ride list in two columns", "<p>Can the list have two columns?</p>")
    second = nights.night(LATER, WAITED, last)
    teams = {each.title: each.team for each in second.briefed.briefing.people}
    assert (teams["Grey offline map"], teams["Lap marker in blue"]) == ("maps", "hotline")
    page = (nights.out / "briefing-hotline.html").read_text("utf-8")
    assert "Lap marker in blue" in page
    assert "Grey offline map" not in page


def test_a_rule_by_tag_looks_at_the_thread(tmp_path: Path) -> None:
    """A tag that the forum gave sends the thread."""
    nights = Nights(tmp_path, routes=(Route(team="beta", tag="Beta"),))
    nights.night()
    last = topic(48, "Ride list in two columns", "<p>Can the list have two columns?</p>")
    made = nights.night({**WAITED, "tags": ["beta"]}, last).briefed.briefing
    assert [each.title for each in made.people if each.team == "beta"] == ["Lap marker in blue"]


# Rules that overrule triage


def test_a_rule_overrules_what_is_made_of_an_open_thread(tmp_path: Path) -> None:
    """By tag or words: to a person at once, to everybody as a complaint, or to nobody; at the desk, too."""
    rules = (
        TriageRule(to="nobody", tag="Showcase"),
        TriageRule(to="complaint", term="lap marker"),
        TriageRule(to="person", term="list in two"),
    )
    asked = "<p>Can the list have two columns?</p>"
    shown = {**topic(47, "Look at my list in two columns", asked), "tags": ["showcase"]}
    fresh = topic(48, "Ride list in two columns", asked)
    nights = Nights(tmp_path, triage=rules)
    nights.night()
    made = nights.night(LATER, WAITED, shown, fresh).briefed.briefing
    people, heated = ({each.title: each.why for each in found} for found in (made.people, made.heated))
    assert people["Ride list in two columns"] == "by rule: term “list in two”"
    assert heated == {"Lap marker in blue": "by rule: term “lap marker”"}
    assert "Lap marker in blue" not in people
    run = load_snapshot(nights.store).run
    stand = {each.title: (each.triage, each.rule) for each in run.open_threads}
    assert stand["Ride list in two columns"] == ("person", "term “list in two”")
    assert stand["Lap marker in blue"] == ("complaint", "term “lap marker”")
    assert "Look at my list in two columns" not in {*stand, *people}


def asked_once(title: str, **more: Any) -> RunResult:
    """A run that found one thread, to which nobody replied, asked two days before the newest one."""
    asked = datetime(2026, 3, 1, tzinfo=UTC)
    later = Question(thread="f:2", title="Later", asked_at=asked + timedelta(days=2))
    return RunResult(
        counts=Counts(threads=2, posts=2, accepted=0),
        problems=(),
        threads=(ThreadSummary(key="f:1", title=title, category="Security"),),
        questions=(Question(thread="f:1", title=title, asked_at=asked), later),
        resolutions=(Resolution(thread="f:1", state="unanswered"),),
        grouping=Grouping(groups=()),
        ranked=(),
        drafts=(),
        **more,
    )


def lists_of(found: RunResult) -> tuple[list[str], list[str]]:
    """Who is answered with an article, and who needs a person, by the briefing."""
    made = compose_briefing(Facts(found=found))[0]
    return [each.thread for each in made.answerable], [each.thread for each in made.people]


def test_a_rule_for_people_overrules_an_article() -> None:
    """What a person must see is not answered with an article, however sure it is."""
    cover = Coverage(group="g", action="point", article="a.md", probability=0.9, open_threads=("f:1",))
    found = asked_once("Stolen key", coverage=(cover,))
    rules = (TriageRule(to="person", category="security"),)
    ruled = replace(found, overruled=overruled_threads(found, rules, {}))
    assert (lists_of(found), lists_of(ruled)) == ((["f:1"], []), ([], ["f:1"]))
    assert [each.triage for each in (*open_threads(found, ()), *open_threads(ruled, ()))] == [
        "article",
        "person",
    ]


def test_who_says_in_the_title_that_it_is_solved_needs_nobody() -> None:
    """Asked and answered by oneself: no person is sent there."""
    assert lists_of(asked_once("Editor does not start")) == ([], ["f:1"])
    assert lists_of(asked_once("Editor does not start [SOLVED]")) == ([], [])
    assert lists_of(asked_once("[Unsolved] Editor does not start")) == ([], ["f:1"])


# Deliveries


def test_nothing_is_sent_unless_it_is_configured(tmp_path: Path) -> None:
    """Without deliveries none is noted."""
    nights = Nights(tmp_path)
    assert night(nights).delivered == ()
    assert nights.store.deliveries(1) == ()


def test_a_webhook_gets_each_briefing_once_with_a_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused twice it is tried a third time, signed with the key of the environment, and never again."""
    monkeypatch.setenv("HOOK_KEY", "open sesame")
    with listening(503, 429) as hook:
        to = Destination(kind="webhook", url=hook.url, secret_env="HOOK_KEY")
        nights = Nights(tmp_path, deliveries=(to,))
        [delivery] = night(nights).delivered
        assert (delivery.state, delivery.tries) == ("sent", 3)
        assert night(nights).delivered == ()
        assert len(hook.received) == 3
        headers, body = hook.received[-1]
        signed = f"{headers['x-kbminer-timestamp']}.".encode() + body
        assert headers["x-kbminer-signature"] == (
            "sha256=" + hmac.new(b"open sesame", signed, hashlib.sha256).hexdigest()
        )
        assert len({each["idempotency-key"] for each, _ in hook.received}) == 1
        assert json.loads(body) == json.loads((nights.out / "briefings" / "00001.json").read_text("utf-8"))
    assert "s3cret" not in str(nights.store.deliveries(1))


def test_a_delivery_that_fails_costs_no_run_and_is_tried_by_the_next(tmp_path: Path) -> None:
    """The run is done, the briefing waits, and goes out when the server is back, before the next one."""
    with listening(*[500] * 3) as hook:
        nights = Nights(tmp_path, deliveries=(Destination(kind="webhook", url=hook.url),))
        [delivery] = night(nights).delivered
        assert (delivery.state, delivery.what) == ("waiting", "status 500")
        assert (nights.out / "briefing.html").is_file()
        done = night(nights, LATER).delivered
        assert [(each.briefing, each.state) for each in done] == [(1, "sent"), (2, "sent")]


def test_a_server_that_is_not_there_costs_no_run(tmp_path: Path) -> None:
    """Nobody listens: it waits."""
    with listening() as hook:
        gone = hook.url
    nights = Nights(tmp_path, deliveries=(Destination(kind="webhook", url=gone),))
    assert [each.state for each in night(nights).delivered] == ["waiting"]


def test_a_delivery_cut_off_under_way_is_not_sent_again(tmp_path: Path) -> None:
    """It may have arrived: twice is worse than not, and the store says that nobody knows."""
    with listening() as hook:
        nights = Nights(tmp_path, deliveries=(Destination(kind="webhook", url=hook.url),))
        night(nights)
        with nights.store._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE deliveries SET state = 'sending'")
        [delivery] = night(nights).delivered
        assert (delivery.state, len(hook.received)) == ("unsure", 1)
        assert night(nights).delivered == ()


@pytest.mark.parametrize("shape", ["slack", "teams"])
def test_slack_and_teams_get_their_own_shape(tmp_path: Path, shape: str) -> None:
    """A small body of the form that they take, in which forum words are text."""
    with listening() as hook:
        to = Destination(kind="webhook", url=hook.url, shape=shape)  # type: ignore[arg-type]
        night(Nights(tmp_path, deliveries=(to,)))
    body = json.loads(hook.received[0][1])
    heading = "Briefing on forum, up to "
    if shape == "slack":
        assert body["text"].startswith(heading)
        assert body["blocks"][0]["text"]["text"].startswith(heading)
        assert [block["type"] for block in body["blocks"]] == ["header", "section"]
        assert {block["text"]["type"] for block in body["blocks"]} == {"plain_text"}
        assert len(body["blocks"][1]["text"]["text"]) <= 3000
    else:
        [card] = body["attachments"]
        assert card["content"]["type"] == "AdaptiveCard"
        assert card["content"]["body"][0]["text"].startswith(heading)
    assert len(hook.received[0][1]) < 28_000


def test_a_mail_holds_text_and_page(tmp_path: Path) -> None:
    """To all who are named, with an id that is the same at every try."""
    with mailbox() as (port, taken):
        to = Destination(kind="mail", host="127.0.0.1", port=port, encryption="none",
                         sender="kb@example.org", to=("a@example.org", "b@example.org"))  # fmt: skip
        [delivery] = night(Nights(tmp_path, deliveries=(to,))).delivered
    assert delivery.state == "sent"
    [message] = taken
    assert re.search(r"^Subject: Briefing on forum, up to ", message, re.M)
    assert "To: a@example.org, b@example.org" in message
    assert re.search(r"Message-ID: <kbminer-1-\w+@example.org>", message)
    assert {"text/plain", "text/html"} <= set(re.findall(r"Content-Type: (\S+);", message))


def test_files_and_a_pull_requests_worth_are_put_into_folders(tmp_path: Path) -> None:
    """The briefing under its number; and the drafts with the words of a pull request."""
    files, pull = tmp_path / "sent", tmp_path / "pulls"
    deliveries = (
        Destination(kind="files", folder=str(files)),
        Destination(kind="pull request", folder=str(pull)),
    )
    nights = Nights(tmp_path, deliveries=deliveries)
    assert [each.state for each in night(nights).delivered] == ["sent", "sent"]
    assert sorted(file.name for file in files.glob("briefing*")) == [
        "briefing-00001.html",
        "briefing-00001.json",
        "briefing-00001.md",
    ]
    drafts = sorted(file.name for file in (nights.out / "drafts").glob("*.md"))
    assert drafts
    assert sorted(file.name for file in (pull / "00001" / "articles").glob("*.md")) == drafts
    assert "# Briefing" in (pull / "00001" / "PULL_REQUEST.md").read_text("utf-8")


def test_a_week_is_delivered_once_it_is_over(tmp_path: Path) -> None:
    """Its first night alone would miss six."""
    nights = Nights(
        tmp_path, briefing_every="week", deliveries=(Destination(kind="files", folder=str(tmp_path / "s")),)
    )
    assert night(nights).delivered == ()
    with nights.store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE briefings SET period = '2020-W01'")
    [delivery] = night(nights, LATER).delivered
    assert (delivery.briefing, delivery.state) == (1, "sent")


def test_a_team_is_sent_its_own_part(tmp_path: Path) -> None:
    """Without what belongs to others, and nothing where nothing is its own."""
    folder = tmp_path / "sent"
    nights = Nights(
        tmp_path,
        routes=(Route(team="maps", term="map"),),
        deliveries=(
            Destination(kind="files", folder=str(folder), team="maps"),
            Destination(kind="files", folder=str(folder / "none"), team="billing"),
        ),
    )
    [delivery] = night(nights).delivered
    assert delivery.destination.endswith("for maps")
    text = (folder / "briefing-00001.md").read_text("utf-8")
    assert "GPX" not in text
    assert "map" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[deliveries]]\nkind = "webhook"\n', "url"),
        ('[[deliveries]]\nkind = "pigeon"\n', "kind"),
        ('[[routes]]\nteam = "../x"\n', "team"),
        ('[[routes]]\nteam = "x"\ncolour = "red"\n', "colour"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A destination that lacks something, an unknown kind, a team that is no file's name, an unknown key."""
    (tmp_path / "kbminer.toml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        load_settings(tmp_path / "kbminer.toml")
    with pytest.raises(ValidationError):
        Destination(kind="mail", host="mail.example.org")


# Demand beyond threads


def test_what_was_looked_for_joins_the_questions_and_stands_apart(tmp_path: Path) -> None:
    """Search misses and handovers count for the question that they ask; others stand by their words."""
    misses = tmp_path / "search misses.csv"
    misses.write_text(
        "query,count,date\nOffline map stays grey after the update,12,2025-04-01\ngift card,3,\n"
    )
    handed = tmp_path / "bot.jsonl"
    handed.write_text('{"text": "Offline map stays grey after the update", "date": "2025-04-03T10:00:00Z"}\n')
    nights = Nights(tmp_path, demand=(str(misses), str(handed)))
    made = nights.night().briefed.briefing
    first, second = made.demand
    assert (first.group, first.count, first.kinds) == (
        next(task.group for task in made.tasks if "map" in task.title.lower()),
        13,
        ("bot", "search misses"),
    )
    assert str(first.last) == "2025-04-03"
    assert (second.group, second.title, second.count) == (None, "gift card", 3)
    assert all(task.value.threads <= 4 for task in made.tasks)


def test_a_file_of_demand_without_texts_is_named(tmp_path: Path) -> None:
    """What columns it has is said; a missing file, too."""
    (tmp_path / "a.csv").write_text("when,what\n1,2\n")
    with pytest.raises(SourceError, match="no column named text; it has when, what"):
        list(read_demand(tmp_path / "a.csv"))
    with pytest.raises(SourceError, match=r"b\.csv can't be read"):
        list(read_demand(tmp_path / "b.csv"))
    with pytest.raises(SourceError, match=r"is no file"):  # a device has no end, and a pipe is waited for
        list(read_demand(Path("/dev/null")))
