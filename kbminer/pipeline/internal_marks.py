"""Sentences from internal posts, in a result for inside: each bears a mark that nobody overlooks."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from kbminer.records import Citation, RunResult, Statement

T = TypeVar("T")
Place = tuple[str, str]
"""A thread's key and a post's id."""

INTERNAL = "⟨internal⟩"
"""What stands before a sentence from an internal post, as ⟨name⟩ stands where a name was."""


def with_internal_marks(found: RunResult, internal: Set[Place]) -> RunResult:
    """Mark every sentence and quotation that comes from one of the internal posts.

    Parameters
    ----------
    found : RunResult
    internal : set of (str, str)
        The internal posts, by their threads' keys and their ids.
    """
    return replace(_marked(found, internal, None), shows_internal=True) if internal else found


def _marked(value: T, internal: Set[Place], thread: str | None) -> T:
    if isinstance(value, tuple):
        held = [_marked(each, internal, thread) for each in value]
        same = all(new is old for new, old in zip(held, value, strict=True))
        return value if same else cast(T, tuple(held))
    if not is_dataclass(value) or isinstance(value, type | Citation):
        return value
    thread = getattr(value, "thread", None) or thread
    changed = {
        each.name: new
        for each in fields(value)
        if each.init and (new := _marked(old := getattr(value, each.name), internal, thread)) is not old
    }
    changed |= _own_marks(value, internal, thread)
    return cast(T, replace(cast(Any, value), **changed)) if changed else value


def _own_marks(value: Any, internal: Set[Place], thread: str | None) -> dict[str, Any]:
    """What changes in a statement or a quotation of an internal post."""
    if isinstance(value, Statement):
        cited = [replace(c, internal=(c.thread, c.post) in internal) for c in value.citations]
        if any(citation.internal for citation in cited):
            return {"text": f"{INTERNAL} {value.text}", "citations": tuple(cited)}
        return {}
    quote, post = getattr(value, "quote", None), getattr(value, "post", None)
    return {"quote": f"{INTERNAL} {quote}"} if quote and (thread, post) in internal else {}
