"""After publishing: do links and suggestions help, and what do customers say?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_forum import small_forum, topic, write_forum
from test_report import knowledge_base

from kbminer import Settings, Store
from kbminer.briefing import Facts
from kbminer.briefing.feedback import feedback
from kbminer.briefing.linked import linked
from kbminer.config import Route
from kbminer.ingest import read
from kbminer.pipeline.job import run_job
from kbminer.records import Decision, Group, Post, Question, Thread
from kbminer.testing import WordEmbedder

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def facts_of(groups: list[list[str]], **known: Any) -> Facts:
    """What a briefing is made from, for questions of some threads, all asked yesterday."""
    asked = [
        Question(thread=key, title=key, asked_at=NOW - timedelta(days=1)) for keys in groups for key in keys
    ]
    made = tuple(
        Group(id=f"g{n}", members=tuple(keys), representative=keys[0], title=f"g{n}")
        for n, keys in enumerate(groups)
    )
    base = knowledge_base()
    found = replace(
        base,
        questions=(*asked, Question(thread="last", title="last", asked_at=NOW)),
        grouping=replace(base.grouping, groups=made),
    )
    return Facts(found=found, **known)


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (0.1, "solved sooner with a link, beyond chance"),
        (1.0, "no difference beyond chance yet"),
        (10.0, "solved later with a link, beyond chance"),
    ],
)
def test_threads_that_link_an_article_are_held_against_their_own_question(factor: float, said: str) -> None:
    """Hard questions are compared with hard ones: what a question takes by itself is no effect."""
    groups = [[f"{q} {n}" for n in range(6)] for q in range(5)]
    hours = {f"{q} {n}": 4.0**q * (1 + n % 2) * (factor if n < 2 else 1) for q in range(5) for n in range(6)}
    links = frozenset(f"{q} {n}" for q in range(5) for n in range(2))
    found = linked(facts_of(groups, linking=links, solution_hours=hours))
    assert found is not None
    assert (found.threads, found.others, found.words) == (10, 20, said)
    assert found.ratio is not None
    assert found.ratio.low < factor < found.ratio.high


def test_with_too_few_threads_nothing_is_claimed_of_links() -> None:
    """The times are told, and that they can't be compared."""
    facts = facts_of([["a", "b"]], linking=frozenset("a"), solution_hours={"a": 1.0, "b": 9.0})
    found = linked(facts)
    assert found is not None
    assert (found.ratio, found.hours, found.others_hours) == (None, 1.0, 9.0)
    assert "too few threads" in found.words
    assert linked(replace(facts, linking=frozenset())) is None


def test_feedback_is_told_with_the_threads_it_rests_on() -> None:
    """Of the whole forum first, then of the questions of which most was said."""
    said = {"likes": {"a": 3, "c": 1}, "ratings": {"a": True, "b": False}}
    found = feedback(facts_of([["a", "b"], ["c"], ["d"]], **said))
    assert [(each.kind, each.group, each.threads, each.liked, each.likes) for each in found] == [
        ("forum", None, 5, 2, 4),
        ("question", "g0", 2, 1, 3),
        ("question", "g1", 1, 1, 1),
    ]
    assert (found[0].rated, found[0].satisfied) == (2, 1)
    assert found[0].share is not None
    assert found[0].share.low < 0.5 < found[0].share.high
    assert feedback(facts_of([["a"]])) == ()


class Forum:
    """A small forum with articles, on which a job runs."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder, self.out = folder, folder / "out"
        self.store = Store(f"sqlite:///{folder / 'kb.db'}")
        self.settings = Settings(briefing_every="run", **settings)

    def run(self, *topics: dict[str, Any]) -> dict[str, Any]:
        """Let topics come in, run the job, and give what ``briefing.json`` holds."""
        source = write_forum(self.folder / "forum", topics)
        run_job([source], self.store, self.out, settings=self.settings, embedder=WordEmbedder())
        told: dict[str, Any] = json.loads((self.out / "briefing.json").read_text("utf-8"))["briefing"]
        return told


def test_an_accepted_article_becomes_a_test_of_suggest(tmp_path: Path) -> None:
    """Each of its threads is left out and asked anew; how many find the answer stands in the briefing."""
    forum = Forum(tmp_path)
    assert forum.run(*small_forum())["suggest_checks"] == []
    with Store(f"sqlite:///{tmp_path / 'kb.db'}") as store:
        group = run_job(
            [], store, forum.out, settings=forum.settings, embedder=WordEmbedder()
        ).kb.grouping.groups[0]
        accept = Decision(
            kind="accept", group=group.id, by="ada", at=NOW, members=group.members, text="# Tiles\n\nSo.\n"
        )
        store.decide(accept)
    [check] = forum.run()["suggest_checks"]
    assert (check["group"], check["asked"], check["found"]) == (
        group.id,
        len(group.members),
        len(group.members),
    )
    assert "Do new questions find your articles?" in (forum.out / "briefing.html").read_text("utf-8")


def test_a_linked_article_is_found_by_its_whole_address(tmp_path: Path) -> None:
    """A link in a reply counts, one in a question does not, and neither does a longer address."""
    help_page = "https://help.example.org/a/1"
    posts = {
        "linked": ("How?", f"See {help_page}."),
        "asked": (f"I read {help_page}", "So."),
        "longer": ("How?", f"See {help_page}2"),
    }
    with Store("sqlite://") as store:
        store.ingest(
            (
                Thread(
                    id=id,
                    source="s",
                    title="How?",
                    posts=tuple(Post(id=f"{n}", body=body, created_at=NOW) for n, body in enumerate(bodies)),
                )
                for id, bodies in posts.items()
            ),
            source="s",
        )
        assert store.linking([help_page, "https://help.example.org/b"]) == {help_page: {"s:linked"}}
        assert store.hours_to({"s:linked": "1"}) == {"s:linked": 0.0}


def test_a_team_is_told_what_customers_said_of_its_threads(tmp_path: Path) -> None:
    """By the rules that route; likes of replies count, those of questions do not."""
    liked = topic(70, "Lap marker in blue", "<p>Can the marker be blue?</p>", [("moss", "<p>Yes, in 4.</p>")])
    liked["post_stream"]["posts"][0]["actions_summary"] = [{"id": 2, "count": 9}]
    liked["post_stream"]["posts"][1]["actions_summary"] = [{"id": 2, "count": 4}]
    forum = Forum(tmp_path, routes=(Route(team="laps", term="lap marker"),))
    told = forum.run(*small_forum(), liked)["feedback"]
    assert [(each["liked"], each["likes"]) for each in told if each["kind"] == "team"] == [(1, 4)]


TICKET = {
    "id": 7,
    "subject": "Login",
    "description": "I can't log in.",
    "requester_id": 1,
    "status": "solved",
}


@pytest.mark.parametrize(
    ("said", "satisfied"),
    [({"score": "good"}, True), ({"score": "bad"}, False), ({"score": "offered"}, None), (None, None)],
)
def test_a_rated_ticket_says_whether_its_customer_was_content(
    said: dict[str, str] | None, satisfied: bool | None, tmp_path: Path
) -> None:
    """It is kept in the store, and comes back from kbminer's own lines."""
    ticket = {**TICKET, "satisfaction_rating": said, "created_at": "2026-01-05T10:00:00Z"}
    comments = [{"id": 71, "ticket_id": 7, "author_id": 2, "body": "Reset it.", "public": True}]
    (tmp_path / "tickets.json").write_text(json.dumps({"tickets": [{**ticket, "comments": comments}]}))
    [thread] = [
        item for item in read(tmp_path / "tickets.json", format="zendesk") if isinstance(item, Thread)
    ]
    assert thread.satisfied is satisfied
    with Store("sqlite://") as store:
        store.ingest([thread], source="desk")
        assert next(store.threads()).satisfied is satisfied
        assert store.ratings() == ({} if satisfied is None else {thread.key: satisfied})


def test_a_column_of_ratings_is_read(tmp_path: Path) -> None:
    """In words or as one to five; three says neither."""
    rows = "".join(f"{n},ann,How {n}?,{said}\n" for n, said in enumerate(["Good", "1", "3", "", "5"]))
    (tmp_path / "desk.csv").write_text(f"Ticket ID,From,Message,CSAT\n{rows}")
    threads = [item for item in read(tmp_path / "desk.csv") if isinstance(item, Thread)]
    assert [thread.satisfied for thread in threads] == [True, False, None, None, True]
