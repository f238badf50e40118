"""Damaged input of every format: no crash, no hang, no unbounded memory."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.errors import SourceError
from kbminer.ingest import read
from kbminer.records import Problem, Thread
from kbminer.text.to_markdown import to_markdown

ARCHIVES = (
    "discourse-html-redash.tar.gz",
    "mbox-indology.tar.gz",
    "mybb-starbound-fr.tar.gz",
    "phpbb3-dostips.tar.gz",
    "smf-opendcl.tar.gz",
    "stackexchange-quantum.tar.gz",
    "urho3d-discourse-json.tar.gz",
    "vanilla-29th.tar.gz",
    "vbulletin5-sneakycrab.tar.gz",
    "xenforo2-villagersandheroes.html",
)
_NAMES = ("a.html", "a.json", "a.jsonl", "a.xml", "a.mbox", "a.csv", "a.tar", "a.zip", "a.gz", "a")
_BEGINNINGS = (
    b"",
    b"<html><body id='phpbb'><div id='p1'>",
    b'<article class="message" data-content="post-1">',
    b'{"post_stream": {"posts": [',
    b'{"data": {"type": "discussions", "attributes": ',
    b"From a at b  Fri Jan  1 10:06:45 2021\n",
    b'<posts><row Id="1" ',
    b"thread_id,author,date,message\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08\x00",
    b"BZh9",
    b"SQLite format 3\0",
)
PAGES = Path(__file__).parent / "pages"
EXPORTS = Path(__file__).parent / "formats"
_PIECES = (
    b"<", b">", b"</div>", b"<table>", b'"', b"{", b"]", b"\x00", b"\xff\xfe", b"&#x110000;", b"\\ud800",
    b"9" * 400,
    b"<b>" * 300, b"[" * 300, b"\r", b"2020-13-45", b"<!--", b"null", b"-1", b"From x  Fri",
)  # fmt: skip


def seeds() -> list[tuple[str, bytes]]:
    """Whole documents to damage: every hand-written page, and a small export in each other format."""
    return [
        (path.name, path.read_bytes()) for folder in (PAGES, EXPORTS) for path in sorted(folder.iterdir())
    ]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with some of it cut, doubled, moved or replaced."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.randint(0, 60))
        match chance.randrange(5):
            case 0:
                del data[at:end]
            case 1:
                data[at:at] = chance.choice(_PIECES)
            case 2:
                data[at:at] = data[at:end] * chance.randint(1, 20)
            case 3:
                data[at:end] = bytes(chance.randrange(256) for _ in range(end - at))
            case _:
                del data[chance.randrange(len(data) + 1) :]
    return bytes(data)


def outcomes(folder: Path, count: int, seed: int) -> Iterator[float]:
    """Read ``count`` damaged hand-written inputs; give the processor seconds that each took."""
    return read_damaged(folder, seeds(), count, random.Random(seed))


def read_damaged(
    folder: Path, whole: list[tuple[str, bytes]], count: int, chance: random.Random
) -> Iterator[float]:
    """Read ``count`` damaged copies of documents; give the processor seconds that each took."""
    for _ in range(count):
        name, content = chance.choice(whole)
        path = folder / name
        path.write_bytes(damaged(content, chance))
        started = time.process_time()
        examine(path)
        path.unlink()
        yield time.process_time() - started


def examine(path: Path) -> None:
    """Read a source to its end: threads with posts that can be told, problems, or an error for people."""
    try:
        for item in read(path):
            assert isinstance(item, Thread | Problem)
            if isinstance(item, Thread):
                assert item.posts
                for post in item.posts:
                    to_markdown(post.body, post.format).encode()
                    assert post.created_at is None or post.created_at.utcoffset() is not None
    except SourceError:
        pass


def test_damaged_input_never_crashes(tmp_path: Path) -> None:
    """Four hundred damaged documents: threads, problems, or one sentence."""
    assert len(list(outcomes(tmp_path, 400, seed=1))) == 400


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 6))
def test_twenty_thousand_damaged_inputs(tmp_path: Path, seed: int) -> None:
    """Four times five thousand: no crash, none takes five seconds, memory stays bounded."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert max(outcomes(tmp_path, 5_000, seed)) < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10


@pytest.mark.soak
@pytest.mark.data
@pytest.mark.parametrize("name", ARCHIVES)
def test_damaged_real_pages(data_dir: Path, tmp_path: Path, name: str) -> None:
    """A thousand damaged pages of each forum: no crash, none takes five seconds, memory stays bounded."""
    from kbminer.ingest.document import Document
    from kbminer.ingest.walk import walk

    chance = random.Random(name)
    documents = islice(walk(data_dir / "forums" / name), 150)
    whole = [
        (Path(each.name).name[-60:], each.read(1 << 24)) for each in documents if isinstance(each, Document)
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert max(read_damaged(tmp_path, whole, 1_000, chance)) < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10


@given(data=st.binary(max_size=300), prefix=st.sampled_from(_BEGINNINGS), name=st.sampled_from(_NAMES))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_threads_or_problems(data: bytes, prefix: bytes, name: str) -> None:
    """Whatever follows the beginning of a forum's file: threads, problems, or one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(prefix + data)
        examine(path)


def test_damaged_packed_forms_never_crash(tmp_path: Path) -> None:
    """A hundred damaged streams of Zstandard and as many 7z archives."""
    zstandard, libarchive = pytest.importorskip("zstandard"), pytest.importorskip("libarchive")
    whole = (EXPORTS / "reddit.json").read_bytes()
    with libarchive.file_writer(str(tmp_path / "a.7z"), "7zip") as archive:
        archive.add_file_from_memory("r.json", len(whole), whole)
    packed = [("a.zst", zstandard.compress(whole)), ("a.7z", (tmp_path / "a.7z").read_bytes())]
    assert len(list(read_damaged(tmp_path, packed, 200, random.Random(3)))) == 200
