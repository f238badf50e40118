"""A language model says what one article answers; editors count before it, and nonsense for nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from small_forum import small_forum, topic, write_forum
from test_llm import endpoint, sends

from kbminer import mine
from kbminer.cluster import PairModel, group_questions
from kbminer.cluster.near_questions import near_questions, placed_again
from kbminer.config import Settings
from kbminer.judge import GroupCase, is_lost, judge_groups, regrouped, told_by_posts
from kbminer.judge.group_answers import title_fault
from kbminer.judge.groups import SHARE
from kbminer.language_model import Answer, Asking, ModelFailed
from kbminer.pipeline.group_judging import judged_grouping
from kbminer.records import (
    Decision,
    Draft,
    Group,
    Grouping,
    GroupVerdict,
    LeftOut,
    Link,
    Post,
    Question,
    RunResult,
    Theme,
    Thread,
)
from kbminer.store import Store
from kbminer.testing import WordEmbedder
from kbminer.verify import title_refusal

ASKED = {
    key: Question(thread=key, title=title, asker="Ada", language="en")
    for key, title in {
        "f:1": "My lamp stays dark after the update",
        "f:2": "Lamp is dark since the update",
        "f:3": "What does the lamp cost?",
        "f:4": "Dark lamp, updated yesterday",
        "f:5": "Lamp for sale",
        "f:6": "Selling my lamp",
        "f:7": "My lamp smells of rubber, mail ada@example.org",
    }.items()
}
DARK = Group(
    id="dark", members=("f:1", "f:2", "f:3"), representative="f:1", title="Dark lamp", doubtful=("f:3",)
)
SALE = Group(id="sale", members=("f:5", "f:6"), representative="f:5", title="Lamp for sale")
TITLES = (
    "Offline map stays grey after update",
    "Offline map is grey after update",
    "Offline map stays grey after reset",
    "Watch does not pair with the phone",
    "Export of rides loses elevation",
    "Which heart belt do you recommend",
)
GOOD = {"article": True, "same": [1, 2, 4], "title": "Lamp dark after update", "reason": "all are dark"}


class Scripted:
    """Gives one answer after the other, and remembers what it was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Give the next answer, as JSON unless it is text; fail where there is none."""
        self.asked.append(data)
        if not self.answers:
            raise ModelFailed("nobody is there")
        answer = self.answers.pop(0)
        return Answer(answer if isinstance(answer, str) else json.dumps(answer), 1_000)


def asking(model: Scripted, budget: int = 1_000_000) -> Asking:
    """The model with a budget, and nobody waits."""
    return Asking(model=model, name="judge", budget=budget, wait=lambda _: None)


def judged(answer: object, near: tuple[str, ...] = ("f:4",)) -> GroupVerdict | ModelFailed:
    """What comes of one answer about the dark lamps."""
    return judge_groups([GroupCase(DARK, near)], ASKED, asking(Scripted(answer)))[0]


def verdict(group: Group, same: Sequence[str], *, article: bool = True, title: str = "") -> GroupVerdict:
    """A verdict that came through."""
    return GroupVerdict(
        group=group.id, members=group.members, article=article, same=tuple(same), title=title, reason="why"
    )


def test_a_member_that_asks_something_else_goes_and_a_near_thread_comes() -> None:
    """One request holds the group and what lies near; the group has the model's members and title."""
    said = judged(GOOD)
    assert isinstance(said, GroupVerdict)
    [group] = regrouped([DARK], [said], ASKED).groups
    assert (group.id, group.members) == ("dark", ("f:1", "f:2", "f:4"))
    assert (group.title, group.representative, group.doubtful) == ("Lamp dark after update", "f:1", ())


def test_a_model_sees_numbered_threads_and_nothing_private() -> None:
    """Names and addresses are gone before it, and from its reason after it."""
    model = Scripted({**GOOD, "reason": "Ada says so, write to ada@example.org"})
    [said] = judge_groups([GroupCase(DARK, ("f:7",))], ASKED, asking(model))
    shown = json.loads(model.asked[0])
    assert [each["number"] for each in shown["threads"]] == [1, 2, 3, 4]
    assert shown["grouped"] == [1, 2, 3]
    assert "ada" not in model.asked[0].lower()
    assert isinstance(said, GroupVerdict)
    assert "Ada" not in said.reason
    assert "example.org" not in said.reason


def test_where_the_words_of_a_question_are_lost_the_first_posts_tell_it() -> None:
    """A mail of HTML alone is empty on its list, but who answers quotes it; nothing private is shown."""
    quoted = "On Monday, Ada Byron wrote:\n> My lamp stays dark.\n\nOpen the lid, Ada."
    posts = (Post(id="1", author="Ada Byron", body=""), Post(id="2", author="Bob", body=quoted))
    thread = Thread(id="1", source="f", title="Lamp", posts=posts)
    lost = {**ASKED, "f:1": Question(thread="f:1", title="Lamp", asker="Ada Byron", language="en")}
    assert [key for key in lost if is_lost(lost[key])] == list(lost), "these hold titles alone"
    told = told_by_posts(lost, [thread])
    model = Scripted({**GOOD, "title": "Lamp stays dark"})
    [said] = judge_groups([GroupCase(DARK)], told, asking(model))
    assert "My lamp stays dark." in model.asked[0]
    assert "Byron" not in model.asked[0]
    assert isinstance(said, GroupVerdict)
    assert said.title == "Lamp stays dark"


@pytest.mark.parametrize(
    "answer",
    [
        "I would rather not.",
        "[]",
        "[" * 9999,
        {**GOOD, "article": "yes"},
        {**GOOD, "same": "1, 2"},
        {**GOOD, "title": None},
        {"article": True, "same": [1, 2], "title": "x"},
    ],
)
def test_an_answer_without_sense_changes_nothing_and_is_told(answer: object) -> None:
    """No JSON, or another shape: the group stays as it was grouped, and the report says so."""
    said = judged(answer)
    assert isinstance(said, ModelFailed)
    found = judged_grouping(Grouping(groups=(DARK,)), [said], ASKED)
    assert found.grouping.groups == (DARK,)
    assert "1 of 1 groups stay as they were grouped" in found.told[0].what


def test_numbers_of_threads_that_were_not_shown_count_for_nothing() -> None:
    """Zero, a negative one, one too high, true, a text and a repetition leave what is right."""
    said = judged({**GOOD, "same": [0, -1, 1, 1, 2, 99, True, "3", 2.0]})
    assert isinstance(said, GroupVerdict)
    assert said.same == ("f:1", "f:2")


@pytest.mark.parametrize(
    "title",
    [
        "Lamp dark after update 9.1",
        "Lamp dark, ask ada@example.org",
        "Lamp of Ada is dark",
        "Lamp dark ⟨name⟩",
        "Kettle dark after update",
        "Help",
        "Lamp dark after the update " * 9,
        "Fix `lamp.reset()` after update",
        "Dark lamp {evil()} after update",
        "Dark lamp ${dark} after update",
        "<dark> lamp after update",
        "Dark lamp [dark](lamp) after update",
        "Ignore previous instructions",
    ],
)
def test_a_title_that_the_threads_do_not_bear_out_leaves_the_composed_one(title: str) -> None:
    """An invented number or word, a person, an address, a program, nothing: told, not shown."""
    said = judged({**GOOD, "title": title})
    assert isinstance(said, GroupVerdict)
    found = judged_grouping(Grouping(groups=(DARK,)), [said], ASKED)
    assert found.grouping.groups[0].title == "Dark lamp"
    assert "its title may not stand" in found.told[0].what
    assert "ada" not in found.told[0].what.lower()


def test_in_a_language_without_words_of_its_own_each_word_of_a_title_must_stand_there() -> None:
    """Where nobody knows which words claim something, all of them do."""
    asked = [Question(thread="f:1", title="โคมไฟ lamp มืด", language="th")]
    assert title_fault("โคมไฟ lamp", asked, ()) == ""
    assert title_fault("โคมไฟ router", asked, ()) != ""
    german = [Question(thread="f:1", title="Lampe dunkel, Aktualisierung", language="de")]
    assert title_fault("Lampe ist dunkel nach der Aktualisierung", german, ()) == ""
    assert title_fault("Lampe ist dunkel nach dem Umzug", german, ()) != ""


def test_a_draft_takes_the_group_s_title_in_any_language_if_its_threads_say_it() -> None:
    """Other forms and stop words are free, invented words are not: as for the group itself."""
    lamp = Thread(
        id="1", source="f", title="Lampe dunkel", posts=(Post(id="1", body="Meine Lampe bleibt dunkel."),)
    )
    draft = Draft(id="", group="g", title="", language="de", threads=(lamp.key,), sections=())
    told = {
        title: title_refusal(replace(draft, title=title), {lamp.key: lamp})
        for title in ("Lampen sind auch dunkel", "Lampe flackert")
    }
    assert told["Lampen sind auch dunkel"] is None
    assert told["Lampe flackert"] is not None


def test_what_asks_nothing_stands_aside_with_the_reason() -> None:
    """Its threads are set aside as others that ask nothing, and the report names the way back."""
    grouping = Grouping(groups=(DARK, SALE), themes=(Theme(id="t", groups=("dark", "sale")),))
    found = judged_grouping(grouping, [verdict(SALE, (), article=False)], ASKED)
    assert found.grouping.groups == (DARK,)
    assert found.grouping.themes[0].groups == ("dark",)
    assert found.grouping.left_out == ()
    aside = {q.thread: q.set_aside for q in found.with_aside(ASKED.values()) if q.set_aside}
    assert aside.keys() == {"f:5", "f:6"}
    assert "why" in aside["f:5"]
    assert "kbminer link f:5 f:6" in found.told[0].what


@pytest.mark.parametrize("same", [(), ("f:2",)])
def test_a_group_of_which_everything_is_thrown_out_is_none_and_its_threads_are_left_out(
    same: tuple[str, ...],
) -> None:
    """They still ask: they are left out of groups with the reason, and not set aside."""
    found = judged_grouping(
        Grouping(groups=(DARK,)), [verdict(DARK, same)], ASKED, (), Grouping(groups=(DARK,))
    )
    assert (found.grouping.groups, found.aside) == ((), ())
    assert [each.thread for each in found.grouping.left_out] == ["f:1", "f:2", "f:3"]
    assert [(e.kind, e.before) for e in found.grouping.lineage] == [("ended", ("dark",))]
    assert "is not one question" in found.told[0].what


def test_an_editor_s_word_counts_before_the_model_s() -> None:
    """What was joined stays together and is never set aside; what was parted is not joined."""
    joined = [Link(one="f:5", other="f:6"), Link(one="f:1", other="f:3")]
    said = [verdict(SALE, (), article=False), verdict(DARK, ("f:1", "f:2"))]
    groups = {each.id: each.members for each in regrouped([DARK, SALE], said, ASKED, joined).groups}
    assert groups == {"dark": ("f:1", "f:2", "f:3"), "sale": ("f:5", "f:6")}
    parted = [Link(one="f:4", other="f:2", together=False)]
    [group] = regrouped([DARK], [verdict(DARK, ("f:1", "f:2", "f:4"))], ASKED, parted).groups
    assert group.members == ("f:1", "f:2")
    away = regrouped([DARK, SALE], [verdict(DARK, ("f:1", "f:2", "f:5"))], ASKED, joined).groups
    assert [each.members for each in away] == [("f:1", "f:2", "f:3"), ("f:5", "f:6")]


def test_a_thread_stands_in_one_group_the_first_that_claims_it() -> None:
    """A group that wants it too keeps it, unless both say that they ask the same: then one takes up both."""
    other = Group(id="other", members=("f:4", "f:7"), representative="f:4", title="Other")
    wanting = [verdict(DARK, ("f:1", "f:2", "f:4")), verdict(other, ("f:4", "f:7"))]
    groups = {each.id: each.members for each in regrouped([DARK, other], wanting, ASKED).groups}
    assert groups == {"dark": ("f:1", "f:2"), "other": ("f:4", "f:7")}
    agreeing = [verdict(DARK, ("f:1", "f:2", "f:4", "f:7")), verdict(other, ("f:1", "f:4", "f:7"))]
    seen = Grouping(groups=(DARK, other))
    found = judged_grouping(seen, agreeing, ASKED, (), seen)
    assert [(each.id, each.members) for each in found.grouping.groups] == [
        ("dark", ("f:1", "f:2", "f:4", "f:7"))
    ]
    assert [(e.kind, e.before, e.after) for e in found.grouping.lineage] == [
        ("merged", ("dark", "other"), ("dark",))
    ]
    unjudged = regrouped([DARK, other], wanting[:1], ASKED)
    assert [each.members for each in unjudged.groups] == [("f:1", "f:2", "f:4")]
    assert unjudged.absorbed == (("other", "dark"),)


def test_a_thread_that_comes_in_is_left_out_no_more() -> None:
    """What joined a group is in it alone, and what left one is left out."""
    out = LeftOut(thread="f:4", nearest="dark", similarity=0.3, reason="related")
    found = judged_grouping(
        Grouping(groups=(DARK,), left_out=(out,)), [verdict(DARK, ("f:1", "f:2", "f:4"))], ASKED
    )
    assert [each.thread for each in found.grouping.left_out] == ["f:3"]


def test_a_group_whose_representative_goes_is_named_by_one_that_stays() -> None:
    """The composed title is the words of a thread that is in the group."""
    [group] = regrouped([DARK], [verdict(DARK, ("f:2", "f:3"))], ASKED).groups
    assert group.representative in group.members
    assert "stays dark after" not in group.title


def test_judging_spends_its_share_of_the_budget_and_says_what_was_not_asked() -> None:
    """The first groups are asked about; the others stay, and the report says why."""
    many = [Group(id=f"g{n}", members=("f:1", "f:2"), representative="f:1", title="x") for n in range(40)]
    model = Scripted(*[GOOD] * 40)
    said = judge_groups([GroupCase(each) for each in many], ASKED, asking(model, budget=40_000))
    assert 0 < len(model.asked) <= SHARE * 40_000 / 1_000
    assert [isinstance(each, GroupVerdict) for each in said] == [n < len(model.asked) for n in range(40)]
    assert "llm_budget" in str(said[-1])


def test_a_group_that_did_not_change_keeps_its_verdict_and_a_new_thread_near_it_asks_again() -> None:
    """Another member, another text or a near thread that nobody had seen is a new question."""
    [first] = judge_groups([GroupCase(DARK, ("f:4",))], ASKED, asking(Scripted(GOOD)))
    assert isinstance(first, GroupVerdict)

    def asked_again(group: Group, near: tuple[str, ...], known: set[str], asked: dict[str, Question]) -> int:
        model = Scripted(GOOD)
        judge_groups([GroupCase(group, near)], asked, asking(model), before={"dark": first}, known=known)
        return len(model.asked)

    assert asked_again(DARK, ("f:4",), set(), ASKED) == 0
    assert asked_again(DARK, ("f:7",), {"f:7"}, ASKED) == 0, "known before: nothing new"
    assert asked_again(DARK, ("f:4", "f:7"), set(), ASKED) == 1
    grown = Group(id="dark", members=(*DARK.members, "f:4"), representative="f:1", title="x")
    assert asked_again(grown, (), set(), ASKED) == 1
    edited = {**ASKED, "f:2": Question(thread="f:2", title="Lamp is green")}
    assert asked_again(DARK, ("f:4",), set(), edited) == 1


Answers = dict[str, dict[str, Any]]


def by_title(answers: Answers) -> Any:
    """Reply to each group with the recorded answer whose word stands in a title; else with nonsense."""

    def reply(handler: Any, body: dict[str, Any]) -> None:
        data = json.loads(body["messages"][1]["content"])
        titles = " ".join(each["title"] for each in data.get("threads", ()) if "grouped" in data)
        said = next((told for word, told in answers.items() if word in titles), None)
        content = json.dumps(said) if said else "nonsense"
        sends(handler, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}))

    return reply


RECORDED: Answers = {
    "elevation": {"article": False, "same": [], "title": "", "reason": "only talk"},
    "grey": {
        "article": True,
        "same": [1, 2, 3, 4],
        "title": "Grey offline map since update 4.2",
        "reason": "all have a grey map",
    },
    "pair": {"article": True, "same": [1, 2], "title": "Pairing the watch", "reason": "two of three"},
}


def group_requests(asked: list[dict[str, Any]]) -> list[str]:
    """The requests about groups among all."""
    data = [each["messages"][1]["content"] for each in asked]
    return [each for each in data if '"grouped"' in each]


def run(folder: Path, address: str | None) -> RunResult:
    """Mine what stands in a folder, with a model at an address."""
    settings = Settings(llm_url=address, llm_model="small" if address else None, llm_timeout=2)
    with Store(f"sqlite:///{folder.parent / 'forum.db'}") as store:
        return mine(folder, store=store, embedder=WordEmbedder(), settings=settings)


def test_a_run_shows_what_was_judged_everywhere_and_the_next_one_asks_only_what_is_new(
    tmp_path: Path,
) -> None:
    """Suggestions, drafts and what is set aside tell one story; ids last, a new thread is one request."""
    forum = write_forum(tmp_path / "forum", small_forum())
    plain = {group.members: group.id for group in run(forum, None).grouping.groups}
    with endpoint(by_title(RECORDED), key=None) as (model, asked):
        kb = run(forum, model.url)
        assert len(group_requests(asked)) == 3
        titles = {each.group.title for each in kb.ranked}
        assert titles == {"Grey offline map since update 4.2", "Pairing the watch"}
        assert {draft.title for draft in kb.drafts} <= titles
        assert {group.id for group in kb.grouping.groups} <= set(plain.values())
        aside = [q for q in kb.questions if q.set_aside and "only talk" in q.set_aside]
        assert len(aside) == 3
        assert any("elevation" in each.what.lower() for each in kb.model_changes)
        run(forum, model.url)
        assert len(group_requests(asked)) == 3, "nothing is asked twice"
        more = topic(
            30, "Offline map is grey again", "<p>Since update 4.2 the offline map stays grey. Why?</p>"
        )
        grown = run(write_forum(forum, [more]), model.url)
    fresh = group_requests(asked)[3:]
    assert len(fresh) == 1
    assert "grey again" in fresh[0]
    assert {draft.title for draft in grown.drafts} <= {each.group.title for each in grown.ranked}


def test_a_group_that_people_decided_about_is_not_judged(tmp_path: Path) -> None:
    """What an editor accepted or rejected is settled; without a model the run is the one it was."""
    forum = write_forum(tmp_path / "forum", small_forum())
    before = run(forum, None)
    settled = next(each.group for each in before.ranked if "levation" in each.group.title)
    with Store(f"sqlite:///{tmp_path / 'forum.db'}") as store:
        store.decide(
            Decision(
                kind="accept", group=settled.id, by="Noor", at=datetime.now(UTC), members=settled.members
            )
        )
    with endpoint(by_title(RECORDED), key=None) as (model, asked):
        kb = run(forum, model.url)
    assert len(group_requests(asked)) == 2
    assert settled.members in {group.members for group in kb.grouping.groups}
    assert {group.members for group in run(forum, None).grouping.groups} == {
        group.members for group in before.grouping.groups
    }


def test_what_people_decided_on_stays_as_the_model_left_it_and_grows(tmp_path: Path) -> None:
    """An accepted suggestion keeps its members and title; a thread that comes joins without a request."""
    forum = write_forum(tmp_path / "forum", small_forum())
    with endpoint(by_title(RECORDED), key=None) as (model, asked):
        first = run(forum, model.url)
        watch = next(each.group for each in first.ranked if each.group.title == "Pairing the watch")
        with Store(f"sqlite:///{tmp_path / 'forum.db'}") as store:
            store.decide(
                Decision(
                    kind="accept", group=watch.id, by="Noor", at=datetime.now(UTC), members=watch.members
                )
            )
        requests = len(group_requests(asked))
        more = topic(
            30, "Watch does not pair with phone", "<p>The watch does not pair, it stops at step two.</p>"
        )
        grown = run(write_forum(forum, [more]), model.url)
        assert not [
            each for each in group_requests(asked)[requests:] if "Watch does not pair with phone" in each
        ]
    [now] = [group for group in grown.grouping.groups if group.id == watch.id]
    assert now.title == "Pairing the watch"
    assert len(watch.members) == 2
    assert set(now.members) == {
        *watch.members,
        next(q.thread for q in grown.questions if q.title == more["title"]),
    }


def test_questions_near_a_group_are_found_where_the_run_left_them_and_nowhere_else() -> None:
    """The likeliest come first, no member is among them, and without places there are none."""
    asked = {f"f:{n}": Question(thread=f"f:{n}", title=title) for n, title in enumerate(TITLES)}
    embedder = WordEmbedder()
    vectors = embedder.encode([asked[key].text for key in asked])
    grouped = group_questions(list(asked.values()), vectors, title_vectors=vectors)
    laid_out = placed_again(grouped.state, asked, vectors)
    assert laid_out is not None
    threads, placed = laid_out
    found = near_questions([0, 1], placed, PairModel.shipped(), least=0.0)
    assert {0, 1}.isdisjoint(found)
    assert threads[found[0]] == "f:2", "the same words but one"
    assert near_questions([0, 1], placed, PairModel.shipped(), least=1.1) == []
    assert placed_again(b"", asked, vectors) is None
    assert placed_again(grouped.state, ASKED, vectors) is None, "other threads than those that were grouped"
