"""A live forum as a source: what to ask for, in which order, and when to stop.

Discourse and Stack Exchange are asked through their APIs, every other forum page by page. A crawl is a
deterministic walk over remembered answers (:mod:`kbminer.ingest.live.crawl_state`), so it goes on
after a kill where it was, and gives again what it had given: storing a thread twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from kbminer.errors import SourceError
from kbminer.http.client import Client, ComeBackLater
from kbminer.http.safety import check_url
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.known_formats import by_name
from kbminer.ingest.live.crawl_discourse import discourse
from kbminer.ingest.live.crawl_pages import base_of, pages, recognise_answer
from kbminer.ingest.live.crawl_stackexchange import API, stack_exchange
from kbminer.ingest.live.crawl_state import FINAL_URL, CrawlState
from kbminer.ingest.live.crawl_walk import Budget, Crawl, Progress, Spent
from kbminer.records import Problem, Thread

_STACK_EXCHANGE = (
    ".stackexchange.com",
    "stackoverflow.com",
    "superuser.com",
    "serverfault.com",
    "askubuntu.com",
    "mathoverflow.net",
    "stackapps.com",
)
_DISCOURSE = re.compile(rb"generator[^>]+Discourse|discourse-crawler|crawler-post|\"topic_list\"")

__all__ = ["Budget", "Client", "Progress", "crawl", "detect_live"]


def crawl(
    url: str,
    *,
    state: Path,
    client: Client | None = None,
    budget: Budget = Budget(),  # noqa: B008 - frozen
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Thread | Problem]:
    """Yield the threads of a live forum that are new or changed since the last crawl that was stored.

    Parameters
    ----------
    url : str
        The forum's address.
    state : Path
        The file that remembers this forum's crawls.
    client : Client or None
        By default a polite one.
    budget : Budget
        How much to ask for.
    progress : callable or None
        Is told how far the crawl is.

    Raises
    ------
    AddressRefused
        The address is inner or no http address.
    SourceError
        The forum can't be reached at all.
    """
    check_url(url)
    client = client or Client()
    memory = CrawlState(state)
    walk = Crawl(client, memory, budget, progress)
    if memory.resumed or memory.number > 1:
        client.rest(check_url(url))  # the run before may have ended a moment ago
    try:
        yield from _walked(walk, url)
        memory.finish()
    except Spent as error:
        yield Problem(where=url, what=f"{error}; the next run goes on from here", lost=False)
    except ComeBackLater as error:
        yield Problem(where=url, what=f"{error}, and the crawl goes on from here", lost=False)
    finally:
        memory.close()


def _walked(walk: Crawl, url: str) -> Iterator[Thread | Problem]:
    host = check_url(url)
    if _is_stack_exchange(host):
        yield from stack_exchange(walk, API, host.removesuffix(".com").removesuffix(".stackexchange"))
        return
    first = walk.ask(url)
    if first.status >= 400:
        raise SourceError(f"{url} answered {first.status}; check the address")
    home = first.headers.get(FINAL_URL, url)
    if b'"quota_remaining"' in first.body:
        site = dict(parse_qsl(urlsplit(url).query)).get("site", host)
        yield from stack_exchange(walk, base_of(url).split("/2.3")[0].rstrip("/"), site)
    elif _DISCOURSE.search(first.body[:200_000]):
        yield from discourse(walk, base_of(home))
    else:
        yield from pages(walk, url, first)


def detect_live(url: str, client: Client | None = None) -> tuple[Format, Clue] | None:
    """Tell the format in which a live forum would be read; ``None`` where its page shows none.

    One page is asked; of a Stack Exchange site none, since its API is known.
    """
    client = client or Client()
    if _is_stack_exchange(check_url(url)):
        return by_name("stackexchange-api"), Clue(0.98, "the host is a Stack Exchange site, which has an API")
    answer = client.get(url)
    if answer.status >= 400:
        raise SourceError(f"{url} answered {answer.status}; check the address")
    if _DISCOURSE.search(answer.body[:200_000]):
        return by_name("discourse-json"), Clue(0.97, "the page says that Discourse made it, which has an API")
    return recognise_answer(url, answer.body)


def _is_stack_exchange(host: str) -> bool:
    return host.endswith(_STACK_EXCHANGE)
