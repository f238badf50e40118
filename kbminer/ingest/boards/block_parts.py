"""The parts of a block that may be a post: its author, its date and its words, found by looks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import ancestors, attribute_of, words_of
from kbminer.ingest.dates import read_date
from kbminer.ingest.recognised_words import any_of

_BODY_MARK = re.compile(
    r"content|body|text|message|postmsg|entry|comment|inner|markdown|prose|description", re.I
)
_LONGEST = 200_000  # signs; no post is longer
_LINKED = 0.7  # of its words in links: a list or a menu, no body
_NAMED_BODY = 1.3  # how much more the words count of what is named like a body


@dataclass(frozen=True, slots=True)
class PostBlock:
    """An element taken for a post, and its parts."""

    element: LexborNode
    author: LexborNode | None
    date: LexborNode | None
    body: LexborNode

    @property
    def is_whole(self) -> bool:
        """Whether it shows both who wrote and when."""
        return self.author is not None and self.date is not None


def block_of(page: Page, element: LexborNode) -> PostBlock | None:
    """Find the parts of an element; ``None`` where it has no words, or neither author nor date."""
    words = element.text(deep=True, separator=" ")
    if len(words) > _LONGEST or len(words.split()) < 3:
        return None
    date = _date(page, element)
    author = _author(page, element, date)
    body = _body(page, element, [part for part in (author, date) if part is not None])
    if body is None or (author is None and date is None):
        return None
    return PostBlock(element, author, date, body)


def author_name(element: LexborNode | None) -> str | None:
    """Read a name without the words that lead to it, such as "posted by"."""
    return _by().sub("", words_of(element)) or None


def chain(element: LexborNode) -> Iterator[LexborNode]:
    """Yield an element and all around it, from the inside out."""
    yield element
    yield from ancestors(element)


def _date(page: Page, element: LexborNode) -> LexborNode | None:
    times = page.select("time[datetime], [itemprop*='date'], abbr[title]", element)
    if times:
        return times[0]
    for inner in page.select("[class], small, em, td, span, p", element):
        text = words_of(inner)
        if not 6 <= len(text) <= 80:
            continue
        if _date_mark().search(attribute_of(inner, "class")) and re.search(r"\d", text):
            return inner
        if len(text) <= 60 and re.search(r"\d{4}|\d\d:\d\d", text) and read_date(text) is not None:
            return inner
    return None


def _author(page: Page, element: LexborNode, date: LexborNode | None) -> LexborNode | None:
    stated = page.select("[itemprop=author] [itemprop=name], [rel=author], [itemprop=author]", element)
    if (author := _first_name(stated)) is not None:
        return author
    marked = [e for e in page.select("[class]", element) if _author_mark().search(attribute_of(e, "class"))]
    linked = [e for e in page.select("a[href]", element) if _profile().search(attribute_of(e, "href"))]
    other = date.mem_id if date is not None else None
    return _first_name(e for e in (*linked, *marked) if e.mem_id != other)


def _first_name(elements: Iterable[LexborNode]) -> LexborNode | None:
    return next((element for element in elements if _is_name(words_of(element))), None)


def _is_name(text: str) -> bool:
    text = _by().sub("", text)
    return (
        0 < len(text) <= 50
        and text.count(" ") <= 5
        and read_date(text) is None
        and not re.fullmatch(r"[\W\d]+", text)
    )


def _body(page: Page, element: LexborNode, others: list[LexborNode]) -> LexborNode | None:
    """The part with the most words that are neither the author's name, nor the date, nor mostly links."""
    apart = {up.mem_id for other in others for up in chain(other)} | {element.mem_id}
    best: tuple[float, LexborNode] | None = None
    for inner in page.select(
        "[itemprop=text], [itemprop=articleBody], div, td, p, section, blockquote, dd, article", element
    ):
        if inner.mem_id in apart:
            continue
        score = _body_score(page, inner)
        if score and (best is None or score > best[0]):
            best = (score, inner)
    return best[1] if best else None


def _body_score(page: Page, element: LexborNode) -> float:
    words = len(words_of(element))
    linked = sum(len(words_of(link)) for link in page.select("a", element))
    if words < 2 or linked > _LINKED * words:
        return 0.0
    named = _BODY_MARK.search(attribute_of(element, "class") + " " + attribute_of(element, "itemprop"))
    return words * (_NAMED_BODY if named else 1.0)


@cache
def _author_mark() -> re.Pattern[str]:
    return re.compile(any_of("boards.author_names"), re.I)


@cache
def _date_mark() -> re.Pattern[str]:
    return re.compile(any_of("boards.date_names"), re.I)


@cache
def _profile() -> re.Pattern[str]:
    """The addresses of people's profiles."""
    return re.compile(rf"/{any_of('boards.profile_names')}[/.?=-]|[?&](?:u|uid|user|author)=", re.I)


@cache
def _by() -> re.Pattern[str]:
    """Words that lead to an author's name."""
    return re.compile(rf"^(?:{any_of('boards.wrote')}\s+)?{any_of('boards.by')}\s*:?\s+", re.I)
