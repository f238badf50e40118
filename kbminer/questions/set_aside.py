"""Threads that ask nothing: announcements, show-and-tell, polls, jobs, rules, and series of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

from kbminer.languages import all_groups, all_words, words
from kbminer.questions.ask import Ask
from kbminer.questions.asking_signs import title_asks

_REASONS = {
    "pinned": "pinned by the forum",
    "reply": "a reply to something that is not in the source",
    "notice": "a notice to all",
    "jobs": "offers or seeks a job",
    "adverts": "an advertisement",
    "poll widget": "a poll or survey",
    "polls": "a poll or survey",
    "rules": "rules or a welcome",
    "showcases": "shows something",
    "announcements": "an announcement",
}
_CERTAIN = frozenset({"pinned", "reply", "notice", "poll widget"})  # the forum, or the mail program, says so
LEAST_CHANCE = 0.3
"""Threads that ask less likely are set aside: of the graded ones that ask, 99 in a hundred stay
(docs/quality/resolve.md)."""
_ANNOUNCES = frozenset({"announcements", "rules", "polls"})
# So many threads under one title that differs only in its date or number are a series.
_LEAST_SERIES = 4
# So many by one writer or two are a program's, even where they name trouble: "Build failed: hob #12".
_LEAST_BY_FEW = 8


def find_series(asks: Iterable[Ask]) -> frozenset[str]:
    """Find the threads of a series: one title under changing dates or numbers, most of which ask nothing.

    Its titles announce, or a few people post most of it. "Weekly meeting 2019-03-12" is one; "Error 42 at
    start" asked four times with other numbers is not.

    Returns
    -------
    frozenset of str
        The threads' keys.
    """
    members: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        skeleton = _skeleton(ask.title)
        if "0" in skeleton and len(skeleton) > 4:
            members[skeleton].append(ask)
    return frozenset(ask.thread for series in members.values() if _is_series(series) for ask in series)


def _skeleton(title: str) -> str:
    """A title with each run of what varies as one "0"."""
    varied = _varying().sub(" 0 ", title)
    if "0" not in varied:  # as most titles: no part of a series, so that its words need not be made plain
        return ""
    words = re.sub(r"[\W_]+", " ", varied).strip().casefold()
    return re.sub(r"(?:\b0\b\s*)+", "0 ", words).strip()


def _is_series(asks: Sequence[Ask]) -> bool:
    """Whether threads under one skeleton announce, by their words or by how few people write them."""
    titles = len({ask.title for ask in asks})
    if titles < _LEAST_SERIES:
        return False
    people = len({ask.asker or ask.thread for ask in asks})
    if titles >= _LEAST_BY_FEW and people <= len(asks) / 4:
        return True
    silent = sum(bool(ask.hints) or not title_asks(ask.title) for ask in asks)
    announced = sum(not _ANNOUNCES.isdisjoint(ask.hints) for ask in asks)
    return silent > 0.8 * len(asks) and (announced > 0.5 * len(asks) or people <= 0.5 * len(asks))


def reason_to_set_aside(ask: Ask, *, in_series: bool, chance: float) -> str | None:
    """Say why a thread asks nothing.

    Parameters
    ----------
    ask
        The thread's opening.
    in_series
        Whether the thread is one of a series (see :func:`find_series`).
    chance
        How likely it asks (see :class:`kbminer.questions.asking_model.AskingModel`).

    Returns
    -------
    str or None
        The reason as people read it; ``None`` where it is a question, or where nobody can tell.
    """
    if in_series:
        return "one of a series of announcements"
    if not re.search(r"\w", " ".join((ask.title, *ask.lines))):
        return "no words"
    if not is_certain(ask) and (chance >= LEAST_CHANCE or not has_asking_words(ask.language)):
        return None
    return _REASONS[ask.hints[0]] if ask.hints else "asks nothing"


def is_certain(ask: Ask) -> bool:
    """Whether the forum, the mail program or a set phrase says by itself that a thread asks nothing."""
    return not _CERTAIN.isdisjoint(ask.hints)


@cache
def has_asking_words(language: str | None) -> bool:
    """Whether words for asking are known in a language: without them hardly any opening seems to ask."""
    return language is None or bool(words("questions.asking", language))


@cache
def _varying() -> re.Pattern[str]:
    """What differs between the titles of a series: numbers, months, days."""
    months = chain.from_iterable(all_groups("dates.months").values())
    words = "|".join(dict.fromkeys((*months, *all_words("questions.series_words"))))
    return re.compile(rf"\d+(?:st|nd|rd|th)?|#|(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
