"""The sections that answer: Cause, and Resolution with what was added to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from kbminer.draft.additions import Added, shows_what_was_used, tells_what_was_done
from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.confirmation import open_note
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import explains, refers_back
from kbminer.draft.solutions import Solution
from kbminer.draft.statements import body_of, listings_of, title_statement, todos_of, witnessed_statement
from kbminer.languages.article_words import day
from kbminer.records import Section, Statement
from kbminer.text.segments import Segment

_BEHIND_SENTENCE = " )]\"'”’»*_`"  # signs that may stand behind the end of a sentence
MOST_AGREEING = 5  # threads that a note names


def answer_sections(
    context: DraftContext,
    solution: Solution,
    added: Sequence[Added] = (),
    newer: Solution | None = None,
    asked: str = "",
) -> Iterator[Section]:
    """Write Cause and Resolution of the answer, and a newer one behind it.

    Parameters
    ----------
    context
        The article.
    solution
        The answer that it holds.
    added
        What other posts of its thread add to it.
    newer
        A much newer answer to the same question.
    asked
        What the Issue says, as a comparison key.

    Yields
    ------
    Section
        In the article's order; one without statements has nothing to say.
    """
    causes, extract = _split_cause(solution.extract, context.cues)
    told = [Solution(answer=answer, extract=more) for answer, more in added if more.segments]
    used = [
        each
        for each in told
        if shows_what_was_used(each.answer, each.extract, context.cues)
        or tells_what_was_done(each.answer, context.cues)
    ]
    preface = [each for each in told if _leads_up_to(each.answer, solution.answer)]
    behind = [each for each in told if each not in (*preface, *used)]
    written: set[str] = set()
    body: list[Statement] = []
    for each in (*preface, replace(solution, extract=extract), *behind):
        body += body_of(context, each, written, asked)
    todos = [*todos_of(context, solution.answer, extract)]
    for each in told:
        todos += listings_of(context, each.answer, each.extract)
    cause = tuple(witnessed_statement(context, solution, one) for one in causes)
    yield Section(name="cause", statements=cause)
    yield Section(name="resolution", statements=(*body, *todos), note=_note(context, solution))
    for each in used:
        shown = body_of(context, each, written)
        yield Section(name="resolution", statements=shown, note=context.phrase("used_in_the_end"))
    if newer is not None:
        yield _newer(context, solution.answer, newer, written)


def _newer(context: DraftContext, first: CandidateAnswer, newer: Solution, written: set[str]) -> Section:
    """A newer answer, under the question that it answered, with both dates."""
    body = body_of(context, newer, written)
    if body:
        todos = todos_of(context, newer.answer, newer.extract)
        body = (title_statement(context, newer.answer.thread), *body, *todos)
    mine, theirs = newer.answer.post.created_at, first.post.created_at
    is_dated = mine is not None and theirs is not None
    note = context.phrase("newer", date=day(mine), older=day(theirs)) if is_dated else None
    return Section(name="resolution", statements=body, note=note)


def _leads_up_to(other: CandidateAnswer, answer: CandidateAnswer) -> bool:
    """Whether its writer said it before the answer: the answer leans on it."""
    posts = answer.thread.posts
    by_same = answer.post.author is not None and other.post.author == answer.post.author
    return by_same and posts.index(other.post) < posts.index(answer.post)


def _split_cause(extract: Extract, cues: PhraseCues) -> tuple[tuple[Segment, ...], Extract]:
    """Take the paragraphs at the start that only explain out of the resolution.

    What stands in a list, or what the next paragraph leans on, stays where it is.
    """
    paragraphs = [list(run) for _, run in groupby(extract.segments, key=lambda s: s.block)]
    causes = list(takewhile(lambda paragraph: _explains(paragraph, cues), paragraphs))
    while causes and (len(causes) == len(paragraphs) or _leans(paragraphs[len(causes)][0], cues)):
        causes.pop()
    count = sum(map(len, causes))
    kept = replace(
        extract,
        segments=extract.segments[count:],
        steps=extract.steps[count:],
        above_picture=max(0, extract.above_picture - count),
    )
    return extract.segments[:count], kept


def _explains(paragraph: list[Segment], cues: PhraseCues) -> bool:
    return (
        all(
            s.kind == "sentence" and not (s.item or s.heading or s.quoted) and explains(s.text, cues)
            for s in paragraph
        )
        and not refers_back(paragraph[0].text, cues)
        and paragraph[-1].text.rstrip(_BEHIND_SENTENCE).endswith((".", "!", "…", "。"))
    )


def _leans(segment: Segment, cues: PhraseCues) -> bool:
    """Whether a paragraph can't do without the one before it."""
    return segment.kind == "code" or refers_back(segment.text, cues)


def _note(context: DraftContext, solution: Solution) -> str | None:
    answer = solution.answer
    is_settled = _is_confirmed(answer)
    open_still = None if is_settled else context.phrase(open_note(answer.thread, answer.post.id))
    agreeing = _agreement_note(context, solution.agreeing)
    return " ".join(filter(None, [_dated(context, solution.answer), open_still, agreeing])) or None


def _is_confirmed(answer: CandidateAnswer) -> bool:
    """Whether the forum names it the solution, or who asked wrote it, or says behind it that it helped."""
    by_asker = answer.post.author is not None and answer.post.author == answer.thread.asker
    return answer.accepted or answer.confirmed_in is not None or by_asker


def _agreement_note(context: DraftContext, agreeing: tuple[CandidateAnswer, ...]) -> str | None:
    """Name the threads in which the same solution was found."""
    if not agreeing:
        return None
    titles = [redacted_title(one.thread, context.evidence.people) for one in agreeing[:MOST_AGREEING]]
    name = "agreeing_one" if len(agreeing) == 1 else "agreeing"
    return context.phrase(name, count=len(agreeing), threads="; ".join(titles))


def _dated(context: DraftContext, answer: CandidateAnswer) -> str | None:
    date = answer.post.created_at
    return context.phrase("answered_on", date=day(date)) if date else None
