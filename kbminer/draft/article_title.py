"""The title of an article: the main issue and the main environment, in the askers' words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.environment import Environment, names_platform
from kbminer.draft.evidence import Asked, Evidence
from kbminer.records import Question
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import squeeze
from kbminer.text.title_words import clean_title, is_empty_title
from kbminer.titling import as_title, best_title

_WORD = re.compile(r"\w{4,}")  # shorter ones say little of what is asked
_LEAST_NAMING = 2  # askers: what one of two names may be a compiler's version in a log of theirs
_SHARE_OF_ASKERS = 0.5  # that name it


def article_title(evidence: Evidence, environment: Environment, taken: frozenset[str] = frozenset()) -> str:
    """Choose an article's title: its group's, chosen among the words of all who asked, unless it is taken.

    Where the question that the article answers does not say what the group's title says, the article is
    called by its own question. Then the other askers' titles are tried. The
    platform that the askers name is added where most of them name it and the title names none.

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
    found = [title for title in _wordings(evidence, taken) if title]
    telling = [title for title in found if not is_empty_title(title)]
    titles = [_with_platform(title, platform) for title in telling or found]
    return next((title for title in titles if title not in taken), titles[0])


def _wordings(evidence: Evidence, taken: frozenset[str]) -> Iterator[str]:
    """What the article may be called, the best first."""
    of_group = as_title(clean_title(squeeze(redact(evidence.group.title, evidence.people).text)))
    own = [_own_title(item, evidence, taken) for item in evidence.asked[:1]]
    yield from (of_group, *own) if _is_said(of_group, evidence) else (*own, of_group)
    for item in evidence.asked[1:]:
        yield redacted_title(item.thread, evidence.people)


def _own_title(item: Asked, evidence: Evidence, taken: frozenset[str]) -> str:
    """What a question is called by itself."""
    question = item.question or Question(thread=item.thread.key, title=item.thread.title)
    question = replace(question, ask=question.ask or item.redacted.words)
    return best_title([question], evidence.group.terms, evidence.people, taken).text


def _is_said(title: str, evidence: Evidence) -> bool:
    """Whether the leading question has the words of a title: else it may be another question's."""
    if not evidence.asked:
        return True
    item = evidence.asked[0]
    said = set(_WORD.findall(f"{item.thread.title}\n{item.redacted.words}".lower()))
    return said.issuperset(_WORD.findall(title.lower()))


def _platform(evidence: Evidence, environment: Environment) -> str | None:
    """The platform that at least half of the askers name, the leading one among them."""
    if not environment or ":" in environment[0][0]:
        return None
    wording = environment[0][0]
    naming = [wording.lower() in item.redacted.words.lower() for item in evidence.asked]
    enough = max(_LEAST_NAMING, _SHARE_OF_ASKERS * len(naming))
    return wording if naming[0] and sum(naming) >= enough else None


def _with_platform(title: str, platform: str | None) -> str:
    """Add the platform to a title that names none."""
    if platform is None or names_platform(title) or platform.lower() in title.lower():
        return title
    return f"{title} ({platform})"
