"""The store, in a file or on a server: an ingest can be repeated, nothing is lost, the future is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import NewStore
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kbminer.errors import StoreError
from kbminer.records import Post, Problem, Thread
from kbminer.store import Store, StoredReading

THREAD = Thread(
    id="7",
    source="demo",
    title="Sync stops",
    created_at=datetime(2024, 5, 1, tzinfo=UTC),
    views=10,
    tags=("sync",),
    posts=(
        Post(id="1", author="ada", created_at=datetime(2024, 5, 1, tzinfo=UTC), body="<p>Why?</p>"),
        Post(
            id="2", author="bo", created_at=datetime(2024, 5, 2, tzinfo=UTC), body="<p>So.</p>", accepted=True
        ),
    ),
)

_texts = st.text(max_size=20)
_posts = st.builds(
    Post,
    id=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=3),
    author=st.none() | _texts,
    created_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    body=_texts,
    likes=st.none() | st.integers(0, 99),
    accepted=st.none() | st.booleans(),
)
_threads = st.builds(
    Thread,
    id=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=2),
    source=st.just("s"),
    title=_texts,
    posts=st.lists(_posts, max_size=4, unique_by=lambda post: post.id).map(tuple),
    views=st.none() | st.integers(0, 10**6),
    tags=st.lists(_texts, max_size=2).map(tuple),
)


def test_a_thread_comes_back_as_it_went_in(store: Store) -> None:
    """What is stored is what was said, field by field."""
    store.ingest([THREAD])
    assert list(store.threads()) == [THREAD]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_threads, max_size=6))
def test_ingesting_twice_changes_nothing(store: Store, threads: list[Thread]) -> None:
    """The second ingest of the same threads finds every one unchanged and leaves the same content."""
    forum = str(len(store.problems()))  # another one at each example
    threads = [replace(thread, source=forum) for thread in threads]
    keys = [thread.key for thread in threads]
    store.ingest(threads)
    before = list(store.threads(keys))
    again = store.ingest(threads)
    assert (again.new, again.updated) == (0, 0)
    assert list(store.threads(keys)) == before
    store.ingest([Problem(where=forum, what="read")], source=forum)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_a_thread_that_stands_twice_the_fuller_version_is_kept(
    store: Store, order: tuple[int, int]
) -> None:
    """Two versions of one thread in a source are one thread, told as a problem, however often they come."""
    versions = (THREAD, replace(THREAD, title="Old title", posts=THREAD.posts[:1]))
    source = [versions[i] for i in order]
    first, second = store.ingest(source), store.ingest(source)
    assert list(store.threads()) == [THREAD]
    assert (first.new, second.new, second.updated) == (1, 0, 0)
    assert [problem.thread for problem in second.problems] == [THREAD.key]


def test_an_edited_post_updates_its_thread(store: Store) -> None:
    """A thread whose post was edited is updated, the others are not touched."""
    other = replace(THREAD, id="8")
    store.ingest([THREAD, other])
    edited = replace(THREAD, posts=(replace(THREAD.posts[0], body="<p>Why, really?</p>"), THREAD.posts[1]))
    done = store.ingest([edited, other])
    assert (done.new, done.updated, done.same) == (0, 1, 1)
    assert list(store.threads([THREAD.key])) == [edited]


def test_a_post_that_left_its_thread_is_kept_but_not_given_out(store: Store) -> None:
    """What a forum deleted takes no further part, and yet is not destroyed."""
    store.ingest([THREAD])
    store.ingest([replace(THREAD, posts=THREAD.posts[:1])])
    assert [post.id for post in next(store.threads()).posts] == ["1"]
    assert store.counts().posts == 1
    with store._engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM posts")) == 2


def test_an_incomplete_thread_takes_nothing_away(store: Store) -> None:
    """A thread that came truncated adds its posts and leaves those that were known."""
    store.ingest([THREAD])
    late = Post(id="3", created_at=datetime(2024, 6, 1, tzinfo=UTC), body="late")
    store.ingest([replace(THREAD, posts=(THREAD.posts[0], late), complete=False)])
    assert [post.id for post in next(store.threads()).posts] == ["1", "2", "3"]


def test_counts_are_of_threads_posts_and_accepted_answers(store: Store) -> None:
    """A thread with two accepted posts is one thread with an accepted answer."""
    both = replace(THREAD, posts=tuple(replace(post, accepted=True) for post in THREAD.posts))
    store.ingest([both, replace(THREAD, id="8", posts=THREAD.posts[:1])])
    counts = store.counts()
    assert (counts.threads, counts.posts, counts.accepted) == (2, 3, 1)


def test_a_summary_says_what_its_source_calls_a_duplicate(store: Store) -> None:
    """By its own word alone, whatever names the original."""
    store.ingest([THREAD, replace(THREAD, id="8", duplicate_of="?")])
    assert [each.is_duplicate for each in store.summaries()] == [False, True]


@pytest.mark.parametrize(
    ("writers", "returned"),
    [
        ("aba", True),
        ("abc", False),
        ("ab", None),
        ("abaa", True),
        ("-bc", None),
        ("ab-", None),
        ("abc-a", True),
    ],
)
def test_a_summary_says_whether_the_asker_wrote_again(
    store: Store, writers: str, returned: bool | None
) -> None:
    """Where two replies and the asker are named: after one reply there was often nothing left to say."""
    posts = tuple(
        Post(id=str(n), body="Words", author=None if name == "-" else name) for n, name in enumerate(writers)
    )
    store.ingest([Thread(id="7", source="s", title="Mute?", posts=posts)])
    assert [each.asker_returned for each in store.summaries()] == [returned]


def test_people_are_those_who_wrote_in_each_thread(store: Store) -> None:
    """Every author once, sorted; a thread without names is not there."""
    nameless = Thread(id="0", source="anon", title="Hello", posts=(Post(id="1", body="Hi"),))
    store.ingest([THREAD, nameless])
    assert store.people([THREAD.key, nameless.key]) == {
        THREAD.key: sorted({post.author for post in THREAD.posts if post.author})
    }


def test_problems_are_those_of_the_last_ingest_of_a_source(store: Store) -> None:
    """A source read again replaces its own problems and leaves another's."""
    store.ingest([Problem(where="a", what="broken")], source="one")
    store.ingest([Problem(where="b", what="broken")], source="two")
    store.ingest([], source="one")
    assert [problem.where for problem in store.problems()] == ["b"]


def test_odd_characters_are_stored(store: Store) -> None:
    """NUL characters and lone surrogates, which no database takes, don't stop an ingest."""
    store.ingest([replace(THREAD, title="a\x00b", posts=(Post(id="1", body="\ud83d", author="\udc00"),))])
    assert next(store.threads()).title == "ab"


def test_vectors_and_readings_last(new_store: NewStore) -> None:
    """What a run keeps is there for the next one."""
    url = new_store()
    with Store(url) as store:
        store.ingest([THREAD])
        store.save_vectors("m", [("d1", b"12")])
        store.save_readings([StoredReading(thread=THREAD.key, digest="x", question="{}", signals="{}")])
    with Store(url) as store:
        assert dict(store.load_vectors("m", ["d1", "d2"])) == {"d1": b"12"}
        assert dict(store.load_vectors("other", ["d1"])) == {}
        assert [reading.digest for reading in store.readings()] == ["x"]


def test_many_readings_come_back_in_the_order_of_their_threads(store: Store) -> None:
    """More than come from a server at once are none too many."""
    threads = [replace(THREAD, id=str(n), posts=THREAD.posts[:1]) for n in range(2500)]
    store.ingest(threads)
    store.save_readings(StoredReading(thread=t.key, digest="x", question="{}", signals="{}") for t in threads)
    assert [reading.thread for reading in store.readings()] == sorted(t.key for t in threads)


def test_a_store_from_a_newer_version_is_refused(new_store: NewStore) -> None:
    """A newer schema is not guessed at: one sentence says to upgrade."""
    url = new_store()
    with Store(url) as store, store._engine.begin() as connection:
        connection.execute(text("INSERT INTO schema_version VALUES (99)"))
    with pytest.raises(StoreError, match="newer version; upgrade kbminer"):
        Store(url)


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/x.db", "nonsense://x"])
def test_a_store_that_cannot_be_opened_says_what_to_do(url: str) -> None:
    """A bad address ends in one sentence, without the password it may hold."""
    with pytest.raises(StoreError, match="give a writable file"):
        Store(url)


def test_a_password_is_not_repeated() -> None:
    """The message about an unusable store hides its credentials."""
    with pytest.raises(StoreError) as caught:
        Store("nonsense://user:secret@host/db")
    assert "secret" not in str(caught.value)
