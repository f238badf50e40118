"""One question has one title: in the suggestion, in its draft and in the report."""

from __future__ import annotations

import json

from conftest import Run


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
