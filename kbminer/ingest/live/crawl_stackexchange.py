"""Stack Exchange, asked live through its API: questions by activity, then their answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from kbminer.errors import SourceError
from kbminer.http.safety import check_url
from kbminer.ingest.format import Origin
from kbminer.ingest.formats.stackexchange_api import StackExchangeReader
from kbminer.ingest.live.crawl_walk import Crawl, json_of
from kbminer.records import Problem, Thread


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
        reader = StackExchangeReader(Origin(name=site))
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
    data = json_of(answer.body)
    if "error_id" in data:
        raise SourceError(
            f"the API refused: {data.get('error_message') or data.get('error_name')}; try again later"
        )
    if walk.fresh and isinstance(data.get("backoff"), int | float):
        walk.client.wait(check_url(url), float(data["backoff"]))
    return data
