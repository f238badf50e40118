"""A source that was read before as it is, is not read again; anything else is."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest
from small_forum import small_forum, topic, write_forum

from kbminer.ingest import content_digest as content
from kbminer.ingest.content_digest import content_digest
from kbminer.pipeline.read_sources import ingest
from kbminer.store import Store


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    """A folder of topics with one broken file."""
    folder = write_forum(tmp_path / "forum", small_forum())
    (folder / "broken.json").write_text("{")
    return folder


def titles(store: Store) -> list[str]:
    """Every thread's title."""
    return [thread.title for thread in store.threads()]


def test_an_unchanged_source_gives_the_same_without_being_read(forum: Path) -> None:
    """Counts and problems are those of reading it; the store has not been written."""
    with Store() as store:
        first = ingest([forum], store)
        digest = content_digest(forum)
        assert digest is not None
        known = store.unchanged(str(forum), digest)
        assert known == ingest([forum], store)
        assert (known.new, known.updated, known.same) == (0, 0, first.new)
        assert known.problems == first.problems
        assert store.problems() == first.problems


def test_one_changed_byte_reads_a_source_again(forum: Path) -> None:
    """A changed topic comes in, though the file keeps its name and length."""
    with Store() as store:
        ingest([forum], store)
        path = sorted(forum.glob("*.json"))[0]
        path.write_text(path.read_text().replace("Offline", "Onlinex"))
        assert ingest([forum], store).updated == 1


def test_what_another_source_changed_is_put_right(tmp_path: Path) -> None:
    """Two sources with two versions of a thread: the one read last counts, read again or not."""
    one = write_forum(tmp_path / "one" / "forum", [topic(1, "First", "<p>How does it work?</p>")])
    two = write_forum(tmp_path / "two" / "forum", [topic(1, "Second", "<p>How does it work?</p>")])
    with Store() as store:
        for source, title in (
            (one, "First"),
            (two, "Second"),
            (one, "First"),
            (one, "First"),
            (two, "Second"),
        ):
            ingest([source], store)
            assert titles(store) == [title]


def test_another_format_address_or_reader_reads_it_again(
    forum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest covers whatever decides what is read: format, address, place, kbminer's own code."""
    digests = {
        content_digest(forum),
        content_digest(forum, format="generic"),
        content_digest(forum, base_url="https://f.example"),
        content_digest(forum / "broken.json"),
    }
    monkeypatch.setattr(content, "code_digest", lambda *parts: "newer")
    assert len(digests | {content_digest(forum)}) == 5


def test_a_crawls_memory_and_links_have_no_digest(tmp_path: Path) -> None:
    """What may change without its file changing is always read."""
    (tmp_path / "crawl.db").write_bytes(b"SQLite format 3\0" + b"x" * 100)
    assert content_digest(tmp_path / "crawl.db") is None
    (tmp_path / "link").symlink_to(tmp_path / "crawl.db")
    assert content_digest(tmp_path) is None
    assert content_digest(tmp_path / "nothing") is None


def test_an_archive_cut_between_two_entries_is_said_to_be(tmp_path: Path) -> None:
    """A plain tar without its end mark is read and a problem; one with it is whole."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        ends = []
        for number in (1, 2):
            content = json.dumps(topic(number, f"Topic {number}", "<p>How does it work?</p>")).encode()
            entry = tarfile.TarInfo(f"{number}.json")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
            ends.append(archive.offset)
    second, end = ends
    path = tmp_path / "forum.tar"
    for cut, threads, problems in ((None, 2, 0), (end, 2, 1), (second, 1, 1), (second + 100, 1, 1)):
        path.write_bytes(whole.getvalue()[:cut])
        with Store() as store:
            done = ingest([path], store)
        assert (done.new, len(done.problems)) == (threads, problems), cut
        assert all("before its end mark" in problem.what for problem in done.problems)
    path.write_bytes(whole.getvalue()[:second] + b"x" * 512 + whole.getvalue()[second + 512 :])
    with Store() as store:
        assert len(ingest([path], store).problems) == 1
