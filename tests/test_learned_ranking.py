"""The order of suggestions is learnt from decisions once there are enough, and unlearnt with them."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
from decided import numbered, said
from small_forum import topic, write_forum

from kbminer import Settings, Store, mine
from kbminer.decisions.acceptance import acceptance_of
from kbminer.decisions.cases import Homes
from kbminer.decisions.learned_ranking import (
    LEAST_DECISIONS,
    informative_verdicts,
    learn_ranking,
    ranked_by,
    worth_learning_from,
)
from kbminer.records import Citation, Decision, Draft, Group, Reason, Section, Statement, Suggestion
from kbminer.testing import WordEmbedder


def suggestions(count: int) -> list[Suggestion]:
    """So many, by chance of many askers or of growth."""
    chance = random.Random(4)
    found = []
    for n in range(count):
        group = Group(id=f"g{n}", members=(f"f:{n}",), representative=f"f:{n}", title=f"t{n}")
        askers, growth = float(chance.randint(2, 12)), chance.choice([0.5, 1.0, 1.5])
        reasons = (
            Reason(name="askers", value=askers, words="", weight=askers),
            Reason(name="growth", value=growth, words="", weight=growth),
        )
        found.append(
            Suggestion(group=group, action="write", score=math.prod([askers, growth]), reasons=reasons)
        )
    return found


def told_by_growth(found: list[Suggestion]) -> tuple[Decision, ...]:
    """An editor who takes what grows, however few ask it."""
    return numbered(
        [
            said("accept", s.group.id, members=s.group.members, text="x")
            if s.reasons[1].weight > 1
            else said("reject", s.group.id, members=s.group.members, reason="irrelevant")
            for s in found
        ]
    )


def test_what_editors_take_comes_first() -> None:
    """Where growth decides, its power rises, that of askers falls, and the order follows."""
    found = suggestions(80)
    homes = Homes.among([s.group for s in found])
    learnt = learn_ranking(found, worth_learning_from(told_by_growth(found)), homes)
    assert learnt is not None
    powers = dict(learnt.weights)
    assert powers["growth"] > 1.3
    assert powers["askers"] < powers["growth"]
    assert learnt.accepted + learnt.rejected == 80

    def grown_among_first(ranked: list[Suggestion]) -> int:
        growing = {s.group.id for s in found if s.reasons[1].weight > 1}
        return sum(s.group.id in growing for s in ranked[:20])

    before = sorted(found, key=lambda s: -s.score)
    after = ranked_by(found, learnt)
    assert grown_among_first(list(after)) > grown_among_first(before)
    assert all(math.isclose(s.score, math.prod(r.weight for r in s.reasons), abs_tol=0.01) for s in after)


def test_nothing_is_learnt_from_few_or_from_one_side() -> None:
    """Below forty decisions, or with hardly any rejected, the order stays."""
    found = suggestions(80)
    log = told_by_growth(found)
    assert worth_learning_from(log[: LEAST_DECISIONS - 1]) == ()
    assert len(worth_learning_from(log[: LEAST_DECISIONS + 19])) == LEAST_DECISIONS
    taken = numbered([said("accept", s.group.id, members=s.group.members, text="x") for s in found])
    assert worth_learning_from(taken) == ()


def test_reasons_that_tell_nothing_of_worth_don_t_count() -> None:
    """A duplicate may be as wanted as any, and what is private says nothing; what was undone is forgotten."""
    log = numbered(
        [
            said("reject", "a", reason="duplicate"),
            said("reject", "b", reason="private"),
            said("reject", "c", reason="wrong"),
            said("accept", "d", text="x"),
            said("undo", "d", concerns=(4,)),
        ]
    )
    assert [verdict.group for verdict in informative_verdicts(log)] == ["c"]


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty-four questions, each asked by two or three people in words of its own."""
    chance = random.Random(9)
    letters = "bdfgklmnprstvz"
    topics, number = [], 0
    for _ in range(44):
        word = [
            "".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(4)).capitalize()
            for _ in range(3)
        ]
        for _ in range(chance.choice([2, 3])):
            number += 1
            asked = f"<p>How do I make the {word[0]} {word[1]} work with {word[2]}?</p>"
            answer = f"<p>Open {word[0]}, press {word[1]} and restart {word[2]}.</p>"
            topics.append(topic(number, f"{word[0]} {word[1]} {word[2]} fails", asked, [("moss", answer)]))
    return write_forum(tmp_path_factory.mktemp("wide") / "forum", topics)


def test_a_run_ranks_by_decisions_and_unlearns_them(forum: Path, tmp_path: Path) -> None:
    """Once enough was decided the next run says what it learnt; switched off, or undone, all is as before."""
    store = Store(str(tmp_path / "forum.db"))
    first = mine(forum, store=store, embedder=WordEmbedder())
    assert first.ranking is None
    assert len(first.ranked) >= LEAST_DECISIONS
    for n, suggestion in enumerate(first.ranked):
        kind, more = ("accept", {"text": "x"}) if n % 2 else ("reject", {"reason": "irrelevant"})
        store.decide(said(kind, suggestion.group.id, members=suggestion.group.members, **more))
    learnt = mine(store=store, embedder=WordEmbedder())
    assert learnt.ranking is not None
    assert {name for name, _ in learnt.ranking.weights} == {
        "askers",
        "growth",
        "views",
        "unsolved",
        "sureness",
    }
    assert mine(store=store, embedder=WordEmbedder(), settings=Settings(learn_ranking=False)).ranking is None
    for decision in store.decisions()[5:]:
        store.decide(said("undo", decision.group, concerns=(decision.number,)))
    again = mine(store=store, embedder=WordEmbedder())
    assert again.ranking is None
    scores = {s.group.id: s.score for s in first.ranked}
    assert all(scores[s.group.id] == s.score for s in again.ranked)


def test_sentences_are_counted_by_how_they_were_worded() -> None:
    """Of an accepted draft each was kept or changed; what a later run drafted counts for nothing."""

    def sentence(text: str, wording: str) -> Statement:
        return Statement(text=text, citations=(Citation(thread="f:1", post="2"),), wording=wording)  # type: ignore[arg-type]

    statements = (
        sentence("Press the red button.", "verbatim"),
        sentence("Then wait.", "shortened"),
        sentence("Drafted later.", "verbatim"),
    )
    draft = Draft(id="a", group="a", title="a", sections=(Section(name="resolution", statements=statements),))
    drafted = "Press the red button.[^1]\n\nThen wait.[^1]"
    taken = said("accept", "a", text="Press the red button.[^1]\n\nWait a minute.[^1]", draft=drafted)
    found = acceptance_of(numbered([taken]), {}, {"a": draft})
    told = [(each.value, each.accepted, each.rejected) for each in found if each.by == "sentence"]
    assert told == [("shortened", 0, 1), ("verbatim", 1, 0)]
