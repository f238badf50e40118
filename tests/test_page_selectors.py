"""A selector whose names a page lacks is not sought there, and nothing is missed by that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from kbminer.ingest import boards
from kbminer.ingest.boards.board_layout import BoardLayout
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import selectors_of

PAGES = sorted(
    path for folder in ("pages", "themes") for path in (Path(__file__).parent / folder).glob("*.html")
)
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda page: page,
    "in capitals": lambda page: re.sub(r"<[^<>!]+>", lambda tag: tag[0].upper(), page),
    "attributes in mixed letters": lambda page: re.sub(
        r"\b(class|datetime)(?==)", lambda name: name[0][:2] + name[0][2:].capitalize(), page
    ),
    "a letter of each class as its number": lambda page: re.sub(
        r'(?<=class=")(\w)', lambda letter: f"&#{ord(letter[0])};", page
    ),
    "without quotes": lambda page: re.sub(r'class="([\w-]+)"', r"class = \1", page),
}


def board_selectors() -> list[str]:
    """Every selector of every board's layouts."""
    modules = (import_module(f"{boards.__name__}.{module.name}") for module in iter_modules(boards.__path__))
    layouts = [each for module in modules for each in vars(module).values() if isinstance(each, BoardLayout)]
    assert len(layouts) > 10
    texts = {getattr(layout, field.name) for layout in layouts for field in fields(layout)}
    return sorted(text for text in texts if isinstance(text, str) and text and text != layouts[0].named_by)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_selector_of_every_board_finds_what_the_parser_finds(spelling: str) -> None:
    """However the names are spelled in the page."""
    found = 0
    for path in PAGES:
        html = SPELLINGS[spelling](path.read_text("utf-8", "replace"))
        page, plain = Page(path.name, html), Page(path.name, html).tree
        for selector in board_selectors():
            ours = [each.html for each in page.select(selector)]
            assert ours == list({each.mem_id: each.html for each in plain.css(selector)}.values()), (
                path,
                selector,
            )
            found += len(ours)
    assert found > 100


def test_a_page_is_not_searched_for_what_it_does_not_name() -> None:
    """It is not even parsed."""
    page = Page("page", '<p class="Author">Ann</p>')
    assert page.select(".postprofile .username, p time[datetime]") == []
    assert "tree" not in vars(page)
    assert [each.text() for each in page.select(".missing, .author, p")] == ["Ann"]


def test_a_selector_is_parted_at_its_own_commas_only() -> None:
    """What stands in brackets is one value."""
    assert selectors_of("a[title='x, y'], b") == ("a[title='x, y']", "b")
