"""Whether threads in which a reply links an article are solved sooner.

They are held against the other solved threads of the same questions, since easy questions have articles, too.
Times are compared on the logarithm; the mean difference within questions, each weighted by what its threads
tell, comes with a normal 95 % interval. While that holds 1, nothing is claimed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median

from kbminer.briefing.estimate import Estimate, ratio_of
from kbminer.briefing.facts import Facts
from kbminer.briefing.outcomes import Linked

_SHORTEST = 0.1  # hours: below, dates of whole minutes tell no difference
_FEWEST = 5  # threads beyond the means that they give: with fewer, their spread is not known
_Times = tuple[Sequence[float], Sequence[float]]


def linked(facts: Facts) -> Linked | None:
    """Compare times to a solution within each question; nothing where no solved thread links an article."""
    own = [hours for key, hours in facts.solution_hours.items() if key in facts.linking]
    if not own:
        return None
    questions = [each for group in facts.groups.values() if all(each := _times(facts, group.members))]
    others = [hours for _, without in questions for hours in without]
    ratio = _ratio(questions)
    return Linked(
        threads=len(own),
        hours=round(median(own), 2),
        others=len(others),
        others_hours=round(median(others), 2) if others else None,
        ratio=ratio,
        words=_words(ratio),
    )


def _times(facts: Facts, members: Sequence[str]) -> _Times:
    """Hours to the solution of a question's threads: with a link, and without one."""
    known = [
        (key in facts.linking, facts.solution_hours[key]) for key in members if key in facts.solution_hours
    ]
    return [hours for links, hours in known if links], [hours for links, hours in known if not links]


def _ratio(questions: Sequence[_Times]) -> Estimate | None:
    parts = [
        tuple([math.log(max(hours, _SHORTEST)) for hours in part] for part in each) for each in questions
    ]
    means = [tuple(map(fmean, each)) for each in parts]
    free = sum(len(part) - 1 for each in parts for part in each)
    if free < _FEWEST:
        return None
    squares = (
        (time - middle) ** 2
        for each, centre in zip(parts, means, strict=True)
        for part, middle in zip(each, centre, strict=True)
        for time in part
    )
    spread = sum(squares) / free
    weights = [1 / (1 / len(one) + 1 / len(other)) for one, other in parts]
    middle = sum(w * (one - other) for w, (one, other) in zip(weights, means, strict=True)) / sum(weights)
    return ratio_of(
        middle,
        math.sqrt(spread / sum(weights)),
        "times as long until solved as without a link",
        f"95% interval, within {len(questions)} questions with solved threads of both kinds",
    )


def _words(ratio: Estimate | None) -> str:
    if ratio is None:
        return "too few threads of one question with and without a link to compare"
    if ratio.high < 1:
        return "solved sooner with a link, beyond chance"
    return "solved later with a link, beyond chance" if ratio.low > 1 else "no difference beyond chance yet"
