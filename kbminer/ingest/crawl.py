"""A live forum as a source: what to ask for, in which order, and when to stop.

Discourse and Stack Exchange are asked through their APIs, every other forum page by page. A crawl is a
deterministic walk over remembered answers (:mod:`kbminer.ingest.crawl_state`), so it goes on after a kill
where it was, and gives again what it had given: storing a thread twice changes nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from kbminer.errors import SourceError
from kbminer.ingest.boards import looks_like_html
from kbminer.ingest.crawl_state import CrawlState, Remembered
from kbminer.ingest.dates import utc
from kbminer.ingest.decode import decode, load_json
from kbminer.ingest.detect import recognise
from kbminer.ingest.discourse_json import TopicReader, missing_posts
from kbminer.ingest.documents import HEAD, Document
from kbminer.ingest.fetch import Client, Unfetched
from kbminer.ingest.formats import Clue, Format, Origin
from kbminer.ingest.pages import Page, attribute_of
from kbminer.ingest.safety import Refused, check_url
from kbminer.ingest.stackexchange_api import QuestionReader
from kbminer.records import Problem, Thread

_BATCH = 20  # posts that Discourse gives at once without complaint
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
_PASSING_PARAMETERS = frozenset(
    "sid s phpsessid hilit highlight sk sd st utm_source utm_medium utm_campaign".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much to ask for: at most ``max_pages`` answers in this run, and nothing last active "
    "before ``since``."""

    max_pages: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl is: answers had, answers still known to be wanted."""

    done: int
    waiting: int


class _Spent(Exception):
    """The budget of this run is spent."""


class Crawl:
    """One walk over one forum.

    Args:
        client: fetches, politely.
        state: remembers.
        budget: how much to ask for.
        progress: is told how far it is.
    """

    def __init__(
        self, client: Client, state: CrawlState, budget: Budget, progress: Callable[[Progress], None] | None
    ) -> None:
        self.client = client
        self.state = state
        self.budget = budget
        self._progress = progress
        self._done = 0
        self.fresh = False

    def ask(self, url: str, *, secret: dict[str, str] | None = None, waiting: int = 0) -> Remembered:
        """The answer for an address: remembered from this crawl, else fetched, else known to be unchanged."""
        self.fresh = False
        known = self.state.find(url)
        if known and known.crawl == self.state.number:
            return known
        if self.budget.max_pages is not None and self._done >= self.budget.max_pages:
            raise _Spent
        conditions = {}
        if known and known.headers.get("etag"):
            conditions["If-None-Match"] = known.headers["etag"]
        if known and known.headers.get("last-modified"):
            conditions["If-Modified-Since"] = known.headers["last-modified"]
        answer = self.client.get(url.split("#", maxsplit=1)[0], headers=conditions, secret=secret)
        self.fresh = True
        if answer.status == 304 and known:
            self.state.remember(url, known.status, known.headers, known.body, changed=False)
        else:
            changed = known is None or known.body != answer.body
            self.state.remember(url, answer.status, answer.headers, answer.body, changed=changed)
        self._done += 1
        if self._progress:
            self._progress(Progress(done=self._done, waiting=waiting))
        found = self.state.find(url)
        if found is None:
            raise SourceError(f"the crawl's memory lost {url}; remove its file and start again")
        return found


def crawl(
    url: str,
    *,
    state: Path,
    client: Client | None = None,
    budget: Budget = Budget(),
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Thread | Problem]:
    """Give the threads of a live forum that are new or changed since the last crawl.

    Args:
        url: the forum's address.
        state: the file that remembers this forum's crawls.
        client: by default a polite one.
        budget: how much to ask for.
        progress: is told how far the crawl is.

    Raises:
        Refused: the address is inner or no http address.
        SourceError: the forum can't be reached at all.
    """
    check_url(url)
    client = client or Client()
    memory = CrawlState(state)
    walk = Crawl(client, memory, budget, progress)
    try:
        yield from _walked(walk, url)
        memory.finish()
    except _Spent:
        what = "the budget of pages is spent; the next run goes on from here"
        yield Problem(where=url, what=what, lost=False)
    finally:
        memory.close()
        client.close()


def _walked(walk: Crawl, url: str) -> Iterator[Thread | Problem]:
    host = check_url(url)
    if host.endswith(
        (".stackexchange.com", "stackoverflow.com", "superuser.com", "serverfault.com", "askubuntu.com")
    ):
        yield from stack_exchange(
            walk, "https://api.stackexchange.com", host.removesuffix(".com").removesuffix(".stackexchange")
        )
        return
    first = walk.ask(url)
    if first.status >= 400:
        raise SourceError(f"{url} answered {first.status}; check the address")
    if b'"quota_remaining"' in first.body:
        site = dict(parse_qsl(urlsplit(url).query)).get("site", host)
        yield from stack_exchange(walk, _base(url).split("/2.3")[0].rstrip("/"), site)
    elif re.search(
        rb"generator[^>]+Discourse|discourse-crawler|crawler-post|\"topic_list\"", first.body[:200_000]
    ):
        yield from discourse(walk, _base(url))
    else:
        yield from pages(walk, url, first)


@dataclass(frozen=True, slots=True)
class _Discourse:
    """One Discourse forum under a walk: its address, what reads its topics, its key."""

    walk: Crawl
    base: str
    reader: TopicReader
    secret: dict[str, str] | None


def discourse(walk: Crawl, base: str) -> Iterator[Thread | Problem]:
    """Walk a Discourse forum: its lists from the latest activity back, then each topic that changed."""
    forum = _Discourse(walk, base, TopicReader(Origin(name=check_url(base), base_url=base)), _discourse_key())
    seen: set[int] = set()
    page = 0
    while True:
        address = f"{base}/latest.json?no_definitions=true&page={page}"
        answer = walk.ask(address, secret=forum.secret)
        topics = _json(answer).get("topic_list", {}).get("topics", []) if answer.status == 200 else []
        fresh = [topic for topic in topics if isinstance(topic, dict) and topic.get("id") not in seen]
        for place, topic in enumerate(fresh):
            seen.add(topic["id"])
            active = utc(topic.get("bumped_at") or topic.get("last_posted_at"))
            if walk.budget.since and active and active < walk.budget.since:
                if not topic.get("pinned"):
                    return
                continue
            yield from _topic(forum, topic, len(fresh) - place)
        if not fresh:
            return
        page += 1


def _topic(forum: _Discourse, listed: dict[str, Any], waiting: int) -> Iterator[Thread | Problem]:
    state = forum.walk.state
    address = f"{forum.base}/t/{listed['id']}.json"
    key = f"{check_url(forum.base)}:{listed['id']}"
    known = state.find(address)
    if known and known.crawl < state.number and known.status == 200 and _is_current(known, listed):
        if known.changed >= state.number - 1:  # what the last run gave may not have been stored
            yield from _complete(forum, known, address)
        return
    try:
        answer = forum.walk.ask(address, secret=forum.secret, waiting=waiting)
    except Unfetched as error:
        yield Problem(where=address, what=str(error), thread=key)
        return
    if answer.status != 200:
        what = "the topic is gone" if answer.status in (404, 410) else f"the server answered {answer.status}"
        yield Problem(where=address, what=what, thread=key)
        return
    yield from _complete(forum, answer, address)


def _is_current(known: Remembered, listed: dict[str, Any]) -> bool:
    """Whether the remembered topic is as the list now has it."""
    data = _json_or_empty(known.body)
    same = ("last_posted_at", "posts_count", "highest_post_number", "title", "closed", "archived")
    bumped = listed.get("bumped_at"), data.get("bumped_at")
    return all(data.get(name) == listed.get(name) for name in same if name in listed and name in data) and (
        None in bumped or bumped[0] == bumped[1]
    )


def _complete(forum: _Discourse, answer: Remembered, address: str) -> Iterator[Thread | Problem]:
    """The topic with the posts that its first page leaves out."""
    data = _json_or_empty(answer.body)
    if "post_stream" not in data:
        yield Problem(where=address, what="the answer is no topic")
        return
    missing = missing_posts(data)
    for start in range(0, len(missing), _BATCH):
        query = "&".join(f"post_ids[]={number}" for number in missing[start : start + _BATCH])
        version = data.get("bumped_at") or data.get("last_posted_at") or ""
        url = f"{forum.base}/t/{data.get('id')}/posts.json?{query}#{version}"
        try:
            batch = forum.walk.ask(url, secret=forum.secret)
        except Unfetched:
            continue  # the topic goes through, said to be cut short
        stream = _json_or_empty(batch.body).get("post_stream")
        if batch.status == 200 and isinstance(stream, dict):
            data["post_stream"]["posts"] += stream.get("posts") or []
    yield from forum.reader.whole(data, address)


def stack_exchange(walk: Crawl, base: str, site: str) -> Iterator[Thread | Problem]:
    """Walk a Stack Exchange site: questions by activity, then their answers, a hundred questions at once."""
    key = os.environ.get("KBMINER_STACKEXCHANGE_KEY")
    extra = f"&key={key}" if key else ""
    since = f"&min={int(walk.budget.since.timestamp())}" if walk.budget.since else ""
    page = 1
    while True:
        ask = (
            f"{base}/2.3/questions?site={site}&page={page}&pagesize=100&order=desc&sort=activity"
            f"&filter=withbody{since}{extra}"
        )
        listed = _api(walk, ask)
        questions = [
            item for item in listed.get("items", []) if isinstance(item, dict) and "question_id" in item
        ]
        reader = QuestionReader(Origin(name=site))
        for item in questions:
            reader.take(item)
        answered = [str(item["question_id"]) for item in questions if item.get("answer_count")]
        part = 1
        while answered:
            version = max(int(item.get("last_activity_date") or 0) for item in questions)
            ask = (
                f"{base}/2.3/questions/{';'.join(answered)}/answers?site={site}&page={part}&pagesize=100"
                f"&order=asc&sort=creation&filter=withbody{extra}#{version}"
            )
            answers = _api(walk, ask)
            for item in answers.get("items", []):
                reader.take(item)
            if not answers.get("has_more"):
                break
            part += 1
        yield from reader.finish()
        if not listed.get("has_more") or not questions:
            return
        page += 1


def _api(walk: Crawl, url: str) -> dict[str, Any]:
    answer = walk.ask(url)
    data = _json_or_empty(answer.body)
    if "error_id" in data:
        raise SourceError(
            f"the API refused: {data.get('error_message') or data.get('error_name')}; try again later"
        )
    if walk.fresh and isinstance(data.get("backoff"), int | float):
        walk.client.wait(check_url(url), float(data["backoff"]))
    return data


def pages(walk: Crawl, url: str, first: Remembered) -> Iterator[Thread | Problem]:
    """Walk any other forum page by page: lists and threads of the same host below the same folder."""
    host = check_url(url)
    queue = [url]
    known = {url}
    reader: Any = None
    format: Format | None = None
    spent = False
    while queue:
        address = queue.pop(0)
        try:
            answer = first if address == url else walk.ask(address, waiting=len(queue))
        except _Spent:
            spent = True
            break
        except (Unfetched, Refused) as error:
            yield Problem(where=address, what=str(error))
            continue
        if answer.status != 200 or not looks_like_html(answer.body):
            if answer.status in (404, 410):
                yield Problem(where=address, what="the page is gone")
            continue
        page = Page(address, decode(answer.body), url=address)
        if format is None:
            found = recognise(Document(address, answer.body[:HEAD], _Nothing()))
            if found:
                format = found[0]
                reader = format.reader(Origin(name=host, base_url=_base(url)))
        if reader is not None and hasattr(reader, "take"):
            reader.take(page)
        for link in _forum_links(page, address, host):
            if link not in known:
                known.add(link)
                queue.append(link)
    if reader is None:
        raise SourceError(f"{url} holds no forum that kbminer can read; save its pages and give the folder")
    yield from reader.finish()
    if spent:
        raise _Spent


class _Nothing:
    """The end of a stream."""

    def read(self, size: int, /) -> bytes:
        """Nothing more."""
        return b""


def _forum_links(page: Page, address: str, host: str) -> Iterator[str]:
    """The page's links to lists and threads of the same forum, without what only decorates an address."""
    for element in page.select("a[href]"):
        link = canonical(urljoin(address, attribute_of(element, "href").strip()))
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https") or (parts.hostname or "").lower() != host:
            continue
        if _NOT_A_PAGE.search(link) or attribute_of(element, "rel") == "nofollow":
            continue
        if _THREAD_LINK.search(link) or _LIST_LINK.search(link):
            yield link


def canonical(url: str) -> str:
    """An address without its fragment, its session and its sort order.

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


def _base(url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r"/(?:latest|categories|top|index\.\w+)?(?:\.json)?$", "", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/"), "", ""))


def _discourse_key() -> dict[str, str] | None:
    key = os.environ.get("KBMINER_DISCOURSE_KEY")
    if not key:
        return None
    return {"Api-Key": key, "Api-Username": os.environ.get("KBMINER_DISCOURSE_USER", "system")}


def _json(answer: Remembered) -> dict[str, Any]:
    return _json_or_empty(answer.body)


def _json_or_empty(body: bytes) -> dict[str, Any]:
    try:
        data = load_json(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def detect_live(url: str, client: Client | None = None) -> tuple[Format, Clue] | None:
    """Tell the format of a live forum's first page; ``None`` where none is recognised."""
    client = client or Client()
    try:
        answer = client.get(url)
    finally:
        client.close()
    if answer.status >= 400:
        raise SourceError(f"{url} answered {answer.status}; check the address")
    return recognise(Document(url, answer.body[:HEAD], _Nothing()))
