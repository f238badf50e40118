"""The store keeps what is not public and gives none of it out."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from kbminer.pipeline.analyse import bring_up_to_date, load_asks
from kbminer.records import ForumFacts, Post, Thread, Visibility, Withheld
from kbminer.records.visibility import PUBLIC
from kbminer.store import Store, StoredThreads, migrations

WHISPER = Visibility("internal", "whisper")
SPAM = Visibility("removed", "spam")


def forum_thread(number: str, *marks: Visibility, own: Visibility = PUBLIC) -> Thread:
    """A thread whose posts bear these marks in order."""
    posts = tuple(
        Post(id=str(place), author=f"author{place}", body=f"words{place} of {number}", visibility=mark)
        for place, mark in enumerate(marks, 1)
    )
    return Thread(id=number, source="f", title=f"title {number}", posts=posts, visibility=own)


def everything_given(store: Store) -> str:
    """All that a store gives out, as one text."""
    parts = [*store.threads(), *store.summaries(), *store.readings(), store.digests(), store.period()]
    return repr((parts, list(StoredThreads(store)), store.counts()))


def test_what_is_not_public_is_kept_and_counted_and_not_given_out() -> None:
    """A whisper within a thread, a thread whose question is one, and a private thread."""
    store = Store()
    public = forum_thread("1", PUBLIC, WHISPER, PUBLIC)
    store.ingest(
        [
            public,
            forum_thread("2", WHISPER, PUBLIC),
            forum_thread("3", PUBLIC, own=Visibility("internal", "private")),
        ]
    )
    bring_up_to_date(store, store.digests(), ForumFacts())
    given = everything_given(store)
    assert "words1 of 1" in given
    assert "words3 of 1" in given
    assert not [hidden for hidden in ("words2 of 1", "of 2", "title 2", "of 3", "title 3") if hidden in given]
    counts = store.counts()
    assert (counts.threads, counts.posts) == (1, 2)
    assert counts.withheld == (
        Withheld(mark="internal: private", threads=1, posts=1),
        Withheld(mark="internal: whisper", threads=1, posts=3),
    )
    assert [thread.posts for thread in store.threads(internal=True)] == [public.posts]


def test_what_its_source_removed_is_counted_and_its_words_are_not_kept(tmp_path: Path) -> None:
    """Neither of a post nor of a thread as a whole does a word reach the file."""
    file = tmp_path / "forum.db"
    with Store(f"sqlite:///{file}") as store:
        store.ingest([forum_thread("1", PUBLIC, SPAM), forum_thread("2", PUBLIC, PUBLIC, own=SPAM)])
        assert store.counts().withheld == (Withheld(mark="removed: spam", threads=1, posts=3),)
        assert [len(thread.posts) for thread in store.threads(internal=True)] == [1]
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"words1 of 1" in content
    assert not [words for words in (b"words2 of 1", b"of 2", b"title 2", b"author2") if words in content]


def test_a_thread_that_was_public_takes_all_that_was_read_from_it_along() -> None:
    """What a forum hides later is gone at the next ingest: its reading is given out no more."""
    store = Store()
    thread = forum_thread("1", PUBLIC, PUBLIC)
    store.ingest([thread])
    bring_up_to_date(store, store.digests(), ForumFacts())
    assert len(load_asks(store)) == 1
    store.ingest([replace(thread, visibility=WHISPER)])
    assert load_asks(store) == []
    assert "words" not in everything_given(store)
    store.ingest([thread])
    assert len(load_asks(store)) == 1


def test_the_stricter_of_two_versions_counts() -> None:
    """A source may hold a thread twice, and say only once that it is not public."""
    open_thread = forum_thread("1", PUBLIC, PUBLIC, PUBLIC)
    closed = replace(open_thread, visibility=WHISPER, posts=open_thread.posts[:1])
    for versions in ([open_thread, closed], [closed, open_thread]):
        store = Store()
        store.ingest(versions)
        assert list(store.threads()) == []
        store.ingest([open_thread])
        assert list(store.threads()) == [open_thread]


def test_an_older_store_is_brought_up_to_date_and_copied_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything in it counts as public until its source is read again."""
    file = tmp_path / "forum.db"
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_MIGRATIONS", migrations._MIGRATIONS[:4])
        Store(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as database:
        database.execute(
            "INSERT INTO threads (key, source, id, digest, title, tags, pinned, closed, complete) "
            "VALUES ('f:1', 'f', '1', '1', 'title 1', '[]', 0, 0, 1)"
        )
        database.execute(
            "INSERT INTO posts (thread, id, position, body, format, gone) "
            "VALUES ('f:1', '1', 0, 'words', 'text', 0)"
        )
    database.close()
    with Store(f"sqlite:///{file}") as store:
        assert [thread.id for thread in store.threads()] == ["1"]
        assert store.counts().withheld == ()
    assert (tmp_path / "forum.db.schema-4.bak").exists()
