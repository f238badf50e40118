"""The whole way, from sources to a report: true to the example forum, repeatable, and without losses."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_forum import SOLVED_MAPS, small_forum, topic, write_forum

from kbminer import KnowledgeBase, Settings, Store, mine
from kbminer.records import Group
from kbminer.testing import WordEmbedder
from kbminer.verify import check_draft

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class CountingEmbedder(WordEmbedder):
    """Counts the texts that it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode, and count."""
        self.encoded += len(texts)
        return super().encode(texts)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """What is true of the example forum."""
    return json.loads((ROOT / "examples" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small forum as a folder of topics."""
    return write_forum(tmp_path_factory.mktemp("small") / "forum", small_forum())


def number_of(key: str) -> int:
    """A topic's number from its thread's key."""
    return int(key.rsplit(":", 1)[1])


def files_under(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def groups_of(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """The members of every group by its id."""
    return {group.id: group.members for group in kb.grouping.groups}


# What the examples say is true


def test_nothing_of_the_example_forum_is_lost(examples_run: Run, truth: dict[str, Any]) -> None:
    """Every thread, post and accepted answer arrives, and no problem is invented."""
    counts = examples_run.kb.counts
    assert (counts.threads, counts.posts, counts.accepted) == (
        len(truth["threads"]) if isinstance(truth["threads"], list) else truth["threads"],
        truth["posts"],
        truth["accepted"],
    )
    assert examples_run.kb.problems == ()


def test_what_asks_nothing_is_set_aside_and_nothing_else(examples_run: Run, truth: dict[str, Any]) -> None:
    """Announcements, jobs, polls and shows are set aside; of the questions not one is.

    The megathread is no question either: it may be set aside or stand alone.
    """
    aside = {number_of(question.thread) for question in examples_run.kb.questions if question.set_aside}
    assert aside - {truth["megathread"]} == {entry["thread"] for entry in truth["not_questions"]}


def test_repeated_questions_are_found(examples_run: Run, truth: dict[str, Any]) -> None:
    """Of the pairs that ask the same many stand together, and of those together hardly any don't belong."""
    same = {pair for q in truth["questions"].values() for pair in combinations(sorted(q["threads"]), 2)}
    found = {
        pair
        for members in groups_of(examples_run.kb).values()
        for pair in combinations(sorted(number_of(key) for key in members), 2)
    }
    assert len(found & same) / len(found) >= 0.95
    assert len(found & same) / len(same) >= 0.42  # .45: groups are sure before they are whole


def test_every_repeated_question_has_a_group_of_its_own(examples_run: Run, truth: dict[str, Any]) -> None:
    """Each of the thirteen is suggested or perhaps one question, and the surest ones are suggested."""

    def subjects_of(groups: Iterable[Group]) -> set[str]:
        asked = [{number_of(key) for key in group.members} for group in groups]
        return {
            name
            for name, question in truth["questions"].items()
            if any(len(members & set(question["threads"])) > len(members) / 2 for members in asked)
        }

    kb = examples_run.kb
    perhaps = {group for group, _ in kb.perhaps}
    suggested = subjects_of(each.group for each in kb.suggestions)
    assert len(suggested) >= 6
    assert suggested | subjects_of(g for g in kb.grouping.groups if g.id in perhaps) == set(
        truth["questions"]
    )
    assert perhaps.isdisjoint(each.group.id for each in kb.suggestions)
    assert perhaps.isdisjoint(each.group for each in kb.drafts)


def test_what_nobody_solved_is_an_escalation_without_a_draft(
    examples_run: Run, truth: dict[str, Any]
) -> None:
    """The one question that nobody solved is to be escalated, and no empty article is made of it."""
    unsolved = set(truth["questions"][truth["escalation"]]["threads"])
    found = [s for s in examples_run.kb.suggestions if s.action == "escalate"]
    assert [{number_of(key) for key in s.group.members} for s in found] == [unsolved]
    assert examples_run.kb.draft_of(found[0]) is None
    assert found[0].group.id in dict(examples_run.kb.undrafted)


def test_every_statement_of_a_draft_is_cited_and_contained(examples_run: Run) -> None:
    """The checker, which reads the cited posts again, has nothing against any draft."""
    assert len(examples_run.kb.drafts) >= 4
    with Store(examples_run.store) as store:
        threads = {thread.key: thread for thread in store.threads()}
    for draft in examples_run.kb.drafts:
        assert check_draft(draft, threads) == ()
        stated = [s for section in draft.sections for s in section.statements if s.kind != "todo"]
        assert stated
        assert all(statement.citations for statement in stated)


def test_nothing_private_is_told(examples_run: Run, truth: dict[str, Any]) -> None:
    """No address, number, token, licence or person's name of the examples stands in what people read."""
    private = {entry["text"] for entry in truth["personal_data"]}
    texts = {file.name: file.read_text(encoding="utf-8") for file in examples_run.written.drafts}
    texts["report.html"] = examples_run.written.report.read_text(encoding="utf-8")
    told = [(name, word) for name, text in texts.items() for word in private if word in text]
    assert told == []


def test_solved_threads_are_read_as_the_forum_marked_them(examples_run: Run, truth: dict[str, Any]) -> None:
    """What the forum declares is kept as it is, whatever was inferred beside it."""
    declared = {
        number_of(r.thread): r.declared_post for r in examples_run.kb.resolutions if r.declared == "solved"
    }
    assert len(declared) == truth["accepted"]
    assert all(declared.values())


# Repeatable


def test_mining_twice_changes_nothing(forum: Path, tmp_path: Path) -> None:
    """A second run gives the same files byte for byte, and encodes nothing again."""
    first, second = CountingEmbedder(), CountingEmbedder()
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    mine(forum, store=url, embedder=first).write(tmp_path / "out")
    before = files_under(tmp_path / "out")
    mine(forum, store=url, embedder=second).write(tmp_path / "out")
    assert files_under(tmp_path / "out") == before
    assert {"report.html", "report.json"} < set(before)
    assert (first.encoded, second.encoded) == (24, 0)  # a title and a text for each thread


def test_a_fresh_run_gives_what_the_first_gave(forum: Path, tmp_path: Path) -> None:
    """Two runs that know nothing of each other leave the same files."""
    for name in ("one", "two"):
        mine(forum, embedder=WordEmbedder()).write(tmp_path / name)
    assert files_under(tmp_path / "one") == files_under(tmp_path / "two")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**16))
def test_the_order_of_the_input_changes_nothing(forum: Path, seed: int) -> None:
    """Threads in another order under other file names give the same groups under the same ids."""
    topics = small_forum()
    random.Random(seed).shuffle(topics)
    with TemporaryDirectory() as here:
        folder = Path(here, "forum")
        folder.mkdir()
        for i, each in enumerate(topics):
            (folder / f"page-{i}.json").write_text(json.dumps(each), encoding="utf-8")
        shuffled = mine(folder, embedder=WordEmbedder())
    assert shuffled == mine(forum, embedder=WordEmbedder())


def test_only_new_text_is_encoded(forum: Path, tmp_path: Path) -> None:
    """When one thread joins, its title and text are encoded; groups that were there keep their ids."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    before = mine(forum, store=url, embedder=CountingEmbedder())
    title, ask, _ = SOLVED_MAPS[0]
    more = write_forum(tmp_path / "forum", [topic(40, f"{title} again", ask)])
    counting = CountingEmbedder()
    after = mine(more, store=url, embedder=counting)
    assert counting.encoded == 2
    assert set(groups_of(before)) <= set(groups_of(after))
    assert any("forum:40" in members for members in groups_of(after).values())


def test_a_thread_that_gained_a_post_changes_the_report(forum: Path, tmp_path: Path) -> None:
    """An answer to what nobody had solved turns the escalation into an article, and says so in the report."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    before = mine(forum, store=url, embedder=WordEmbedder())
    before.write(tmp_path / "out")
    told = files_under(tmp_path / "out")
    topics = small_forum()
    title = "GPX export loses elevation"
    asked = next(each for each in topics if each["title"] == title)
    answered = topic(
        asked["id"],
        title,
        asked["post_stream"]["posts"][0]["cooked"],
        [("*moss", "<p>Switch on <b>Barometer</b> in the export dialog, then the elevation is written.</p>")],
    )
    after = mine(write_forum(tmp_path / "forum", [answered]), store=url, embedder=WordEmbedder())
    written = after.write(tmp_path / "out")
    assert [s.action for s in before.suggestions].count("escalate") == 1
    assert [s.action for s in after.suggestions].count("escalate") == 0
    assert len(after.drafts) == len(before.drafts) + 1
    assert any("Barometer" in file.read_text(encoding="utf-8") for file in written.drafts)
    now = files_under(tmp_path / "out")
    assert now["report.html"] != told["report.html"]
    assert now["report.json"] != told["report.json"]


def test_a_source_may_be_split(forum: Path, tmp_path: Path) -> None:
    """Two sources mined together are two forums: threads of the same number don't fall together."""
    other = write_forum(tmp_path / "other", small_forum()[:4])
    kb = mine(forum, other, embedder=WordEmbedder())
    assert kb.counts.threads == 16
    assert {question.thread.split(":")[0] for question in kb.questions} == {"forum", "other"}


def test_no_source_mines_what_the_store_holds(forum: Path) -> None:
    """A store can be mined again without its sources."""
    with Store() as store:
        first = mine(forum, store=store, embedder=WordEmbedder())
        assert mine(store=store, embedder=WordEmbedder()) == first


def test_other_settings_are_another_run(forum: Path) -> None:
    """A changed setting is heeded although no thread has changed."""
    with Store() as store:
        mine(forum, store=store, embedder=WordEmbedder())
        fewer = mine(store=store, settings=Settings(top=1), embedder=WordEmbedder())
        wider = mine(store=store, settings=Settings(least_askers=4), embedder=WordEmbedder())
    assert (len(fewer.suggestions), len(fewer.drafts)) == (3, 1)
    assert len(wider.suggestions) == 1


def test_what_was_solved_further_down_is_drafted_where_the_first_cannot_be(forum: Path) -> None:
    """As many drafts as asked for, if so many questions were solved; a report shows them in full."""
    with Store() as store:
        kb = mine(forum, store=store, settings=Settings(top=1), embedder=WordEmbedder())
    first, *further = (each.group.id for each in kb.ranked)
    assert [group for group, _ in kb.undrafted] == [first]
    assert [draft.group for draft in kb.drafts] == further[:1]
    assert [rank for rank, _ in kb.in_full()] == [1, 2]
    assert [each.group.id for each in kb.in_short()] == further[1:]


def test_draft_files_carry_what_the_run_found(examples_run: Run) -> None:
    """Each draft is a file of Markdown with front matter, named after its title."""
    assert len(examples_run.written.drafts) == len(examples_run.kb.drafts)
    for file in examples_run.written.drafts:
        assert file.read_text(encoding="utf-8").startswith("---\ntitle:")
    assert examples_run.written.kept == ()


def test_what_a_site_that_closes_duplicates_left_apart_is_not_suggested(tmp_path: Path) -> None:
    """That its source calls another thread a duplicate speaks against two that it left apart."""
    bells = [
        topic(
            90,
            "How do I silence the bell at every turn?",
            "<p>The bell rings at every turn. How do I silence the bell?</p>",
        ),
        topic(
            91,
            "Bell rings at every turn, can I silence it?",
            "<p>On my rides through town it rings all day long and people stare at me. "
            "Can the bell be silent at a turn?</p>",
        ),
    ]
    url = f"sqlite:///{tmp_path / 'kb.db'}"
    source = write_forum(tmp_path / "forum", [*small_forum(), *bells])
    before = mine(source, store=url, embedder=WordEmbedder())
    [left] = [each.group.id for each in before.suggestions if "forum:90" in each.group.members]
    with Store(url) as store:
        [alone] = [each for each in store.threads() if each.id == "12"]
        store.ingest([replace(alone, duplicate_of="https://forum.example/t/1")])
    after = mine(store=url, embedder=WordEmbedder())
    assert len(after.suggestions) == len(before.suggestions) - 1
    assert left in dict(after.perhaps)
