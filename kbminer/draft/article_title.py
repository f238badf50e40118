"""The title of an article: the main issue and the main environment, in the askers' words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.draft.asker_titles import (
    Environment,
    clean_title,
    names_platform,
    redacted_title,
    says_nothing,
    shouts,
)
from kbminer.draft.evidence import Asked, Evidence
from kbminer.languages import alternatives
from kbminer.redact.engine import PLACEHOLDER, redact
from kbminer.text.blocks import plain

_ASKS = re.compile(rf"\?$|^(?:{alternatives('draft.title_asks')})\b", re.I)
_SHORTEST, _LONGEST = 3, 16  # words of a sentence that may serve as a title
_MOST_SIGNS = 110
_IDENTIFIER = re.compile(r"[a-z]+(?:[A-Z]|[\w.]*[_.:]\w)")


def article_title(evidence: Evidence, named: Environment, taken: frozenset[str] = frozenset()) -> str:
    """Choose an article's title: that of the question it answers, unless that says nothing or is taken.

    Then the group's title, a question from the post, and the other titles are tried in turn. The platform
    that the asker names is added where most askers name it and the title names none; ``named`` is what
    :func:`kbminer.draft.asker_titles.environment` found.
    """
    platform = _platform(evidence, named)
    first: str | None = None
    for title in _ranked(evidence):
        if _with_platform(title, platform) not in taken:
            return _with_platform(_quiet(title), platform)
        first = first or title
    return _with_platform(_quiet(first or evidence.group.title), platform)


def _ranked(evidence: Evidence) -> Iterator[str]:
    """Give the titles to try, those that say something first."""
    poor: list[str] = []
    for title in filter(None, _wordings(evidence)):
        if says_nothing(title) or shouts(title):
            poor.append(title)
        else:
            yield title
    yield from poor


def _wordings(evidence: Evidence) -> Iterator[str]:
    group = clean_title(redact(evidence.group.title, evidence.people).text)
    if not evidence.asked or evidence.asked[0].thread.key == evidence.group.representative:
        yield group
    for item in evidence.asked[:1]:
        yield redacted_title(item.thread, evidence.people)
        yield from _questions(item)
    yield group
    for item in evidence.asked[1:]:
        yield redacted_title(item.thread, evidence.people)


def _questions(item: Asked) -> Iterator[str]:
    """Give the short sentences of a first post that ask something."""
    for passage in item.reading.passages:
        words = plain(passage.text)
        fits = len(words) <= _MOST_SIGNS and _SHORTEST <= len(words.split()) <= _LONGEST
        if passage.kind == "sentence" and fits and _ASKS.search(words) and not PLACEHOLDER.search(words):
            yield clean_title(words)


def _quiet(title: str) -> str:
    if shouts(title):
        return title.capitalize()
    is_name = _IDENTIFIER.match(title) is not None  # "qtWidget" is called so
    return title if is_name else title[:1].upper() + title[1:]


def _platform(evidence: Evidence, named: Environment) -> str | None:
    """Give the platform that at least half of the askers name, the leading one among them."""
    if not named or len(evidence.asked) < 2 or ":" in named[0][0]:
        return None
    wording = named[0][0]
    written = [wording.lower() in item.reading.words.lower() for item in evidence.asked]
    return wording if written[0] and sum(written) >= 0.5 * len(written) else None


def _with_platform(title: str, platform: str | None) -> str:
    """Add the platform to a title that names none."""
    if platform is None or names_platform(title) or platform.lower() in title.lower():
        return title
    return f"{title} ({platform})"
