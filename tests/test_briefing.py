"""The briefing: only what changed, nothing twice as new, figures that can be checked, a published schema."""

from __future__ import annotations

import json
import random
import re
import runpy
import zlib
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from conftest import ROOT
from small_forum import TILES_FIX, small_forum, topic, write_forum
from test_report import EVIL, knowledge_base

from kbminer import Settings, Store
from kbminer.briefing import Briefing, Facts, Seen, compose_briefing
from kbminer.briefing.followed import followed, to_review
from kbminer.briefing.growth import growing
from kbminer.briefing.items import ThreadNews
from kbminer.briefing.seen import KnownGroup
from kbminer.briefing.trend import trend
from kbminer.pipeline.job import JobDone, run_job
from kbminer.pipeline.results import Codec
from kbminer.publish.briefings import briefing_data, briefing_schema, render_briefing, render_text
from kbminer.records import (
    Decision,
    Figure,
    Group,
    LineageEvent,
    Question,
    Service,
    ServiceFigures,
    StateChange,
)
from kbminer.resolve.service_figures import _error_of_median
from kbminer.testing import WordEmbedder

DAY = timedelta(days=1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2? How do I get it back?</p>")

WAITED = topic(44, "Lap marker in blue", "<p>Can the lap marker be blue?</p>")


class Nights:
    """A small forum, and a job that runs on it night by night."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.forum = write_forum(folder / "forum", small_forum())
        self.out = folder / "out"
        self.store = Store(f"sqlite:///{folder / 'kb.db'}")
        self.settings = Settings(**{"briefing_every": "run", **settings})

    def night(self, *topics: dict[str, Any]) -> JobDone:
        """Let topics come in, and run the job."""
        write_forum(self.forum, topics)
        return run_job([self.forum], self.store, self.out, settings=self.settings, embedder=WordEmbedder())

    def data(self) -> dict[str, Any]:
        """What ``briefing.json`` holds."""
        told: dict[str, Any] = json.loads((self.out / "briefing.json").read_text("utf-8"))["briefing"]
        return told


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """The nights of a small forum."""
    return Nights(tmp_path)


def test_the_first_briefing_tells_what_to_do_and_the_second_that_nothing_is_new(nights: Nights) -> None:
    """A quiet night is one sentence, and the tasks that stand are counted."""
    first = nights.night().briefed.briefing
    assert (first.first, first.quiet, len(first.tasks)) == (True, False, 3)
    second = nights.night().briefed.briefing
    assert (second.first, second.quiet, second.tasks, second.standing) == (False, True, (), 3)
    assert second.headline == "Nothing asks for anything new since 2025-03-13."
    page = (nights.out / "briefing.html").read_text("utf-8")
    assert set(re.findall('<section id="([^"]+)"', page)) <= {"service", "pareto", "about", "not-listed"}
    assert "3 older tasks still stand, in " in page
    assert '<a href="report.html">' in page
    assert '<a href="../report.html">' in (nights.out / "briefings" / "00001.html").read_text("utf-8")
    text = (nights.out / "briefing.md").read_text("utf-8")
    ranked = sorted(first.tasks, key=lambda task: task.rank)
    assert [each.title for each in second.standing_first] == [task.title for task in ranked]
    for each in second.standing_first:
        assert f"{each.action}; {each.threads} threads of {each.askers} askers" in text
    assert (nights.out / "briefings" / "00001.html").is_file()


def test_a_new_thread_of_an_old_question_is_no_new_question(nights: Nights) -> None:
    """It is listed once, when it has waited, and its question is not called new."""
    nights.night()
    fresh = nights.night(LATER).briefed.briefing
    assert (fresh.changes, fresh.new_threads) == ((), 1)
    assert "Grey offline map" not in [each.title for each in fresh.people]
    second = nights.night(WAITED).briefed.briefing
    assert [each.title for each in second.people] == ["Grey offline map"]
    assert "no helpful reply for 4 days; 3 of 5 that ask the same were solved" in second.people[0].why
    third = nights.night(topic(47, "Ride list in two columns", "<p>Can the list have two columns?</p>"))
    assert [each.title for each in third.briefed.briefing.people] == ["Lap marker in blue"]


def test_a_new_question_is_told_once_with_its_value(nights: Nights) -> None:
    """With askers, the last year, what an article would answer, and what that assumes."""
    nights.night()
    asks = ["Bell rings twice at a turn", "The bell rings twice at every turn", "Turn bell rings twice"]
    told = [
        topic(50 + n, ask, f"<p>{ask}. How do I make the bell ring once?</p>") for n, ask in enumerate(asks)
    ]
    second = nights.night(*told).briefed.briefing
    assert [change.kind for change in second.changes] == ["new"]
    [task] = second.tasks
    assert (task.news, task.action, task.value.askers, task.value.last_year) == ("new", "escalate", 3, 3)
    assert task.value.deflected is not None
    assert (task.value.deflected.low, task.value.deflected.high) == (0.6, 1.2)
    assert "20% to 40%" in task.value.deflected.assumes
    assert nights.night().briefed.briefing.quiet


def test_assumptions_come_from_the_settings(tmp_path: Path) -> None:
    """Who believes other figures says so, and the briefing says what it assumed."""
    nights = Nights(tmp_path, self_served=(0.5, 0.5), minutes_an_answer=60)
    task = nights.night().briefed.briefing.tasks[0]
    assert task.value.deflected is not None
    assert task.value.staff_hours is not None
    assert task.value.deflected.low == task.value.last_year / 2
    assert task.value.staff_hours.high == task.value.last_year / 2
    assert "60 minutes" in task.value.staff_hours.assumes


def test_a_thread_that_was_solved_since_is_told(nights: Nights) -> None:
    """With what it was before and whose word it is."""
    nights.night()
    ask = "<p>How do I keep elevation in the export?</p>"
    replies = [("*moss", f"<p>{TILES_FIX}</p>"), ("ASKER", "<p>That solved it, thank you!</p>")]
    asked = topic(8, "GPX export loses elevation", ask, replies)
    for post in asked["post_stream"]["posts"][1:]:
        post["created_at"] = "2025-04-20T10:00:00+00:00"
    second = nights.night(asked).briefed.briefing
    assert [each.thread.rpartition(":")[2] for each in second.solved] == ["8"]
    assert "the forum says so" in second.solved[0].why


def test_a_week_gathers_its_nights(tmp_path: Path) -> None:
    """With a briefing a week, what came on Tuesday still stands in it on Wednesday."""
    nights = Nights(tmp_path, briefing_every="week")
    assert nights.night().briefed.briefing.first
    second = nights.night(LATER).briefed
    assert (second.number, second.briefing.first) == (1, True)
    assert len(nights.store.briefings()) == 1


def test_a_briefing_cut_off_before_it_was_remembered_is_written_again(nights: Nights) -> None:
    """What was told counts only once it is written."""
    nights.night()
    before = nights.data()
    with nights.store._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM briefings")
    nights.night()
    assert nights.data() == before


def test_nothing_private_stands_in_any_file(nights: Nights) -> None:
    """An address in a title reaches neither page, text, data nor feed."""
    nights.night(topic(60, "Grey offline map, mail me at kim@example.org", "<p>Why is the map grey?</p>"))
    for ending in ("html", "md", "json", "atom"):
        text = (nights.out / f"briefing.{ending}").read_text("utf-8")
        assert "kim@example.org" not in text
        assert "asker60" not in text


# What grows


def question(key: str, asker: str, days_ago: float) -> Question:
    """A question asked so many days before the newest one."""
    return Question(thread=key, title=key, asker=asker, asked_at=NOW - days_ago * DAY)


def forum_with_bursts(bursts: Sequence[str], seed: int = 1) -> tuple[list[Group], dict[str, Question]]:
    """Sixty questions asked evenly over two years; those of ``bursts`` by six more in the last days."""
    chance = random.Random(seed)
    groups, questions = [], dict[str, Question]()
    for number in range(60):
        asked = [chance.uniform(0, 700) for _ in range(chance.randint(3, 12))]
        if f"g{number}" in bursts:
            asked += [chance.uniform(0, 6) for _ in range(6)]
        keys = tuple(f"g{number}:{n}" for n in range(len(asked)))
        found = zip(keys, asked, strict=True)
        questions |= {key: question(key, f"asker {key}", age) for key, age in found}
        groups.append(
            Group(id=f"g{number}", members=keys, representative=keys[0], title=f"g{number}", cohesion=0.8)
        )
    return groups, questions


def test_a_burst_is_found_and_its_baseline_shown() -> None:
    """Six people in a week where one in two months was usual is no chance."""
    groups, questions = forum_with_bursts(["g7", "g31"])
    found = growing(groups, questions, since=None, until=NOW)
    assert {each.group for each in found} == {"g7", "g31"}
    for each in found:
        assert each.recent >= 6
        assert each.days == 7
        assert each.expected < 1
        assert each.p < 0.01


def test_chance_alone_makes_no_bursts() -> None:
    """Over a hundred forums without a burst fewer than five in a hundred show one."""
    alarms = sum(bool(growing(*forum_with_bursts([], seed), since=None, until=NOW)) for seed in range(100))
    assert alarms <= 5


def test_a_forum_that_grows_as_a_whole_makes_no_bursts() -> None:
    """Each question is held against its share of what is asked."""
    groups, questions = forum_with_bursts([f"g{number}" for number in range(60)])
    assert growing(groups, questions, since=None, until=NOW) == ()


def test_one_person_is_no_burst() -> None:
    """Who asks six times counts once."""
    groups, questions = forum_with_bursts(["g7"])
    same = {
        key: replace(each, asker="kim") if key.startswith("g7:") else each for key, each in questions.items()
    }
    assert growing(groups, same, since=None, until=NOW) == ()


# What became of questions and threads


def facts(**changes: Any) -> Facts:
    """The facts of a small run, as a second briefing has them."""
    kb = knowledge_base()
    known = {g.id: KnownGroup(title=g.title, threads=len(g.members)) for g in kb.grouping.groups}
    until = max(q.asked_at for q in kb.questions if q.asked_at)
    seen = Seen(until=until, groups=known, told=frozenset(known))
    return replace(Facts(found=kb, seen=seen), **changes)


def test_merges_splits_and_ends_are_told_by_their_titles() -> None:
    """Each once, and none that the last briefing did not know."""
    base = facts()
    one = base.found.grouping.groups[0].id
    gone = KnownGroup(title="An old one", threads=3)
    seen = replace(
        base.before,
        threads=10**6,
        groups={**base.before.groups, "x": gone, "y": gone},
        told=frozenset({one, "x", "y"}),
    )
    lineage = (
        LineageEvent(kind="merged", before=("x", one), after=(one,)),
        LineageEvent(kind="merged", before=("never", "seen"), after=("gone since",)),
    )
    made, _ = compose_briefing(replace(base, seen=seen, lineage=lineage))
    told = [(change.kind, change.before) for change in made.changes]
    assert ("merged", ("x", one)) in told
    assert ("gone", ("y",)) in told
    assert len([kind for kind, _ in told if kind in ("merged", "gone")]) == 2


def test_a_thread_read_otherwise_without_a_new_word_is_no_news() -> None:
    """The model learns every night; a thread in which nobody wrote was not solved meanwhile."""
    base = facts()
    key = next(each.thread for each in base.found.resolutions if each.is_solved and not each.declared)
    old = StateChange(thread=key, before="answered", after="solved", at=NOW - 4000 * DAY)
    new = replace(old, at=NOW + 4000 * DAY)
    made, _ = compose_briefing(replace(base, states=(old,)))
    assert made.solved == ()
    assert "old threads read otherwise" in str(made.left_out)
    made, _ = compose_briefing(replace(base, states=(new,)))
    assert [each.thread for each in made.solved] == [key]


def test_a_question_that_was_no_task_before_is_told_when_it_is_one(nights: Nights) -> None:
    """Asked by a second person, or back after it was turned down: it was known, and is now to be done."""
    ask = "<p>The bell rings twice at every turn. How do I make the bell ring once?</p>"
    nights.night(*(topic(50 + n, f"Bell rings twice {n}", ask, author="kim") for n in range(2)))
    made = nights.night(topic(53, "Bell rings twice", ask, author="ada")).briefed.briefing
    assert [(task.news, task.value.askers) for task in made.tasks] == [("now a task", 2)]


# After publishing


def accepted_facts(since: int, *, days: int = 100) -> Facts:
    """Thirty questions asked ten times in the days before and ten since; of the first, ``since`` times."""
    chance = random.Random(5)
    groups, questions = [], dict[str, Question]()
    for number in range(30):
        ages = [chance.uniform(days, 2 * days) for _ in range(10)]
        ages += [chance.uniform(0, days) for _ in range(since if number == 0 else 10)]
        keys = tuple(f"g{number}:{n}" for n in range(len(ages)))
        found = zip(keys, ages, strict=True)
        questions |= {key: question(key, f"asker {key}", age) for key, age in found}
        groups.append(Group(id=f"g{number}", members=keys, representative=keys[0], title=f"g{number}"))
    base = knowledge_base()
    found = replace(
        base,
        questions=(*questions.values(), question("last", "last", 0)),
        grouping=replace(base.grouping, groups=tuple(groups)),
    )
    accept = Decision(
        kind="accept",
        group="g0",
        by="ada",
        at=NOW - days * DAY,
        number=7,
        members=groups[0].members,
        text="x",
    )
    return Facts(found=found, decisions=(accept,))


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (0, "asked less since, beyond chance"),
        (8, "no difference beyond chance yet"),
        (60, "asked more since, beyond chance"),
    ],
)
def test_an_accepted_article_is_followed_beside_matched_questions(since: int, said: str) -> None:
    """What is claimed holds beyond chance, and the counts behind it are shown."""
    [found] = followed(accepted_facts(since))
    assert (found.group, found.days, found.before, found.since) == ("g0", 100, 10, since)
    assert (found.matched, found.words) == (29, said)
    assert found.ratio is not None
    assert found.ratio.low < (since + 0.5) / 10.5 < found.ratio.high


def test_an_article_is_read_again_after_its_interval() -> None:
    """Half a year where nobody said otherwise."""
    assert to_review(accepted_facts(5)) == ()
    [due] = to_review(accepted_facts(5, days=200))
    assert (due.action, due.article) == ("review", "g0")
    assert "200 days ago; nobody owns it" in due.reason


def test_an_article_on_old_evidence_is_read_again_sooner() -> None:
    """After a quarter of a year where nobody had written of it for a year when it was accepted."""
    fresh = accepted_facts(0)
    [accept] = fresh.decisions
    old = tuple(
        replace(each, asked_at=each.asked_at - 400 * DAY)
        if each.asked_at and each.thread in accept.members
        else each
        for each in fresh.found.questions
    )
    assert to_review(fresh) == ()
    [due] = to_review(replace(fresh, found=replace(fresh.found, questions=old)))
    assert "accepted 100 days ago" in due.reason


def test_decisions_since_the_last_briefing_are_counted() -> None:
    """Each once, by kind."""
    base = facts()
    accept = Decision(kind="accept", group="x", by="ada", at=NOW, number=3)
    made, seen = compose_briefing(replace(base, decisions=(accept,)))
    assert [(each.what, each.count) for each in made.decisions] == [("accept", 1)]
    made, _ = compose_briefing(replace(base, decisions=(accept,), seen=seen))
    assert made.decisions == ()


# What the figures say


def facts_of_two_periods(name: str, before: Figure, now: Figure) -> Facts:
    """The facts of a forum whose service figure of that name was and is so; all others are unknown."""
    none = Figure(value=None, threads=0)
    whole = ServiceFigures(questions=0, **{field.name: none for field in fields(ServiceFigures)[1:]})
    lately = {"2015-01-01": replace(whole, **{name: before}), "2015-04-01": replace(whole, **{name: now})}
    service = Service(
        whole=whole, by_year={}, by_category={}, by_group={}, heating=(), solvers=(), lately=lately
    )
    return replace(facts(), found=replace(knowledge_base(), service=service))


HALF = "half of the 24 threads solved in the last 90 days were solved within"
FEW = "Too few to tell a change (20 threads in each 90 days are needed): "


@pytest.mark.parametrize(
    ("name", "before", "now", "said"),
    [
        ("resolution_hours", (2, 20, 0.1), (4, 24, 0.1), f"Slower: {HALF} 4.0 hours (24 threads); in"),
        ("resolution_hours", (4, 20, 0.1), (2, 24, 0.1), f"Faster: {HALF} 2.0 hours"),
        ("resolution_hours", (4, 20, 0.4), (2, 24, 0.4), f"No change beyond chance: {HALF} 2.0 hours"),
        ("resolution_hours", (19.6, 17, 0.1), (2, 24, 0.1), f"{FEW}{HALF} 2.0 hours"),
        ("unanswered", (0.5, 40, None), (0.05, 40, None), "Better: 2 of 40 threads (5%)"),
        ("unanswered", (0.25, 19, None), (0.5, 40, None), f"{FEW}20 of 40 threads (50%) of"),
    ],
)  # fmt: skip
def test_periods_are_compared_from_twenty_threads_on_and_beyond_chance(
    name: str, before: tuple[float, int, float | None], now: tuple[float, int, float | None], said: str
) -> None:
    """Where there are enough the verdict comes first; else the one figure stands, and how many are needed."""
    one, other = (Figure(value=value, threads=of, error=error) for value, of, error in (before, now))
    [sentence] = trend(facts_of_two_periods(name, one, other))
    assert sentence.startswith(said.replace(" (24 threads)", ""))


SHARES = ((0.12, 269), (0.14, 187))
HOURS = ((3.4, 233), (2.6, 159))
MONTHS = ("2015-02", "2015-03", "2015-04")


@pytest.mark.parametrize(
    ("name", "whole", "months", "said"),
    [
        ("unanswered", SHARES, ((0.02, 57), (0.22, 76), (0.18, 51)), "Worse since March: "),
        ("unanswered", SHARES, ((0.22, 57), (0.02, 76), (0.03, 51)), "Better since March: "),
        ("unanswered", SHARES, ((0.02, 57), (0.22, 76), (0.02, 51)), "Uneven by month: "),
        ("unanswered", SHARES, ((0.02, 9), (0.44, 9), (0.18, 51)), "No change beyond "),
        ("first_response_hours", HOURS, ((3.5, 56), (1.4, 58), (5.6, 42)), "Uneven by month: "),
        ("first_response_hours", HOURS, ((3.5, 56), (3.0, 58), (3.9, 42)), "No change beyond "),
    ],
)  # fmt: skip
def test_a_good_month_hides_no_bad_one(
    name: str,
    whole: tuple[tuple[float, int], ...],
    months: tuple[tuple[float, int], ...],
    said: str,
) -> None:
    """Months within the 90 days that differ beyond chance are told, the worst by name and figure."""
    before, now, *parts = (
        Figure(value=value, threads=of, error=1.8 / of**0.5) for value, of in (*whole, *months)
    )
    base = facts_of_two_periods(name, before, now)
    assert base.found.service is not None
    empty = base.found.service.whole
    service = replace(
        base.found.service,
        by_month={month: replace(empty, **{name: part}) for month, part in zip(MONTHS, parts, strict=True)},
        lately={
            "2014-11-01": replace(empty, **{name: before}),
            "2015-01-30": replace(empty, **{name: now}),
        },
    )
    [sentence] = trend(replace(base, found=replace(base.found, service=service)))
    assert sentence.startswith(said)
    worst = ("February", "March", "April")[max(range(3), key=lambda at: months[at][0])]
    assert (f"worst month, {worst} 2015" in sentence) is not said.startswith("No change")


def test_a_month_that_has_hardly_begun_makes_no_alarm_and_a_burst_counts_once() -> None:
    """Nor do threads too young to have a reply; a month counts from its middle on."""
    shares = (0.27, 699), (0.25, 534), (0.20, 178), (0.2757, 185), (0.54, 39)
    before, now, *parts = (Figure(value=value, threads=of) for value, of in shares)
    base = facts_of_two_periods("unanswered", before, now)
    assert base.found.service is not None
    empty = base.found.service.whole
    months = {
        month: replace(empty, unanswered=part)
        for month, part in zip(("2016-09", "2016-10", "2016-11"), parts, strict=True)
    }
    lately = {
        "2016-05-10": replace(empty, unanswered=before),
        "2016-08-08": replace(empty, unanswered=now),
    }
    service = replace(base.found.service, by_month=months, lately=lately)
    until = datetime(2016, 11, 6, tzinfo=UTC)
    questions = tuple(replace(each, asked_at=until) for each in base.found.questions)
    early = replace(
        base,
        seen=replace(base.before, until=None),
        found=replace(base.found, service=service, questions=questions),
    )
    [sentence] = trend(early)
    assert sentence.startswith("No change beyond chance: 132 of 531 threads (25%)")
    assert "November" not in sentence


def test_what_did_not_change_is_one_paragraph() -> None:
    """With each figure; nothing is called worse where the figure shown got better."""
    base = facts_of_two_periods("resolution_hours", *(Figure(value=2, threads=30, error=0.4),) * 2)
    assert base.found.service is not None
    lately = {
        name: replace(each, unanswered=Figure(value=0.2, threads=50))
        for name, each in base.found.service.lately.items()
    }
    found = replace(base.found, service=replace(base.found.service, lately=lately))
    [sentence] = trend(replace(base, found=found))
    assert sentence.count("No change beyond chance") == 1
    assert "2.0 hours" in sentence
    assert "10 of 50 threads (20%)" in sentence


def test_the_error_of_a_median_shrinks_with_the_threads_it_rests_on() -> None:
    """Simulated log-normal times: the error is that of theory, and five times tell none."""
    chance = random.Random(3)
    errors = []
    for count in (5, 100, 400):
        times = [chance.lognormvariate(9, 1) for _ in range(count)]
        errors.append(_error_of_median(sorted(times)))
    assert errors[0] is None or errors[0] > 0.2
    assert errors[1] == pytest.approx(1.2533 / 10, rel=0.4)
    assert errors[2] == pytest.approx(1.2533 / 20, rel=0.4)


def test_the_heading_names_forum_and_days_and_the_headline_what_became_of_new_threads(nights: Nights) -> None:
    """In page, title and text; a new question that is a task is no change besides."""
    nights.night()
    ask = "<p>The bell rings twice at every turn. How do I make the bell ring once?</p>"
    made = nights.night(*(topic(50 + n, f"Bell rings twice {n}", ask) for n in range(3))).briefed.briefing
    heading = "Briefing on forum, 13 Mar–22 Apr 2025 (40 days)"
    page, text = ((nights.out / f"briefing.{end}").read_text("utf-8") for end in ("html", "md"))
    assert f"<title>{heading}</title>" in page
    assert f"<h1>{heading}</h1>" in page
    assert text.startswith(f"# {heading}\n")
    assert made.headline.startswith(
        "3 threads came since 2025-03-13 (3 waiting). To look at, from new and older"
    )
    assert "change" not in made.headline


def test_a_thread_without_an_address_is_named_by_day_and_number(nights: Nights) -> None:
    """In page and text, with one line that says why; the longest wait first, before what is to do."""
    made = replace(full_briefing(), still_waiting=(), places=())
    for shown in (render_briefing(made), str(render_text(made))):
        assert "2026-03-01, no. 1" in shown
        assert shown.count("The import holds no addresses") == 1
        assert shown.index("Needs a person") < shown.index("To do")
    linked = replace(made.people[0], url="https://forum.example.org/t/1")
    page = render_briefing(replace(made, people=(linked,)))
    assert '<a href="https://forum.example.org/t/1"' in page
    assert "The import holds no addresses" not in page


# Page, text, data, feed


def full_briefing(text: str = "Offline map") -> Briefing:
    """A briefing with something in every list; ``text`` stands wherever a forum's words stand."""
    made, _ = compose_briefing(Facts(found=knowledge_base(text)))
    thread = ThreadNews(thread="f:1", title=text, url="javascript:alert(3)", asked=NOW.date(), category=text,
                        group=None, why=text, reply=text)  # fmt: skip
    lists = dict.fromkeys(("answerable", "people", "heated", "confirm", "solved", "reopened"), (thread,))
    return replace(made, **lists)  # type: ignore[arg-type]


def test_the_published_schema_is_that_of_the_records() -> None:
    """It is written anew with scripts/briefing_schema.py."""
    text = runpy.run_path(str(ROOT / "scripts" / "briefing_schema.py"))["text"]
    assert (ROOT / "docs" / "briefing.schema.json").read_text("utf-8") == text()


def test_every_field_of_the_data_is_documented() -> None:
    """Each property of each part has a description, and no part may hold another one."""
    schema = briefing_schema()
    parts = {name: part for name, part in schema["$defs"].items() if "properties" in part}
    assert len(parts) > 10
    for name, part in {**parts, "file": schema}.items():
        assert part["additionalProperties"] is False, name
        for field, about in part["properties"].items():
            assert about.get("description", "").endswith("."), f"{name}.{field}"


def test_the_data_fits_the_schema(nights: Nights) -> None:
    """With something in every list, and as a job writes it."""
    validator = jsonschema.Draft202012Validator(briefing_schema())
    validator.validate(briefing_data(full_briefing()))
    nights.night()
    validator.validate(json.loads((nights.out / "briefing.json").read_text("utf-8")))


def read_by_schema(schema: dict[str, Any], part: dict[str, Any], value: Any) -> list[str]:
    """A consumer that knows the schema alone: every value as a line with the words that explain it."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    if "anyOf" in part:
        if value is None:
            return []
        part = next(each for each in part["anyOf"] if each.get("type") != "null")
        return read_by_schema(schema, part, value)
    if part.get("type") == "array":
        return [line for each in value for line in read_by_schema(schema, part["items"], each)]
    if "properties" not in part:
        return [str(value)]
    return [
        f"{about['description']} {line}"
        for name, about in part["properties"].items()
        for line in read_by_schema(schema, about, value[name])
    ]


def test_a_consumer_that_knows_the_schema_alone_reads_the_data() -> None:
    """It finds the task, the reply to paste and what they mean, without a line of ours."""
    published = json.loads((ROOT / "docs" / "briefing.schema.json").read_text("utf-8"))
    data = json.loads(json.dumps(briefing_data(full_briefing("PASTE THIS"))))
    lines = read_by_schema(published, published, data)
    assert any("Words to paste as a reply" in line and line.endswith("PASTE THIS") for line in lines)
    assert any("What to do, in order of value." in line and line.endswith("escalate") for line in lines)


def test_forum_text_stays_text_everywhere() -> None:
    """Markup in titles, reasons and replies is shown in page and Markdown, and leads nowhere."""
    made = full_briefing(EVIL)
    page, text = render_briefing(made), render_text(made)
    assert "<script>" not in page
    assert "<img" not in page
    assert "javascript:" not in page
    assert "<script>" not in text
    assert "javascript:" not in text


def test_a_page_that_is_delivered_steers_nothing() -> None:
    """It is made anew for a folder, a mail or a webhook: signs that steer a terminal are in none."""
    page = render_briefing(full_briefing("Map \x1b]0;pwn\x07\x1b[31m \u202egpj.exe"))
    assert "Map" in page
    assert not {"\x1b", "\x07", "\u202e"} & set(page)


def test_the_feed_keeps_its_entries(nights: Nights) -> None:
    """One entry a briefing with news, the newest first, under ids that last."""
    nights.night()
    nights.night(LATER)
    nights.night()
    name = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring((nights.out / "briefing.atom").read_text("utf-8"))  # noqa: S314 - our own
    ids = [entry.findtext(f"{name}id") for entry in feed.iter(f"{name}entry")]
    assert ids == ["urn:kbminer:briefing:00002", "urn:kbminer:briefing:00001"]
    assert all(entry.findtext(f"{name}updated") for entry in feed.iter(f"{name}entry"))


def test_what_was_told_is_kept_in_one_order() -> None:
    """A set has another order in each process; the bytes that are kept of it have not."""
    names = [f"f:{n}" for n in range(40)]
    seen = Seen(told=frozenset(names), listed={"people": frozenset(names)})
    codec = Codec[Seen](Seen)
    kept = json.loads(zlib.decompress(codec.encode(seen)[1]))
    assert kept["told"] == kept["listed"]["people"] == sorted(names)
    assert codec.decode(codec.encode(seen)[1]) == seen
