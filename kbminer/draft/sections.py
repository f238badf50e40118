"""The sections that answer: Cause, Resolution with what was added to it, and alternatives or a Workaround."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from kbminer.draft.additions import Added
from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.confirmation import open_note
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import explains, normalised, refers_back
from kbminer.draft.solutions import Solution
from kbminer.draft.statements import body_of, listings_of, title_statement, todos_of, witnessed_statement
from kbminer.languages.article_words import day
from kbminer.records import Section, Statement
from kbminer.text.segments import Segment

_BEHIND_SENTENCE = " )]\"'”’»*_`"  # signs that may stand behind the end of a sentence
MOST_AGREEING = 5  # threads that a note names
LONG_AGO = 365  # days between two answers from which an alternative shows both dates


def answer_sections(
    context: DraftContext, solutions: Sequence[Solution], added: Sequence[Added] = ()
) -> Iterator[Section]:
    """Write Cause and Resolution of the answer that leads, then the alternatives.

    Parameters
    ----------
    context
        The article.
    solutions
        The solutions that it holds, the one that leads first.
    added
        What other posts of its thread add to that one.

    Yields
    ------
    Section
        In the article's order; one without statements has nothing to say.
    """
    written: set[str] = set()
    yield from _leading(context, solutions[0], added, written)
    for solution in solutions[1:]:
        yield _alternative(context, solutions[0].answer, solution, written)


def _leading(
    context: DraftContext, first: Solution, added: Sequence[Added], written: set[str]
) -> Iterator[Section]:
    causes, extract = _split_cause(first.extract, context.cues)
    told = [Solution(answer=answer, extract=more) for answer, more in added if more.segments]
    preface = [each for each in told if _leads_up_to(each.answer, first.answer)]
    behind = [each for each in told if each not in preface]
    body: list[Statement] = []
    for each in (*preface, replace(first, extract=extract), *behind):
        body += body_of(context, each, written)
    todos = [*todos_of(context, first.answer, first.extract)]
    for each in told:
        todos += listings_of(context, each.answer, each.extract)
    cause = tuple(witnessed_statement(context, first, one) for one in causes)
    yield Section(name="cause", statements=cause)
    yield Section(name="resolution", statements=(*body, *todos), note=_leading_note(context, first))


def _leads_up_to(other: CandidateAnswer, answer: CandidateAnswer) -> bool:
    """Whether its writer said it before the answer: the answer leans on it."""
    posts = answer.thread.posts
    by_same = answer.post.author is not None and other.post.author == answer.post.author
    return by_same and posts.index(other.post) < posts.index(answer.post)


def _alternative(
    context: DraftContext, primary: CandidateAnswer, solution: Solution, written: set[str]
) -> Section:
    """Another answer, under the question that it answered: the condition under which it holds."""
    answer = solution.answer
    body: tuple[Statement, ...] = body_of(context, solution, written)
    if body:
        body += tuple(todos_of(context, answer, solution.extract))
    if body and answer.thread is not primary.thread:
        body = (title_statement(context, answer.thread), *body)
    return Section(
        name="workaround" if _is_workaround(solution.extract, context.cues) else "resolution",
        statements=body,
        note=_dates_note(context, primary, answer),
    )


def _split_cause(extract: Extract, cues: PhraseCues) -> tuple[tuple[Segment, ...], Extract]:
    """Take the paragraphs at the start that only explain out of the resolution.

    What stands in a list, or what the next paragraph leans on, stays where it is.
    """
    paragraphs = [list(run) for _, run in groupby(extract.segments, key=lambda s: s.block)]
    causes = list(takewhile(lambda paragraph: _explains(paragraph, cues), paragraphs))
    while causes and (len(causes) == len(paragraphs) or _leans(paragraphs[len(causes)][0], cues)):
        causes.pop()
    count = sum(map(len, causes))
    kept = replace(extract, segments=extract.segments[count:], steps=extract.steps[count:])
    return extract.segments[:count], kept


def _explains(paragraph: list[Segment], cues: PhraseCues) -> bool:
    return (
        all(
            s.kind == "sentence" and not s.item and not s.heading and explains(s.text, cues)
            for s in paragraph
        )
        and not refers_back(paragraph[0].text, cues)
        and paragraph[-1].text.rstrip(_BEHIND_SENTENCE).endswith((".", "!", "…", "。"))
    )


def _leans(segment: Segment, cues: PhraseCues) -> bool:
    """Whether a paragraph can't do without the one before it."""
    return segment.kind == "code" or refers_back(segment.text, cues)


def _is_workaround(extract: Extract, cues: PhraseCues) -> bool:
    sentences = (segment.text for segment in extract.segments if segment.kind == "sentence")
    return any(cues.workaround.search(normalised(text)) for text in sentences)


def _leading_note(context: DraftContext, solution: Solution) -> str | None:
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


def _dates_note(context: DraftContext, primary: CandidateAnswer, answer: CandidateAnswer) -> str | None:
    """Show the date of an alternative, and the leading answer's where they lie far apart."""
    mine, theirs = answer.post.created_at, primary.post.created_at
    if mine and theirs and (theirs - mine).days > LONG_AGO:
        return context.phrase("older", date=day(mine), newer=day(theirs))
    if mine and theirs and (mine - theirs).days > LONG_AGO:
        return context.phrase("newer", date=day(mine), older=day(theirs))
    return _dated(context, answer)
