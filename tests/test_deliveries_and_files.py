"""What is delivered into a folder, or read because somebody named it, leaves other people's files alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kbminer.config import Destination
from kbminer.errors import OutputError, SourceError
from kbminer.evaluate.question_groups import read_pairs
from kbminer.pipeline.adapting import _must_be_free
from kbminer.publish.delivery import Parcel, Refused
from kbminer.publish.delivery.folders import put_files, put_pull_request
from kbminer.publish.delivery.webhook import _body
from kbminer.similarity.embed.adapted import MARK


def _parcel(folder: Path, text: str = "Two new.", heading: str = "Lamp forum") -> Parcel:
    return Parcel(
        number=1,
        key="k",
        heading=heading,
        headline="2 new",
        page="<p>2</p>",
        text=text,
        data=b"{}",
        folder=folder,
    )


@pytest.mark.parametrize("kind", ["file", "link", "pipe"])
def test_a_briefing_replaces_no_file_of_others(tmp_path: Path, kind: str) -> None:
    """A file, a link or a pipe of its name in the destination stays, and the delivery says so."""
    to, victim = tmp_path / "to", tmp_path / "victim"
    to.mkdir()
    victim.write_text("mine", encoding="utf-8")
    place = to / "briefing-00001.md"
    if kind == "file":
        place.write_text("mine", encoding="utf-8")
    elif kind == "link":
        place.symlink_to(victim)
    else:
        os.mkfifo(place)
    with pytest.raises(Refused, match="somebody else"):
        put_files(_parcel(tmp_path), Destination(kind="files", folder=str(to)))
    assert victim.read_text(encoding="utf-8") == "mine"
    assert place.is_symlink() == (kind == "link")


def test_a_briefing_is_delivered_again_over_itself(tmp_path: Path) -> None:
    """What was delivered before and nobody changed is replaced; what a person changed stays."""
    to = Destination(kind="files", folder=str(tmp_path / "to"))
    put_files(_parcel(tmp_path), to)
    put_files(_parcel(tmp_path, "Three new."), to)
    changed = tmp_path / "to" / "briefing-00001.md"
    assert changed.read_text(encoding="utf-8") == "Three new."
    changed.write_text("noted", encoding="utf-8")
    with pytest.raises(Refused, match="somebody else"):
        put_files(_parcel(tmp_path, "Four new."), to)
    assert changed.read_text(encoding="utf-8") == "noted"


def test_a_pull_request_takes_no_linked_file_and_keeps_an_edited_one(tmp_path: Path) -> None:
    """What a link among the drafts leads to is not copied; an article that somebody edited there stays."""
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    (drafts / "a.md").write_text("A", encoding="utf-8")
    (tmp_path / "secret").write_text("s", encoding="utf-8")
    (drafts / "b.md").symlink_to(tmp_path / "secret")
    to = Destination(kind="pull request", folder=str(tmp_path / "pr"))
    put_pull_request(_parcel(tmp_path), to)
    articles = tmp_path / "pr" / "00001" / "articles"
    assert [path.name for path in sorted(articles.glob("*.md"))] == ["a.md"]
    (articles / "a.md").write_text("edited", encoding="utf-8")
    (drafts / "a.md").write_text("A again", encoding="utf-8")
    with pytest.raises(Refused, match="somebody else"):
        put_pull_request(_parcel(tmp_path), to)
    assert (articles / "a.md").read_text(encoding="utf-8") == "edited"


def test_the_name_of_a_forum_is_no_markup_of_a_card() -> None:
    """What a card of Teams shows as its title is text, whatever the forum is called."""
    body = json.loads(_body(_parcel(Path(), heading="[x](http://evil.example)"), "teams"))
    title = body["attachments"][0]["content"]["body"][0]["text"]
    assert title.startswith("\\[x\\]")


@pytest.mark.parametrize("line", ["[" * 100_000, "9" * 5_000, '{"t1":1}', "\x00"])
def test_graded_pairs_that_are_none_are_named_by_their_line(tmp_path: Path, line: str) -> None:
    """Nesting and numbers without end, wrong kinds and control signs end in a sentence."""
    file = tmp_path / "pairs.jsonl"
    file.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(SourceError, match="line 1"):
        read_pairs(file)


def test_graded_pairs_are_no_pipe_and_no_device(tmp_path: Path) -> None:
    """What would be waited for, or has no end, is not read."""
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(SourceError, match="can't be read"):
            read_pairs(file)


def test_a_model_s_folder_that_holds_somebody_s_files_is_not_replaced(tmp_path: Path) -> None:
    """Only what kbminer adapt wrote gives way to a better model; a link is no such folder."""
    held = tmp_path / "model"
    held.mkdir()
    (held / MARK).write_text("{}", encoding="utf-8")
    _must_be_free(held)
    (held / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        _must_be_free(held)
    (held / "notes.txt").unlink()
    (tmp_path / "link").symlink_to(held)
    with pytest.raises(OutputError, match="another folder"):
        _must_be_free(tmp_path / "link")
