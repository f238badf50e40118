"""People's decisions: kept for good, taken back at will, and binding for every later run."""

import csv
import io
import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import Command
from decided import DAY, TODAY, Sitting, numbered, said
from hypothesis import given
from hypothesis import strategies as st
from small_forum import SOLVED_MAPS, small_forum, topic, write_forum

from kbminer import mine
from kbminer.decisions import bound_links, cases_of, standing_decisions, verdicts_of
from kbminer.decisions.acceptance import acceptance_of, rewriting_of
from kbminer.decisions.merged_text import has_conflict, merge_texts, merged_lines
from kbminer.pipeline.read_sources import ingest
from kbminer.records import Draft, Group, Suggestion
from kbminer.store import Store
from kbminer.testing import WordEmbedder

MEMBERS = ("f:1", "f:2", "f:3", "f:4")


def group(name: str, *members: str) -> Group:
    """A group of some threads."""
    return Group(id=name, members=members, representative=members[0], title=name)


@pytest.mark.parametrize("seed", range(200))
def test_no_decision_is_lost_whatever_runs_come(seed: int) -> None:
    """Editors decide by chance, undo by chance, and runs come between: all of it holds after each step."""
    sitting = Sitting(random.Random(seed))
    sitting.grow(10)
    sitting.run()
    for _ in range(3):
        for _ in range(sitting.chance.randint(1, 6)):
            sitting.decide()
            sitting.nothing_is_lost()
        before = sitting.grouping
        sitting.grow(sitting.chance.randint(0, 3))
        sitting.run()
        sitting.ids_last(before)
        sitting.people_s_groups_hold()
        sitting.nothing_is_lost()


@pytest.mark.parametrize("seed", range(20))
def test_undoing_everything_restores_what_was(seed: int) -> None:
    """Step by step back, each verdict is what it was before the step."""
    sitting = Sitting(random.Random(seed))
    sitting.grow(10)
    sitting.run()
    trail = [verdicts_of(())]
    while len(trail) < 9:
        if sitting.store.decide(sitting._said(sitting.grouping.groups)):
            trail.append(verdicts_of(sitting.store.decisions()))
    for number in range(8, 0, -1):
        sitting.store.decide(said("undo", concerns=(number,)))
        assert verdicts_of(sitting.store.decisions()) == trail[number - 1]
    assert bound_links(sitting.store.decisions()) == ()


def test_an_undo_can_be_undone() -> None:
    """Taking back what took back brings the first word again."""
    log = numbered([said("accept"), said("undo", concerns=(1,)), said("undo", concerns=(2,))])
    assert [decision.kind for decision in standing_decisions(log)] == ["accept"]


@pytest.mark.parametrize(
    ("come", "state", "returned"),
    [((), "rejected", False), (("f:8",), "rejected", False), (("f:8", "f:9"), "open", True)],
)
def test_what_was_rejected_stays_away_until_it_has_grown(
    come: tuple[str, ...], state: str, returned: bool
) -> None:
    """One thread more is a stray; two more, and half as many as before, bring it back and are named."""
    log = numbered([said("reject", members=MEMBERS, reason="irrelevant")])
    case = cases_of(log, [group("g", *MEMBERS, *come)], today=TODAY).of("g")
    assert (case.state, case.returned, case.new_threads) == (state, returned, come)


def test_what_is_private_never_comes_back_by_itself() -> None:
    """However many ask: who said that it is private has to say that it is not."""
    log = numbered([said("reject", members=MEMBERS, reason="private")])
    many = tuple(f"f:{n}" for n in range(10, 40))
    assert cases_of(log, [group("g", *MEMBERS, *many)], today=TODAY).of("g").state == "rejected"


def test_a_part_of_what_was_rejected_stays_away_too() -> None:
    """A run that cuts a rejected group in two does not put the new half before anybody."""
    log = numbered([said("reject", members=MEMBERS, reason="wrong")])
    cases = cases_of(log, [group("g", *MEMBERS[:2]), group("new", *MEMBERS[2:])], today=TODAY)
    assert [cases.of(name).state for name in ("g", "new")] == ["rejected", "rejected"]


def test_what_sleeps_wakes_on_its_day_or_when_more_ask() -> None:
    """The earlier of the two wakes it."""
    asleep = numbered([said("snooze", members=MEMBERS, until=TODAY + timedelta(days=1), grown_by=1)])
    due = numbered([said("snooze", members=MEMBERS, until=TODAY)])
    same, grown = group("g", *MEMBERS), group("g", *MEMBERS, "f:9")
    assert cases_of(asleep, [same], today=TODAY).of("g").state == "snoozed"
    assert cases_of(asleep, [grown], today=TODAY).of("g").returned
    assert cases_of(due, [same], today=TODAY).of("g").returned


def test_a_verdict_follows_its_threads() -> None:
    """A run that gives up a group's id does not lose what was written about it."""
    log = numbered([said("accept", members=MEMBERS, text="All of it.")])
    cases = cases_of(log, [group("other", *MEMBERS[1:], "f:7")], today=TODAY)
    assert cases.of("other").state == "accepted"
    gone = cases_of(log, [group("other", "f:7", "f:8")], today=TODAY)
    assert [verdict.text for verdict in gone.homeless] == ["All of it."]


def test_a_merged_group_is_away_until_the_run_that_merges() -> None:
    """Whichever of the two ids the run keeps, the group is open under it, with the text of its target."""
    log = numbered(
        [
            said("edit", "b", members=("f:3", "f:4"), text="kept"),
            said("merge", "a", members=("f:1", "f:2"), target="b", threads=("f:3", "f:4")),
        ]
    )
    before = cases_of(log, [group("a", "f:1", "f:2"), group("b", "f:3", "f:4")], today=TODAY)
    assert (before.of("a").state, before.of("b").state) == ("merged", "open")
    for name in ("a", "b"):
        case = cases_of(log, [group(name, *MEMBERS)], today=TODAY).of(name)
        assert case.state == "open"
        assert case.verdict
        assert case.verdict.text == "kept"


def test_an_archived_article_is_not_reopened_in_silence() -> None:
    """New threads are told beside it; only a person opens it again."""
    log = numbered([said("archive", members=MEMBERS)])
    grown = [group("g", *MEMBERS, *(f"f:{n}" for n in range(10, 30)))]
    case = cases_of(log, grown, today=TODAY).of("g")
    assert (case.state, len(case.new_threads)) == ("archived", 20)
    log = numbered([*log, said("reopen", members=grown[0].members)])
    assert cases_of(log, grown, today=TODAY).of("g").state == "open"


def test_the_newest_word_on_two_threads_holds() -> None:
    """A split after a merge parts, a merge after a split joins, and no two links contradict each other."""
    merge = said("merge", "a", members=("f:1", "f:2"), target="b", threads=("f:3",))
    split = said("split", "b", members=("f:1", "f:2", "f:3"), threads=("f:1",))
    parted = {(link.one, link.other) for link in bound_links(numbered([merge, split])) if not link.together}
    assert parted == {("f:1", "f:2"), ("f:1", "f:3")}
    assert all(link.together for link in bound_links(numbered([split, merge])))


def test_an_edit_of_an_old_version_is_not_kept_as_the_newest() -> None:
    """Nor does an edit overwrite an approval: who comes second is told, and says what to do."""
    store = Store()
    first = store.decide(said("edit", text="one"))
    assert first
    assert store.decide(said("edit", by="Ada", text="two")) is None
    second = store.decide(said("edit", by="Ada", text="two", base=first.number))
    assert second
    store.decide(said("accept", text="two"))
    assert store.decide(said("edit", by="Ada", text="three", base=second.number)) is None
    assert verdicts_of(store.decisions())["g"].text == "two"


def test_words_set_aside_wait_until_they_are_taken_in() -> None:
    """The text of whoever came second stays beside the newest one until an edit names it."""
    log = numbered(
        [said("edit", text="one"), said("set aside", by="Ada", text="mine"), said("edit", text="two", base=1)]
    )
    assert [each.text for each in verdicts_of(log)["g"].aside] == ["mine"]
    log = numbered([*log, said("edit", by="Ada", text="both", base=3, concerns=(2,))])
    assert verdicts_of(log)["g"].aside == ()


def test_of_many_writers_at_once_one_wins_each_version(tmp_path: Path) -> None:
    """Eight at a time on one file: every acknowledged word stands in the log, each base was replaced once."""
    store = Store(str(tmp_path / "desk.db"))

    def write(writer: int) -> list[int]:
        numbers = []
        for n in range(12):
            version = verdicts_of(store.decisions()).get("g")
            base = version.version if version else 0
            kept = store.decide(said("edit", by=f"w{writer}", text=f"{writer}.{n}", base=base))
            if kept:
                numbers.append(kept.number)
        return numbers

    with ThreadPoolExecutor(8) as pool:
        acknowledged = sorted(number for numbers in pool.map(write, range(8)) for number in numbers)
    log = store.decisions()
    assert acknowledged == [decision.number for decision in log] == list(range(1, len(log) + 1))
    assert len({decision.base for decision in log}) == len(log)


TEXTS = st.lists(st.sampled_from("abcdef"), max_size=8).map("\n".join)


@given(TEXTS, TEXTS, TEXTS)
def test_merging_two_texts_loses_no_new_word(base: str, ours: str, theirs: str) -> None:
    """Lines that either side wrote stand in the merge; where one side changed nothing, the other's is it."""
    merged = merged_lines(merge_texts(base, ours, theirs))
    fresh = (set(ours.split("\n")) | set(theirs.split("\n"))) - set(base.split("\n"))
    assert fresh <= set(merged)
    assert merged_lines(merge_texts(base, ours, base)) == ours.split("\n")
    assert merged_lines(merge_texts(base, base, theirs)) == theirs.split("\n")
    assert not has_conflict(merge_texts(base, ours, ours))


def test_decisions_bind_whole_runs(tmp_path: Path) -> None:
    """Rejected, merged, renamed: the next run and its drafts keep to it, until evidence grows."""
    store = Store(str(tmp_path / "forum.db"))
    ingest([write_forum(tmp_path / "forum", small_forum())], store)
    kb = mine(store=store, embedder=WordEmbedder())
    maps = next(s.group for s in kb.ranked if "forum:1" in s.group.members)
    watches = next(s.group for s in kb.ranked if "forum:5" in s.group.members)
    store.decide(said("reject", maps.id, members=maps.members, reason="irrelevant"))
    store.decide(said("rename", watches.id, members=watches.members, title="Pair a watch anew"))
    after = mine(store=store, embedder=WordEmbedder())
    assert maps.id not in {s.group.id for s in after.ranked} | {draft.group for draft in after.drafts}
    assert "Pair a watch anew" in {s.group.title for s in after.ranked} & {d.title for d in after.drafts}
    for number, asked in enumerate(SOLVED_MAPS[:3], start=40):
        write_forum(tmp_path / "forum", [topic(number, *asked)])
    ingest([tmp_path / "forum"], store)
    grown = mine(store=store, embedder=WordEmbedder())
    assert maps.id in {s.group.id for s in grown.ranked}
    store.decide(said("merge", watches.id, members=watches.members, target=maps.id, threads=maps.members))
    merged = mine(store=store, embedder=WordEmbedder())
    homes = {key: g.id for g in merged.grouping.groups for key in g.members}
    assert len({homes[key] for key in (*maps.members, *watches.members)}) == 1


def test_decisions_outlive_the_process_and_keep_their_moment(tmp_path: Path) -> None:
    """What was kept is read back as it was said."""
    url = str(tmp_path / "desk.db")
    with Store(url) as store:
        kept = store.decide(said("snooze", until=TODAY, grown_by=3, members=MEMBERS, note="é — <b>"))
    with Store(url) as store:
        assert store.decisions() == (kept,)
        assert store.decisions()[0].at == DAY
        assert store.decisions(after=1) == ()


def test_decisions_are_printed_for_other_tools(kbminer: Command, tmp_path: Path) -> None:
    """As JSON lines and as a table, without what is private, and with no formula for a spreadsheet."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    with Store(url) as store:
        store.decide(said("reject", reason="other", note="=1+1", members=MEMBERS))
        store.decide(said("reject", reason="other", note="＝1", members=("=cmd|x:1", "f:2")))
        store.decide(said("rename", title="Mail kim.doe@mail.example"))
    code, out, _ = kbminer("decisions", "--store", url)
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, [row["kind"] for row in rows]) == (0, ["reject", "reject", "rename"])
    assert rows[0]["members"] == list(MEMBERS)
    assert "kim.doe" not in out
    table = list(csv.DictReader(io.StringIO(kbminer("decisions", "--store", url, "--format", "csv")[1])))
    assert (table[0]["note"], table[0]["members"]) == ("'=1+1", " ".join(MEMBERS))
    assert (table[1]["note"], table[1]["members"]) == ("'＝1", "'=cmd|x:1 f:2")


def test_what_is_taken_is_counted_by_what_suggestions_have_in_common() -> None:
    """By action, confidence and number of threads; what was taken back counts for nothing."""
    held = {
        name: group(name, *(f"{name}:{n}" for n in range(size)))
        for name, size in (("a", 2), ("b", 4), ("c", 4))
    }
    suggestions = {n: Suggestion(group=g, action="write", score=1.0, reasons=()) for n, g in held.items()}
    log = numbered(
        [
            said("accept", "a", members=held["a"].members, text="x", draft="x"),
            said("reject", "b", members=held["b"].members, reason="wrong"),
            said("reject", "c", members=held["c"].members, reason="wrong"),
            said("undo", "c", concerns=(3,)),
        ]
    )
    found = acceptance_of(log, suggestions, {"a": Draft(id="a", group="a", title="a", sections=())})
    assert [(each.by, each.value, each.accepted, each.rejected) for each in found] == [
        ("action", "write", 1, 1),
        ("confidence", "Not Validated", 1, 0),
        ("threads", "2", 1, 0),
        ("threads", "3–5", 0, 1),
    ]


def test_how_much_of_drafts_is_rewritten_is_followed_by_month() -> None:
    """The mean share of changed words of what was accepted; marks and what is not accepted don't count."""
    log = numbered(
        [
            said("accept", "a", text="Press the red button.[^2]", draft="Press the red button.[^1]"),
            said("accept", "b", text="Wait.", draft="Press the red button."),
            said("edit", "c", text="Other.", draft="Press."),
            said("accept", "d", text="Go", draft="Go", at=DAY + timedelta(days=40)),
        ]
    )
    found = [(each.month, each.articles, each.rewritten) for each in rewriting_of(log)]
    assert found == [("2026-01", 2, 0.5), ("2026-02", 1, 0.0)]
