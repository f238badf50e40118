"""What every format promises, those of other packages too: it knows its own, and damage becomes problems.

The format of another package is the one that ``docs/formats.md`` adds, taken from that page.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from conftest import ROOT
from public_items import public_items

from kbminer.errors import SettingsError
from kbminer.ingest import detect, read
from kbminer.ingest.document import Document
from kbminer.ingest.format import Format
from kbminer.ingest.known_formats import FORMATS, all_formats, by_name
from kbminer.ingest.routing import read_path
from kbminer.ingest.walk import walk
from kbminer.records import Problem, Thread

TESTS = Path(__file__).parent
PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
HOB_PAGE = """<!DOCTYPE html><html><head><title>Hob</title></head><body><h1>Lid sticks</h1>
<article class="hob-post" id="h12"><b class="hob-name">ann</b> <i class="hob-date">3 May 2021, 10:15</i>
<div class="hob-words">The lid sticks when it is hot.</div></article>
<article class="hob-post" id="h13"><b class="hob-name">bob</b> <i class="hob-date">4 May 2021, 08:00</i>
<div class="hob-words">Oil the hinge.<p class="hob-sig">Bob, Leeds</p></div></article></body></html>"""
SAMPLES = {
    "discourse-json": "formats/discourse-json.json",
    "thread-jsonl": "formats/thread-jsonl.jsonl",
    "stackexchange-xml": "formats/stackexchange-xml.xml",
    "stackexchange-api": "formats/stackexchange-api.json",
    "flarum": "formats/flarum.json",
    "nodebb": "formats/nodebb.json",
    "github-discussions": "formats/github-discussions.json",
    "github-issues": "formats/github-issues.json",
    "gitlab-issues": "formats/gitlab-issues.json",
    "reddit": "formats/reddit.json",
    "freshdesk": "formats/freshdesk.json",
    "intercom": "formats/intercom.json",
    "help-scout": "formats/help-scout.json",
    "khoros-api": "formats/khoros-api.json",
    "zendesk": "formats/zendesk.json",
    "slack": "formats/slack.json",
    "discord": "formats/discord.json",
    "discord-csv": "formats/discord-csv.csv",
    "teams": "formats/teams.json",
    "mbox": "formats/mbox.txt",
    "table": "formats/table.csv",
    "discourse-html": "pages/discourse.html",
    "phpbb": "pages/phpbb3.html",
    "phpbb2": "pages/phpbb2.html",
    "mybb": "pages/mybb.html",
    "vbulletin": "pages/vbulletin5.html",
    "xenforo": "pages/xenforo2.html",
    "smf": "pages/smf.html",
    "vanilla": "pages/vanilla.html",
    "invision": "pages/invision.html",
    "nodebb-html": "themes/nodebb.html",
    "schema-org": "pages/schema.html",
    "markdown": "formats/markdown.md",
    "topic-json": "formats/topic-json.json",
    "generic": "pages/unknown.html",
}
"""A small source in each format; a new format fails the tests until it has one."""

NAMES = (*SAMPLES, "hob")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Samples by format, with a package installed beside kbminer that offers one format more."""
    folder = tmp_path_factory.mktemp("hob")
    (module,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.S | re.M)
    (offer,) = re.findall(r"^```toml\n\[project\.entry-points\.\"(.*?)\"\]\n(\w+) = \"(.*?)\"", PAGE, re.M)
    install(folder / "site", offer[0], f"{offer[1]} = {offer[2]}", {offer[2].split(":")[0]: module})
    page = folder / "show?topic=7.html"
    page.write_text(HOB_PAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder / "site")
        all_formats.cache_clear()
        yield {name: TESTS / path for name, path in SAMPLES.items()} | {"hob": page}
    all_formats.cache_clear()


def install(site: Path, group: str, entry: str, modules: dict[str, str]) -> None:
    """Lay a package out as an installer would: its modules, and beside them what it offers."""
    about = site / "hob_for_kbminer-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: hob-for-kbminer\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{group}]\n{entry}\n")
    for name, code in modules.items():
        (site / f"{name}.py").write_text(code)


def document(path: Path) -> Document:
    """The one document of a sample."""
    (found,) = walk(path)
    assert isinstance(found, Document)
    return found


def threads_of(path: Path, format: Format) -> list[Thread]:
    """The threads that a format finds in a source, whatever that is."""
    return [item for item in read_path(path, format, forced=True) if isinstance(item, Thread)]


def test_every_format_has_a_sample(samples: dict[str, Path]) -> None:
    """The promises below are kept by all formats that kbminer brings and by the installed one."""
    assert [format.name for format in all_formats()] == [*(format.name for format in FORMATS), "hob"]
    assert {format.name for format in all_formats()} == set(samples)


@pytest.mark.parametrize("name", NAMES)
def test_a_format_knows_its_own(name: str, samples: dict[str, Path]) -> None:
    """It recognises its sample, says by which mark, and nothing else is surer of it."""
    clue = by_name(name).recognise(document(samples[name]))
    assert clue is not None
    assert clue.why
    assert 0 < clue.confidence <= 1
    assert detect(samples[name]).format == name


@pytest.mark.parametrize("name", NAMES)
def test_a_format_leaves_what_is_not_its_own(name: str, samples: dict[str, Path]) -> None:
    """A page is never read as an export, an export never as a page, and no export as another one."""
    pages = {other for other, path in samples.items() if path.suffix == ".html"}
    others = samples.keys() - {name} - (pages if name in pages else set())
    others -= {"discord-csv", "slack"} if name == "table" else set()  # which are rows, and known before
    if name == "topic-json":  # it reads JSON of any make, where no other format knows it
        others = {other for other in others if samples[other].suffix not in (".json", ".jsonl")}
    found = {other: len(threads_of(samples[other], by_name(name))) for other in others}
    assert {other: count for other, count in found.items() if count} == {}


@pytest.mark.parametrize("name", NAMES)
def test_threads_are_whole(name: str, samples: dict[str, Path]) -> None:
    """Every thread has a key of its own and posts in order, each with an id and words; dates are in UTC."""
    threads = [item for item in read(samples[name]) if isinstance(item, Thread)]
    assert threads
    assert len({thread.key for thread in threads}) == len(threads)
    for thread in threads:
        times = [post.created_at for post in thread.posts if post.created_at is not None]
        assert thread.source
        assert thread.title.strip()
        assert len({post.id for post in thread.posts}) == len(thread.posts) > 0
        assert all(post.body.strip() for post in thread.posts)
        assert thread.posts[0].created_at is not None
        assert all(time.tzinfo is UTC for time in times)
        assert times == sorted(times)


@pytest.mark.parametrize("name", NAMES)
def test_damage_becomes_problems(name: str, samples: dict[str, Path], tmp_path: Path) -> None:
    """Cut short, with bytes changed, or of other data: threads and problems come, never an error."""
    whole = samples[name].read_bytes()
    chance = random.Random(name)
    damaged = [b"", b"\x00" * 40, b"{", b"[1, null]", b"<html>", whole[: len(whole) // 2]]
    for _ in range(30):
        spoiled = bytearray(whole[: chance.randint(1, len(whole))])
        for _ in range(chance.randint(1, 20)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        damaged.append(bytes(spoiled))
    for number, content in enumerate(damaged):
        path = tmp_path / f"{number}{samples[name].suffix}"
        path.write_bytes(content)
        items = list(read_path(path, by_name(name), forced=True))
        assert all(isinstance(item, Thread | Problem) for item in items)
        assert all(post.created_at is None or post.created_at.tzinfo is UTC
                   for item in items if isinstance(item, Thread) for post in item.posts)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_format_claims_a_source_and_says_nothing(
    name: str, samples: dict[str, Path], tmp_path: Path
) -> None:
    """Whatever of a source is left, threads come of it or a problem says why not."""
    whole = samples[name].read_bytes()
    for share in (0, 0.02, 0.1, 0.3, 0.5, 0.8, 1):
        path = tmp_path / f"{share}" / samples[name].name
        path.parent.mkdir()
        path.write_bytes(whole[: int(len(whole) * share)])
        assert list(read_path(path, by_name(name), forced=True))


def test_a_format_that_another_package_offers_reads_as_its_page_says(samples: dict[str, Path]) -> None:
    """The example of ``docs/formats.md`` works as it stands: text, names, and no signature."""
    (thread,) = threads_of(samples["hob"], by_name("hob"))
    assert (thread.id, thread.title) == ("7", "Lid sticks")
    assert [post.author for post in thread.posts] == ["ann", "bob"]
    assert [post.body for post in thread.posts] == ["The lid sticks when it is hot.", "Oil the hinge."]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("gone = nowhere:FORMAT", r"'gone' \(nowhere:FORMAT\) can't be loaded: No module named"),
        ("none = hob_of_old:FORMAT", r"'none' \(hob_of_old:FORMAT\) is no kbminer.ingest.Format"),
    ],
)
def test_a_format_that_cannot_be_loaded_is_named(
    entry: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that offers something broken is said to be broken, and is not passed over."""
    install(tmp_path, "kbminer.formats", entry, {"hob_of_old": "FORMAT = 'hob'"})
    monkeypatch.syspath_prepend(tmp_path)
    all_formats.cache_clear()
    try:
        with pytest.raises(SettingsError, match=complaint):
            all_formats()
    finally:
        monkeypatch.undo()
        all_formats.cache_clear()


def test_no_package_replaces_a_known_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that bears the name of one that kbminer brings is not used in its place."""
    code = "from dataclasses import replace\nfrom kbminer.ingest.boards.phpbb import FORMAT as OWN\n"
    install(tmp_path, "kbminer.formats", "phpbb = other:FORMAT", {"other": f"{code}FORMAT = replace(OWN)\n"})
    monkeypatch.syspath_prepend(tmp_path)
    all_formats.cache_clear()
    try:
        assert all_formats() == FORMATS
    finally:
        all_formats.cache_clear()


def test_issues_of_a_private_repository_are_left_out_and_counted(tmp_path: Path) -> None:
    """The mark stands in the issue or around it, under GitHub's names."""
    issue = {"number": 1, "title": "T", "body": "q", "url": "https://github.com/a/b/issues/1", "comments": []}
    marked = (
        [issue | {"repository": {"isPrivate": True}}],
        [issue | {"repository": {"private": True}}],
        {"data": {"repository": {"isPrivate": True, "issues": {"nodes": [issue]}}}},
    )
    for number, value in enumerate(marked):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(value))
        assert public_items(read(file)) == ([], ["kept back: internal: private (1)"])
