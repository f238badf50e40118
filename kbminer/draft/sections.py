"""The sections that tell the answer: Cause, Resolution, Workaround, "If this does not help", Related."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.boilerplate import is_machine_line
from kbminer.draft.context import Writing, comparison_key
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, announces
from kbminer.draft.phrase_cues import Cues
from kbminer.draft.same_question import SAME
from kbminer.draft.sentence_scoring import explains, instructs, leans_back, spoken, weight
from kbminer.draft.solutions import Solution, Solutions
from kbminer.languages.article_words import day
from kbminer.records import Section, Statement
from kbminer.text.blocks import plain
from kbminer.text.segments import Segment
from kbminer.verify import contains

LEAST_WITNESSED = 12  # characters; what is shorter stands in many posts by chance
LEAST_HINT = 1.0  # weight of a sentence that may stand alone as a hint: an advice or a hard fact
MOST_HINTS = 3  # replies that hints are taken from
MOST_TRIED = 4  # replies that are searched for hints
_LINK = re.compile(
    r"(?<!!)\[[^\]\n]{2,}\]\(<?https?://[^\s)]+\)|(?<![(\w<])https?://[^\s<>)\]]+[^\s<>)\].,;:!?'\"*_]"
)
_PAGE = re.compile(r"https?://[^/?#\s]+/[^\s]*\w")  # an address with more than a site's name
_NO_PAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|zip|t?gz|whl|metadata|exe|dmg|msi)\b", re.I)


def resolutions(writing: Writing, solutions: Solutions) -> Iterator[Section]:
    """Give Cause, Resolution with its alternatives, Workaround, and "If this does not help"."""
    written: set[str] = set()
    if not solutions.chosen:
        yield Section(name="resolution", statements=(writing.todo("no_resolution"),))
        yield from _otherwise(writing, solutions, written)
        return
    first = solutions.chosen[0]
    primary = first.answer
    causes, extract = _split_cause(first.extract, writing.cues)
    body = _body(writing, replace(first, extract=extract), written)
    if not writing.evidence.is_solved:
        body += (writing.todo("not_confirmed"),)
    cause = tuple(_witnessed(writing, first, passage, None) for passage in causes)
    yield Section(name="cause", statements=cause)
    yield Section(name="resolution", statements=body, note=_primary_note(writing, first))
    for fix in solutions.chosen[1:]:
        body = _body(writing, fix, written)
        elsewhere = fix.answer.thread is not primary.thread
        yield Section(
            name="workaround" if _is_workaround(fix.extract, writing.cues) else "resolution",
            statements=(*(_condition(writing, fix.answer) if body and elsewhere else ()), *body),
            note=_dates_note(writing, primary, fix.answer),
        )
    yield from _nearby(writing, solutions, written)
    yield from _otherwise(writing, solutions, written)


def _nearby(writing: Writing, solutions: Solutions, written: set[str]) -> Iterator[Section]:
    """Give the answers to other questions of the group, each under its question, the best one first."""
    for answered in solutions.nearby:
        note = "answered_on"
        for fix in answered:
            if body := _body(writing, fix, written):
                statements = (*_condition(writing, fix.answer), *body)
                yield Section(name="nearby", statements=statements, note=_dated(writing, fix.answer, note))
                note = "also_answered_on"


def _condition(writing: Writing, answer: CandidateAnswer) -> tuple[Statement, ...]:
    """Name the question that an alternative answered: the condition under which it holds."""
    title = redacted_title(answer.thread, writing.evidence.people)
    citation = writing.cite(answer.thread, answer.thread.posts[0])
    return (Statement(text=title, kind="title", citations=(citation,)),)


def _split_cause(extract: Extract, cues: Cues) -> tuple[list[Segment], Extract]:
    """Take sentences that only explain out of the resolution, if the next one does not lean on them."""
    causes: list[Segment] = []
    kept: list[tuple[Segment, int | None]] = []
    pairs = list(zip(extract.passages, extract.steps, strict=True))
    for i, (passage, step) in enumerate(pairs):
        gives_cause = (
            passage.kind == "sentence"
            and len(causes) < 3
            and explains(passage.text, cues)
            and not leans_back(passage.text, cues)
        )
        follower = pairs[i + 1][0] if i + 1 < len(pairs) else None
        leaned_on = follower is not None and (follower.kind == "code" or leans_back(follower.text, cues))
        if gives_cause and not leaned_on:
            causes.append(passage)
        else:
            kept.append((passage, step))
    if not kept:
        return [], extract
    return causes, _renumbered(extract, kept)


def _renumbered(extract: Extract, kept: list[tuple[Segment, int | None]]) -> Extract:
    order = {step: i + 1 for i, step in enumerate(dict.fromkeys(s for _, s in kept if s is not None))}
    return replace(
        extract,
        passages=tuple(passage for passage, _ in kept),
        steps=tuple(None if step is None else order[step] for _, step in kept),
    )


def _body(writing: Writing, fix: Solution, written: set[str]) -> tuple[Statement, ...]:
    """Make the statements of one answer, without what was said before, and what is left to do."""
    extract = _unsaid(fix.extract, written)
    result: list[Statement] = []
    block = -1
    for passage, step in zip(extract.passages, extract.steps, strict=True):
        made = _witnessed(writing, fix, passage, step)
        result.append(replace(made, opens=passage.kind == "sentence" and passage.block != block))
        block = passage.block
    where = writing.where(fix.answer.thread, fix.answer.post)
    if extract.pointer and result:
        result.append(writing.todo("pointer"))
    if extract.picture:
        result.append(writing.todo("picture", where=where))
    if extract.loose:
        result.append(writing.todo("rewrite"))
    result += [writing.todo("listing", lines=lines, where=where) for lines in extract.listings[:2]]
    return tuple(result)


def _unsaid(extract: Extract, written: set[str]) -> Extract:
    """Leave out what was said before, but not the code that a sentence leads to; ``said`` grows."""
    kept: list[tuple[Segment, int | None]] = []
    for passage, step in zip(extract.passages, extract.steps, strict=True):
        key = comparison_key(plain(passage.text)) or passage.text
        is_led_to = passage.kind == "code" and bool(kept) and announces(kept[-1][0])
        if key not in written or is_led_to:
            kept.append((passage, step))
        written.add(key)
    return _renumbered(extract, kept)


def _witnessed(writing: Writing, fix: Solution, passage: Segment, step: int | None) -> Statement:
    """Make a passage a statement that cites its post, and the posts of other threads that hold it too."""
    made = statement(writing, fix.answer, passage, step)
    if len(passage.text) < LEAST_WITNESSED:
        return made
    witnesses = [other for other in fix.agreeing if contains(other.reading, made)]
    cited = tuple(writing.cite(other.thread, other.post) for other in witnesses)
    return replace(made, citations=(*made.citations, *cited))


def _is_workaround(extract: Extract, cues: Cues) -> bool:
    return any(p.kind == "sentence" and cues.workaround.search(spoken(p.text)) for p in extract.passages)


def _primary_note(writing: Writing, fix: Solution) -> str | None:
    notes = []
    primary = fix.answer
    if dated := _dated(writing, primary):
        notes.append(dated)
    if agreeing := fix.agreeing:
        shown = "; ".join(redacted_title(one.thread, writing.evidence.people) for one in agreeing[:5])
        name = "agreeing_one" if len(agreeing) == 1 else "agreeing"
        notes.append(writing.say(name, count=len(agreeing), threads=shown))
    return " ".join(notes) or None


def _dated(writing: Writing, answer: CandidateAnswer, note: str = "answered_on") -> str | None:
    date = answer.post.created_at
    return writing.say(note, date=day(date)) if date else None


def _dates_note(writing: Writing, primary: CandidateAnswer, answer: CandidateAnswer) -> str | None:
    mine, theirs = answer.post.created_at, primary.post.created_at
    if mine is None:
        return None
    if theirs and (theirs - mine).days > 365:
        return writing.say("older", date=day(mine), newer=day(theirs))
    if theirs and (mine - theirs).days > 365:
        return writing.say("newer", date=day(mine), older=day(theirs))
    return _dated(writing, answer)


def _otherwise(writing: Writing, solutions: Solutions, written: set[str]) -> Iterator[Section]:
    """Give one or two instructions each from the next best replies, under their question, as unconfirmed."""
    found: list[Statement] = []
    leading = writing.evidence.asked[0].thread if writing.evidence.asked else None
    near = writing.evidence.nearness.to(leading.key) if leading else {}
    extract = 0
    for answer in solutions.rest[:MOST_TRIED]:
        if near.get(answer.thread.key, 0.0) < SAME or extract == MOST_HINTS:
            continue
        hints = _hints(writing, answer, written)
        extract += bool(hints)
        if hints and answer.thread is not leading:
            found += _condition(writing, answer)
        found += hints
    if found:
        found.append(writing.todo("check_hints"))
    yield Section(
        name="otherwise", statements=tuple(found), note=writing.say("unconfirmed") if found else None
    )


def _hints(writing: Writing, answer: CandidateAnswer, written: set[str]) -> list[Statement]:
    """Give up to two sentences of a reply that can be followed without the rest of it."""
    extract = writing.select(answer, budget=300)
    found: list[Statement] = []
    for passage in extract.passages if not extract.loose else ():
        text, key = passage.text, comparison_key(plain(passage.text))
        stands = passage.kind == "sentence" and not leans_back(text, writing.cues) and not announces(passage)
        usable = instructs(text, writing.cues) and weight(text, writing.cues) >= LEAST_HINT
        if key not in written and stands and usable and not is_machine_line(text) and len(found) < 2:
            written.add(key)
            found.append(statement(writing, answer, passage, None))
    return found


def related(writing: Writing, solutions: Solutions, extract: str) -> Iterator[Section]:
    """List the pages that the told answers link to and ``told``, the text so far, does not name.

    What leads to a whole site or a picture is no page on the matter.
    """
    found: dict[str, Statement] = {}
    for answer in [fix.answer for fix in chain(solutions.chosen, *solutions.nearby)]:
        for passage in answer.reading.passages:
            is_said = passage.kind == "sentence" and not is_machine_line(passage.text)
            for match in _LINK.finditer(passage.text) if is_said else ():
                text = match.group()
                address = re.sub(r".*\(<?|>?\)$", "", text) if text.startswith("[") else text
                says = _PAGE.match(address) and not _NO_PAGE.search(address) and "⟨" not in text
                if says and address not in extract:
                    citation = writing.cite(answer.thread, answer.post)
                    found.setdefault(address.rstrip("/"), Statement(text=text, citations=(citation,)))
    yield Section(name="related", statements=tuple(found.values())[:6])


def statement(writing: Writing, answer: CandidateAnswer, passage: Segment, step: int | None) -> Statement:
    """Make a passage of an answer a statement that cites it."""
    return Statement(
        text=passage.text,
        kind=passage.kind,
        citations=(writing.cite(answer.thread, answer.post),),
        language=passage.language,
        step=step,
    )
