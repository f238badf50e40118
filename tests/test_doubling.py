"""Time is bounded: no pattern, no function of text and no reader takes more than its input's share.

A short form, always of the same texts; ``tests/soak/test_soak_doubling.py`` takes others every day.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from itertools import count, islice
from typing import Any, NamedTuple

import pytest
from conftest import ROOT
from doubling import steep
from hostile_texts import FUNCTIONS, TOKENS, places, reading
from pattern_inputs import Family, families
from test_formats import SAMPLES

from kbminer.draft.phrase_cues import PhraseCues, _alternatives, cues_for
from kbminer.languages import codes, words
from kbminer.redact.called_names import names_called
from kbminer.redact.known_names import named_people
from kbminer.redact.recognisers.licences import licences
from kbminer.redact.recognisers.secret_values import NO_SECRET
from kbminer.redact.samples import without_samples
from kbminer.redact.spans import Span
from kbminer.review.article_text import post_html
from kbminer.text.page_depth import shallow

SEED = 739_948  # any number will do; one that stays makes a failure the fault of the change at hand
# Made for one short word or number, with nothing in them that repeats.
OF_ONE_WORD = {
    "articles/stale.py",
    "draft/environment.py",
    "evaluate/containment.py",
    "ingest/boards/phpbb.py",
    "ingest/boards/unknown/titles.py",
    "ingest/boards/vbulletin.py",
    "ingest/formats/markdown_threads.py",
    "redact/words.py",  # asked of words of fewer than 24 signs alone
    "store/feedback_rows.py",
    "verify/exact_tokens.py",
}


class Used(NamedTuple):
    """A pattern, where it stands and how it is used."""

    place: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]

    def call(self, text: str) -> object:
        """Try the pattern on a text in the ways in which it is used, or in every way where nobody knows."""
        told: Any = text.encode("utf-8", "replace") if isinstance(self.pattern.pattern, bytes) else text
        if self.methods and set(self.methods) <= {"match", "fullmatch"}:
            return [getattr(self.pattern, method)(told) for method in self.methods]
        found = sum(1 for _ in self.pattern.finditer(told))
        return found if self.methods and "fullmatch" not in self.methods else self.pattern.fullmatch(told)


@cache
def _found() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.package_patterns"], cwd=ROOT, capture_output=True, check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def package_patterns() -> list[Used]:
    """List every pattern of the package once."""
    found: dict[tuple[Any, ...], Used] = {}
    for place, line, source, is_bytes, flags, methods in _found()["patterns"]:
        pattern = re.compile(source.encode("latin-1") if is_bytes else source, flags & ~re.DEBUG)
        key = (pattern, frozenset(methods))
        found.setdefault(key, Used(f"kbminer/{place}:{line}", pattern, tuple(methods)))
    return list(found.values())


def slow_patterns(most: int, seed: int, size: int) -> list[str]:
    """Name each pattern that takes more than its text's share, and the text."""
    slow = []
    for used in package_patterns():
        for family in families(used.pattern, most, seed):
            if told := steep(used.call, family.text, size):
                slow.append(f"{used.place} on {tuple(family)}: {told}: {used.pattern.pattern[:80]!r}")
                break
    return slow


def slow_calls(calls: list[tuple[str, Callable[[str], object], str]], size: int) -> list[str]:
    """Name each call that takes more than its text's share, and the text."""
    slow = []
    for name, call, token in calls:
        if told := steep(call, Family("", token, "").text, size):
            slow.append(f"{name} on {token!r}: {told}")
    return slow


def reader_calls(format: str, most: int, seed: int) -> list[tuple[str, Callable[[str], object], str]]:
    """Choose places in a format's sample, and what is repeated there."""
    chance = random.Random(f"{format} {seed}")
    found = places(format)
    chosen = [(chance.choice(found), chance.choice(TOKENS)) for _ in range(most)]
    return [(f"{format}, sign {place}", reading(format, place), token) for place, token in chosen]


def test_every_pattern_of_the_package_is_known() -> None:
    """A line that makes a pattern was run, so that the pattern is tried below, or makes it for one word."""
    unseen = {place for place, _ in _found()["unseen"]}
    assert unseen <= OF_ONE_WORD
    assert len(package_patterns()) > 300


def test_no_pattern_takes_more_than_its_text_s_share() -> None:
    """Of twice the text no pattern of the package makes more than three times the work."""
    assert slow_patterns(most=16, seed=SEED, size=2048) == []


def test_no_cue_of_a_language_takes_more_than_its_text_s_share() -> None:
    """Each alternative of a language's cues alone: together they are so many that each gets few texts."""
    given = (
        told for code in codes() for cue in fields(PhraseCues) for told in words(f"draft.{cue.name}", code)
    )
    slow = []
    for alternative in dict.fromkeys(each for told in given for each in _alternatives(told)):
        used = Used("kbminer/languages", re.compile(alternative), ("search",))
        texts = families(used.pattern, 120, SEED)
        slow += [f"{alternative!r} on {text}" for text in texts if steep(used.call, text.text, 2048)]
    assert slow == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_of_text_takes_more_than_its_text_s_share(name: str) -> None:
    """Of twice the words no step from a post to an export makes more than three times the work."""
    chosen = random.Random(f"{name} {SEED}").sample(TOKENS, 8)
    assert slow_calls([(name, FUNCTIONS[name], token) for token in chosen], size=2048) == []


@pytest.mark.parametrize(
    ("call", "begin", "part", "end", "size"),
    [
        (shallow, "<a>" * 13_000 + "</a", "0", "\n", 16_384),
        (lambda text: list(licences(text)), "licence key is", " ", "-", 1024),
        (NO_SECRET.fullmatch, "your", "0", "\n", 4096),
        (post_html, "", "é\n", "<", 4096),
        (cues_for(None).chatter.search, "hi a", ".", "x", 1024),
        (lambda text: list(without_samples("card number", text, [Span(0, len(text))])), "", "4", "x", 1024),
    ],
)
def test_what_was_once_steep_is_so_no_more(
    call: Callable[[str], object], begin: str, part: str, end: str, size: int
) -> None:
    """Texts of which the long form said that they take more than their share."""
    assert steep(call, Family(begin, part, end).text, size) is None


def of_many_people(signs: int) -> list[str]:
    """Posts of as many people as there is room for, each greeted and told of by a name of his own."""
    letters = "aeioulmnrstvdkbg"
    names = (f"A{''.join(letters[number >> place & 15] for place in (12, 8, 4, 0))}" for number in count())
    return [f"Hi {name}, it is dark here, {name} said so, too." for name in islice(names, signs // 44)]


def test_who_is_called_by_name_is_found_in_the_thread_s_share() -> None:
    """Many people, in a post each or all in one: no name takes a look at the whole thread."""
    assert steep(names_called, of_many_people, 8192) is None
    assert steep(names_called, lambda signs: ["\n\n".join(of_many_people(signs))], 8192) is None


def test_known_people_are_found_in_the_thread_s_share() -> None:
    """Many people who wrote in one thread: no post is read once for each of them."""

    def find(posts: list[str]) -> None:
        names = tuple(post.split(",")[0][3:] for post in posts)
        for post in posts:
            assert list(named_people(post, names))

    assert steep(find, of_many_people, 32_768) is None


@pytest.mark.parametrize("token", [" ", "a", "1.", "A ", "a → "])
def test_what_must_stand_in_a_cited_post_is_found_in_the_text_s_share(token: str) -> None:
    """Runs of spaces, letters and arrows, of which the choice above takes some only."""
    name = "what must stand in a cited post"
    assert slow_calls([(name, FUNCTIONS[name], token)], size=2048) == []


@pytest.mark.parametrize("format", SAMPLES)
def test_no_reader_takes_more_than_its_text_s_share(format: str) -> None:
    """Of twice the words in one place of a source, no reader makes more than three times the work."""
    assert slow_calls(reader_calls(format, most=6, seed=SEED), size=4096) == []
