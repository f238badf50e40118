"""The example knowledge base beside the example forum: what each group calls for, from end to end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kbminer import KnowledgeBase
from kbminer.config import Settings
from kbminer.pipeline.run import mine
from kbminer.publish import TARGETS, export
from kbminer.records import Coverage
from kbminer.store import Store

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def with_articles(
    examples_run: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[KnowledgeBase, Store]]:
    """The example forum mined again, now with its knowledge base."""
    copy = tmp_path_factory.mktemp("articles") / "forum.db"
    shutil.copy(examples_run.store.removeprefix("sqlite:///"), copy)
    with Store(f"sqlite:///{copy}") as store:
        yield mine(store=store, settings=Settings(articles=str(ROOT / "examples" / "articles"))), store


def coverage_of(kb: KnowledgeBase, topic: int) -> Coverage:
    """What the group of one topic calls for."""
    group = next(g for g in kb.grouping.groups if any(key.endswith(f":{topic}") for key in g.members))
    return next(c for c in kb.coverage if c.group == group.id)


@pytest.mark.parametrize(
    ("topic", "action", "article"),
    [
        (296, "update", "export-notes-as-markdown"),
        (176, "update", "free-the-seat-of-a-deactivated-user"),
        (115, "point", "ln-1042-behind-a-reverse-proxy"),
        (119, "point", "forgotten-vault-passphrase"),
        (154, "escalate", None),
        (241, "write", None),
        (152, "write", None),
    ],
)
def test_each_group_calls_for_what_a_reader_would_say(with_articles, topic, action, article):
    """Gaps are written, unsolved ones escalated, outdated articles updated, current ones pointed to."""
    found = coverage_of(with_articles[0], topic)
    assert found.action == action
    if article:
        assert found.article == article


def test_the_outdated_article_is_shown_with_the_sentence_against_it(with_articles):
    """The flag that went away with 3.1."""
    stale = {s.kind: s for s in coverage_of(with_articles[0], 296).stale}
    assert "--with-assets" in stale["outdated"].passage
    assert stale["outdated"].thread.endswith(":296")


def test_the_two_articles_on_uploads_are_to_be_merged(with_articles):
    """Both name each other."""
    found = coverage_of(with_articles[0], 125)
    assert found.action == "merge"
    assert {found.article, *found.others} == {"raise-the-upload-limit", "upload-files-larger-than-25-mb"}


def test_only_the_fax_article_is_to_be_retired(with_articles):
    """Nobody has ever asked about fax machines; every other published article is asked for."""
    uses = {use.article: use for use in with_articles[0].articles}
    assert [a for a, use in uses.items() if use.action == "retire"] == ["send-notes-to-a-fax-machine"]
    assert "note-templates" not in uses


@pytest.mark.parametrize(
    ("question", "kind", "found"),
    [
        ("how to reset the vault passphrase", "article", "forgotten-vault-passphrase"),
        ("pictures are missing after markdown export", "article", "export-notes-as-markdown"),
        ("my desktop client is stuck at 99 percent", "group", 112),
        ("database is locked when I run migrate", "group", 241),
        ("users cannot log in through LDAP", "group", 152),
    ],
)
def test_a_new_question_finds_its_answer_first(with_articles, question, kind, found):
    """Articles before groups where both answer; the right group where there is no article."""
    kb, _ = with_articles
    first = kb.suggest(question)[0]
    assert first.kind == kind
    if kind == "article":
        assert first.id == found
    else:
        group = next(g for g in kb.grouping.groups if g.id == first.id)
        assert any(key.endswith(f":{found}") for key in group.members)


def test_what_nobody_asked_is_improbable(with_articles):
    """A question from elsewhere gets no confident answer."""
    kb, _ = with_articles
    for question in ("What is the weather like today?", "How do I bake bread without yeast?"):
        assert all(answer.probability < 0.3 for answer in kb.suggest(question))


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_draft_of_the_example_forum_can_be_exported(with_articles, target, tmp_path):
    """None is refused, and nothing of the truth file's list of personal data gets out."""
    kb, store = with_articles
    threads = {
        thread.key: thread for thread in store.threads(sorted({k for d in kb.drafts for k in d.threads}))
    }
    report = export(kb.drafts, target, tmp_path, threads=threads)
    assert report.refused == ()
    assert len(report.written) >= len(kb.drafts) > 0
    truth = json.loads((ROOT / "examples" / "truth.json").read_text("utf-8"))
    private = [item["text"] for item in truth["personal_data"]]
    text = "\n".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    assert not [words for words in private if words in text]
