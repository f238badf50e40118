"""Which answers a draft tells: the best one, others that really differ, and the rest as hints.

The same fix found in several threads is one fix with several witnesses, not several alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kbminer.draft.agreement import terms
from kbminer.draft.candidates import advising
from kbminer.draft.cues import Cues
from kbminer.draft.evidence import Answer
from kbminer.draft.reading import Passage
from kbminer.draft.telling import Told, is_own, points_only, terms_at_most
from kbminer.draft.wording import instructs, leans_back, spoken
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
    """One way to solve it: the answer that tells it best, what it tells, and others that tell the same.

    ``terms`` are those of what it tells.
    """

    answer: Answer
    told: Told
    terms: frozenset[str]
    others: tuple[Answer, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it tells something, and more than a remark."""
        return bool(self.told.passages) and not self.told.loose

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
    evidence = writing.evidence
    answers = evidence.answers
    likely = [answer for answer in answers if answer.weight >= LEAST_WEIGHT]
    if not likely:
        return Fixes(told=(), rest=answers)
    fixes = [_plainest(writing, likely)]
    rest: list[Answer] = []
    primary = fixes[0].answer
    near = evidence.nearness.to(primary.thread.key) if len(evidence.asked) > SMALL else {}
    for answer in answers:
        if answer is primary:
            continue
        is_likely = answer.weight >= max(LEAST_WEIGHT, NEARLY * primary.weight)
        is_near = near.get(answer.thread.key, 1.0) >= LEAST_NEAR
        may_stand = is_likely and is_near and len(fixes) <= MOST_ALTERNATIVES
        # Most answers are too weak to stand and too different to be a witness: they needn't be told.
        fix = _fix(writing, answer, LESS) if may_stand or _may_be_same(writing, fixes, answer) else None
        same = next((i for i, known in enumerate(fixes) if _is_same(known, answer, fix)), None)
        if same is not None:
            fixes[same] = replace(fixes[same], others=(*fixes[same].others, answer))
        elif fix is not None and may_stand and _is_worth_telling(fix, writing):
            fixes.append(fix)
        else:
            rest.append(answer)
    return Fixes(told=tuple(fixes), rest=tuple(rest))


def _fix(writing: Writing, answer: Answer, budget: int) -> Fix:
    told = writing.tell(answer, budget=budget)
    return Fix(answer=answer, told=told, terms=frozenset(terms(told.passages)))


def _plainest(writing: Writing, likely: list[Answer]) -> Fix:
    """Take the likeliest answer, or one nearly as likely that leads better.

    To lead, an answer must tell more than a remark, an address, a log or what its writer is about to do.
    """
    least = LEAST_WEIGHT if not writing.evidence.is_solved else PLAIN * likely[0].weight
    plain: list[Fix] = []
    for answer in likely:
        if answer.weight >= least and (fix := _fix(writing, answer, BUDGET)).is_plain:
            if _leads(fix, writing.cues) and not _only_leans(fix, writing):
                return fix
            plain.append(fix)
    return plain[0] if plain else _fix(writing, likely[0], BUDGET)


def _leads(fix: Fix, cues: Cues) -> bool:
    said = [passage for passage in fix.told.passages if passage.kind == "sentence"]
    tells = len(said) < len(fix.told.passages) or any(not is_own(spoken(p.text), cues) for p in said)
    return bool(said) and tells and 2 * sum(map(points_only, said)) < len(said)


def _is_worth_telling(fix: Fix, writing: Writing) -> bool:
    """Tell whether an answer says enough to stand beside the best one.

    Where the forum names solutions, another answer must instruct, tell what helped or why, or hold code.
    """
    if fix.answer.accepted or not fix.is_plain:
        return fix.is_plain
    if (fix.told.pointer and not fix.answer.solved) or _only_leans(fix, writing):
        return False
    if writing.evidence.names_solutions and not any(_is_usable(p, writing) for p in fix.told.passages):
        return False
    return advising(fix.told.passages, writing.cues) >= ENOUGH


def _only_leans(fix: Fix, writing: Writing) -> bool:
    """Tell whether an answer is one sentence that leans on the question: "It will be in 2.1"."""
    only = fix.told.passages[0] if len(fix.told.passages) == 1 else None
    return only is not None and only.kind == "sentence" and leans_back(only.text, writing.cues)


def _is_usable(passage: Passage, writing: Writing) -> bool:
    if passage.kind == "code" or instructs(passage.text, writing.cues):
        return True
    words = spoken(passage.text)
    return writing.cues.cause.search(words) is not None or writing.cues.reports_fix.search(words) is not None


def _is_same(known: Fix, answer: Answer, fix: Fix | None) -> bool:
    """Tell whether an answer tells a known fix; where it was not told (``fix``), only the post counts."""
    if any(other.place in answer.same for other in (known.answer, *known.others)):
        return True
    if fix is None:
        return False
    fewer, more = sorted((len(fix.terms), len(known.terms)))
    return fewer >= max(LEAST_TERMS, more / 3) and len(fix.terms & known.terms) >= SAME_WORDS * fewer


def _may_be_same(writing: Writing, fixes: list[Fix], answer: Answer) -> bool:
    """Tell whether what an answer could tell at most has enough terms for :func:`_is_same` to hold."""
    most = terms_at_most(answer.reading, writing.cues)
    return any(len(most & fix.terms) >= SAME_WORDS * max(LEAST_TERMS, len(fix.terms) / 3) for fix in fixes)
