"""phpBB 2: tables without a name; a post is found by its anchor and its ``postbody``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.ingest.boards.board_layout import clean_body, page_numbers
from kbminer.ingest.boards.board_pages import Page, ancestors, attribute_of, parameter, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.page_merge import SeenPost, ThreadPage
from kbminer.records import Post

_SIGNATURE = re.compile(r"(?:<br\s*/?>\s*)*_{10,}.*$", re.S)
_POSTED = re.compile(
    r"(?:Posted|Posté le|Verfasst "
    r"am|Publicado|Inviato|Geplaatst|Wysłany|Добавлено|Enviada|Zaslal)\s*:\s*(?P<when>.{6,60}?)"
    r"\s*(?:(?:Post subject|Sujet du message|Titel|Título del mensaje|Oggetto|Onderwerp|Temat "
    r"postu|Заголовок|Assunto)"
    r"\s*:|$)",
    re.I,
)


def parse(page: Page) -> Iterator[ThreadPage]:
    """Give what a phpBB 2 page shows of a topic."""
    thread = _thread_id(page)
    posts = tuple(_posts(page))
    if not thread or not posts:
        return
    number, of = 1, None
    for element in page.select("span.nav, span.gensmall, td.nav"):
        number, of = page_numbers(words_of(element))
        if of:
            break
    crumbs = page.select("a.nav[href*='viewforum'], .nav a[href*='viewforum']")
    yield ThreadPage(
        thread=thread,
        title=page.text("a.maintitle, .maintitle, h1, title") or "",
        posts=posts,
        number=number,
        of=of,
        url=(page.url or "").split("#")[0] or None,
        category=words_of(crumbs[-1]) or None if crumbs else None,
        closed=page.first("img[src*='reply-locked'], img[src*='locked']") is not None,
    )


def _posts(page: Page) -> Iterator[SeenPost]:
    for anchor in page.select("a[name]"):
        number = attribute_of(anchor, "name")
        row = next((up for up in ancestors(anchor) if up.tag == "tr"), None)
        if not number.isdecimal() or row is None:
            continue
        bodies = page.select(".postbody", row)
        if not bodies:
            continue
        cell = next((up for up in ancestors(bodies[0]) if up.tag == "td"), bodies[0])
        details = " ".join(words_of(each) for each in page.select("td .postdetails", row))
        when = _POSTED.search(details)
        body = clean_body(page, cell, ".postdetails, .gensmall, .name, a[name]")
        post = Post(
            id=number,
            author=page.text(".name b, .name, b", row) or None,
            body=_SIGNATURE.sub("", body).strip(),
        )
        yield SeenPost(post=post, when=when.group("when") if when else None)


def _thread_id(page: Page) -> str | None:
    addresses = [attribute_of(link, "href") for link in page.select("a.maintitle, link[rel=canonical]")]
    addresses += [
        attribute_of(link, "href") for link in page.select("a[href*='viewtopic'], a[href*='mode=reply']")
    ]
    for address in (page.url or "", *addresses, page.name):
        if found := parameter(address, "t"):
            return found
    return None


FORMAT = board_format(
    "phpbb2",
    "phpBB 2 pages",
    (
        (
            r"class=[\"']postbody[\"'].*class=[\"']postdetails|class=[\"']postdetails[\"'].*class=[\"']postbody",
            0.9,
            "phpBB 2's post classes",
        ),
        (r"class=[\"']maintitle[\"'].*viewtopic\.php", 0.75, "phpBB 2's title class"),
    ),
    parse,
)
