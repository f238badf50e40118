""" "If this does not help": instructions from the next best replies, which nobody confirmed."""

from __future__ import annotations

from collections.abc import Iterable

from kbminer.draft.boilerplate import is_machine_line
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import introduces
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.sentence_scoring import instructs, refers_back, weight
from kbminer.draft.statements import answer_statement, title_statement
from kbminer.records import Section, Statement
from kbminer.text.blocks import plain
from kbminer.text.segments import Segment

LEAST_HINT = (
    1.0  # weight of a sentence that may stand alone as a hint: an advice or a hard fact; not measured
)
MOST_HINTED = 3  # replies that hints are taken from
MOST_TRIED = 4  # replies that are searched for hints
MOST_OF_REPLY = 2  # hints taken from one reply
BUDGET_HINTS = 300  # characters of sentences that hints are chosen among


def hints_section(context: DraftContext, rest: Iterable[CandidateAnswer], written: set[str]) -> Section:
    """Take one or two instructions each from the next best replies, under their question, as unconfirmed.

    Parameters
    ----------
    context
        The article.
    rest
        The answers that it does not hold, by falling weight.
    written
        The comparison keys of what the article says already; it grows.
    """
    leading = context.evidence.asked[0].thread if context.evidence.asked else None
    found: list[Statement] = []
    hinted = 0
    for answer in _to_the_same(context, list(rest)[:MOST_TRIED]):
        hints = _hints(context, answer, written) if hinted < MOST_HINTED else []
        hinted += bool(hints)
        if hints and answer.thread is not leading:
            found.append(title_statement(context, answer.thread))
        found += hints
    if not found:
        return Section(name="otherwise", statements=())
    statements = (*found, context.todo("check_hints"))
    return Section(name="otherwise", statements=statements, note=context.phrase("unconfirmed"))


def _to_the_same(context: DraftContext, answers: list[CandidateAnswer]) -> list[CandidateAnswer]:
    """The answers to questions that ask the same as the leading one."""
    if not context.evidence.asked:
        return []
    probability = context.evidence.same_question.probabilities(context.evidence.asked[0].thread.key)
    return [answer for answer in answers if probability.get(answer.thread.key, 0.0) >= SAME_QUESTION]


def _hints(context: DraftContext, answer: CandidateAnswer, written: set[str]) -> list[Statement]:
    """Up to two sentences of a reply that can be followed without the rest of it."""
    extract = context.select(answer, budget=BUDGET_HINTS)
    found: list[Statement] = []
    for segment in extract.segments if not extract.weak else ():
        key = comparison_key(plain(segment.text))
        if len(found) < MOST_OF_REPLY and key not in written and _is_hint(segment, context.cues):
            written.add(key)
            found.append(answer_statement(context, answer, segment))
    return found


def _is_hint(segment: Segment, cues: PhraseCues) -> bool:
    """Whether a sentence can be followed by itself."""
    text = segment.text
    if segment.kind == "code" or refers_back(text, cues) or introduces(segment) or is_machine_line(text):
        return False
    return instructs(text, cues) and weight(text, cues) >= LEAST_HINT
