"""Recorded answers of a large language model on the example forum, made articles again without a model."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from model_recordings import recorded_revision, recordings, replayed

from kbminer.draft.author.writing import Written
from kbminer.ingest import read
from kbminer.records import Thread
from kbminer.verify import check_draft


@pytest.fixture(scope="module")
def forum(example_forum: Path) -> dict[str, Thread]:
    """The example forum by ids."""
    return {item.id: item for item in read(example_forum) if isinstance(item, Thread)}


@pytest.fixture(scope="module")
def articles(forum: dict[str, Thread]) -> dict[str, Written]:
    """The article of each recorded answer, by the thread that asks."""
    return {recording.thread: replayed(recording, forum) for recording in recordings()}


@pytest.fixture(scope="module")
def revised(forum: dict[str, Thread]) -> dict[str, Written]:
    """The same articles after the recorded model read them as their editor."""
    return {recording.thread: replayed(recording, forum, is_revised=True) for recording in recordings()}


def test_at_least_forty_answers_are_recorded_and_each_makes_an_article(articles: dict[str, Written]) -> None:
    """No answer of a large model is lost as a whole."""
    assert len(articles) >= 40
    assert {thread: one.problem for thread, one in articles.items() if one.problem} == {}


def test_most_sentences_stand_as_they_were_written(articles: dict[str, Written]) -> None:
    """Three quarters of the written sentences pass, most of them in other words than their posts'."""
    accepted = sum((Counter(one.accepted) for one in articles.values()), Counter())
    refused = sum(len(one.refused) for one in articles.values())
    assert accepted.total() / (accepted.total() + refused) >= 0.7
    assert accepted["rephrased"] + accepted["merged"] >= accepted.total() / 2


def test_every_written_article_passes_the_checker_again(
    articles: dict[str, Written], forum: dict[str, Thread]
) -> None:
    """What was accepted sentence by sentence is accepted as a whole where it leaves, with posts and score."""
    by_key = {thread.key: thread for thread in forum.values()}
    for one in articles.values():
        assert check_draft(one.draft, by_key) == ()
        for section in one.draft.sections:
            for statement in section.statements:
                reworded = statement.wording in ("rephrased", "merged")
                assert not reworded or (statement.support and 1 <= len(statement.citations) <= 2)


def test_commands_stand_letter_by_letter(articles: dict[str, Written]) -> None:
    """Code blocks of the solution are quoted byte for byte, or listed as left out."""
    for thread, code in [
        ("241", "lumenote-server migrate"),
        ("122", "--with-assets"),
        ("137", "fold_diacritics"),
    ]:
        draft = articles[thread].draft
        statements = [s for section in draft.sections for s in section.statements] + list(draft.left_out)
        assert any(code in s.text for s in statements if s.kind == "code"), thread


def test_recorded_revisions_stand_but_for_what_their_posts_do_not_bear_out(
    revised: dict[str, Written], forum: dict[str, Thread]
) -> None:
    """Of 22 articles that the model mended one stays as it was, for a sentence would be lost."""
    mended = {each.thread for each in recordings() if recorded_revision(each.thread)["verdict"] == "revise"}
    assert len(mended) == 22
    assert {thread for thread in mended if revised[thread].revised is None} == {"253"}
    refused = [reason for one in revised.values() for reason in one.refused]
    assert {*refused} == {"does not stand in the asker's post"}
    assert {thread: one.draft.left_out for thread, one in revised.items() if one.draft.left_out} == {}
    by_key = {thread.key: thread for thread in forum.values()}
    assert all(check_draft(one.draft, by_key) == () for one in revised.values())


def test_what_was_planned_is_told_and_the_asker_s_word_is_named(revised: dict[str, Written]) -> None:
    """After the revision hardly a to-do is left, and a confirming post is named."""
    notes, told_of = list[str](), list[str]()
    for thread, one in revised.items():
        solving = next(each for each in one.draft.sections if each.name in ("resolution", "workaround"))
        notes.append(solving.note or "")
        todos = [each.text for each in solving.statements if each.kind == "todo"]
        told_of += [thread for text in todos if "Left out" in text or "Absent" in text]
    assert sum("it helped (#" in note or "a aidé (#" in note for note in notes) >= 45
    assert told_of == ["253"]  # its revision was passed over


def test_options_of_a_recorded_article_are_items(articles: dict[str, Written]) -> None:
    """Two ways back into a vault are no steps of one list."""
    [resolution] = [each for each in articles["119"].draft.sections if each.name == "resolution"]
    assert [each.item for each in resolution.statements] == [True, True, False, False]
    assert {each.step for each in resolution.statements} == {None}


def test_quotation_marks_are_no_arrows_of_a_menu(articles: dict[str, Written]) -> None:
    """A French sentence with two words in guillemets stands: what is between them is no label."""
    [issue] = [section for section in articles["194"].draft.sections if section.name == "issue"]
    assert any("« ete »" in statement.text and "2.8" in statement.text for statement in issue.statements)
