"""Threads that ask nothing: announcements, show-and-tell, polls, jobs, rules, and series of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from kbminer.questions.ask import Ask
from kbminer.questions.question_words import pattern

_REASONS = {
    "pinned": "pinned by the forum",
    "jobs": "offers or seeks a job",
    "poll widget": "a poll or survey",
    "polls": "a poll or survey",
    "rules": "rules or a welcome",
    "shows": "shows something",
    "tells": "an announcement",
}
_MONTHS = (
    r"jan(?:uary|vier|uar)?|feb(?:ruary|ruar)?|f[eé]vr(?:ier)?|mar(?:ch|s)?|m[aä]rz|apr(?:il)?|avril|ma[iy]|june?|juin|juni|"
    r"july?|juillet|juli|aug(?:ust)?|ao[uû]t|sept?(?:ember|embre)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|"
    r"de[cz](?:ember)?|d[eé]c(?:embre)?|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?"
)
_VARIES = re.compile(rf"\d+(?:st|nd|rd|th)?|#|(?<!\w)(?:{_MONTHS})(?!\w)", re.IGNORECASE)
# So many threads under one title that differs only in its date or number are a series.
_LEAST_SERIES = 4
_LONG = 40


def find_series(asks: Iterable[Ask]) -> frozenset[str]:
    """Find the threads of a series: one title under changing dates or numbers, most of which ask nothing.

    Its titles announce, or a few people post most of it. "Weekly meeting 2019-03-12" is one; "Error 42 at
    start" asked four times with other numbers is not.
    """
    members: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        skeleton = re.sub(r"[\W_]+", " ", _VARIES.sub(" 0 ", ask.title)).strip().casefold()
        skeleton = re.sub(r"(?:\b0\b\s*)+", "0 ", skeleton).strip()
        if "0" in skeleton and len(skeleton) > 4:
            members[skeleton].append(ask)
    found: set[str] = set()
    for series in members.values():
        titles = {ask.title for ask in series}
        telling = sum(1 for ask in series if ask.hints or not _title_asks(ask))
        hinted = sum(1 for ask in series if {"tells", "rules", "polls"} & set(ask.hints))
        people = len({ask.asker or ask.thread for ask in series})
        announced = hinted > 0.5 * len(series) or people <= 0.5 * len(series)
        if len(titles) >= _LEAST_SERIES and telling > 0.8 * len(series) and announced:
            found.update(ask.thread for ask in series)
    return frozenset(found)


def reason_to_set_aside(ask: Ask, *, in_series: bool, in_form: bool) -> str | None:
    """Say why ``ask`` is no question; ``None`` where it is one.

    A hint alone is not enough where the title asks: "Poll widget crashes?" is a question.
    """
    if in_series:
        return "one of a series of announcements"
    if not re.search(r"\w", " ".join((ask.title, *ask.lines))):
        return "no words"
    for hint in ask.hints:
        firm = hint in ("jobs", "rules")
        certain = hint in ("pinned", "poll widget")
        if certain or not (("?" in ask.title) if firm else _title_asks(ask)):
            return _REASONS[hint]
    # A few words under a title may ask without a word for it; a long text without one tells. Who fills in a
    # form asks, whatever the words.
    tells = not ask.asks and not in_form and sum(len(line.split()) for line in ask.lines) >= _LONG
    return "asks nothing" if tells else None


def _title_asks(ask: Ask) -> bool:
    return "?" in ask.title or bool(pattern("asks").search(ask.title))
