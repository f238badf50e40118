"""Any other forum page: repeated blocks that each hold an author, a date and words.

Nothing here knows a forum software. A page is read where one kind of block (same tag, same classes) stands
for its posts; how many of them show an author and a date tells how sure the reading is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.board_layout import clean_body, date_of, looks_like_html, page_numbers
from kbminer.ingest.boards.board_pages import Page, ancestors, attribute_of, number_in, words_of
from kbminer.ingest.boards.page_merge import SeenPost, Stitcher, ThreadPage
from kbminer.ingest.dates import read_date
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.records import Post

_BLOCKS = (
    "article, li, section, tr, table, div[id], div[class], dl[class], "
    "[itemtype*='Comment'], [itemtype*='Answer']"
)
_LARGEST_POST = 1500  # elements
_LOOKS = 30  # how often, on average, an element may be looked at as a part of something
_POSTISH = re.compile(
    r"(?:^|[-_\s.#])(?:post|message|msg|comment|reply|answer|question|entry|topic|forum|discussion|nachricht|"
    r"beitrag|mensaje|messaggio)(?:s|row|item|bit|body|block|wrapper|container|\d+)?(?:$|[-_\s.#])",
    re.I,
)
_AUTHOR_MARK = re.compile(
    r"author|user(?!content|agent|info|avatar)|poster|creator|byline|nick|member|pseudo|autor|usuario", re.I
)
_DATE_MARK = re.compile(r"date|time|posted|stamp|submitted|publi|created|datum|fecha", re.I)
_BODY_MARK = re.compile(
    r"content|body|text|message|postmsg|entry|comment|inner|markdown|prose|description", re.I
)
_PROFILE = re.compile(
    r"/(?:users?|members?|profiles?|u|author|people|membre|utilisateurs?)[/.?=-]|[?&](?:u|uid|user|author)=",
    re.I,
)
_CHANGING = re.compile(
    r"\d|^(?:odd|even|alt|first|last|bg1|bg2|row[12]|trow[12]|windowbg2?|active|new|unread|op)$", re.I
)
_FURNITURE = (
    "script, style, noscript, form, button, nav, .signature, .sig, [class*='signature'], [class*='edited'], "
    ".share, .reactions"
)
_IDENTITIES = (
    "id data-post-id data-node-id data-pid data-comment-id data-commentid data-content data-id".split()
)
_BY = re.compile(r"^(?:(?:posted|written|submitted|started)\s+)?(?:by|von|par|por|di|door|от)\s*:?\s+", re.I)


@dataclass(frozen=True, slots=True)
class _Block:
    """An element taken for a post, and its parts."""

    element: LexborNode
    author: LexborNode | None
    date: LexborNode | None
    body: LexborNode


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page was taken for: its post blocks, how they look, and how sure that is (0 to 1)."""

    blocks: tuple[_Block, ...]
    shape: str
    confidence: float


def read_page(page: Page) -> Reading | None:
    """Find the kind of block that holds the page's posts; ``None`` where there is none."""
    families = _families(page)
    best: Reading | None = None
    best_score = 0.0
    left = _LOOKS * len(page.select("*"))
    for shape, elements in families.items():
        sizes = [len(page.select("*", element)) for element in elements]
        left -= sum(sizes)
        if left < 0:
            break  # boxes within boxes within boxes: no forum's page
        small = [element for element, size in zip(elements, sizes, strict=True) if size <= _LARGEST_POST]
        blocks = [block for element in small if (block := _block(page, element)) is not None]
        if not blocks:
            continue
        whole = sum(block.author is not None and block.date is not None for block in blocks) / len(blocks)
        named = bool(_POSTISH.search(shape))
        if whole < 0.5 or (len(blocks) == 1 and not named):
            continue
        score = len(blocks) ** 0.5 * whole * (1.5 if named else 1.0)
        if score > best_score + 1e-9:
            sure = 0.15 + 0.25 * whole + (0.1 if named else 0.0) + min(len(blocks), 5) * 0.02
            best, best_score = Reading(tuple(blocks), shape, round(min(sure, 0.6), 2)), score
    if best is None or _is_list(page, best):
        return None
    return _with_opening(page, best, families)


def _is_list(page: Page, reading: Reading) -> bool:
    """Whether the blocks are rows of a list: most say less in their own words than in one of their links."""
    rows = 0
    for block in reading.blocks:
        titles = [len(words_of(link)) for link in page.select("a[href]", block.element)]
        words = words_of(block.body)
        dated = len(words) <= 60 and read_date(words) is not None  # who wrote last, and when
        rows += dated or max(titles, default=0) > max(len(words) - 1, 6)
    return rows > 0.6 * len(reading.blocks)


def _with_opening(page: Page, reading: Reading, families: dict[str, list[LexborNode]]) -> Reading:
    """Add the opening post where it looks other than the replies: a lone block, named like a post, "
    "before them."""
    if reading.blocks[0].date is None:
        return reading
    taken = {up.mem_id for block in reading.blocks for up in _chain(block.element)}
    taken |= {inner.mem_id for block in reading.blocks for inner in page.select("*", block.element)}
    first = reading.blocks[0].element.mem_id
    place = {element.mem_id: at for at, element in enumerate(page.select(_BLOCKS))}
    for shape, elements in families.items():
        if len(elements) != 1 or not _POSTISH.search(shape) or elements[0].mem_id in taken:
            continue
        block = _block(page, elements[0])
        if (
            block
            and block.author is not None
            and block.date is not None
            and place[elements[0].mem_id] < place[first]
        ):
            return Reading((block, *reading.blocks), reading.shape, reading.confidence)
    return reading


def parse(page: Page) -> Iterator[ThreadPage]:
    """Give what the page shows of a thread, where its posts can be told apart."""
    return read_thread(page)


def read_thread(page: Page, *, least: float = 0.0) -> Iterator[ThreadPage]:
    """Give what the page shows of a thread, where its posts can be told apart as surely as ``least``."""
    reading = read_page(page)
    if reading is None or reading.confidence < least:
        return
    number, of = _paging(page)
    yield ThreadPage(
        thread=_thread_id(page),
        title=_title(page),
        posts=tuple(_post(page, block) for block in reading.blocks),
        number=number,
        of=of,
        url=(page.url or "").split("#")[0] or None,
        category=_category(page),
    )


def _families(page: Page) -> dict[str, list[LexborNode]]:
    """Elements by tag and lasting classes, the outer ones first; lone ones only where they are "
    "named like posts."""
    families: dict[str, list[LexborNode]] = {}
    classes: dict[str, frozenset[str]] = {}
    blocks = page.select(_BLOCKS)
    for element in blocks:
        names = [name for name in attribute_of(element, "class").split() if not _CHANGING.search(name)]
        identity = re.sub(r"\d+.*$", "#", attribute_of(element, "id"))
        shape = (
            f"{element.tag}.{'.'.join(sorted(names))}"
            if names
            else f"{element.tag}#{identity}"
            if identity.endswith("#")
            else element.tag or ""
        )
        families.setdefault(shape, []).append(element)
        classes[shape] = frozenset(names)
    return {
        shape: elements
        for shape, elements in _joined(families, classes, blocks).items()
        if (len(elements) > 1 or _POSTISH.search(shape)) and len(elements) <= 500
    }


def _joined(
    families: dict[str, list[LexborNode]], classes: dict[str, frozenset[str]], blocks: list[LexborNode]
) -> dict[str, list[LexborNode]]:
    """Join kinds that stand side by side and share most classes: an opening and a solution are posts too."""
    beside: dict[tuple[str | None, int], list[str]] = {}
    for shape, elements in families.items():
        if classes[shape]:
            for place in {(e.tag, e.parent.mem_id) for e in elements if e.parent is not None}:
                beside.setdefault(place, []).append(shape)
    leader = {shape: shape for shape in families}
    for shapes in beside.values():
        for number, shape in enumerate(shapes[:50]):
            for other in shapes[:number]:
                shared = classes[shape] & classes[other]
                if len(shared) * 2 >= min(len(classes[shape]), len(classes[other])):
                    leader[shape] = leader[other]
                    break
    if all(shape == own for shape, own in leader.items()):
        return families
    order = {element.mem_id: place for place, element in enumerate(blocks)}
    joined: dict[str, list[LexborNode]] = {}
    for shape, elements in families.items():
        joined.setdefault(leader[shape], []).extend(elements)
    return {
        shape: sorted(elements, key=lambda element: order[element.mem_id])
        for shape, elements in joined.items()
    }


def _block(page: Page, element: LexborNode) -> _Block | None:
    words = element.text(deep=True, separator=" ")
    if len(words) > 200_000 or len(words.split()) < 3:
        return None
    date = _date(page, element)
    author = _author(page, element, date)
    body = _body(page, element, author, date)
    return None if body is None or (author is None and date is None) else _Block(element, author, date, body)


def _date(page: Page, element: LexborNode) -> LexborNode | None:
    times = page.select("time[datetime], [itemprop*='date'], abbr[title]", element)
    if times:
        return times[0]
    for inner in page.select("[class], small, em, td, span, p", element):
        text = words_of(inner)
        if not 6 <= len(text) <= 80:
            continue
        if _DATE_MARK.search(attribute_of(inner, "class")) and re.search(r"\d", text):
            return inner
        if len(text) <= 60 and re.search(r"\d{4}|\d\d:\d\d", text) and read_date(text) is not None:
            return inner
    return None


def _author(page: Page, element: LexborNode, date: LexborNode | None) -> LexborNode | None:
    for inner in page.select("[itemprop=author] [itemprop=name], [rel=author], [itemprop=author]", element):
        if _is_name(words_of(inner)):
            return inner
    marked = [e for e in page.select("[class]", element) if _AUTHOR_MARK.search(attribute_of(e, "class"))]
    linked = [e for e in page.select("a[href]", element) if _PROFILE.search(attribute_of(e, "href"))]
    for inner in (*linked, *marked):
        if _is_name(words_of(inner)) and (date is None or inner.mem_id != date.mem_id):
            return inner
    return None


def _is_name(text: str) -> bool:
    text = _BY.sub("", text)
    return (
        0 < len(text) <= 50
        and text.count(" ") <= 5
        and read_date(text) is None
        and not re.fullmatch(r"[\W\d]+", text)
    )


def _body(
    page: Page, element: LexborNode, author: LexborNode | None, date: LexborNode | None
) -> LexborNode | None:
    """The part with the most words that are neither the author, nor the date, nor mostly links."""
    apart = {part.mem_id for part in (author, date) if part is not None}
    best: tuple[float, LexborNode] | None = None
    for inner in page.select(
        "[itemprop=text], [itemprop=articleBody], div, td, p, section, blockquote, dd, article", element
    ):
        if inner.mem_id == element.mem_id or inner.mem_id in apart:
            continue
        holds = any(
            part in {up.mem_id for up in _chain(found)}
            for found in (author, date)
            if found is not None
            for part in (inner.mem_id,)
        )
        words = len(words_of(inner))
        linked = sum(len(words_of(link)) for link in page.select("a", inner))
        if holds or words < 2 or linked > 0.7 * words:
            continue
        named = bool(_BODY_MARK.search(attribute_of(inner, "class") + " " + attribute_of(inner, "itemprop")))
        score = words * (1.3 if named else 1.0)
        if best is None or score > best[0]:
            best = (score, inner)
    return best[1] if best else None


def _chain(element: LexborNode) -> Iterator[LexborNode]:
    yield element
    yield from ancestors(element)


def _post(page: Page, block: _Block) -> SeenPost:
    exact, when = date_of(block.date)
    author = _BY.sub("", words_of(block.author)) if block.author is not None else None
    own = (number_in(attribute_of(block.element, name)) for name in _IDENTITIES)
    post = Post(
        id=next(filter(None, own), None)
        or number_in(attribute_of(page.first("[id]", block.element), "id"))
        or "",
        author=author or None,
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


def _paging(page: Page) -> tuple[int, int | None]:
    match = re.search(
        r"(?:[?&;](?:page|p)=|/page[-_/]?|[-_]page[-_]?|/p)(\d{1,4})(?:\D|$)", unquote(page.url or page.name)
    )
    for box in page.select("[class*='pagina'], [class*='pager'], [class*='pagenav'], nav[role='navigation']"):
        number, of = page_numbers(words_of(box))
        if of:
            return number, of
    number = int(match.group(1)) if match else 1
    follows = page.first("a[rel=next], link[rel=next]") is not None
    return max(number, 1), max(number, 1) + 1 if follows else None


def _title(page: Page) -> str:
    for heading in page.select("h1"):
        if 2 < len(words := words_of(heading)) < 300:
            return words
    title = attribute_of(page.first("meta[property='og:title']"), "content") or page.text("title") or ""
    return re.split(r"\s+[|·•—–»]\s+", title)[0]


def _category(page: Page) -> str | None:
    crumbs = page.select("[class*='breadcrumb'] a, [itemtype*='Breadcrumb'] a")
    return words_of(crumbs[-1]) or None if crumbs else None


def recognise(document: Document) -> Clue | None:
    """A page with blocks that look like posts, as sure as they show authors and dates."""
    if not looks_like_html(document.head):
        return None
    reading = read_page(Page(document.name, decode(document.head)))
    if reading is None:
        return None
    return Clue(
        reading.confidence,
        f"{len(reading.blocks)} blocks <{reading.shape}> with author and date, read by guess",
    )


FORMAT = Format(
    name="generic",
    title="forum pages of unknown software",
    recognise=recognise,
    reader=lambda origin: Stitcher(parse, origin),
)
