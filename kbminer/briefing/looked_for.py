"""Demand beyond threads joined to the questions: what searches, votes and handovers looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from kbminer.briefing.items import Demand

LEAST = 0.5
"""Probability from which something that was looked for counts as a question's: likelier so than not."""
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedFor:
    """Something that somebody looked for: its words, how often, when last, and the file that told it."""

    text: str
    count: int = 1
    day: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """The question that something belongs to."""

    group: str
    title: str


def joined(
    looked_for: Iterable[LookedFor], question_of: Callable[[str], AskedQuestion | None]
) -> tuple[Demand, ...]:
    """Join what was looked for to questions, the most wanted first; what none asks stands by its words.

    Parameters
    ----------
    looked_for : iterable of LookedFor
    question_of : callable
        Gives the question that a text asks.
    """
    asked: dict[str, AskedQuestion | None] = {}
    parts: dict[tuple[str | None, str], list[LookedFor]] = defaultdict(list)
    for each in looked_for:
        words = " ".join(each.text.split())
        if not words:
            continue
        key = words.casefold()
        if key not in asked:
            asked[key] = question_of(words)
        found = asked[key]
        parts[(found.group, found.title) if found else (None, key)].append(each)
    demand = [
        Demand(
            group=group,
            title=title if group else _commonest(each.text for each in held),
            count=sum(each.count for each in held),
            kinds=tuple(sorted({each.kind for each in held})),
            last=max((each.day for each in held if each.day), default=None),
        )
        for (group, title), held in parts.items()
    ]
    return tuple(sorted(demand, key=lambda each: (-each.count, each.title))[:_SHOWN])


def _commonest(texts: Iterable[str]) -> str:
    words = [" ".join(text.split()) for text in texts]
    return max(sorted(set(words)), key=words.count)
