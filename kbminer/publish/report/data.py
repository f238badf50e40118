"""The report as data: what ``report.json`` holds, for tools that read suggestions."""

from __future__ import annotations

from typing import Any

from kbminer import __version__
from kbminer.publish.report.head_figures import (
    ReportFigures,
    UncheckedLanguage,
    count_figures,
    unchecked_languages,
)
from kbminer.records import (
    ArticleUse,
    Coverage,
    Grouping,
    Resolution,
    RunResult,
    Service,
    StateChange,
    Suggestion,
    ThreadSummary,
)
from kbminer.records.by_key import by_key, by_thread
from kbminer.redact.gate import released_run
from kbminer.web_address import web_address


def report_data(found: RunResult) -> dict[str, Any]:
    """List the report as plain values: figures, suggestions, groups, what was left out, and problems.

    Nothing in it is private.
    ``unchecked_languages`` is there only where the forum has such a language.
    """
    found = released_run(found)
    figures = count_figures(found)
    unchecked = _plain(tuple[UncheckedLanguage, ...], unchecked_languages(figures))
    return {
        "kbminer": __version__,
        **_warnings(found),
        "threads": found.counts.threads,
        "posts": found.counts.posts,
        "accepted": found.counts.accepted,
        "withheld": found.counts.withheld_by_mark,
        **({"shows_internal": True} if found.shows_internal else {}),
        "figures": _plain(ReportFigures, figures),
        "suggestions": [_suggestion(found, s, rank) for rank, s in enumerate(found.ranked, start=1)],
        "perhaps_one_question": [{"group": group, "why": why} for group, why in found.perhaps],
        "groups": _groups(found),
        "service": _plain(Service | None, found.service),
        "changes": _plain(tuple[StateChange, ...], found.changes),
        "articles": _plain(tuple[ArticleUse, ...], found.articles),
        **_grouping(found.grouping),
        "set_aside": [
            {"thread": q.thread, "title": q.title, "reason": q.set_aside}
            for q in found.questions
            if q.set_aside
        ],
        "problems": [
            {"where": p.where, "what": p.what, "thread": p.thread, "lost": p.lost}
            for p in (*found.problems, *found.model_problems, *found.model_changes)
        ],
        **({"unchecked_languages": unchecked} if unchecked else {}),
    }


def _warnings(found: RunResult) -> dict[str, Any]:
    """What a reader must know before anything else, where there is such a thing."""
    warnings = [{"where": p.where, "what": p.what} for p in found.problems if p.warns]
    return {"warnings": warnings} if warnings else {}


def _groups(found: RunResult) -> list[dict[str, Any]]:
    summaries = by_key(found.threads)
    resolutions = by_thread(found.resolutions)
    return [
        {
            "id": group.id,
            "title": group.title,
            "terms": group.terms,
            "theme": group.theme,
            "cohesion": group.cohesion,
            "threads": [
                _member(summaries[key], resolutions[key], doubtful=key in group.doubtful)
                for key in group.members
            ],
        }
        for group in found.grouping.groups
    ]


def _grouping(grouping: Grouping) -> dict[str, Any]:
    """List what stands around the groups."""
    return {
        "themes": [
            {"id": theme.id, "terms": theme.terms, "groups": theme.groups} for theme in grouping.themes
        ],
        "lineage": [
            {"kind": e.kind, "before": e.before, "after": e.after, "at": e.at.isoformat() if e.at else None}
            for e in grouping.lineage
        ],
        "left_out": [
            {"thread": o.thread, "nearest": o.nearest, "similarity": o.similarity, "reason": o.reason}
            for o in grouping.left_out
        ],
    }


def _suggestion(found: RunResult, suggestion: Suggestion, rank: int) -> dict[str, Any]:
    group = suggestion.group
    draft = found.draft_of(suggestion)
    return {
        "rank": rank,
        "group": group.id,
        "action": suggestion.action,
        "title": group.title,
        "score": suggestion.score,
        "terms": group.terms,
        "threads": len(group.members),
        "draft": draft.id if draft else None,
        "coverage": next((_plain(Coverage, c) for c in found.coverage if c.group == group.id), None),
        "undrafted": dict(found.undrafted).get(group.id),
        "reasons": [
            {"name": r.name, "value": r.value, "words": r.words, "weight": r.weight}
            for r in suggestion.reasons
        ],
    }


def _plain(kind: Any, value: object) -> Any:
    """Turn a record into values that JSON knows."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - at first use

    return TypeAdapter(kind).dump_python(value, mode="json")


def _member(thread: ThreadSummary, resolution: Resolution, *, doubtful: bool) -> dict[str, Any]:
    return {
        "key": thread.key,
        "title": thread.title,
        "url": web_address(thread.url),
        "created_at": thread.created_at.isoformat() if thread.created_at else None,
        "views": thread.views,
        "replies": thread.replies,
        "doubtful": doubtful,
        "declared": resolution.declared,
        "declared_post": resolution.declared_post,
        "standing": resolution.standing,
        "inferred": resolution.state,
        "probability": resolution.probability,
        "solution_post": resolution.solution_post,
        "post_probability": resolution.post_probability,
        "evidence": [{"kind": c.kind, "quote": c.quote, "post": c.post} for c in resolution.evidence],
    }
