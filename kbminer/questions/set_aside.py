"""Threads that ask nothing: announcements, show-and-tell, polls, jobs, rules, and series of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

from kbminer.languages import all_groups, all_words
from kbminer.questions.ask import Ask
from kbminer.questions.question_words import pattern

_REASONS = {
    "pinned": "pinned by the forum",
    "jobs": "offers or seeks a job",
    "poll widget": "a poll or survey",
    "polls": "a poll or survey",
    "rules": "rules or a welcome",
    "showcases": "shows something",
    "announcements": "an announcement",
}
_CERTAIN = frozenset({"pinned", "poll widget"})  # the forum says so
_FIRM = frozenset({"jobs", "rules"})  # such titles hold words that ask, too: only a question mark counts
_ANNOUNCES = frozenset({"announcements", "rules", "polls"})
# So many threads under one title that differs only in its date or number are a series.
_LEAST_SERIES = 4
_LONG = 40  # words


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
    words = re.sub(r"[\W_]+", " ", _varying().sub(" 0 ", title)).strip().casefold()
    return re.sub(r"(?:\b0\b\s*)+", "0 ", words).strip()


def _is_series(asks: Sequence[Ask]) -> bool:
    """Whether threads under one skeleton announce, by their words or by how few people write them."""
    if len({ask.title for ask in asks}) < _LEAST_SERIES:
        return False
    silent = sum(bool(ask.hints) or not _title_asks(ask) for ask in asks)
    announced = sum(not _ANNOUNCES.isdisjoint(ask.hints) for ask in asks)
    people = len({ask.asker or ask.thread for ask in asks})
    return silent > 0.8 * len(asks) and (announced > 0.5 * len(asks) or people <= 0.5 * len(asks))


def reason_to_set_aside(ask: Ask, *, in_series: bool, in_form: bool) -> str | None:
    """Say why a thread asks nothing.

    Parameters
    ----------
    ask
        The thread's first post.
    in_series
        Whether the thread is one of a series (see :func:`find_series`).
    in_form
        Whether the post fills in the forum's form (see :class:`kbminer.questions.Templates`).

    Returns
    -------
    str or None
        The reason as people read it; ``None`` where it is a question. A hint alone is no reason where the
        title asks: "Poll widget crashes?" is a question.
    """
    if in_series:
        return "one of a series of announcements"
    if not re.search(r"\w", " ".join((ask.title, *ask.lines))):
        return "no words"
    for hint in ask.hints:
        if not _outweighed(hint, ask):
            return _REASONS[hint]
    # A few words under a title may ask without a word for it; a long text without one tells. Who fills in a
    # form asks, whatever the words.
    tells = not ask.asks and not in_form and sum(len(line.split()) for line in ask.lines) >= _LONG
    return "asks nothing" if tells else None


def _outweighed(hint: str, ask: Ask) -> bool:
    """Whether a title asks so that a hint against it does not count; the forum's own signs always do."""
    if hint in _CERTAIN:
        return False
    return "?" in ask.title if hint in _FIRM else _title_asks(ask)


def _title_asks(ask: Ask) -> bool:
    return "?" in ask.title or bool(pattern("asking").search(ask.title))


@cache
def _varying() -> re.Pattern[str]:
    """What differs between the titles of a series: numbers, months, days."""
    months = chain.from_iterable(all_groups("dates.months").values())
    words = "|".join(dict.fromkeys((*months, *all_words("questions.series_words"))))
    return re.compile(rf"\d+(?:st|nd|rd|th)?|#|(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
