"""Titles that were read and graded by hand: ``graded_titles/NAME.jsonl``, keys, digests and grades alone.

A line holds ``members`` (the keys of the threads of a suggestion, as a store had them), ``terms`` and
``titles``: by the digest of a candidate whether people would search for it. Good is what names a thing
and what is asked of it or wrong with it, in words that stand alone; no plea, no bare subject, no key word
misspelt, nobody's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbminer.records import Question
from kbminer.redact.placeholders import PLACEHOLDER
from kbminer.text.title_words import content_words
from kbminer.titling.title_candidates import TitleCandidate, title_candidates
from kbminer.titling.title_signs import GroupWords

FOLDER = Path(__file__).parent / "graded_titles"
MOST_MEMBERS = 6  # of a suggestion that were read


@dataclass(frozen=True, slots=True)
class GradedGroup:
    """The candidates of one suggestion, what they are measured by, and whether each makes a title.

    ``good`` is 1 or 0, ``None`` where nobody said.
    """

    candidates: list[TitleCandidate]
    shared: GroupWords
    good: list[int | None]


def digest(text: str) -> str:
    """A digest of the words that a title names, however it opens."""
    return hashlib.sha256(" ".join(content_words(text)).encode()).hexdigest()[:10]


def title_grades(name: str) -> dict[str, int]:
    """The grades of one forum's candidates by digest; none where nobody read them."""
    file = FOLDER / f"{name}.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return {words: grade for line in map(json.loads, lines) for words, grade in line["titles"].items()}


def graded_groups(name: str, questions: Mapping[str, Question]) -> Iterator[GradedGroup]:
    """The graded suggestions of one forum, as its questions are read now."""
    for line in map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()):
        members = [questions[key] for key in line["members"] if key in questions]
        found = title_candidates(members)
        candidates = [each for each in found if PLACEHOLDER.search(each.text) is None]
        grades = [line["titles"].get(digest(each.text)) for each in candidates]
        if any(grade is not None for grade in grades):
            yield GradedGroup(candidates, GroupWords.of(members, line["terms"]), grades)
