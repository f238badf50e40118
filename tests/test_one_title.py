"""One question has one title: in the suggestion, in its draft and in the report."""

from __future__ import annotations

import json

import pytest
from conftest import Run
from draft_threads import drafted, post, solved, thread


def test_a_suggestion_its_draft_and_the_report_bear_one_title(examples_run: Run) -> None:
    """Whoever looks for a draft's suggestion finds it under the same words."""
    kb = examples_run.kb
    plain = json.loads(examples_run.written.data.read_text(encoding="utf-8"))
    titles = {group["id"]: group["title"] for group in plain["groups"]}
    assert kb.drafts
    for suggestion in kb.ranked:
        draft = kb.draft_of(suggestion)
        if draft:
            assert suggestion.group.title == draft.title == titles[draft.group]


def test_no_two_groups_share_a_title(examples_run: Run) -> None:
    """Two suggestions under one title could not be told apart."""
    titles = [group.title for group in examples_run.kb.grouping.groups]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("other", "title"),
    [
        ("It fails to build since yesterday.", "Fails to build"),
        ("It fails to build, with GCC 12 as well.", "Fails to build (GCC 12)"),
    ],
)
def test_a_platform_stands_in_a_title_if_two_name_it(other: str, title: str) -> None:
    """A compiler that one of two askers names does not limit the article to those who have it."""
    answer = post(2, "Install the headers with `apt install libfoo-dev` and run make again.", author="bo")
    one = thread("1", "Fails to build", "It fails to build with GCC 12.", answer)
    two = thread("2", "Fails to build", other, answer)
    assert drafted((one, solved(one, "2")), (two, solved(two, "2"))).title == title
