"""Which answers a draft tells: the best one, others to the same question, and those to nearby questions.

The same fix found in several threads is one fix with several witnesses, not several alternatives. An answer
to another question is no alternative, however near: it stands under its own question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kbminer.draft.boilerplate import is_machine_line
from kbminer.draft.candidates import advising
from kbminer.draft.context import Writing
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, is_own, points_only, terms_at_most
from kbminer.draft.same_question import SAME
from kbminer.draft.sentence_scoring import instructs, leans_back, spoken
from kbminer.languages import alternatives
from kbminer.similarity.term_overlap import terms

LEAST_WEIGHT = 0.01  # below this an answer is a hint, no resolution
NEARLY = 0.1  # of the best answer's weight that an alternative must have
MOST_ALTERNATIVES = 3
MOST_NEARBY = 4  # other questions that are told
MOST_OF_THREAD = 2  # answers told of one thread: what stands behind them is mostly talk
PLAIN = 0.4  # of the best answer's weight from which another may lead that reads better
BEST_MERIT = 3  # to lead: it tells something, reads as an answer and can be followed
ENOUGH = 1.2  # weight of its two best sentences from which an answer stands beside the best one
ENOUGH_USABLE = 0.9  # the same for one that can be followed
SAME_WORDS = 0.6  # of the shorter telling's terms that the longer one must hold to be the same fix
LEAST_TERMS = 4  # fewer terms than these tell no fix from another
# Characters of sentences told of the best answer, of an alternative, and of the answer to a nearby question.
BUDGET, LESS, LEAST = 2400, 1200, 700
_ASKS_ANYBODY = re.compile(rf"\b(?:{alternatives('draft.asks_anybody')})\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One way to solve it: the answer that tells it best, what it tells, and others that tell the same.

    ``terms`` are those of what it tells.
    """

    answer: CandidateAnswer
    extract: Extract
    terms: frozenset[str]
    others: tuple[CandidateAnswer, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it tells something, and more than a remark."""
        return bool(self.extract.passages) and not self.extract.loose

    @property
    def agreeing(self) -> tuple[CandidateAnswer, ...]:
        """One answer of each other thread in which the same fix was found."""
        found: dict[str, CandidateAnswer] = {}
        for other in self.others:
            if other.thread.key != self.answer.thread.key:
                found.setdefault(other.thread.key, other)
        return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The solutions to tell, the best one first, and the answers left for hints.

    ``nearby`` are those of other questions that the group holds, by question.
    """

    chosen: tuple[Solution, ...]
    rest: tuple[CandidateAnswer, ...]
    nearby: tuple[tuple[Solution, ...], ...] = ()


def choose_solutions(writing: Writing) -> Solutions:
    """Choose the best answer, others to the same question nearly as likely, and those to nearby questions."""
    answers = writing.evidence.answers
    likely = [answer for answer in answers if answer.weight >= LEAST_WEIGHT]
    if not likely:
        return Solutions(chosen=(), rest=answers)
    places = _Places(writing, _plainest(writing, likely))
    for answer in answers:
        places.take(answer)
    return Solutions(
        chosen=tuple(places.extract),
        rest=tuple(places.rest),
        nearby=tuple(map(tuple, places.nearby.values())),
    )


class _Places:
    """Where the answers go, one after the other: beside the first fix, under another question, or nowhere."""

    def __init__(self, writing: Writing, first: Solution) -> None:
        self.writing = writing
        self.nearness = writing.evidence.nearness.to(first.answer.thread.key)
        self.least = max(LEAST_WEIGHT, NEARLY * first.answer.weight)
        self.extract = [first]
        self.nearby: dict[str, list[Solution]] = {}
        self.rest: list[CandidateAnswer] = []

    def take(self, answer: CandidateAnswer) -> None:
        """Find an answer its place."""
        if answer is self.extract[0].answer:
            return
        is_same = self.nearness[answer.thread.key] >= SAME
        may_stand = answer.weight >= self.least and self._has_place(answer, is_same)
        # Most answers are too weak to stand and too different to be a witness: they needn't be told.
        needed = may_stand or _may_be_same(self.writing, self.extract, answer)
        fix = _fix(self.writing, answer, LESS if is_same else LEAST) if needed else None
        if any(_has_witness(solutions, answer, fix) for solutions in (self.extract, *self.nearby.values())):
            return
        if fix is None or not may_stand or not self._is_worth_a_place(fix, is_same):
            self.rest.append(answer)
        elif is_same:
            self.extract.append(fix)
        else:
            self.nearby.setdefault(answer.thread.key, []).append(fix)

    def _is_worth_a_place(self, fix: Solution, is_same: bool) -> bool:
        """Ask more of a second answer to another question: it must read as one and be of use."""
        is_second = not is_same and fix.answer.thread.key in self.nearby
        if is_second and not (_leads(fix, self.writing) and _is_usable(fix, self.writing)):
            return False
        return _is_worth_telling(fix, self.writing)

    def _has_place(self, answer: CandidateAnswer, is_same: bool) -> bool:
        beside = self.extract if is_same else self.nearby.get(answer.thread.key, [])
        if sum(fix.answer.thread is answer.thread for fix in beside) >= MOST_OF_THREAD:
            return False
        return len(beside) <= MOST_ALTERNATIVES if is_same else bool(beside) or len(self.nearby) < MOST_NEARBY


def _has_witness(solutions: list[Solution], answer: CandidateAnswer, fix: Solution | None) -> bool:
    """Make an answer a witness of the fix that tells the same, and say whether there is one."""
    for i, known in enumerate(solutions):
        if _is_same(known, answer, fix):
            solutions[i] = replace(known, others=(*known.others, answer))
            return True
    return False


def _fix(writing: Writing, answer: CandidateAnswer, budget: int) -> Solution:
    extract = writing.select(answer, budget=budget)
    return Solution(answer=answer, extract=extract, terms=frozenset(terms(extract.passages)))


def _plainest(writing: Writing, likely: list[CandidateAnswer]) -> Solution:
    """Take the likeliest answer, or one nearly as likely that leads better.

    Best is one that can be followed and reads as an answer; then one that only reads so; then any that tells
    something.
    """
    least = LEAST_WEIGHT if not writing.evidence.is_solved else PLAIN * likely[0].weight
    best: tuple[int, Solution] | None = None
    for answer in likely:
        if answer.weight < least:
            break
        fix = _fix(writing, answer, BUDGET)
        is_sure = _is_usable(fix, writing) and not _is_untried(fix, writing)
        merit = fix.is_plain + (fix.is_plain and _leads(fix, writing)) * (1 + is_sure)
        if best is None or merit > best[0]:
            best = (merit, fix)
        if merit == BEST_MERIT:
            break
    return best[1] if best else _fix(writing, likely[0], BUDGET)


def _leads(fix: Solution, writing: Writing) -> bool:
    """Tell whether what an answer tells reads as one.

    It is more than an address, a log, a scrap, or what its writer did and felt; the asker's own words answer
    only if they tell what helped.
    """
    written = [passage for passage in fix.extract.passages if passage.kind == "sentence"]
    tells = len(written) < len(fix.extract.passages) or any(
        not is_own(spoken(p.text), writing.cues) for p in written
    )
    idle = sum(points_only(passage) or is_machine_line(passage.text) for passage in written)
    asks = _still_asks(fix, writing, leading=True)
    return bool(written) and tells and not asks and not _only_leans(fix, writing) and 2 * idle < len(written)


def _is_untried(fix: Solution, writing: Writing) -> bool:
    """Tell whether its writer has not tried what he advises."""
    return any(writing.cues.untried.search(spoken(p.text)) for p in fix.answer.reading.passages)


def _still_asks(fix: Solution, writing: Writing, *, leading: bool = False) -> bool:
    """Tell whether the asker himself writes, and goes on asking; to lead, he must tell what helped him."""
    answer = fix.answer
    if answer.post.author is None or answer.post.author != answer.thread.asker:
        return False
    end = [p.text for p in answer.reading.passages if p.kind == "sentence"][-4:]
    if any(_ASKS_ANYBODY.search(text) for text in end):
        return True
    reports = any(writing.cues.reports_fix.search(spoken(passage.text)) for passage in fix.extract.passages)
    return not reports and (leading or any(text.rstrip(" )*_").endswith("?") for text in end))


def _is_worth_telling(fix: Solution, writing: Writing) -> bool:
    """Tell whether an answer says enough to stand beside the best one.

    Where the forum names solutions, another answer must instruct, tell what helped or why, or hold code.
    """
    if fix.answer.accepted or not fix.is_plain:
        return fix.is_plain
    if (fix.extract.pointer and not fix.answer.solved) or _only_leans(fix, writing):
        return False
    if _still_asks(fix, writing):
        return False
    if writing.evidence.names_solutions and not _is_usable(fix, writing):
        return False
    usable = _is_usable(fix, writing)
    return advising(fix.extract.passages, writing.cues) >= (ENOUGH_USABLE if usable else ENOUGH)


def _only_leans(fix: Solution, writing: Writing) -> bool:
    """Tell whether an answer is one sentence that leans on the question: "It will be in 2.1"."""
    only = fix.extract.passages[0] if len(fix.extract.passages) == 1 else None
    return only is not None and only.kind == "sentence" and leans_back(only.text, writing.cues)


def _is_usable(fix: Solution, writing: Writing) -> bool:
    """Tell whether an answer holds code, an instruction, a cause, or what helped somebody."""
    cues = writing.cues
    return any(
        passage.kind == "code"
        or instructs(passage.text, cues)
        or cues.cause.search(spoken(passage.text)) is not None
        or cues.reports_fix.search(spoken(passage.text)) is not None
        for passage in fix.extract.passages
    )


def _is_same(known: Solution, answer: CandidateAnswer, fix: Solution | None) -> bool:
    """Tell whether an answer tells a known fix; where it was not told (``fix``), only the post counts."""
    if any(other.place in answer.same for other in (known.answer, *known.others)):
        return True
    if fix is None:
        return False
    fewer, more = sorted((len(fix.terms), len(known.terms)))
    return fewer >= max(LEAST_TERMS, more / 3) and len(fix.terms & known.terms) >= SAME_WORDS * fewer


def _may_be_same(writing: Writing, solutions: list[Solution], answer: CandidateAnswer) -> bool:
    """Tell whether what an answer could tell at most has enough terms for :func:`_is_same` to hold."""
    most = terms_at_most(answer.reading, writing.cues)
    return any(
        len(most & fix.terms) >= SAME_WORDS * max(LEAST_TERMS, len(fix.terms) / 3) for fix in solutions
    )
