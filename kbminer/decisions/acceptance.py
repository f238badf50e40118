"""What decisions tell of suggestions and drafts: how many are taken, and how much of a draft is rewritten."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from statistics import mean

from kbminer.decisions.verdicts import verdicts_of
from kbminer.records import Decision, Draft, Suggestion, Verdict

SIZES = ((2, 2), (3, 5), (6, 10), (11, None))
"""Bands of how many threads a suggestion had: a pair, few, a dozen, many."""
_WORD = re.compile(r"\[\^\d+\]|\w+")
_MARK = re.compile(r"\[\^\d+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How many suggestions of one kind were accepted, and how many rejected.

    ``by`` names what the suggestions have in common (action, confidence, threads), ``value`` which of it.
    By ``sentence``, sentences of accepted drafts are counted, by how they were worded: kept, or changed.
    """

    by: str
    value: str
    accepted: int
    rejected: int

    @property
    def share(self) -> float:
        """The share that was accepted (0 to 1)."""
        return self.accepted / (self.accepted + self.rejected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """How much of the drafts accepted in one month was rewritten: the mean share of words (0 to 1)."""

    month: str
    articles: int
    rewritten: float


def acceptance_of(
    decisions: Iterable[Decision], suggestions: Mapping[str, Suggestion], drafts: Mapping[str, Draft]
) -> tuple[Acceptance, ...]:
    """Count what was accepted and rejected, by action, by confidence and by number of threads.

    Parameters
    ----------
    decisions : iterable of Decision
        In the order of their numbers; what was taken back counts for nothing.
    suggestions, drafts : mapping
        Those of the latest run by group, where action and confidence stand; of what it no longer has only the
        number of threads is known.
    """
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    verdicts = verdicts_of(decisions)
    for verdict in verdicts.values():
        if verdict.state in ("accepted", "rejected"):
            for kind in _kinds(verdict, suggestions.get(verdict.group), drafts.get(verdict.group)):
                counted[kind][verdict.state == "rejected"] += 1
    for verdict in verdicts.values():
        for wording, kept in _sentences(verdict, drafts.get(verdict.group)):
            counted["sentence", wording][not kept] += 1
    return tuple(
        Acceptance(by=by, value=value, accepted=accepted, rejected=rejected)
        for (by, value), (accepted, rejected) in sorted(counted.items())
    )


def rewriting_of(decisions: Iterable[Decision]) -> tuple[Rewriting, ...]:
    """Measure how much of the accepted drafts was rewritten, month by month: the drafts' own quality."""
    months: dict[str, list[float]] = defaultdict(list)
    for verdict in verdicts_of(decisions).values():
        taken = verdict.settled if verdict.state == "accepted" else None
        if taken is not None and taken.text is not None and taken.draft is not None:
            months[f"{taken.at:%Y-%m}"].append(rewritten(taken.draft, taken.text))
    return tuple(
        Rewriting(month=month, articles=len(shares), rewritten=round(mean(shares), 3))
        for month, shares in sorted(months.items())
    )


@lru_cache(maxsize=4096)
def rewritten(draft: str, text: str) -> float:
    """Return the share of words that differ between a draft and its accepted text (0 to 1).

    >>> rewritten("Press the button.[^1]", "Press the button.[^1]"), rewritten("one two", "three four")
    (0.0, 1.0)
    """
    before, after = (_WORD.findall(_MARK.sub("", each)) for each in (draft, text))
    if not before and not after:
        return 0.0
    return round(1.0 - SequenceMatcher(None, before, after, autojunk=False).ratio(), 3)


def _sentences(verdict: Verdict, draft: Draft | None) -> Iterator[tuple[str, bool]]:
    """How each sentence of an accepted draft was worded, and whether it was accepted as it stood."""
    taken = verdict.settled if verdict.state == "accepted" else None
    if draft is None or taken is None or taken.text is None or taken.draft is None:
        return
    before, after = (
        f" {' '.join(_WORD.findall(_MARK.sub('', each)))} " for each in (taken.draft, taken.text)
    )
    for section in draft.sections:
        for statement in section.statements:
            words = f" {' '.join(_WORD.findall(statement.text))} "
            if words.strip() and words in before:  # what a later run drafted was not accepted
                yield statement.wording, words in after


def _kinds(verdict: Verdict, suggestion: Suggestion | None, draft: Draft | None) -> Iterator[tuple[str, str]]:
    if suggestion is not None:
        yield "action", suggestion.action
    if draft is not None:
        yield "confidence", draft.confidence
    members = len(verdict.settled.members if verdict.settled else verdict.members)
    for least, most in SIZES:
        if members >= least and (most is None or members <= most):
            yield "threads", f"{least}" if least == most else f"{least}–{most}" if most else f"{least}+"
