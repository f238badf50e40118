"""Sites whose people look for repeated questions are known by their marks, or by how their threads read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kbminer.records import ThreadSummary
from kbminer.sureness import tended_sources


def threads(source: str, returned: Sequence[bool | None], *, duplicates: int = 0) -> list[ThreadSummary]:
    """Summaries of one source: whether each asker wrote again, and how many are marked as duplicates."""
    return [
        ThreadSummary(key=f"{source}:{n}", title="How?", is_duplicate=n < duplicates, asker_returned=each)
        for n, each in enumerate(returned)
    ]


@pytest.mark.parametrize(("marked", "tended"), [(0, set()), (1, set()), (9, {"s"})])
def test_a_thread_marked_by_chance_makes_no_site_that_closes_duplicates(
    marked: int, tended: set[str]
) -> None:
    """One of a thousand is nobody's habit."""
    assert tended_sources(threads("s", [None] * 1_000, duplicates=marked)) == tended


@pytest.mark.parametrize(("returned", "tended"), [(2, {"s"}), (5, {"s"}), (6, set()), (15, set())])
def test_where_askers_hardly_ever_write_again_only_answers_may_stand(returned: int, tended: set[str]) -> None:
    """Forums and lists talk: whoever asked thanks, adds and asks back under his own question."""
    assert tended_sources(threads("s", [n < returned for n in range(20)])) == tended


def test_too_few_threads_say_nothing_of_a_source() -> None:
    """Where the writers of a few threads alone are known, or none wrote twice, nobody can tell."""
    assert not tended_sources(threads("s", [False] * 19 + [None] * 500))


def test_what_is_said_of_one_source_says_nothing_of_another() -> None:
    """A list and a question site may be mined together."""
    site, forum = threads("site", [False] * 40), threads("forum", [True] * 40)
    assert tended_sources([*forum, *site]) == {"site"}
