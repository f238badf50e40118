"""Discourse, asked live: its lists from the latest activity back, then each topic that changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from kbminer.http.credential import Credential, named_origin, origin_of
from kbminer.http.safety import AddressRefused, check_url
from kbminer.http.transport import Unfetched
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.ingest.formats.discourse_json import DiscourseReader
from kbminer.ingest.formats.discourse_topic import missing_posts
from kbminer.ingest.formats.json_values import list_of, part_of
from kbminer.ingest.live.crawl_state import Remembered
from kbminer.ingest.live.crawl_walk import Crawl, json_of
from kbminer.ingest.live.guest_view import guest_view
from kbminer.ingest.timestamps import utc
from kbminer.records import Problem, Thread

_BATCH = 20  # posts that Discourse gives at once without complaint
_MOST_POSTS = 10_000  # where Discourse closes a topic (auto_close_topics_post_count)


@dataclass(frozen=True, slots=True)
class _Discourse:
    """One Discourse forum under a walk: its address, what reads its topics, a key and where it belongs."""

    walk: Crawl
    base: str
    reader: DiscourseReader
    credential: Credential | None

    def ask(self, url: str) -> Remembered:
        """Ask for an address of this forum."""
        return self.walk.ask(url, credential=self.credential, view=self.view)

    @property
    def view(self) -> Callable[[bytes], bytes] | None:
        """What leaves of a keyed answer what a guest could read; ``None`` where everything may be kept."""
        if self.credential is None or self.walk.budget.internal:
            return None
        return partial(guest_view, categories=self.reader.categories)


def discourse(walk: Crawl, base: str) -> Iterator[Thread | Problem]:
    """Walk a Discourse forum: its lists from the latest activity back, then each topic that changed."""
    reader = DiscourseReader(Origin(name=check_url(base), base_url=base))
    forum = _Discourse(walk, base, reader, _credential())
    yield from _unsent(forum)
    _name_categories(forum)
    for topics in _latest(forum):
        for place, topic in enumerate(topics):
            active = utc(topic.get("bumped_at") or topic.get("last_posted_at"))
            if not (walk.budget.since and active and active < walk.budget.since):
                yield from _topic(forum, topic, len(topics) - place)
            elif not topic.get("pinned"):
                return


def _latest(forum: _Discourse) -> Iterator[list[dict[str, Any]]]:
    """Pages of the list by activity; a topic that moves while it is read is passed over the second time."""
    seen: set[int] = set()
    page = 0
    while True:
        answer = forum.ask(f"{forum.base}/latest.json?no_definitions=true&page={page}")
        topics = list_of(json_of(answer.body), "topic_list", "topics") if answer.status == 200 else []
        fresh = [topic for topic in topics if isinstance(topic.get("id"), int) and topic["id"] not in seen]
        if not fresh:
            return
        seen.update(topic["id"] for topic in fresh)
        yield fresh
        page += 1


def _name_categories(forum: _Discourse) -> None:
    """Learn the categories' names: a topic knows only its category's number."""
    address = f"{forum.base}/categories.json?include_subcategories=true"
    try:
        answer = forum.ask(address)
    except (Unfetched, AddressRefused):
        return  # the numbers stand for the names
    if answer.status == 200:
        forum.reader.name_categories(json_of(answer.body))


def _topic(forum: _Discourse, listed: dict[str, Any], waiting: int) -> Iterator[Thread | Problem]:
    state = forum.walk.state
    address = f"{forum.base}/t/{listed['id']}.json"
    known = state.find(address)
    if known and known.crawl < state.number and known.status == 200 and _is_current(known, listed):
        if known.changed > state.stored:  # what an earlier run gave may never have been stored
            yield from _complete(forum, known, address, lambda url: state.find(url) or forum.ask(url))
        return
    try:
        answer = forum.walk.ask(address, credential=forum.credential, waiting=waiting, view=forum.view)
        problem = _problem_of(answer.status)
    except (Unfetched, AddressRefused) as error:
        problem = str(error)
    if problem:
        yield Problem(where=address, what=problem, thread=f"{check_url(forum.base)}:{listed['id']}")
    else:
        yield from _complete(forum, answer, address, forum.ask)


def _problem_of(status: int) -> str | None:
    if status in (404, 410):
        return "the topic is gone"
    return f"the server answered {status}" if status != 200 else None


def _is_current(known: Remembered, listed: dict[str, Any]) -> bool:
    """Whether the remembered topic is as the list now has it."""
    data = json_of(known.body)
    same = ("last_posted_at", "posts_count", "highest_post_number", "title", "closed", "archived")
    bumped = listed.get("bumped_at"), data.get("bumped_at")
    return all(data.get(name) == listed.get(name) for name in same if name in listed and name in data) and (
        None in bumped or bumped[0] == bumped[1]
    )


def _complete(
    forum: _Discourse, answer: Remembered, address: str, batch_at: Callable[[str], Remembered]
) -> Iterator[Thread | Problem]:
    """The topic with the posts that its first page leaves out, which ``batch_at`` gives by their address."""
    data = json_of(answer.body)
    if not isinstance(part_of(data, "post_stream", "posts"), list):
        yield Problem(where=address, what="the answer is no topic")
        return
    missing = missing_posts(data)[:_MOST_POSTS]
    for start in range(0, len(missing), _BATCH):
        query = "&".join(f"post_ids[]={number}" for number in missing[start : start + _BATCH])
        version = data.get("bumped_at") or data.get("last_posted_at") or ""
        url = f"{forum.base}/t/{data.get('id')}/posts.json?{query}#{version}"
        try:
            batch = batch_at(url)
        except (Unfetched, AddressRefused):
            continue  # the topic goes through, said to be cut short
        stream = json_of(batch.body).get("post_stream")
        if batch.status == 200 and isinstance(stream, dict):
            data["post_stream"]["posts"] += list_of(stream, "posts")
    yield from isolate_errors(address, partial(forum.reader.whole, data, address))


def _credential() -> Credential | None:
    """The key of the environment, if it is said whose it is."""
    key, origin = os.environ.get("KBMINER_DISCOURSE_KEY"), named_origin("KBMINER_DISCOURSE_ORIGIN")
    if not key or origin is None:
        return None
    user = os.environ.get("KBMINER_DISCOURSE_USER", "system")
    return Credential(origin=origin, headers={"Api-Key": key, "Api-Username": user})


def _unsent(forum: _Discourse) -> Iterator[Problem]:
    """Say that a key is not sent, and why."""
    if not os.environ.get("KBMINER_DISCOURSE_KEY"):
        return
    here = origin_of(forum.base)
    if forum.credential is None:
        what = (
            "the key is not sent, since it is not said whose it is; name the forum as "
            f"KBMINER_DISCOURSE_ORIGIN, such as {here}"
        )
        yield Problem(where=forum.base, what=what, lost=False)
    elif not forum.credential.is_for(forum.base):
        what = f"the key is not sent: it belongs to {forum.credential.origin}, this is {here}"
        yield Problem(where=forum.base, what=what, lost=False)
