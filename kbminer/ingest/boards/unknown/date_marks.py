"""The places of a page that show a date, each with its kind: where it stands and how it is labelled."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache

from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.date_words import counts_back, fold_date, month_number
from kbminer.ingest.dates import read_date
from kbminer.ingest.recognised_words import any_of, whole_words
from kbminer.ingest.timestamps import from_epoch, utc
from kbminer.languages import all_words

_LONGEST = 140  # signs of a line with a date in it; what is longer is somebody's words
_SPLIT = 60  # signs of an element whose parts are a date and its time
_WIDER = 2  # elements around a day that may add the time to it
_LOOKS_DATED = re.compile(r"\d[:h.]\d\d|\d\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d|[年月日]")
_LETTERS = re.compile(r"[a-z]+")
_FOREIGN = re.compile(r"[^\x00-\x7f\W]|[\u0300-\u036f]")  # letters and accents beyond those, but no signs
_WORD = re.compile(r"[^\W\d_]{3,}")
_TIME = re.compile(r"\d[:h.]\d\d")
_SOME_NOW = datetime(2038, 1, 1, tzinfo=UTC)  # only whether a text is a date is asked, not which
_EXACT = ("data-time", "data-timestamp", "data-date", "datetime", "content")
_ZONED = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_TITLED = re.compile(r"\d\D.{0,80}\d{4}|\d{4}\D.{0,80}\d")
_LABEL = 40  # signs of a label before a date
_QUOTED = re.compile(r"quot|zitat|cite", re.I)


@dataclass(frozen=True, slots=True)
class DateMark:
    """A date on a page: the element that shows it, its words or its exact time, and its kind."""

    element: int
    when: str
    exact: datetime | None
    kind: tuple[str, ...]
    timed: bool


def date_marks(outline: Outline, kinds: Container[str] | None = None) -> list[DateMark]:
    """Find the dates that a page shows, in its order, but for those of quotes and of members' own data.

    Parameters
    ----------
    outline : Outline
        The page.
    kinds : container of str or None
        The signatures of the elements that are looked for; by default all.
    """
    found: dict[int, DateMark] = {}
    for element in _candidates(outline, kinds):
        if element not in found and (mark := _mark(outline, element)) is not None:
            found[mark.element] = mark
    return [found[element] for element in sorted(found)]


def _candidates(outline: Outline, kinds: Container[str] | None) -> Iterator[int]:
    """The elements that may show a date: with an attribute for it, or with words that are one."""
    yield from (element for element in outline.timed if kinds is None or outline.signs[element] in kinds)
    text = outline.text
    for owner, start, end in outline.pieces:
        if not 3 < end - start <= _LONGEST or (kinds is not None and not _may_be(outline, owner, kinds)):
            continue
        if is_date(text[start:end]):
            yield owner


def _may_be(outline: Outline, element: int, kinds: Container[str]) -> bool:
    """Whether an element, or one that it may be widened to, has one of some signatures."""
    at = element
    for _ in range(1 + _WIDER):
        if at < 0:
            break
        if outline.signs[at] in kinds:
            return True
        at = outline.parent[at]
    return False


def _mark(outline: Outline, element: int) -> DateMark | None:
    exact = _exact(outline, element)
    when = _shown(outline, element)
    if exact is None and when is None:
        return None
    if exact is None and when is not None and not _TIME.search(when):
        element, when = _with_time(outline, element, when)
    when = _as_posted(outline, element, when or "")
    if when is None or _is_quoted(outline, element):
        return None
    timed = exact is not None or bool(_TIME.search(when))
    return DateMark(element, when, exact, outline.kind(element), timed)


def _exact(outline: Outline, element: int) -> datetime | None:
    for name in _EXACT:
        value = outline.get(element, name)
        if not value or (name in ("datetime", "content") and not _ZONED.search(value)):
            continue
        if found := from_epoch(float(value)) if value.isdecimal() else utc(value):
            return found
    return None


def _shown(outline: Outline, element: int) -> str | None:
    """The date that an element prints itself, or holds as its title where the print is relative."""
    for value in (outline.get(element, "datetime"), outline.get(element, "title")):
        if value and len(value) < _SPLIT and _TITLED.search(value) and is_date(value):
            return value
    words = outline.words(element)
    if len(words) <= _LONGEST and is_date(words):
        return words
    own = own_words(outline, element)
    return own if len(own) <= _LONGEST and is_date(own) else None


def own_words(outline: Outline, element: int) -> str:
    """Read the words that stand in an element itself, not in those inside it."""
    node = outline.elements[element]
    parts = [node.text or "", *(child.tail or "" for child in node)]
    return " ".join(" ".join(parts).split())


def _with_time(outline: Outline, element: int, when: str) -> tuple[int, str]:
    """Widen a day to the element around it that adds the time to it."""
    up = outline.parent[element]
    for _ in range(_WIDER):
        if up < 0 or outline.length(up) > _SPLIT:
            break
        words = outline.words(up)
        if _TIME.search(words) and is_date(words):
            return up, words
        up = outline.parent[up]
    return element, when


def _as_posted(outline: Outline, element: int, when: str) -> str | None:
    """Keep of a date's words what tells when the post was made; ``None`` where the date tells another thing.

    When a member joined, a post was edited or a page was made is said by a label before the date.
    """
    before = _words_before(outline, element)
    if (label := _last_label(before)) and not re.search(r"\d", rest := before[label.end() :]):
        posted = _posted().search(rest) or _posted().match(when)
        if not posted:
            return None
    inside = _other_labels().search(when) if _may_hold_label(when) else None
    if inside is None:
        return when
    if is_date(head := when[: inside.start()]):
        return head
    posted = _posted().search(when, inside.end())
    return when[posted.start() :] if posted and is_date(when[posted.start() :]) else None


def _words_before(outline: Outline, element: int) -> str:
    """The last words right before an element, where they stand in the same box: its label."""
    start = outline.first[element]
    at = bisect_left(outline.pieces, start, key=lambda piece: piece[1]) - 1
    box = outline.parent[max(outline.parent[element], 0)]
    if at < 0 or outline.pieces[at][0] < box:
        return ""
    return outline.text[max(outline.pieces[at][1], start - _LABEL) : start]


def _last_label(text: str) -> re.Match[str] | None:
    if not _may_hold_label(text):
        return None
    return max(_other_labels().finditer(text), key=re.Match.start, default=None)


def _may_hold_label(text: str) -> bool:
    """Whether a text has a word that one of the labels begins with: a look-up before a slow search."""
    if not text.isascii() and _FOREIGN.search(text):
        return True
    return not _first_words().isdisjoint(_LETTERS.findall(text.lower()))


@cache
def _first_words() -> frozenset[str]:
    labels = (all_words(f"boards.{name}") for name in ("joined", "edited", "last_active"))
    return frozenset(
        _LETTERS.findall(label.lower())[0] for each in labels for label in each if label.isascii()
    )


def _is_quoted(outline: Outline, element: int) -> bool:
    return any(_names_quote(outline.signs[up]) for up in (element, *outline.around(element)))


@lru_cache(maxsize=8192)
def _names_quote(sign: str) -> bool:
    return sign.startswith("blockquote") or _QUOTED.search(sign) is not None


def looks_dated(text: str) -> bool:
    """Whether a text has the numbers or the words of a date, so that it is worth reading as one."""
    if _LOOKS_DATED.search(text):
        return True
    if any(map(str.isdecimal, text)) and any(_is_month(word) for word in _WORD.findall(text)):
        return True
    return len(text) <= _SPLIT and counts_back().search(fold_date(text)) is not None


@lru_cache(maxsize=65_536)
def is_date(text: str) -> bool:
    """Whether a text holds a date."""
    return looks_dated(text) and read_date(text, now=_SOME_NOW) is not None


@lru_cache(maxsize=16_384)
def _is_month(word: str) -> bool:
    return month_number(fold_date(word)) is not None


@cache
def _other_labels() -> re.Pattern[str]:
    return re.compile(whole_words("boards.joined", "boards.edited", "boards.last_active"), re.I)


@cache
def _posted() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of('boards.posted')}|{whole_words('boards.wrote')}", re.I)
