"""Which answers a draft tells: the best one, others that really differ, and the rest as hints.

The same fix found in several threads is one fix with several witnesses, not several alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from kbminer.draft.agreement import terms
from kbminer.draft.candidates import advising
from kbminer.draft.evidence import Answer, nearness
from kbminer.draft.telling import Told
from kbminer.draft.writing import Writing

LEAST_WEIGHT = 0.01  # below this an answer is a hint, no resolution
NEARLY = 0.1  # of the best answer's weight that an alternative must have
MOST_ALTERNATIVES = 5
PLAIN = 0.4  # of the best answer's weight from which a plain one goes before a loose one
LEAST_NEAR = 0.05  # likeness of two questions' words from which one answer may serve both
SMALL = 6  # threads; in a group of more, only questions near the first answer's are told
ENOUGH = 1.2  # weight of its two best sentences from which an answer stands as an alternative
SAME_WORDS = 0.6  # of the shorter telling's terms that the longer one must hold to be the same fix
LEAST_TERMS = 4  # fewer terms than these tell no fix from another
BUDGET, LESS = 2400, 1200  # characters of sentences told of the best answer, and of an alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One way to solve it: the answer that tells it best, what it tells, and others that tell the same."""

    answer: Answer
    told: Told
    others: tuple[Answer, ...] = ()

    @property
    def agreeing(self) -> tuple[Answer, ...]:
        """One answer of each other thread in which the same fix was found."""
        found: dict[str, Answer] = {}
        for other in self.others:
            if other.thread.key != self.answer.thread.key:
                found.setdefault(other.thread.key, other)
        return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """The fixes to tell, the best one first, and the answers left for hints."""

    told: tuple[Fix, ...]
    rest: tuple[Answer, ...]


def choose_fixes(writing: Writing) -> Fixes:
    """Choose the best answer, up to five different ones nearly as likely, and leave the rest."""
    answers = writing.evidence.answers
    likely = [answer for answer in answers if answer.weight >= LEAST_WEIGHT]
    if not likely:
        return Fixes(told=(), rest=answers)
    primary = _plainest(writing, likely)
    fixes = [Fix(answer=primary, told=writing.tell(primary, budget=BUDGET))]
    rest: list[Answer] = []
    asked = writing.evidence.asked
    near = nearness(asked, primary.thread.key) if len(asked) > SMALL else {}
    for answer in answers:
        if answer is primary:
            continue
        told = writing.tell(answer, budget=LESS)
        same = next((i for i, fix in enumerate(fixes) if _is_same(fix, answer, told)), None)
        if same is not None:
            fixes[same] = replace(fixes[same], others=(*fixes[same].others, answer))
        elif (
            answer.weight >= max(LEAST_WEIGHT, NEARLY * primary.weight)
            and len(fixes) <= MOST_ALTERNATIVES
            and near.get(answer.thread.key, 1.0) >= LEAST_NEAR
            and _is_worth_telling(answer, told, writing)
        ):
            fixes.append(Fix(answer=answer, told=told))
        else:
            rest.append(answer)
    return Fixes(told=tuple(fixes), rest=tuple(rest))


def _plainest(writing: Writing, likely: list[Answer]) -> Answer:
    """Take the likeliest answer, or one nearly as likely where that tells no more than a remark."""
    least = LEAST_WEIGHT if not writing.evidence.is_solved else PLAIN * likely[0].weight
    for answer in likely:
        told = writing.tell(answer, budget=BUDGET)
        if answer.weight >= least and told.passages and not told.loose:
            return answer
    return likely[0]


def _is_worth_telling(answer: Answer, told: Told, writing: Writing) -> bool:
    """Tell whether an answer says enough to stand beside the best one."""
    if not told.passages or told.loose:
        return False
    return answer.accepted or advising(told.passages, writing.cues) >= ENOUGH


def _is_same(fix: Fix, answer: Answer, told: Told) -> bool:
    if any(known.place in answer.same for known in (fix.answer, *fix.others)):
        return True
    mine, theirs = _terms(told), _terms(fix.told)
    fewer, more = sorted((len(mine), len(theirs)))
    return fewer >= max(LEAST_TERMS, more / 3) and len(mine & theirs) >= SAME_WORDS * fewer


@lru_cache(maxsize=1024)
def _terms(told: Told) -> frozenset[str]:
    return frozenset(terms(told.passages))
