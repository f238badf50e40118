"""The sections that tell the answer: Cause, Resolution, Workaround, "If this does not help", Related."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.blocks import plain
from kbminer.draft.cues import Cues
from kbminer.draft.evidence import Answer
from kbminer.draft.phrases import day
from kbminer.draft.reading import Passage
from kbminer.draft.telling import Told
from kbminer.draft.titles import redacted_title
from kbminer.draft.wording import explains, leans_back, spoken, weight
from kbminer.draft.writing import Writing, cite, sameness
from kbminer.records import Section, Statement

LEAST_WEIGHT = 0.01  # below this an answer is a hint, no resolution
NEARLY = 0.1  # of the best answer's weight that an alternative must have
NEARLY_UNSOLVED = 0.25  # the same for an answer that nobody confirmed, beside one that is
MOST_ALTERNATIVES = 5
LEAST_HINT = 1.0  # weight of a sentence that may stand alone as a hint: an advice or a hard fact
MOST_HINTS = 3
_LINK = re.compile(
    r"(?<!!)\[[^\]\n]{2,}\]\(<?https?://[^\s)]+\)|(?<![(\w<])https?://[^\s<>)\]]+[^\s<>)\].,;:!?'\"*_]"
)
_IMAGE_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp)\b", re.I)


def resolutions(writing: Writing) -> Iterator[Section]:
    """Give Cause, Resolution with its alternatives, Workaround, and "If this does not help"."""
    answers = writing.evidence.answers
    likely = [answer for answer in answers if answer.weight >= LEAST_WEIGHT]
    said: set[str] = set()
    if not likely:
        yield Section(name="resolution", statements=(writing.todo("no_resolution"),))
        yield from _otherwise(writing, list(answers), said)
        return
    primary, alternatives, rest = _chosen(_best_told_first(writing, likely), answers)
    causes, told = _split_cause(writing.tell(primary, budget=2400), writing.cues)
    body = _body(writing, primary, told, said)
    if not writing.evidence.is_solved:
        body += (writing.todo("not_confirmed"),)
    yield Section(name="cause", statements=tuple(statement(primary, passage, None) for passage in causes))
    yield Section(name="resolution", statements=body, note=_primary_note(writing, primary))
    for answer in alternatives:
        told = writing.tell(answer, budget=1200)
        if told.loose or not told.passages:
            continue
        body = _body(writing, answer, told, said)
        condition = _condition(writing, answer) if body and answer.thread is not primary.thread else ()
        yield Section(
            name="workaround" if _is_workaround(told, writing.cues) else "resolution",
            statements=(*condition, *body),
            note=_dates_note(writing, primary, answer),
        )
    yield from _otherwise(writing, rest, said)


def _best_told_first(writing: Writing, likely: list[Answer]) -> list[Answer]:
    """Where nothing is confirmed, prefer an answer that tells more than a remark."""
    if writing.evidence.is_solved:
        return likely
    plainly = [answer for answer in likely if not writing.tell(answer, budget=2400).loose]
    return [*plainly, *(answer for answer in likely if answer not in plainly)]


def _condition(writing: Writing, answer: Answer) -> tuple[Statement, ...]:
    """Name the question that an alternative answered: the condition under which it holds."""
    title = redacted_title(answer.thread, writing.evidence.people)
    citation = cite(answer.thread, answer.thread.posts[0])
    return (Statement(text=title, kind="title", citations=(citation,)),)


def _split_cause(told: Told, cues: Cues) -> tuple[list[Passage], Told]:
    """Take sentences that only explain out of the resolution, if the next one does not lean on them."""
    causes: list[Passage] = []
    kept: list[tuple[Passage, int | None]] = []
    pairs = list(zip(told.passages, told.steps, strict=True))
    for i, (passage, step) in enumerate(pairs):
        gives_cause = passage.kind == "sentence" and len(causes) < 3 and explains(passage.text, cues)
        follower = pairs[i + 1][0] if i + 1 < len(pairs) else None
        leaned_on = follower is not None and follower.kind == "sentence" and leans_back(follower.text, cues)
        if gives_cause and not leaned_on:
            causes.append(passage)
        else:
            kept.append((passage, step))
    if not kept:
        return [], told
    return causes, _renumbered(told, kept)


def _renumbered(told: Told, kept: list[tuple[Passage, int | None]]) -> Told:
    order = {step: i + 1 for i, step in enumerate(dict.fromkeys(s for _, s in kept if s is not None))}
    return Told(
        passages=tuple(passage for passage, _ in kept),
        steps=tuple(None if step is None else order[step] for _, step in kept),
        listings=told.listings,
        pointer=told.pointer,
        picture=told.picture,
        loose=told.loose,
    )


def _body(writing: Writing, answer: Answer, told: Told, said: set[str]) -> tuple[Statement, ...]:
    """Make the statements of one answer, without what was said before, and what is left to do."""
    result: list[Statement] = []
    for passage, step in zip(told.passages, told.steps, strict=True):
        key = sameness(plain(passage.text)) or passage.text
        if key not in said:
            said.add(key)
            result.append(statement(answer, passage, step))
    where = _where(writing, answer)
    if told.pointer and result:
        result.append(writing.todo("pointer"))
    if told.picture:
        result.append(writing.todo("picture", where=where))
    if told.loose:
        result.append(writing.todo("rewrite"))
    result += [writing.todo("listing", lines=lines, where=where) for lines in told.listings[:2]]
    return tuple(result)


def _chosen(likely: list[Answer], answers: tuple[Answer, ...]) -> tuple[Answer, list[Answer], list[Answer]]:
    """Divide answers into the best one, different fixes nearly as likely, and the rest.

    Those that agree with a chosen one are not repeated.
    """
    primary = likely[0]
    chosen: list[Answer] = []
    rest: list[Answer] = []
    for answer in answers:
        if answer is primary or any(other.place in answer.same for other in (primary, *chosen)):
            continue
        share = NEARLY if not primary.solved or answer.solved else NEARLY_UNSOLVED
        near = answer.weight >= max(LEAST_WEIGHT, share * primary.weight)
        (chosen if near and len(chosen) < MOST_ALTERNATIVES else rest).append(answer)
    return primary, chosen, rest


def _is_workaround(told: Told, cues: Cues) -> bool:
    return any(p.kind == "sentence" and cues.workaround.search(spoken(p.text)) for p in told.passages)


def _primary_note(writing: Writing, primary: Answer) -> str | None:
    notes = []
    if primary.post.created_at:
        notes.append(writing.say("answered_on", date=day(primary.post.created_at)))
    if primary.agreeing:
        shown = ", ".join(key.split(":", 1)[-1] for key in primary.agreeing[:5])
        name = "agreeing_one" if len(primary.agreeing) == 1 else "agreeing"
        notes.append(writing.say(name, count=len(primary.agreeing), threads=shown))
    return " ".join(notes) or None


def _dates_note(writing: Writing, primary: Answer, answer: Answer) -> str | None:
    mine, theirs = answer.post.created_at, primary.post.created_at
    if mine is None:
        return None
    if theirs and (theirs - mine).days > 365:
        return writing.say("older", date=day(mine), newer=day(theirs))
    if theirs and (mine - theirs).days > 365:
        return writing.say("newer", date=day(mine), older=day(theirs))
    return writing.say("answered_on", date=day(mine))


def _otherwise(writing: Writing, answers: list[Answer], said: set[str]) -> Iterator[Section]:
    """Give one or two sentences each from the next best replies, marked as unconfirmed."""
    found: list[Statement] = []
    for answer in answers[:MOST_HINTS]:
        told = writing.tell(answer, budget=300)
        if told.loose or not told.passages:
            continue
        for passage in [p for p in told.passages if p.kind == "sentence"][:2]:
            key = sameness(plain(passage.text))
            hangs = leans_back(passage.text, writing.cues) or passage.text.endswith(":")
            if key not in said and not hangs and weight(passage.text, writing.cues) >= LEAST_HINT:
                said.add(key)
                found.append(statement(answer, passage, None))
    if found:
        found.append(writing.todo("check_hints"))
    yield Section(
        name="otherwise", statements=tuple(found), note=writing.say("unconfirmed") if found else None
    )


def related(writing: Writing, told: str) -> Iterator[Section]:
    """List the pages that the best replies link to and ``told``, the text so far, does not name."""
    found: dict[str, Statement] = {}
    for answer in writing.evidence.answers[:5]:
        for passage in answer.reading.passages:
            for match in _LINK.finditer(passage.text) if passage.kind == "sentence" else ():
                text = match.group()
                address = re.sub(r".*\(<?|>?\)$", "", text) if text.startswith("[") else text
                if not _IMAGE_FILE.search(address) and "⟨" not in text and address not in told:
                    citation = cite(answer.thread, answer.post)
                    found.setdefault(address.rstrip("/"), Statement(text=text, citations=(citation,)))
    yield Section(name="related", statements=tuple(found.values())[:6])


def statement(answer: Answer, passage: Passage, step: int | None) -> Statement:
    """Make a passage of an answer a statement that cites it."""
    return Statement(
        text=passage.text, kind=passage.kind, citations=(cite(answer.thread, answer.post),), step=step
    )


def _where(writing: Writing, answer: Answer) -> str:
    return writing.say("topic", thread=answer.thread.id, post=answer.post.id)
