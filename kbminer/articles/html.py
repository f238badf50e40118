"""Articles kept as HTML: a saved page, or the body that a knowledge base's API gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from kbminer.articles.page import Piece, to_article
from kbminer.records import Article
from kbminer.text.page_depth import shallow

_NOT_THE_ARTICLE = [
    "script",
    "style",
    "template",
    "nav",
    "aside",
    "footer",
    "form",
    "svg",
    "iframe",
    "button",
]
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCKS = _HEADINGS | {
    *("p", "li", "ul", "ol", "pre", "tr", "table", "dt", "dd", "blockquote", "div", "section", "br", "hr"),
    *("article", "main", "header", "details", "summary", "figure", "figcaption"),
}


def from_html(page: str, *, id: str) -> Article:
    """Read one whole page: its main part, and what its head says about it.

    >>> from_html("<title>T</title><main><h1>Print</h1><p>Press P.</p></main>", id="print").title
    'Print'
    """
    soup = _soup(page)
    facts = _facts(soup)
    parts = (soup.find("main"), soup.find("article"), soup.select_one("[role=main]"), soup.body)
    main = next((part for part in parts if isinstance(part, Tag)), soup)
    return to_article(_pieces(main), facts, id=id)


def body_pieces(html: str) -> Iterator[Piece]:
    """Read the HTML of an article's body, as an API gives it."""
    return _pieces(_soup(html))


def _soup(html: str) -> BeautifulSoup:
    """The line end keeps Beautiful Soup from warning that a single word looks like a file's name."""
    return BeautifulSoup(shallow(html) + "\n", "lxml")


def _facts(soup: BeautifulSoup) -> dict[str, Any]:
    """What the head and the first heading say, under the names that :func:`to_article` knows."""
    found: dict[str, Any] = {}
    for meta in soup.find_all("meta"):
        key = str(meta.get("property") or meta.get("name") or "").lower()
        found.setdefault(key, str(meta.get("content") or ""))
    canonical = soup.find("link", rel="canonical")
    heading = soup.find("h1") or soup.find("title")
    root = soup.find("html")
    return {
        "title": heading.get_text(" ", strip=True) if heading else "",
        "canonical": _attribute(canonical, "href") or found.get("og:url", ""),
        "updated": found.get("article:modified_time") or found.get("last-modified"),
        "created_at": found.get("article:published_time") or found.get("date"),
        "lang": _attribute(root, "lang"),
        "status": found.get("article:status", ""),
        "keywords": found.get("keywords", ""),
    }


def _attribute(node: object, name: str) -> str:
    return str(node.get(name) or "") if isinstance(node, Tag) else ""


def _pieces(root: Tag) -> Iterator[Piece]:
    for unwanted in root.find_all(_NOT_THE_ARTICLE):
        unwanted.decompose()
    held: list[str] = []
    heading: Tag | None = None
    for node in list(root.descendants):
        if _begins_anew(node, heading):
            yield from _flush(held, heading)
            held = []
            heading = node if isinstance(node, Tag) and node.name in _HEADINGS else None
        if isinstance(node, Tag) and node.name == "pre":
            yield Piece("text", node.get_text().strip("\n"))
        elif _is_text(node) and node.find_parent("pre") is None:
            held.append(str(node))
    yield from _flush(held, heading)


def _begins_anew(node: PageElement, heading: Tag | None) -> bool:
    """Whether a new piece begins: at a block, and where text follows behind a heading."""
    if isinstance(node, Tag):
        return node.name in _BLOCKS
    return heading is not None and _is_text(node) and heading not in node.parents


def _is_text(node: PageElement) -> bool:
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)


def _flush(held: list[str], heading: Tag | None) -> Iterator[Piece]:
    words = " ".join("".join(held).split())
    if words:
        yield Piece("heading" if heading is not None else "text", words)
