"""Any other forum page, of software that kbminer does not know.

A page is read where one kind of block (same tag, same classes) stands for its posts; how many of them show
an author and a date tells how sure that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.block_parts import PostBlock, author_name, block_of, chain
from kbminer.ingest.boards.board_layout import clean_body, date_of, looks_like_html
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, last_words, number_in, words_of
from kbminer.ingest.boards.page_merge import PageMerger
from kbminer.ingest.boards.paging import Paging, first_paging
from kbminer.ingest.boards.post_blocks import BLOCKS, families, is_named_like_posts
from kbminer.ingest.boards.thread_page import SeenPost, ThreadPage
from kbminer.ingest.dates import read_date
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.records import Post

_LARGEST_POST = 1500  # elements
_LOOKS = 30  # how often, on average, an element may be looked at as a part of something
_FURNITURE = (
    "script, style, noscript, form, button, nav, .signature, .sig, [class*='signature'], [class*='edited'], "
    ".share, .reactions"
)
_IDENTITIES = (
    "id data-post-id data-node-id data-pid data-comment-id data-commentid data-content data-id".split()
)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """What a page was taken for: its post blocks, how they look, and how sure that is (0 to 1)."""

    blocks: tuple[PostBlock, ...]
    shape: str
    confidence: float


def page_layout(page: Page) -> PageLayout | None:
    """Find the kind of block that holds the page's posts; ``None`` where there is none."""
    kinds = families(page)
    best: PageLayout | None = None
    best_score = 0.0
    left = _LOOKS * len(page.select("*"))
    for shape, elements in kinds.items():
        sizes = [len(page.select("*", element)) for element in elements]
        left -= sum(sizes)
        if left < 0:
            break  # boxes within boxes within boxes: no forum's page
        small = [element for element, size in zip(elements, sizes, strict=True) if size <= _LARGEST_POST]
        layout, score = _weighed(page, shape, small)
        if layout is not None and score > best_score + 1e-9:
            best, best_score = layout, score
    if best is None or _is_list(page, best):
        return None
    return _with_opening(page, best, kinds)


def _weighed(page: Page, shape: str, elements: list[LexborNode]) -> tuple[PageLayout | None, float]:
    """One kind of block as the page's posts, and its score beside other kinds: many, whole, named so."""
    found = (block_of(page, element) for element in elements)
    blocks = [block for block in found if block is not None]
    named = is_named_like_posts(shape)
    share = sum(block.is_whole for block in blocks) / len(blocks) if blocks else 0.0
    if share < 0.5 or (len(blocks) == 1 and not named):
        return None, 0.0
    layout = PageLayout(tuple(blocks), shape, _sureness(share, len(blocks), named=named))
    return layout, len(blocks) ** 0.5 * share * (1.5 if named else 1.0)


def _sureness(share: float, count: int, *, named: bool) -> float:
    """How sure a guess is: never as sure as the reader of a software that is known."""
    sure = 0.15 + 0.25 * share + (0.1 if named else 0.0) + min(count, 5) * 0.02
    return round(min(sure, 0.6), 2)


def _is_list(page: Page, layout: PageLayout) -> bool:
    """Whether the blocks are rows of a list: most say less in their own words than in one of their links."""
    rows = 0
    for block in layout.blocks:
        titles = [len(words_of(link)) for link in page.select("a[href]", block.element)]
        words = words_of(block.body)
        dated = len(words) <= 60 and read_date(words) is not None  # who wrote last, and when
        rows += dated or max(titles, default=0) > max(len(words) - 1, 6)
    return rows > 0.6 * len(layout.blocks)


def _with_opening(page: Page, layout: PageLayout, kinds: dict[str, list[LexborNode]]) -> PageLayout:
    """Add an opening post that looks other than the replies: a lone block before them, named like one."""
    if layout.blocks[0].date is None:
        return layout
    alone = [found[0] for shape, found in kinds.items() if len(found) == 1 and is_named_like_posts(shape)]
    for element in _before(page, layout, alone) if alone else ():
        block = block_of(page, element)
        if block is not None and block.is_whole:
            return replace(layout, blocks=(block, *layout.blocks))
    return layout


def _before(page: Page, layout: PageLayout, elements: list[LexborNode]) -> Iterator[LexborNode]:
    """Those elements that stand before the first post, and neither around nor inside of any."""
    taken = {up.mem_id for block in layout.blocks for up in chain(block.element)}
    taken |= {inner.mem_id for block in layout.blocks for inner in page.select("*", block.element)}
    place = {element.mem_id: at for at, element in enumerate(page.select(BLOCKS))}
    start = place[layout.blocks[0].element.mem_id]
    for element in elements:
        if element.mem_id not in taken and place[element.mem_id] < start:
            yield element


def parse(page: Page) -> Iterator[ThreadPage]:
    """Yield what the page shows of a thread, where its posts can be told apart."""
    return read_thread(page)


def read_thread(page: Page, *, least: float = 0.0) -> Iterator[ThreadPage]:
    """Yield what the page shows of a thread, where its posts can be told apart as surely as ``least``."""
    layout = page_layout(page)
    if layout is None or layout.confidence < least:
        return
    number, of = _paging(page)
    yield ThreadPage(
        thread=_thread_id(page),
        title=_title(page),
        posts=tuple(_post(page, block) for block in layout.blocks),
        number=number,
        of=of,
        url=page.address,
        category=last_words(page.select("[class*='breadcrumb'] a, [itemtype*='Breadcrumb'] a")),
    )


def _post(page: Page, block: PostBlock) -> SeenPost:
    exact, when = date_of(block.date)
    own = (number_in(attribute_of(block.element, name)) for name in _IDENTITIES)
    post = Post(
        id=next(filter(None, own), None)
        or number_in(attribute_of(page.first("[id]", block.element), "id"))
        or "",
        author=author_name(block.author),
        created_at=exact,
        body=clean_body(page, block.body, _FURNITURE),
    )
    return SeenPost(post=post, when=when)


def _thread_id(page: Page) -> str:
    """A number from the page's own address, or else the address itself, without what names a page of it."""
    address = unquote(page.url or page.name)
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    path = re.sub(r"/(?:index\.\w+|page[-_/]?\d+|p\d+)$|[-_.]?page[-_]?\d+(?=\.\w+$|$)", "", path)
    query = re.search(
        r"(?:^|[?&;])(?:t|tid|id|topic|thread|threadid|topicid|showtopic)=(\d+)",
        "?" + parts.query + parts.path,
    )
    if query:
        return query.group(1)
    last = re.sub(r"\.\w{2,5}$", "", path.rsplit("/", 1)[-1])
    number = re.match(r"(\d+)(?:[-_.]|$)", last) or re.search(r"[-_.](\d+)$", last)
    if number:
        return number.group(1)
    return last or path or page.name


def _paging(page: Page) -> Paging:
    boxes = "[class*='pagina'], [class*='pager'], [class*='pagenav'], nav[role='navigation']"
    if (shown := first_paging(page, boxes)).of:
        return shown
    match = re.search(
        r"(?:[?&;](?:page|p)=|/page[-_/]?|[-_]page[-_]?|/p)(\d{1,4})(?:\D|$)", unquote(page.url or page.name)
    )
    number = max(int(match.group(1)) if match else 1, 1)
    follows = page.first("a[rel=next], link[rel=next]") is not None
    return Paging(number, number + 1 if follows else None)


def _title(page: Page) -> str:
    for heading in page.select("h1"):
        if 2 < len(words := words_of(heading)) < 300:
            return words
    title = attribute_of(page.first("meta[property='og:title']"), "content") or page.text("title") or ""
    return re.split(r"\s+[|·•—–»]\s+", title)[0]


def recognise(document: Document) -> Clue | None:
    """A page with blocks that look like posts, as sure as they show authors and dates."""
    if not looks_like_html(document.head):
        return None
    layout = page_layout(Page(document.name, decode(document.head)))
    if layout is None:
        return None
    return Clue(
        layout.confidence,
        f"{len(layout.blocks)} blocks <{layout.shape}> with author and date, read by guess",
    )


FORMAT = Format(
    name="generic",
    title="forum pages of unknown software",
    recognise=recognise,
    reader=lambda origin: PageMerger(parse, origin),
)
