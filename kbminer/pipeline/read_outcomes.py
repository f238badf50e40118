"""What a briefing tells of articles after publishing and of feedback, read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kbminer.briefing.outcomes import SuggestCheck
from kbminer.decisions import cases_of
from kbminer.pipeline import stages
from kbminer.pipeline.results import Codec
from kbminer.records import Article, Decision, RunResult
from kbminer.store import Store

_MOST = 50  # threads of one question that are asked anew: more tell no more


def outcomes_of(store: Store, found: RunResult) -> dict[str, Any]:
    """Read by name what :class:`kbminer.briefing.Facts` holds of links, times and feedback."""
    addresses = [each.url for each in _articles(store) if each.url and each.published]
    linking = frozenset(key for keys in store.linking(addresses).values() for key in keys)
    answers = {each.thread: each.best_post for each in found.resolutions if each.is_solved and each.best_post}
    grouped = {key for group in found.grouping.groups for key in group.members}
    looked_at = {key: post for key, post in answers.items() if linking and key in grouped | linking}
    return {
        "linking": linking,
        "solution_hours": store.hours_to(looked_at),
        "likes": store.likes(),
        "ratings": store.ratings(),
    }


def suggest_checks(store: Store, found: RunResult, decisions: Sequence[Decision]) -> tuple[SuggestCheck, ...]:
    """Test whether new questions are answered with each accepted article, by those that are known."""
    dates = [each.asked_at for each in found.questions if each.asked_at]
    if not decisions or not dates:
        return ()
    cases = cases_of(decisions, found.grouping.groups, today=max(dates).date())
    accepted = [group for group in found.grouping.groups if cases.of(group.id).state == "accepted"]
    body = store.run_results([stages.INDEX.name]).get(stages.INDEX.name) if accepted else None
    if body is None:
        return ()
    from kbminer.search.asked_anew import found_again  # noqa: PLC0415
    from kbminer.search.index import SearchIndex  # noqa: PLC0415 - numpy loads when it is needed

    index = SearchIndex.from_bytes(body)
    articles = {each.group: each.article for each in found.coverage if each.article}
    checks = []
    for group in accepted:
        answers = {group.id, articles.get(group.id, group.id)}
        hits, asked = found_again(index, sorted(group.members)[:_MOST], answers)
        if asked:
            checks.append(SuggestCheck(group=group.id, title=group.title, asked=asked, found=hits))
    return tuple(checks)


def _articles(store: Store) -> tuple[Article, ...]:
    body = store.run_results([stages.ARTICLES.name]).get(stages.ARTICLES.name)
    return Codec[tuple[Article, ...]](tuple[Article, ...]).decode(body) if body else ()
