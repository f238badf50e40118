"""Which answers a draft holds: the best one, others to the same question, and those to nearby questions.

The same solution found in several threads is one solution with several witnesses, not several alternatives.
An answer to another question is no alternative, however near: it stands under its own question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile

from kbminer.draft.answer_quality import is_substantial, is_untried, is_usable, may_lead, stands_beside
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, terms_at_most
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.similarity.term_overlap import terms

LEAST_WEIGHT = 0.01  # below this an answer is a hint, no resolution; not measured by itself
# Share of the best answer's weight that an alternative must have. Measured on 203 groups with the other
# settings of that day: from a tenth on 66.0 % of key sentences are found (docs/quality/draft.md).
LEAST_SHARE = 0.1
# More would be collages: eight alternatives find 71.4 % of key sentences, before other changes, and were left
# out for the reader's sake (docs/quality/draft.md).
MOST_ALTERNATIVES = 3
MOST_NEARBY = 4  # other questions that are answered; chosen by reading drafts
# Answers of one thread: what stands behind them is mostly talk. With one of each other question 67.0 % of key
# sentences are found instead of 70.3 (docs/quality/draft.md).
MOST_OF_THREAD = 2
LEADS_FROM = (
    0.4  # of the best answer's weight from which another may lead that reads better; chosen by reading
)
BEST_MERIT = 3  # to lead: it says something, reads as an answer and can be followed
# Share of the shorter extract's terms that the longer one must hold to be the same solution; not measured.
SAME_WORDS = 0.6
LEAST_TERMS = 4  # fewer terms than these tell no solution from another
MOST_TIMES = 3  # as many terms as the shorter extract the longer one may have; not measured
# Characters of sentences taken over from the best answer, an alternative, and the answer to a nearby
# question: chosen by reading drafts.
BUDGET_BEST, BUDGET_ALTERNATIVE, BUDGET_NEARBY = 2400, 1200, 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One way to solve it.

    Parameters
    ----------
    answer
        The answer that says it best.
    extract
        What is taken over from it.
    terms
        The terms of the extract.
    others
        Other answers that say the same.
    """

    answer: CandidateAnswer
    extract: Extract
    terms: frozenset[str]
    others: tuple[CandidateAnswer, ...] = ()

    @property
    def agreeing(self) -> tuple[CandidateAnswer, ...]:
        """One answer of each other thread in which the same solution was found."""
        found: dict[str, CandidateAnswer] = {}
        for other in self.others:
            if other.thread.key != self.answer.thread.key:
                found.setdefault(other.thread.key, other)
        return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The solutions that an article holds.

    Parameters
    ----------
    chosen
        Those to its own question, the best one first.
    rest
        The answers left for hints.
    nearby
        Those to other questions of the group, by question.
    """

    chosen: tuple[Solution, ...]
    rest: tuple[CandidateAnswer, ...]
    nearby: tuple[tuple[Solution, ...], ...] = ()


def choose_solutions(context: DraftContext) -> Solutions:
    """Choose the best answer, others to the same question nearly as likely, and those to nearby questions."""
    answers = context.evidence.answers
    likely = [answer for answer in answers if answer.weight >= LEAST_WEIGHT]
    if not likely:
        return Solutions(chosen=(), rest=answers)
    places = _Places(context, _leading(context, likely))
    for answer in answers:
        places.place(answer)
    return Solutions(
        chosen=tuple(places.chosen),
        rest=tuple(places.rest),
        nearby=tuple(map(tuple, places.nearby.values())),
    )


class _Places:
    """Where the answers go, one after the other: beside the first, under another question, or nowhere."""

    def __init__(self, context: DraftContext, first: Solution) -> None:
        self.context = context
        self.same_question = context.evidence.same_question.probabilities(first.answer.thread.key)
        self.least = max(LEAST_WEIGHT, LEAST_SHARE * first.answer.weight)
        self.chosen = [first]
        self.nearby: dict[str, list[Solution]] = {}
        self.rest: list[CandidateAnswer] = []

    def place(self, answer: CandidateAnswer) -> None:
        """Find an answer its place."""
        if answer is self.chosen[0].answer:
            return
        is_same = self.same_question[answer.thread.key] >= SAME_QUESTION
        may_stand = answer.weight >= self.least and self._has_place(answer, is_same)
        # Most answers are too weak to stand and too different to be a witness: nothing of them is needed.
        is_needed = may_stand or _may_be_same(self.context, self.chosen, answer)
        solution = self._solution(answer, is_same) if is_needed else None
        if self._is_witness(answer, solution):
            return
        if solution is not None and may_stand and self._is_worth_a_place(solution, is_same):
            beside = self.chosen if is_same else self.nearby.setdefault(answer.thread.key, [])
            beside.append(solution)
        else:
            self.rest.append(answer)

    def _is_witness(self, answer: CandidateAnswer, solution: Solution | None) -> bool:
        """Count an answer as a witness of the solution that says the same, if there is one."""
        return any(_joins(known, answer, solution) for known in (self.chosen, *self.nearby.values()))

    def _solution(self, answer: CandidateAnswer, is_same: bool) -> Solution:
        return _solution(self.context, answer, BUDGET_ALTERNATIVE if is_same else BUDGET_NEARBY)

    def _is_worth_a_place(self, solution: Solution, is_same: bool) -> bool:
        """Ask more of a second answer to another question: it must read as one and be of use."""
        answer, extract, cues = solution.answer, solution.extract, self.context.cues
        is_second = not is_same and answer.thread.key in self.nearby
        if is_second and not (may_lead(answer, extract, cues) and is_usable(extract, cues)):
            return False
        return stands_beside(answer, extract, self.context)

    def _has_place(self, answer: CandidateAnswer, is_same: bool) -> bool:
        beside = self.chosen if is_same else self.nearby.get(answer.thread.key, [])
        if sum(solution.answer.thread is answer.thread for solution in beside) >= MOST_OF_THREAD:
            return False
        return len(beside) <= MOST_ALTERNATIVES if is_same else bool(beside) or len(self.nearby) < MOST_NEARBY


def _joins(solutions: list[Solution], answer: CandidateAnswer, solution: Solution | None) -> bool:
    """Make an answer a witness of the solution that says the same, if there is one."""
    for i, known in enumerate(solutions):
        if _is_same(known, answer, solution):
            solutions[i] = replace(known, others=(*known.others, answer))
            return True
    return False


def _solution(context: DraftContext, answer: CandidateAnswer, budget: int) -> Solution:
    extract = context.select(answer, budget=budget)
    return Solution(answer=answer, extract=extract, terms=frozenset(terms(extract.segments)))


def _leading(context: DraftContext, likely: list[CandidateAnswer]) -> Solution:
    """The likeliest answer, or one nearly as likely that leads better."""
    least = LEADS_FROM * likely[0].weight if context.evidence.is_solved else LEAST_WEIGHT
    best = _solution(context, likely[0], BUDGET_BEST)
    best_merit = _merit(context, best)
    for answer in takewhile(lambda answer: answer.weight >= least, likely[1:]):
        if best_merit == BEST_MERIT:
            break
        solution = _solution(context, answer, BUDGET_BEST)
        merit = _merit(context, solution)
        if merit > best_merit:
            best, best_merit = solution, merit
    return best


def _merit(context: DraftContext, solution: Solution) -> int:
    """How well an answer leads: best is one that can be followed, then one that reads so, then any."""
    answer, extract, cues = solution.answer, solution.extract, context.cues
    if not is_substantial(extract):
        return 0
    if not may_lead(answer, extract, cues):
        return 1
    return BEST_MERIT if is_usable(extract, cues) and not is_untried(answer, cues) else BEST_MERIT - 1


def _is_same(known: Solution, answer: CandidateAnswer, solution: Solution | None) -> bool:
    """Whether an answer holds a known solution; where nothing was selected of it, only the post counts."""
    if any(other.place in answer.same for other in (known.answer, *known.others)):
        return True
    if solution is None:
        return False
    fewer, more = sorted((len(solution.terms), len(known.terms)))
    is_comparable = fewer >= max(LEAST_TERMS, more / MOST_TIMES)
    return is_comparable and len(solution.terms & known.terms) >= SAME_WORDS * fewer


def _may_be_same(context: DraftContext, solutions: list[Solution], answer: CandidateAnswer) -> bool:
    """Whether what could be selected of an answer at most has enough terms for :func:`_is_same` to hold."""
    most = terms_at_most(answer.redacted, context.cues)
    return any(
        len(most & solution.terms) >= SAME_WORDS * max(LEAST_TERMS, len(solution.terms) / MOST_TIMES)
        for solution in solutions
    )
