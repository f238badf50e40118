"""Which page of a thread a page is, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, words_of
from kbminer.ingest.recognised_words import any_of


class Paging(NamedTuple):
    """The page's number, and how many pages there are where it says so."""

    number: int = 1
    of: int | None = None


def paged(current: str | None, others: Iterable[int]) -> Paging:
    """Take the page that is marked as the current one, the first if none is, among the pages that are linked.

    >>> paged("2", [1, 3, 14]), paged(None, [])
    (Paging(number=2, of=14), Paging(number=1, of=1))
    """
    number = int(current) if current and current.isdecimal() else 1
    return Paging(number, max([*others, number]))


def page_numbers(text: str | None) -> Paging:
    """Read words such as "Page 2 of 7" or "2 / 7" in any language.

    >>> page_numbers("59 posts • Page 2 of 7"), page_numbers(None)
    (Paging(number=2, of=7), Paging(number=1, of=None))
    """
    found = _of().search(text or "")
    if not found:
        return Paging()
    number, of = int(found.group(1)), int(found.group(2))
    return Paging(number, of) if number <= of else Paging()


@cache
def _of() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)(\d{{1,9}}+)\s*+(?:/|{any_of('boards.page_of')})\s*+(\d{{1,9}}+)(?!\d)", re.I)


def first_paging(page: Page, selector: str) -> Paging:
    """Read the first of the selected elements whose words number the pages."""
    found = (page_numbers(words_of(element)) for element in page.select(selector))
    return next((paging for paging in found if paging.of), Paging())


def linked_pages(page: Page, selector: str, number: Callable[[str], str | None]) -> list[int]:
    """List the pages that the selected links lead to, as ``number`` reads them from their addresses."""
    found = (number(attribute_of(link, "href")) for link in page.select(selector))
    return [int(each) for each in found if each and each.isdecimal()]
