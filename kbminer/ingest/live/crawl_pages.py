"""Any other forum, asked live page by page: its lists and threads, on the same host."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from kbminer.errors import SourceError
from kbminer.http.client import ComeBackLater
from kbminer.http.safety import AddressRefused, check_url
from kbminer.http.transport import Unfetched
from kbminer.ingest.boards.board_layout import looks_like_html
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of
from kbminer.ingest.boards.page_merge import PageMerger
from kbminer.ingest.decode import decode
from kbminer.ingest.detect import recognise
from kbminer.ingest.document import HEAD, Document, sent_at
from kbminer.ingest.format import Clue, Format, Origin, isolate_errors
from kbminer.ingest.live.crawl_state import Remembered
from kbminer.ingest.live.crawl_walk import Crawl, Spent
from kbminer.records import Problem, Thread

_THREAD_LINK = re.compile(
    r"viewtopic|showthread|/threads?/|/t/[^/]+/\d+|topic[=/,]\d|/topic/|/d/\d+|/discussion/\d|/questions?/\d|thread-\d+|"
    r"/topics?/|-t\d+\.html",
    re.I,
)
_LIST_LINK = re.compile(
    r"viewforum|forumdisplay|/forums?/|/c/[^/]+|board[=/,]\d|/boards?/|/categor(?:y|ies)/|/tags?/|forum-\d+|"
    r"/discussions?(?:/p\d+|$)|[?&]page=\d|/page-?\d|-f\d+\.html",
    re.I,
)
_NOT_A_PAGE = re.compile(
    r"action=(?:login|register|search|profile|post|reply|lastpost|nextnewest|nextoldest|newpost|printpage)|mode=|"
    r"view=(?:print|next|previous|unread)|memberlist|/members?/|/users?/|/u/|search\.php|ucp\.php|posting\.php|"
    r"newreply|newthread|printthread|sendpm|/login|/register|/search|\.(?:png|jpe?g|gif|css|js|svg|ico|zip|pdf|xml|rss)"
    r"(?:$|\?)|[?&](?:p|pid|post)=\d|/post-\d|sort(?:by|=)|order=|/latest$",
    re.I,
)
_MOST_PAGES = 1_000_000  # of one forum: more are remembered neither as known nor as waiting
_PASSING_PARAMETERS = frozenset(
    "sid s phpsessid hilit highlight sk sd st utm_source utm_medium utm_campaign".split()
)


def pages(walk: Crawl, url: str, first: Remembered) -> Iterator[Thread | Problem]:
    """Walk any other forum page by page: its lists and threads, as far as links lead on the same host."""
    readers: dict[str, PageMerger] = {}
    ended: Spent | ComeBackLater | None = None
    try:
        yield from _visited(walk, url, first, readers)
    except (Spent, ComeBackLater) as error:
        ended = error
    if isinstance(ended, ComeBackLater) and not readers:
        raise ended
    if not readers:
        raise SourceError(f"{url} holds no forum that kbminer can read; save its pages and give the folder")
    for reader in readers.values():
        for item in reader.finish():
            if not (isinstance(item, Thread) and _is_older(item, walk.budget.since)):
                yield item
    if ended:
        raise ended


def _visited(
    walk: Crawl, url: str, first: Remembered, readers: dict[str, PageMerger]
) -> Iterator[Thread | Problem]:
    """Visit every page that can be reached, and hand each to the reader of its format."""
    host = check_url(url)
    origin = Origin(name=host, base_url=base_of(url))
    queue = deque([url])
    known = {url}
    while queue:
        address = queue.popleft()
        try:
            answer = first if address == url else walk.ask(address, waiting=len(queue))
        except (Unfetched, AddressRefused) as error:
            yield Problem(where=address, what=str(error))
            continue
        if answer.status in (404, 410):
            yield Problem(where=address, what="the page is gone")
        if answer.status != 200 or not looks_like_html(answer.body):
            continue
        page = Page(address, decode(answer.body), url=address, made=sent_at(answer.headers))
        yield from isolate_errors(address, partial(_hand_over, page, answer.body, origin, readers))
        fresh = [link for link in dict.fromkeys(_forum_links(page, address, host)) if link not in known]
        fresh = fresh[: _MOST_PAGES - len(known)]
        known.update(fresh)
        queue.extend(fresh)


def _hand_over(page: Page, body: bytes, origin: Origin, readers: dict[str, PageMerger]) -> tuple[()]:
    """Hand a page to the reader of its format; its threads come at the end."""
    found = recognise_answer(page.name, body)
    if found is None:
        return ()
    name = found[0].name
    reader = readers.get(name) or found[0].reader(origin)
    if isinstance(reader, PageMerger):
        readers[name] = reader
        reader.take(page)
    return ()


def _is_older(thread: Thread, since: datetime | None) -> bool:
    """Whether the thread's last post is from before ``since``."""
    times = [post.created_at for post in thread.posts if post.created_at]
    return since is not None and bool(times) and max(times) < since


def _forum_links(page: Page, address: str, host: str) -> Iterator[str]:
    """The page's links to lists and threads of the same forum, without what only decorates an address."""
    for element in page.select("a[href]"):
        link = _link(address, attribute_of(element, "href").strip(), host)
        if link is None or _NOT_A_PAGE.search(link) or attribute_of(element, "rel") == "nofollow":
            continue
        if _THREAD_LINK.search(link) or _LIST_LINK.search(link):
            yield link


def _link(address: str, target: str, host: str) -> str | None:
    """Where a link leads, if that is an address of the same host."""
    try:
        link = canonical(urljoin(address, target))
        return link if check_url(link) == host else None
    except (AddressRefused, ValueError):
        return None


def canonical(url: str) -> str:
    """Take an address without its fragment, its session and its sort order.

    >>> canonical("https://f.example/viewtopic.php?t=5&sid=0a1b&start=10#p12")
    'https://f.example/viewtopic.php?t=5&start=10'
    """
    parts = urlsplit(url)
    if ";" in parts.query or "=" not in parts.query:
        query = ";".join(each for each in parts.query.split(";") if not each.lower().startswith("phpsessid"))
    else:
        kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
                if name.lower() not in _PASSING_PARAMETERS]  # fmt: skip
        query = urlencode(kept, safe="/:,;")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def base_of(url: str) -> str:
    """Tell the address of the forum that a page of it belongs to."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:c|t|tags?|latest|categories|top|new)(?:[/.].*)?$|/[^/]*\.\w+$", "", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/"), "", ""))


class _Nothing:
    """The end of a stream."""

    def read(self, size: int, /) -> bytes:
        """Nothing more."""
        return b""


def recognise_answer(url: str, body: bytes) -> tuple[Format, Clue] | None:
    """Find the format that is surest of an answer's body."""
    return recognise(Document(url, body[:HEAD], _Nothing()))
