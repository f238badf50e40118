"""The sections that answer: Cause, Resolution, Workaround, Related questions, "If this does not help"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract
from kbminer.draft.hints import hints_section
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import explains, normalised, refers_back
from kbminer.draft.solutions import Solution, Solutions
from kbminer.draft.statements import body_of, renumbered, title_statement, witnessed_statement
from kbminer.languages.article_words import day
from kbminer.records import Section
from kbminer.text.segments import Segment

MOST_CAUSES = 3  # sentences of a Cause
MOST_AGREEING = 5  # threads that a note names
LONG_AGO = 365  # days between two answers from which an alternative shows both dates


def answer_sections(context: DraftContext, solutions: Solutions) -> Iterator[Section]:
    """Write Cause, Resolution with its alternatives, Workaround, and "If this does not help".

    Parameters
    ----------
    context
        The article.
    solutions
        The solutions that it holds.

    Yields
    ------
    Section
        In the article's order; one without statements has nothing to say.
    """
    written: set[str] = set()
    if solutions.chosen:
        yield from _leading(context, solutions.chosen[0], written)
        for solution in solutions.chosen[1:]:
            yield _alternative(context, solutions.chosen[0].answer, solution, written)
        yield from _nearby(context, solutions, written)
    else:
        yield Section(name="resolution", statements=(context.todo("no_resolution"),))
    yield hints_section(context, solutions.rest, written)


def _leading(context: DraftContext, first: Solution, written: set[str]) -> Iterator[Section]:
    causes, extract = _split_cause(first.extract, context.cues)
    body = body_of(context, replace(first, extract=extract), written)
    if not context.evidence.is_solved:
        body += (context.todo("not_confirmed"),)
    yield Section(name="cause", statements=tuple(witnessed_statement(context, first, one) for one in causes))
    yield Section(name="resolution", statements=body, note=_leading_note(context, first))


def _alternative(
    context: DraftContext, primary: CandidateAnswer, solution: Solution, written: set[str]
) -> Section:
    """Another answer, under the question that it answered: the condition under which it holds."""
    body = body_of(context, solution, written)
    if body and solution.answer.thread is not primary.thread:
        body = (title_statement(context, solution.answer.thread), *body)
    return Section(
        name="workaround" if _is_workaround(solution.extract, context.cues) else "resolution",
        statements=body,
        note=_dates_note(context, primary, solution.answer),
    )


def _nearby(context: DraftContext, solutions: Solutions, written: set[str]) -> Iterator[Section]:
    """The answers to other questions of the group, each under its question, the best one first."""
    for answered in solutions.nearby:
        note = "answered_on"
        for solution in answered:
            if body := body_of(context, solution, written):
                statements = (title_statement(context, solution.answer.thread), *body)
                yield Section(
                    name="nearby", statements=statements, note=_dated(context, solution.answer, note)
                )
                note = "also_answered_on"


def _split_cause(extract: Extract, cues: PhraseCues) -> tuple[list[Segment], Extract]:
    """Take sentences that only explain out of the resolution, if the next one does not refer to them."""
    causes: list[Segment] = []
    kept: list[tuple[Segment, int | None]] = []
    followers = [*extract.segments[1:], None]
    for segment, step, follower in zip(extract.segments, extract.steps, followers, strict=False):
        if len(causes) < MOST_CAUSES and _is_cause(segment, cues) and not _needs(follower, cues):
            causes.append(segment)
        else:
            kept.append((segment, step))
    return (causes, renumbered(extract, kept)) if kept else ([], extract)


def _is_cause(segment: Segment, cues: PhraseCues) -> bool:
    return segment.kind == "sentence" and explains(segment.text, cues) and not refers_back(segment.text, cues)


def _needs(follower: Segment | None, cues: PhraseCues) -> bool:
    """Whether what follows a sentence can't do without it."""
    return follower is not None and (follower.kind == "code" or refers_back(follower.text, cues))


def _is_workaround(extract: Extract, cues: PhraseCues) -> bool:
    sentences = (segment.text for segment in extract.segments if segment.kind == "sentence")
    return any(cues.workaround.search(normalised(text)) for text in sentences)


def _leading_note(context: DraftContext, solution: Solution) -> str | None:
    notes = [_dated(context, solution.answer), _agreement_note(context, solution.agreeing)]
    return " ".join(filter(None, notes)) or None


def _agreement_note(context: DraftContext, agreeing: tuple[CandidateAnswer, ...]) -> str | None:
    """Name the threads in which the same solution was found."""
    if not agreeing:
        return None
    titles = [redacted_title(one.thread, context.evidence.people) for one in agreeing[:MOST_AGREEING]]
    name = "agreeing_one" if len(agreeing) == 1 else "agreeing"
    return context.phrase(name, count=len(agreeing), threads="; ".join(titles))


def _dated(context: DraftContext, answer: CandidateAnswer, note: str = "answered_on") -> str | None:
    date = answer.post.created_at
    return context.phrase(note, date=day(date)) if date else None


def _dates_note(context: DraftContext, primary: CandidateAnswer, answer: CandidateAnswer) -> str | None:
    """Show the date of an alternative, and the leading answer's where they lie far apart."""
    mine, theirs = answer.post.created_at, primary.post.created_at
    if mine and theirs and (theirs - mine).days > LONG_AGO:
        return context.phrase("older", date=day(mine), newer=day(theirs))
    if mine and theirs and (mine - theirs).days > LONG_AGO:
        return context.phrase("newer", date=day(mine), older=day(theirs))
    return _dated(context, answer)
