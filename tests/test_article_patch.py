"""Existing articles are patched by section: what stands there stays, what is new cites its post."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbminer.publish.article_patch import article_patch
from kbminer.records import Citation, Draft, Post, Section, StalePassage, Statement, Thread

ARTICLE = """---
title: Descale the kettle
---
# Descale the kettle

Fill it to the mark. Wait 30 minutes, then pour it out.

## When it beeps

Press the button.[^1]

[^1]: The manual.
"""
THREAD = Thread(
    id="7",
    source="demo",
    title="Kettle beeps",
    posts=(
        Post(id="1", author="ada", body="My kettle beeps although I pressed the button, ada@example.org."),
        Post(
            id="2",
            author="hana",
            body="Since model 4 you have to wait 45 minutes. Run `kettle --reset` then.",
        ),
    ),
)
THREADS = {THREAD.key: THREAD}
CITED = (
    Citation(
        thread=THREAD.key, post="2", number=2, title="Kettle beeps", date=datetime(2026, 1, 2, tzinfo=UTC)
    ),
)


def _stale(kind: str, quote: str, post: str = "2", passage: str | None = None) -> StalePassage:
    return StalePassage(
        article="kettle",
        kind=kind,  # type: ignore[arg-type]
        passage=passage,
        quote=quote,
        thread=THREAD.key,
        post=post,
    )


CONTRADICTED = _stale(
    "contradicted",
    "Since model 4 you have to wait 45 minutes.",
    passage="Fill it to the mark. Wait 30 minutes, then pour it out.",
)


def test_a_contradicted_sentence_is_replaced_and_cites_its_post() -> None:
    """Old and new stand side by side in the diff; nothing else is taken out."""
    patch = article_patch(ARTICLE, "kettle.md", [CONTRADICTED], threads=THREADS)
    assert patch is not None
    removed = [
        line for line in patch.diff.splitlines() if line.startswith("-") and not line.startswith("---")
    ]
    assert removed == ["-Fill it to the mark. Wait 30 minutes, then pour it out."]
    assert "+Fill it to the mark. Since model 4 you have to wait 45 minutes.[^2]" in patch.diff
    assert "+[^2]: " in patch.diff
    [change] = patch.changes
    assert (change.section, change.old) == ("Descale the kettle", "Wait 30 minutes, then pour it out.")
    assert change.citations[0].post == "2"


def test_what_is_missing_comes_in_from_the_draft_under_its_section() -> None:
    """The draft's own sentences from the post are put in behind the nearest paragraph, with code as code."""
    told = (
        Statement(text="Press the button for 45 minutes.", citations=CITED, wording="rephrased"),
        Statement(text="kettle --reset", kind="code", citations=CITED),
    )
    draft = Draft(id="d", group="g", title="Kettle", sections=(Section(name="resolution", statements=told),))
    patch = article_patch(ARTICLE, "kettle.md", [_stale("missing", "Run it.")], threads=THREADS, draft=draft)
    assert patch is not None
    assert patch.changes[0].section == "When it beeps"
    assert "+kettle --reset" in patch.diff
    assert not [line for line in patch.diff.splitlines() if line.startswith("-") and line[:3] != "---"]


def test_a_question_is_no_answer_and_becomes_a_to_do() -> None:
    """What only an asker says against an article is put to the editor, not into the article's mouth."""
    stale = _stale("outdated", "My kettle beeps although I pressed the button, ⟨e-mail⟩.", post="1")
    patch = article_patch(ARTICLE, "kettle.md", [stale], threads=THREADS)
    assert patch is not None
    assert "+> **To do:** A newer post speaks against this, check it" in patch.diff
    assert "ada" not in patch.diff


@pytest.mark.parametrize(
    "stale",
    [
        _stale("outdated", "Nobody ever wrote this."),
        _stale("outdated", "Since model 4 you have to wait 45 minutes.", post="9"),
    ],
    ids=["no such words", "no such post"],
)
def test_what_can_t_be_cited_changes_nothing(stale: StalePassage) -> None:
    """A quote that its post does not hold, or a post that is gone, makes no patch."""
    assert article_patch(ARTICLE, "kettle.md", [stale], threads=THREADS) is None


@pytest.mark.skipif(shutil.which("git") is None, reason="git applies the patch")
def test_git_applies_the_patch_to_the_article_s_own_file(tmp_path: Path) -> None:
    """The diff is one that git takes, also where the file does not end in a line break."""
    (tmp_path / "kettle.md").write_text(ARTICLE, encoding="utf-8")
    patch = article_patch(ARTICLE, "kettle.md", [CONTRADICTED], threads=THREADS)
    assert patch is not None
    (tmp_path / "kettle.patch").write_text(patch.diff, encoding="utf-8")
    done = subprocess.run(
        ["git", "apply", "kettle.patch"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "45 minutes.[^2]" in (tmp_path / "kettle.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("sign", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028", "\r", "\x00"])
@pytest.mark.parametrize(
    "stale", [CONTRADICTED, _stale("outdated", "Since model 4 you have to wait 45 minutes.")]
)
def test_a_patch_applies_where_a_line_holds_other_signs_that_part_lines(
    tmp_path: Path, sign: str, stale: StalePassage
) -> None:
    """Only a line feed ends a line of a diff: form feeds and Unicode's separators stay inside one."""
    _applies(tmp_path, ARTICLE.replace("mark. ", f"mark.{sign} "), "kettle.md", stale)


@pytest.mark.parametrize(
    "written", [ARTICLE.replace("\n", "\r\n"), ARTICLE.rstrip(), ARTICLE.rstrip() + "\nEnd"]
)
def test_a_patch_applies_whatever_ends_the_lines_of_a_file(tmp_path: Path, written: str) -> None:
    """Files with carriage returns, and files whose last line has no end, are patched, too."""
    _applies(tmp_path, written, "kettle.md", CONTRADICTED)


@pytest.mark.parametrize("name", ["a\n+++ b.md", "a\tb.md", 'a"b.md', "\x1b[2J.md", "a b.md", "ä.md"])
def test_a_file_s_name_adds_no_line_to_its_patch(tmp_path: Path, name: str) -> None:
    """A name with a line break, a quote or a terminal sequence is quoted as git quotes it."""
    _applies(tmp_path, ARTICLE, name, CONTRADICTED)


def _applies(folder: Path, written: str, name: str, stale: StalePassage) -> None:
    """A patch changes its own file and no other, and holds nothing that a terminal obeys."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    patch = article_patch(written, name, [stale], threads=THREADS)
    assert patch is not None
    assert "\x1b" not in patch.diff
    article = folder / name
    article.write_bytes(written.encode())
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=patch.diff.encode(), check=True)
    assert [path.name for path in folder.iterdir() if path.name != ".git"] == [name]
    assert b"wait 45 minutes" in article.read_bytes()
