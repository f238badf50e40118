"""False dates: what a copy stamped, what lies before a forum, what has not come yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kbminer import mine
from kbminer.forum import learn_facts, mended
from kbminer.pipeline.latest import load_result
from kbminer.records import Post, Thread
from kbminer.store import Store
from kbminer.testing import WordEmbedder

TODAY = date(2026, 3, 1)
START = datetime(2019, 1, 7, 9, 30, tzinfo=UTC)


def thread(number: int, opened: datetime | None, *replies: datetime | None) -> Thread:
    """A thread with its opening and its replies at these times, each by somebody else."""
    dates = (opened, *replies)
    posts = tuple(
        Post(id=str(place), author=f"member{(number + place) % 11}", created_at=at, body="Words.")
        for place, at in enumerate(dates)
    )
    return Thread(id=str(number), source="lamps", title=f"Lamp {number}", posts=posts, created_at=opened)


def quiet_forum(count: int = 40) -> list[Thread]:
    """Threads over years, each answered within some days."""
    openings = [START + timedelta(days=29 * number) for number in range(count)]
    return [
        thread(n, at, at + timedelta(hours=3 + n % 7), at + timedelta(days=2))
        for n, at in enumerate(openings)
    ]


def copied_forum(count: int = 40) -> list[Thread]:
    """The same forum, of which a copy stamped its own day on most replies."""
    copied = datetime(2024, 5, 6, 1, 0, tzinfo=UTC)
    return [
        thread(n, t.created_at, *(copied + timedelta(minutes=2 * n + k) for k in range(2))) if n % 5 else t
        for n, t in enumerate(quiet_forum(count))
    ]


def reasons(threads: list[Thread]) -> list[str]:
    """Why dates of these threads are none."""
    return [each.reason for each in learn_facts(threads, today=TODAY).false_dates]


def test_a_day_shared_by_replies_to_many_old_threads_is_that_of_a_copy() -> None:
    """The replies lose that date, the openings and the other replies keep theirs."""
    threads = copied_forum()
    facts = learn_facts(threads, today=TODAY)
    assert [(each.first, each.posts) for each in facts.false_dates] == [(date(2024, 5, 6), 64)]
    assert [post.created_at for post in mended(threads[1], facts).posts[1:]] == [None, None]
    assert mended(threads[1], facts).created_at == threads[1].created_at
    assert mended(threads[5], facts) is not threads[1]
    assert mended(threads[5], facts).posts == threads[5].posts


def test_a_copy_that_went_on_past_midnight_is_found_whole() -> None:
    """Two days in a row, each with a part of the replies, are one copy."""
    night = datetime(2024, 5, 6, 23, 0, tzinfo=UTC)
    threads = [thread(n, t.created_at, night + timedelta(minutes=3 * n)) for n, t in enumerate(quiet_forum())]
    (found,) = learn_facts(threads, today=TODAY).false_dates
    assert (found.first, found.last, found.posts) == (date(2024, 5, 6), date(2024, 5, 7), 40)


def test_a_day_on_which_everything_failed_is_no_copy() -> None:
    """An outage: half of all replies come within hours, in threads of the same morning."""
    morning = datetime(2022, 6, 1, 7, 0, tzinfo=UTC)
    outage = [
        thread(100 + n, at, *(at + timedelta(minutes=13 * (k + 1)) for k in range(6)))
        for n, at in enumerate(morning + timedelta(minutes=17 * n) for n in range(20))
    ]
    assert reasons([*quiet_forum(), *outage]) == []


def test_one_old_thread_in_which_all_meet_again_is_no_copy() -> None:
    """A long thread of years ago that comes alive on one day is one thread."""
    day = datetime(2022, 6, 1, 7, 0, tzinfo=UTC)
    revived = thread(100, START, *(day + timedelta(minutes=9 * n) for n in range(60)))
    assert reasons([*quiet_forum(), revived]) == []


def test_one_person_who_closes_old_threads_in_a_day_makes_no_copy() -> None:
    """Those replies are of that day, though they stand in many old threads."""
    day = datetime(2023, 6, 1, 7, 0, tzinfo=UTC)
    closed = [
        Thread(
            id=t.id,
            source=t.source,
            title=t.title,
            created_at=t.created_at,
            posts=(
                *t.posts,
                Post(id="c", author="warden", created_at=day + timedelta(minutes=n), body="Closed."),
            ),
        )
        for n, t in enumerate(quiet_forum())
    ]
    assert reasons(closed) == []


def test_what_bears_the_second_of_its_opening_was_stamped_with_it() -> None:
    """A copy that stamps whole threads leaves no date to reckon with; days without a time say nothing."""
    stamp = datetime(2024, 5, 6, 1, 0, 5, tzinfo=UTC)
    whole = [
        thread(100 + n, stamp + timedelta(seconds=n), *[stamp + timedelta(seconds=n)] * 2) for n in range(30)
    ]
    assert reasons([*quiet_forum(), *whole]) == ["crawl"]
    day = datetime(2024, 5, 6, tzinfo=UTC)
    assert reasons([*quiet_forum(), *(thread(100 + n, day, day, day) for n in range(30))]) == []


def test_years_before_a_forum_existed_and_the_future_are_no_dates() -> None:
    """A few posts decades before all others, and one that is yet to be written, have none."""
    early, late = datetime(1999, 12, 31, tzinfo=UTC), datetime(2038, 1, 19, tzinfo=UTC)
    threads = [*quiet_forum(), thread(90, START, early), thread(91, early, START), thread(92, START, late)]
    facts = learn_facts(threads, today=TODAY)
    assert [each.reason for each in facts.false_dates] == ["too early", "future"]
    assert [mended(each, facts).posts[1].created_at for each in threads[-3:]] == [None, START, None]
    assert mended(threads[-2], facts).created_at is None


def test_old_posts_that_others_follow_are_dates() -> None:
    """Where a forum grew slowly from its first year on, its first posts keep their dates."""
    slow = [thread(100 + n, START - timedelta(days=700 * (n + 1)), None) for n in range(4)]
    assert reasons([*quiet_forum(), *slow]) == []


def test_a_handful_of_posts_shows_no_copy() -> None:
    """Five tickets answered on the same later day may have been answered then."""
    day = datetime(2024, 5, 6, 8, 0, tzinfo=UTC)
    assert reasons([thread(n, START + timedelta(days=n), day) for n in range(4)]) == []


def test_a_run_reckons_without_the_dates_of_a_copy_and_says_so() -> None:
    """Neither waiting times nor the list of threads know the copy's day; the problems name it once."""
    store = Store()
    store.ingest([*copied_forum(), thread(99, datetime(2038, 1, 19, tzinfo=UTC))])
    mine(store=store, embedder=WordEmbedder())
    found = load_result(store)
    said = [problem.what for problem in found.problems]
    assert len(said) == 2
    assert "2024-05-06" in said[0]
    assert "64 of" in said[0]
    assert all(each.created_at is None for each in found.threads if each.key == "lamps:99")
    assert found.service is not None
    assert (found.service.whole.first_response_hours.value or 99) < 24
    assert mine(store=store, embedder=WordEmbedder()).problems == found.problems


def test_a_day_found_later_stales_what_was_read_before() -> None:
    """Threads that were read before the copy was known are read again without its dates."""
    store = Store()
    store.ingest(quiet_forum()[:3])
    mine(store=store, embedder=WordEmbedder())
    store.ingest(copied_forum())
    mine(store=store, embedder=WordEmbedder())
    fresh = Store()
    fresh.ingest(copied_forum())
    mine(store=fresh, embedder=WordEmbedder())
    assert load_result(store).service == load_result(fresh).service
