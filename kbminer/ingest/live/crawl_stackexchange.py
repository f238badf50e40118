"""Stack Exchange, asked live through its API: questions by activity, then their answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kbminer.errors import SourceError
from kbminer.http.credential import Credential, named_origin
from kbminer.http.safety import check_url
from kbminer.ingest.format import Origin
from kbminer.ingest.formats.json_values import list_of
from kbminer.ingest.formats.stackexchange_api import StackExchangeReader
from kbminer.ingest.live.crawl_walk import Crawl, json_of
from kbminer.records import Problem, Thread

API = "https://api.stackexchange.com"


@dataclass(frozen=True, slots=True)
class _Site:
    """One site under a walk: the API's address, the site's name there, and the key, which is the API's."""

    walk: Crawl
    base: str
    name: str
    key: Credential | None

    def pages(self, path: str, order: str, *, since: str = "", version: str = "") -> Iterator[dict[str, Any]]:
        """Yield the answers for a path, a hundred items each, as long as there are more."""
        page = 1
        while True:
            answer = self._ask(
                f"{self.base}/2.3/{path}?site={self.name}&page={page}&pagesize=100&{order}"
                f"&filter=withbody{since}{version}"
            )
            yield answer
            if not answer.get("has_more"):
                return
            page += 1

    def _ask(self, url: str) -> dict[str, Any]:
        answer = self.walk.ask(url, credential=self.key)
        data = json_of(answer.body)
        if "error_id" in data:
            raise SourceError(
                f"the API refused: {data.get('error_message') or data.get('error_name')}; try again later"
            )
        if self.walk.fresh and isinstance(data.get("backoff"), int | float):
            self.walk.client.wait(check_url(url), data["backoff"])
        return data


def stack_exchange(walk: Crawl, base: str, site: str) -> Iterator[Thread | Problem]:
    """Walk a Stack Exchange site: questions by activity, then their answers, a hundred questions at once."""
    asked = _Site(walk, base, site, _credential())
    since = f"&min={int(walk.budget.since.timestamp())}" if walk.budget.since else ""
    for listed in asked.pages("questions", "order=desc&sort=activity", since=since):
        questions = [item for item in list_of(listed, "items") if "question_id" in item]
        if not questions:
            return
        reader = StackExchangeReader(Origin(name=site))
        for item in (*questions, *_answers(asked, questions)):
            reader.take(item)
        yield from reader.finish()


def _answers(site: _Site, questions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The answers to questions; their address carries the latest activity, so that it is new with each."""
    answered = [str(item["question_id"]) for item in questions if item.get("answer_count")]
    if not answered:
        return
    latest = max(int(item.get("last_activity_date") or 0) for item in questions)
    path = f"questions/{';'.join(answered)}/answers"
    for answers in site.pages(path, "order=asc&sort=creation", version=f"#{latest}"):
        yield from list_of(answers, "items")


def _credential() -> Credential | None:
    """The key of the environment; it belongs to Stack Exchange's own API unless another is named."""
    key, origin = (
        os.environ.get("KBMINER_STACKEXCHANGE_KEY"),
        named_origin("KBMINER_STACKEXCHANGE_ORIGIN", API),
    )
    return Credential(origin=origin, query={"key": key}) if key and origin else None
