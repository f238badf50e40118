"""The title of an article: the main issue and the main environment, in the askers' words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.environment import Environment, names_platform
from kbminer.draft.evidence import Asked, Evidence
from kbminer.languages import alternatives
from kbminer.redact.placeholders import PLACEHOLDER, redact
from kbminer.text.blocks import plain
from kbminer.text.title_words import clean_title, is_all_capitals, is_empty_title

_ASKS = re.compile(rf"\?$|^(?:{alternatives('draft.title_asks')})\b", re.I)
_SHORTEST, _LONGEST = 3, 16  # words of a sentence that may serve as a title
_MOST_SIGNS = 110
_LEAST_ASKERS = 2  # that must be there for a platform to be named
_SHARE_OF_ASKERS = 0.5  # that name it
_IDENTIFIER = re.compile(r"[a-z]++(?:[A-Z]|[\w.]*[_.:]\w)")


def article_title(evidence: Evidence, environment: Environment, taken: frozenset[str] = frozenset()) -> str:
    """Choose an article's title: that of the question it answers, unless that says nothing or is taken.

    Then the group's title, a question from the post, and the other titles are tried in turn. The platform
    that the askers name is added where most of them name it and the title names none.

    Parameters
    ----------
    evidence
        What the article is written from; its first question leads.
    environment
        What :func:`kbminer.draft.environment.environment_of` found.
    taken
        Titles of other articles: none is used again where another wording is at hand.
    """
    platform = _platform(evidence, environment)
    first: str | None = None
    for title in _ranked(evidence):
        if _with_platform(title, platform) not in taken:
            return _with_platform(_as_title(title), platform)
        first = first or title
    return _with_platform(_as_title(first or evidence.group.title), platform)


def _ranked(evidence: Evidence) -> Iterator[str]:
    """The titles to try, those that say something first."""
    poor: list[str] = []
    for title in filter(None, _wordings(evidence)):
        if is_empty_title(title) or is_all_capitals(title):
            poor.append(title)
        else:
            yield title
    yield from poor


def _wordings(evidence: Evidence) -> Iterator[str]:
    group = clean_title(redact(evidence.group.title, evidence.people).text)
    yield from (_completed(item, evidence.people) for item in evidence.asked[:1])
    if not evidence.asked or evidence.asked[0].thread.key == evidence.group.representative:
        yield group
    for item in evidence.asked[:1]:
        yield redacted_title(item.thread, evidence.people)
        yield from _questions(item)
    yield group
    for item in evidence.asked[1:]:
        yield redacted_title(item.thread, evidence.people)


def _completed(item: Asked, people: tuple[str, ...]) -> str:
    """The sentence of a first post that its title breaks off from: "Delete a line in a"; or nothing."""
    title = redacted_title(item.thread, people)
    if not title or not is_empty_title(title.split()[-1]):
        return ""
    sentences = (plain(s.text).rstrip(" .!") for s in item.redacted.segments if s.kind == "sentence")
    whole = (words for words in sentences if words.lower().startswith(f"{title.lower()} "))
    return next((words for words in whole if len(words) <= _MOST_SIGNS), "")


def _questions(item: Asked) -> Iterator[str]:
    """The short sentences of a first post that ask something."""
    for segment in item.redacted.segments:
        words = plain(segment.text)
        fits = len(words) <= _MOST_SIGNS and _SHORTEST <= len(words.split()) <= _LONGEST
        if segment.kind == "sentence" and fits and _ASKS.search(words) and not PLACEHOLDER.search(words):
            yield clean_title(words)


def _as_title(wording: str) -> str:
    """Write a wording with one capital at its start, unless it begins with a program's name."""
    if is_all_capitals(wording):
        return wording.capitalize()
    is_name = _IDENTIFIER.match(wording) is not None  # "qtWidget" is called so
    return wording if is_name else wording[:1].upper() + wording[1:]


def _platform(evidence: Evidence, environment: Environment) -> str | None:
    """The platform that at least half of the askers name, the leading one among them."""
    if not environment or len(evidence.asked) < _LEAST_ASKERS or ":" in environment[0][0]:
        return None
    wording = environment[0][0]
    naming = [wording.lower() in item.redacted.words.lower() for item in evidence.asked]
    return wording if naming[0] and sum(naming) >= _SHARE_OF_ASKERS * len(naming) else None


def _with_platform(title: str, platform: str | None) -> str:
    """Add the platform to a title that names none."""
    if platform is None or names_platform(title) or platform.lower() in title.lower():
        return title
    return f"{title} ({platform})"
