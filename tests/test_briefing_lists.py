"""The briefing's lists: what is counted is listed or given a reason, and all of it can be found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from small_forum import topic
from test_briefing import Nights, facts, full_briefing
from test_report import knowledge_base

from kbminer.briefing import Facts, compose_briefing
from kbminer.briefing.figures import pareto
from kbminer.briefing.items import Count
from kbminer.briefing.places import asked_under, places
from kbminer.briefing.seen import Seen
from kbminer.briefing.triage import read_back, to_confirm, unasked
from kbminer.briefing.value import value_of
from kbminer.publish.briefings import render_briefing, render_text
from kbminer.publish.briefings.briefing_sections import draft_file, not_listed, task_lists
from kbminer.publish.report import write_report
from kbminer.records import Group, Question, Resolution, RunResult
from kbminer.sureness import different_askers


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """The nights of a small forum."""
    return Nights(tmp_path)


BLUE = "<p>The lap marker is grey on my map. Can the lap marker be blue?</p>"
COLUMNS = "<p>The ride list is one long row. Can the list have two columns?</p>"


def test_every_new_thread_that_waits_is_listed_or_counted_with_its_reason(nights: Nights) -> None:
    """One waited long enough, one came today, one is called solved in its title, one is closed."""
    nights.night()
    made = nights.night(
        topic(44, "Lap marker in blue", BLUE),
        topic(45, "[Solved] Bell rings twice", "<p>The bell rings twice at a turn. How do I stop it?</p>"),
        topic(46, "Kiosk mode on tablets", "<p>How do I start in kiosk mode on a tablet?</p>", closed=True),
        topic(48, "Ride list in two columns", COLUMNS),
    ).briefed.briefing
    told = {each.what: each.count for each in made.came}
    listed = {each.title for each in (*made.people, *made.answerable, *made.heated)}
    reasons = {each.what: each.count for each in made.still_waiting}
    assert "Lap marker in blue" in listed
    assert "Kiosk mode on tablets" not in listed
    assert reasons["closed to replies (1 new)"] == 1
    assert reasons["asked too lately: most are answered within two days (1 new)"] == 1
    new = [int(known.group(1)) for why in reasons if (known := re.search(r"\((\d+) new\)$", why))]
    asked = {each.title: each.asked for each in (*made.people, *made.answerable)}
    fresh = [day for day in asked.values() if day and made.since and day > made.since.date()]
    assert told["waiting"] == sum(new) + len(fresh)
    page, text = ((nights.out / f"briefing.{end}").read_text("utf-8") for end in ("html", "md"))
    assert all("Of the threads that wait: " in shown for shown in (page, text))


def test_what_came_adds_up_to_the_threads_that_came(nights: Nights) -> None:
    """Threads that are older than the last briefing, or undated, are said to be so."""
    nights.night()
    old = topic(1, "Old words on saddles", "<p>How do I clean the saddle bag of my bike?</p>")
    made = nights.night(old | {"id": 90}, topic(48, "Ride list", COLUMNS)).briefed.briefing
    assert made.new_threads == 2
    assert "2 threads came since 2025-03-13 (1 waiting, 1 older or undated)" in made.headline


def unsure(probability: float, *, closed: bool = False) -> Facts:
    """The facts of a run in which one thread was read as solved with so much certainty."""
    base = facts()
    key = base.found.questions[6].thread  # the newest: whoever asked it remembers what helped
    read = Resolution(thread=key, state="solved", probability=probability, solution_post="11")
    found = replace(
        base.found,
        resolutions=tuple(read if each.thread == key else each for each in base.found.resolutions),
        threads=tuple(replace(each, closed=each.key == key and closed) for each in base.found.threads),
        questions=tuple(
            replace(each, asked_at=base.until) if each.thread == key else each
            for each in base.found.questions
        ),
    )
    return replace(base, found=found, seen=None)


def test_an_asker_is_asked_from_seventy_percent_on_and_never_in_a_closed_thread() -> None:
    """Those who are not are counted, with the reason."""
    assert len(to_confirm(unsure(0.75))) == 1
    assert to_confirm(unsure(0.63)) == ()
    assert Count(what="less than 70% sure", count=1) in unasked(unsure(0.63))
    assert to_confirm(unsure(0.75, closed=True)) == ()
    assert Count(what="closed to replies", count=1) in unasked(unsure(0.75, closed=True))


def test_those_who_did_not_reply_are_said_not_to_have() -> None:
    """Instead of none that confirmed and none that said no."""
    base = unsure(0.75)
    key = to_confirm(base)[0].thread
    other = base.found.resolutions[0].thread  # the forum itself says that this one is solved
    asked = read_back(replace(base, seen=replace(base.before, asked=(key,))))
    assert asked is not None
    assert asked.what == "of 1 asker to be asked last time, 1 has not replied"
    asked = read_back(replace(base, seen=replace(base.before, asked=(key, other))))
    assert asked is not None
    assert asked.what == "of 2 askers to be asked last time, 1 confirmed, 1 has not replied"


def test_a_wait_is_counted_by_the_calendar(nights: Nights) -> None:
    """From the 15th in the morning to a late evening is as many days as the dates are apart."""
    base = facts()
    key = base.found.questions[0].thread
    until = base.until
    assert until is not None
    until = until.replace(hour=23)
    for hour in (1, 12, 22):
        asked = (until - timedelta(days=36)).replace(hour=hour)
        questions = tuple(
            replace(q, asked_at={key: asked}.get(q.thread, until)) for q in base.found.questions
        )
        known = replace(base, found=replace(base.found, questions=questions))
        assert known.calendar_days(key) == 36


def test_answers_and_helpful_replies_are_explained_once(nights: Nights) -> None:
    """In page and text, whatever stands in them; no third word means the same."""
    made = full_briefing()
    for shown in (render_briefing(made), str(render_text(made))):
        assert shown.count("A helpful reply does more than ask back") == 1
        assert "none known to help" not in shown


@pytest.mark.parametrize(
    ("title", "ask", "says"),
    [
        ("Coverity scan", "Hi all. Which build does it run on? Thanks.", "Which build does it run on?"),
        ("[Solved] Editor Run Error", "It stops at start. No log is left.", "It stops at start."),
        ("Offline map stays grey after an update", "Why is the map grey?", None),
        ("地図が更新後に灰色のままになり元に戻りませんのでどうすれば", "地図が灰色です。", None),
        ("Help", "", None),
    ],
)  # fmt: skip
def test_a_bare_title_is_shown_with_what_is_asked(title: str, ask: str, says: str | None) -> None:
    """The first sentence that asks, else the first of some words; a title that tells stands alone."""
    assert asked_under(Question(thread="1", title=title, ask=ask)) == says


def test_tasks_are_found_by_address_or_by_day_and_number_and_name_their_draft(tmp_path: Path) -> None:
    """New and standing ones, in page and text; the file is the one that the report writes."""
    base = knowledge_base()
    made, seen = compose_briefing(Facts(found=base))
    bare = tuple(replace(place, url=None) for place in made.places)
    written = {path.name for path in write_report(base, tmp_path).drafts}
    for shown in (render_briefing(made), str(render_text(made))):
        assert "https://forum.example/t/1" in shown
        assert "map<http" not in shown
        assert set(re.findall(r"drafts/([\w-]+\.md)", shown)) == written
    for shown in (render_briefing(replace(made, places=bare)), str(render_text(replace(made, places=bare)))):
        assert "2024-01-01, no. 1)" in shown
        assert "map(" not in shown
    later, _ = compose_briefing(Facts(found=base, seen=seen))
    assert later.tasks == ()
    for shown in (render_briefing(later), str(render_text(later))):
        assert "https://forum.example/t/1" in shown


def groups_of(*sizes: int) -> RunResult:
    """What a run found, with groups of so many threads each and nothing outside."""
    base = knowledge_base()
    groups = tuple(
        Group(
            id=f"g{n}", members=tuple(f"g{n}:{i}" for i in range(size)), representative=f"g{n}:0", title="x"
        )
        for n, size in enumerate(sizes)
    )
    return replace(base, grouping=replace(base.grouping, groups=groups, left_out=()))


def test_a_section_without_news_is_one_line() -> None:
    """Where nothing concentrates there is no line to look at; where nothing was rated, no column."""
    points, words = pareto(Facts(found=groups_of(*[2] * 20)))
    assert points == ()
    assert words.startswith("Nothing concentrates")
    assert pareto(Facts(found=groups_of(90, 2, 2, 2, 2)))[0]
    made = full_briefing()
    made = replace(made, pareto=(), pareto_words=words)
    assert words in not_listed(made)
    page = render_briefing(made)
    assert '<section id="pareto"' not in page
    assert words in page


def test_a_column_that_nobody_filled_is_left_out(nights: Nights) -> None:
    """Likes without ratings have no column of ratings."""
    base = facts()
    key = base.found.questions[0].thread
    dated = replace(
        base.found, questions=tuple(replace(q, asked_at=base.until) for q in base.found.questions)
    )
    liked, _ = compose_briefing(replace(base, found=dated, likes={key: 3}))
    rated, _ = compose_briefing(replace(base, found=dated, likes={key: 3}, ratings={key: True}))
    assert "rated as good" not in render_briefing(liked)
    assert "No help was rated." in not_listed(liked)
    assert "rated as good" in render_briefing(rated)


def ranked_facts(count: int) -> Facts:
    """The facts of a run with so many tasks in order of value, each told in the last briefing."""
    base = facts()
    task = next(each for each in base.found.ranked if each.action == "escalate")
    ranked = tuple(replace(task, group=replace(task.group, id=f"g{n}")) for n in range(count))
    grouping = replace(base.found.grouping, groups=tuple(each.group for each in ranked))
    found = replace(base.found, ranked=ranked, grouping=grouping, coverage=(), drafts=())
    _, seen = compose_briefing(replace(base, found=found, seen=None))
    return replace(base, found=found, seen=seen)


def without(seen: Seen, *ids: str) -> Seen:
    """What was told, but for some questions."""
    names = frozenset(ids)
    groups = {id: each for id, each in seen.groups.items() if id not in names}
    listed = {**seen.listed, **{name: seen.listed[name] - names for name in ("tasks", "little")}}
    return replace(seen, groups=groups, told=seen.told - names, listed=listed)


def test_a_new_task_far_down_is_not_put_above_older_ones_of_more_value() -> None:
    """It is counted among those that stand; one of the first fifteen is told with its true rank."""
    base = ranked_facts(30)
    made, _ = compose_briefing(replace(base, seen=without(base.before, "g29", "g20")))
    assert (made.tasks, made.little_worth, made.standing) == ((), 2, 30)
    assert "No new task is worth your time" in made.headline or made.quiet
    assert [each.rank for each in made.standing_first] == [1, 2, 3]
    _, seen = compose_briefing(replace(base, seen=without(base.before, "g29", "g20")))
    again, _ = compose_briefing(replace(base, seen=seen))
    assert (again.tasks, again.little_worth) == ((), 0)
    rose = replace(base.found, ranked=(base.found.ranked[29], *base.found.ranked[:29]))
    risen, _ = compose_briefing(replace(base, found=rose, seen=seen))
    assert [(each.group, each.rank) for each in risen.tasks] == [("g29", 1)]
    made, _ = compose_briefing(replace(base, seen=without(base.before, "g29", "g7")))
    assert [(each.group, each.rank, each.news) for each in made.tasks] == [("g7", 8, "new")]
    for shown in (render_briefing(made), str(render_text(made))):
        assert "1 new one of less value than the first fifteen" in shown
    assert "new, rank 8" in str(render_text(made))
    assert '<div class="rank">8</div>' in render_briefing(made)


def test_a_task_that_comes_back_over_the_border_is_no_news() -> None:
    """Told once, gone for a night, and there again: nothing happened."""
    base = ranked_facts(4)
    [*rest, last] = base.found.ranked
    _, seen = compose_briefing(replace(base, found=replace(base.found, ranked=tuple(rest))))
    made, _ = compose_briefing(replace(base, seen=seen))
    assert last.group.id not in [task.group for task in made.tasks]


def test_silence_of_those_asked_last_time_is_told_once() -> None:
    """Whoever replies later is told then."""
    base = unsure(0.75)
    key = to_confirm(base)[0].thread
    base = replace(base, seen=replace(base.before, asked=(key,)))
    first, seen = compose_briefing(base)
    assert first.confirmed is not None
    later, _ = compose_briefing(replace(base, seen=replace(seen, asked=(key,))))
    assert later.confirmed is None


@pytest.mark.parametrize("key", ["lists:id42ff2c9828da", "lists:0123456789abcdef"])
def test_a_mail_is_named_by_its_day_and_no_number_that_nobody_can_look_up(key: str) -> None:
    """Numbers that the source gave are shown."""
    made = full_briefing()
    mail = replace(made.people[0], thread=key)
    for shown in (
        render_briefing(replace(made, people=(mail,))),
        str(render_text(replace(made, people=(mail,)))),
    ):
        assert key.partition(":")[2] not in shown
        assert "2026-03-01" in shown


def test_title_day_and_number_of_a_question_come_from_one_thread() -> None:
    """From the thread that bears its title; where none does, that thread's own title stands with them."""
    base = facts()
    group = base.found.grouping.groups[0]
    third = base.threads[group.members[2]]
    for title, named, other in ((third.title, third.key, None), ("Another name", group.representative, "")):
        grouping = replace(base.found.grouping, groups=(replace(group, title=title),))
        told = replace(base, found=replace(base.found, grouping=grouping))
        [place] = places(told, [group.id])
        assert place.thread == named
        assert place.title == (None if other is None else told.threads[named].title)


def test_without_articles_that_is_said_once() -> None:
    """And no task says that none answers it."""
    base = replace(knowledge_base(), coverage=(), articles=())
    made, _ = compose_briefing(Facts(found=base))
    for shown in (render_briefing(made), str(render_text(made))):
        assert "no article answers" not in shown
        assert shown.count("No articles were given") == 1


def test_a_question_with_a_draft_or_solved_in_part_is_to_be_written_or_reviewed() -> None:
    """Not to be found out first; the draft is a link from the page."""
    made = full_briefing()
    task = replace(made.tasks[0], action="write", queue="undocumented", draft="Grey map", article=None)
    shown = replace(made, tasks=(task, replace(task, draft=None, value=replace(task.value, solved=0))))
    assert [(each.id, len(each.tasks)) for each in task_lists(shown)] == [("tasks", 1), ("find", 1)]
    page = render_briefing(shown, report="../report.html")
    assert f'<a href="../{draft_file(task)}">' in page
    assert f'<a href="../report.html#s{task.rank}">' in page


def test_as_many_askers_are_told_as_in_the_report() -> None:
    """Copies of one long text are one person's, under whatever names; the report counts so."""
    base = facts()
    group = base.found.grouping.groups[0]
    words = "How do I get the grey map back after the update to the newest version of all? " * 8
    questions = {
        key: replace(base.questions[key], title="Grey map", ask=words, asker=f"someone {n}")
        for n, key in enumerate(group.members)
    }
    found = value_of(group, questions, {}, None, 0, until=base.until, assumptions=base.assumptions)
    assert found.askers == len(different_askers(list(questions.values()))) == 1
