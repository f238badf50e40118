"""Exporting: refusing, writing once, keeping what others changed."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.errors import OutputError, SettingsError
from kbminer.publish import TARGETS, export
from kbminer.publish.file_names import export_name
from kbminer.publish.folder import EXPORT_LEDGER, REPORT_LEDGER, write_files
from kbminer.records import Citation, Draft, Post, Section, Statement, Thread

THREAD = Thread(
    id="1",
    source="f",
    title="Sync hangs on desktop",
    posts=(
        Post(id="10", author="ann", body="The desktop app hangs at startup.", format="markdown"),
        Post(
            id="11",
            author="bob",
            body="Rebuild the outbox in the settings. Write to ann.other@example.com.",
            format="markdown",
            created_at=datetime(2024, 1, 1, tzinfo=UTC),
        ),
    ),
)
THREADS = {THREAD.key: THREAD}
FIX = Statement(
    text="Rebuild the outbox in the settings.", citations=(Citation(thread="f:1", post="11", role="member"),)
)
DRAFT = Draft(
    id="g1-x",
    group="g1",
    title="Sync hangs on desktop",
    sections=(Section(name="resolution", statements=(FIX,)),),
    threads=("f:1",),
)


def bytes_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file's bytes and when it was written."""
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_exporting_twice_changes_nothing(tmp_path, target):
    """The second export of the same drafts touches no file, not even its date."""
    first = export([DRAFT], target, tmp_path, threads=THREADS)
    before = bytes_of(tmp_path)
    second = export([DRAFT], target, tmp_path, threads=THREADS)
    assert first.written
    assert (second.written, second.unchanged) == ((), first.written)
    assert bytes_of(tmp_path) == before


def test_a_changed_draft_is_replaced_and_an_edited_file_kept(tmp_path):
    """New evidence rewrites our own file; a file that an editor changed is left as it is."""
    export([DRAFT], "markdown", tmp_path, threads=THREADS)
    newer = replace(DRAFT, terms=("outbox",))
    assert export([newer], "markdown", tmp_path, threads=THREADS).written == ("g1.md",)
    (tmp_path / "g1.md").write_text("my words")
    report = export([DRAFT], "markdown", tmp_path, threads=THREADS)
    assert (report.written, report.kept) == ((), ("g1.md",))
    assert (tmp_path / "g1.md").read_text() == "my words"


def test_a_file_of_somebody_else_is_never_overwritten(tmp_path):
    """What lay there before the first export stays."""
    (tmp_path / "g1.md").write_text("already here")
    assert export([DRAFT], "markdown", tmp_path, threads=THREADS).kept == ("g1.md",)


def test_a_crash_between_note_and_file_loses_no_claim(tmp_path):
    """After an interrupted export the old and the new text both count as ours."""
    write_files({"a.md": "one"}, tmp_path)
    ledger = json.loads((tmp_path / EXPORT_LEDGER).read_text())
    write_files({"a.md": "two"}, tmp_path)
    both = {"a.md": ledger["a.md"] + json.loads((tmp_path / EXPORT_LEDGER).read_text())["a.md"]}
    for there in ("one", "two"):
        (tmp_path / "a.md").write_text(there)
        (tmp_path / EXPORT_LEDGER).write_text(json.dumps(both))
        assert write_files({"a.md": "three"}, tmp_path).written == ("a.md",)


@pytest.mark.parametrize("damage", ["{", "[]", '{"g1.md": 3}', "\x00", "[" * 100_000])
def test_a_damaged_ledger_claims_nothing(tmp_path, damage):
    """Where it is not known what was ours, what differs is kept and what is equal is unchanged."""
    export([DRAFT], "markdown", tmp_path, threads=THREADS)
    (tmp_path / EXPORT_LEDGER).write_text(damage)
    assert export([DRAFT], "markdown", tmp_path, threads=THREADS).unchanged == ("g1.md",)
    (tmp_path / EXPORT_LEDGER).write_text(damage)
    assert export([replace(DRAFT, terms=("x",))], "markdown", tmp_path, threads=THREADS).kept == ("g1.md",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Delete everything.", "does not contain it"), ("Write to ann.other@example.com.", "private")],
)
def test_what_is_not_contained_or_private_is_refused_and_the_rest_exported(tmp_path, text, reason):
    """Exporting fails closed for one draft and goes on with the others."""
    bad = replace(
        DRAFT, group="g0", sections=(Section(name="resolution", statements=(replace(FIX, text=text),)),)
    )
    report = export([bad, DRAFT], "html", tmp_path, threads=THREADS)
    assert report.written == ("g1.html",)
    assert [r.group for r in report.refused] == ["g0"]
    assert reason in report.refused[0].reason
    assert "ann.other" not in report.refused[0].reason


def test_a_missing_thread_refuses_the_draft(tmp_path):
    """A draft whose sources are gone can't be checked, so it is not exported."""
    assert len(export([DRAFT], "markdown", tmp_path, threads={}).refused) == 1


def test_two_drafts_of_one_group_do_not_overwrite_each_other(tmp_path):
    """The second one is refused, with its reason."""
    report = export([DRAFT, replace(DRAFT, id="g1-y")], "markdown", tmp_path, threads=THREADS)
    assert (report.written, len(report.refused)) == (("g1.md",), 1)


def test_wrong_target_and_wrong_folder_say_so(tmp_path):
    """An unknown target names the known ones; a file in a folder's place is an error."""
    with pytest.raises(SettingsError, match="confluence, docusaurus"):
        export([DRAFT], "word", tmp_path, threads=THREADS)
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        export([DRAFT], "markdown", tmp_path / "file", threads=THREADS)
    (tmp_path / "out" / "g1.md").mkdir(parents=True)
    assert export([DRAFT], "markdown", tmp_path / "out", threads=THREADS).kept == ("g1.md",)


def test_no_half_written_file_is_left(tmp_path):
    """Only finished files lie in the folder."""
    export([DRAFT], "markdown", tmp_path, threads=THREADS)
    assert sorted(p.name for p in tmp_path.iterdir()) == [EXPORT_LEDGER, "g1.md"]


def test_what_a_killed_export_left_half_written_goes(tmp_path):
    """A half-written file of a process that is gone is removed; one of a living process and others' stay."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f".g1.md.{gone.pid}.kbminer-tmp"
    others = (tmp_path / f".g1.md.{os.getppid()}.kbminer-tmp", tmp_path / ".notes.tmp")
    for path in (left, *others):
        path.write_text("half")
    export([DRAFT], "markdown", tmp_path, threads=THREADS)
    assert not left.exists()
    assert all(path.exists() for path in others)


@given(st.text(max_size=40), st.text(max_size=40))
def test_file_names_are_safe_and_differ(one, other):
    """No group's id leads out of the folder, and different ids never share a file."""
    name = export_name(one)
    assert name == Path(name).name
    assert name not in ("", ".", "..")
    assert name.isascii()
    if one != other:
        assert export_name(other).lower() != name.lower()


@pytest.mark.parametrize("name", ["../out.md", "/own.md", "a/b.md", "..", ".hidden", "a\\b.md", ""])
def test_no_target_writes_outside_its_folder(tmp_path, name):
    """A name that leads elsewhere, or hides, ends the export before anything is written."""
    with pytest.raises(OutputError, match="no plain file name"):
        write_files({"a.md": "a", name: "b"}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["../own.md", "{folder}/own.md"])
def test_a_ledger_speaks_of_its_own_folder_alone(tmp_path, name):
    """A ledger that claims a file elsewhere is not believed: that file is neither removed nor replaced."""
    own = tmp_path / "own.md"
    own.write_text("mine")
    digest = hashlib.sha256(b"mine").hexdigest()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / REPORT_LEDGER).write_text(json.dumps({name.format(folder=tmp_path): [digest]}))
    write_files({"a.md": "a"}, tmp_path / "out", ledger=REPORT_LEDGER, remove_stale=True)
    assert own.read_text() == "mine"
    assert list(json.loads((tmp_path / "out" / REPORT_LEDGER).read_text())) == ["a.md"]


@pytest.mark.parametrize("ledger", [EXPORT_LEDGER, REPORT_LEDGER])
def test_ledgers_of_earlier_versions_are_understood(tmp_path, ledger):
    """What an earlier version noted as its own is renewed or removed, and an edited file is kept."""
    texts = {"same.md": "one", "stale.md": "two", "edited.md": "three", "edited-stale.md": "four"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    noted = {name: [hashlib.sha256(text.encode()).hexdigest()] for name, text in texts.items()}
    (tmp_path / ledger).write_text(json.dumps(noted, indent=1))
    for name in ("edited.md", "edited-stale.md"):
        (tmp_path / name).write_text("my words")
    due = {"same.md": "new", "edited.md": "new"}
    done = write_files(due, tmp_path, ledger=ledger, remove_stale=True)
    assert (done.written, done.kept) == (("same.md",), ("edited.md",))
    assert {path.name: path.read_text() for path in tmp_path.glob("*.md")} == {
        "same.md": "new",
        "edited.md": "my words",
        "edited-stale.md": "my words",
    }


def test_drafts_exported_beside_a_report_are_not_the_reports(tmp_path):
    """Two writers share a folder, each with a ledger of its own: neither removes the other's files."""
    export([DRAFT], "markdown", tmp_path, threads=THREADS)
    write_files({}, tmp_path, ledger=REPORT_LEDGER, remove_stale=True)
    assert (tmp_path / "g1.md").is_file()
