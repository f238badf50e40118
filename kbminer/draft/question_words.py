"""What an asker says of the trouble: the question without its chatter, with its code and its messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kbminer.draft.boilerplate import (
    MOST_COMMON,
    is_field,
    is_log,
    is_machine_line,
    is_personal,
    names_file_share,
    without_boilerplate,
)
from kbminer.draft.code_segments import line_count
from kbminer.draft.context import DraftContext
from kbminer.draft.error_messages import is_bare_failure, messages
from kbminer.draft.evidence import Asked
from kbminer.draft.readable import introduces, without_signature
from kbminer.draft.sentence_roles import read_question
from kbminer.draft.sentence_scoring import refers_back
from kbminer.draft.sentence_signs import own_sign
from kbminer.draft.standing import said_in
from kbminer.languages import LatePattern, alternatives
from kbminer.records import Post, Statement
from kbminer.text.blocks import plain
from kbminer.text.language import common_share, is_foreign
from kbminer.text.program_lines import is_code_line, is_program_output
from kbminer.text.segments import Segment

# What a reader takes in before the answer: chosen by reading drafts.
MOST_IN_PARTS = 900  # characters of a paragraph that is too long to be told whole
BUDGET = 1_300  # characters of all sentences, the likeliest to tell the trouble first
MOST_LINES, MOST_SIGNS = 20, 1200  # of one piece of code; of more only the message is told
MOST_CODE_LINES = 20  # of all code
LONGEST_SENTENCE = 420  # characters; a longer one is mostly code or a log whose line breaks were lost
LEAST_HEAD = 20  # characters of what stands before such code
LEAST_WORDS = 4  # of a sentence that names no trouble
MUCH_MORE = 14  # words from which talk is only a part of a sentence; chosen by reading drafts
MOST_TALK = 0.5  # probability from which a sentence is talk; at .4 the question itself went too often
MOST_TALK_ASKING = 0.75  # the same of the only one that asks
TRIED = 0.5  # what a sentence of what was tried is worth beside one that tells the trouble
# Machine's lines among so many neighbours on each side make a line part of a log.
LOG_AROUND, LOG_REACH = 2, 3
_GLUED = re.compile(
    r"(?:public|private|protected|static) ?(?:void|static|class)|<[?!]?\w[\w:.-]*+(?=[\s>/])|[{}]|;\s*+\w|"
    r"\$\w++\s*+=|\b\w++\(\w*+\)\s*+[;{]|\bat \w++(?:\.\w++){2,}+\("
)
_TROUBLE = LatePattern(lambda: rf"\b(?:{alternatives('draft.trouble')})\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A sentence or a piece of code of the question, with its place there."""

    place: int
    segment: Segment
    text: str
    worth: float = 1.0


def question_words(context: DraftContext, item: Asked) -> Iterator[Statement]:
    """Tell a question in its asker's words, in order; what they added in later posts mostly answers others.

    Parameters
    ----------
    context
        The article.
    item
        The question that leads it.
    """
    first = item.thread.posts[0]
    passages = list(_passages(context, item))
    yield from _told(context, item, first, _within_budget(passages, context))
    told = "\n".join(passage.text for passage in passages)
    for segment in item.redacted.segments:
        if segment.kind == "code" and not _is_short(segment) and segment.text not in told:
            where = context.place_of(item.thread, first)
            yield context.todo("listing", lines=line_count(segment), where=where)


def _told(
    context: DraftContext, item: Asked, post: Post, passages: Iterable[_Passage]
) -> Iterator[Statement]:
    citation = context.cite(item.thread, post)
    block = -1
    for passage in passages:
        segment = passage.segment
        is_code = segment.kind == "code"
        yield Statement(
            text=passage.text,
            kind="code" if is_code else "sentence",
            citations=(citation,),
            language=segment.language if is_code else None,
            opens=not is_code and segment.block != block,
            item=segment.item and not is_code,
        )
        block = segment.block


def _passages(context: DraftContext, item: Asked) -> Iterator[_Passage]:
    """What of the question may be told; where a log stands, the lines of it that say what failed."""
    said = said_in(item.redacted, context.cues)
    segments = without_signature(said, asks=True)
    logged = _in_logs(segments)
    failures = messages(item)
    shown: set[str] = set()
    roles = read_question(said, context.cues)[: len(segments)]  # as they were labelled, with who signs
    talk = [role["talk"] for role in roles]
    surest = min(range(len(roles)), key=talk.__getitem__, default=0)
    asking = _asking(segments, talk, context)
    for place, segment in enumerate(segments):
        if not logged[place]:
            text = _spoken(without_boilerplate(segment.text, item.question))
            is_needed = place in (surest, asking) or _says_more(text) or _leads_to_code(segments, place)
            if _may_tell(segment, text, context) and (is_needed or roles[place]["talk"] < MOST_TALK):
                worth = roles[place]["trouble"] + TRIED * roles[place]["tried"]
                yield _Passage(place=place, segment=segment, text=text, worth=worth)
        elif _is_shown(segment, failures, is_alone=_is_alone(segments, logged, place)):
            shown |= {line for line in failures if line in segment.text}
            yield _as_it_stands(place, segment, item)
        else:
            for line in failures:
                if line in segment.text and line not in shown:
                    shown.add(line)
                    code = Segment(text=line, kind="code", block=segment.block)
                    yield _Passage(place=place, segment=code, text=line)


def _asking(segments: Sequence[Segment], talk: Sequence[float], context: DraftContext) -> int | None:
    """The place of the sentence that asks, where each that does reads as talk: an Issue asks something."""
    asks = [place for place, each in enumerate(segments) if own_sign(each, context.cues, "asks")]
    if any(talk[place] < MOST_TALK for place in asks):
        return None
    told = [
        place for place in asks if talk[place] < MOST_TALK_ASKING and not _is_cry(segments[place], context)
    ]
    return min(told, key=talk.__getitem__, default=None)


def _is_cry(segment: Segment, context: DraftContext) -> bool:
    """Whether a few words only call for help: "Any ideas?"."""
    count = len(segment.text.split())
    is_call = any(own_sign(segment, context.cues, name) for name in ("is_chatter", "asks_anybody"))
    return count <= LEAST_WORDS or (is_call and count < MUCH_MORE)


def _as_it_stands(place: int, segment: Segment, item: Asked) -> _Passage:
    """Code, or a program's line as code; a line with the words that hold sentences together is a sentence.

    So is one that ends as sentences do, or that a mail program broke: code stands in the post byte for byte.
    """
    text = plain(segment.text) if segment.kind == "sentence" else segment.text
    is_code = (text in item.redacted.markdown or text in item.redacted.lines) and not text.endswith(".")
    if segment.kind == "sentence" and (not is_code or common_share(segment.text) > MOST_COMMON):
        return _Passage(place=place, segment=segment, text=segment.text)
    return _Passage(place=place, segment=replace(segment, kind="code"), text=text)


def _is_shown(segment: Segment, failures: Sequence[str], *, is_alone: bool) -> bool:
    """Whether code, or a line of a program that stands alone, is told as it stands."""
    if segment.kind == "sentence":
        return is_alone and not is_bare_failure(segment.text) and not is_field(segment.text)
    return _is_short(segment) and not _is_output(segment, failures)


def _is_alone(segments: Sequence[Segment], logged: Sequence[bool], place: int) -> bool:
    """Whether a line is no part of a log: a sentence leads to it, or none is near it."""
    if place > 0 and introduces(segments[place - 1]):
        return True
    near = logged[max(place - 1, 0) : place + 2]
    return sum(near) == 1 and not is_program_output(plain(segments[place].text))


def _may_tell(segment: Segment, text: str, context: DraftContext) -> bool:
    """Whether a sentence can be shown as it stands, and says something."""
    if segment.kind != "sentence" or segment.heading or not text or names_file_share(text):
        return False
    if is_code_line(text) or is_foreign(text, context.evidence.language):
        return False
    is_full = len(text.split()) >= LEAST_WORDS or text.endswith("?")
    return is_full or segment.item or introduces(segment) or _names_trouble(text)


def _is_output(segment: Segment, failures: Sequence[str]) -> bool:
    """Whether code is what a program said: of that the lines are enough that say what failed."""
    lines = [line for line in segment.text.split("\n") if line.strip()]
    told = [line.strip() in failures or is_bare_failure(line) or is_program_output(line) for line in lines]
    has_failure = any(line in segment.text for line in failures)
    return is_log(segment.text) or (has_failure and len(lines) > 1 and 2 * sum(told) >= len(lines))


def _is_short(segment: Segment) -> bool:
    return line_count(segment) <= MOST_LINES and len(segment.text) <= MOST_SIGNS


def _within_budget(passages: Sequence[_Passage], context: DraftContext) -> list[_Passage]:
    """Keep the paragraphs and lists that tell the trouble likeliest, each whole, and short code, as they fit.

    Of a paragraph that is too long by itself the likeliest sentences are kept.
    """
    chosen: set[int] = set()
    left, lines = BUDGET, MOST_CODE_LINES
    for unit in sorted(_units(passages), key=lambda unit: -max(passages[i].worth for i in unit)):
        is_code = passages[unit[0]].segment.kind == "code"
        is_whole = is_code or _length(passages, unit) <= left
        room = lines if is_code else left if is_whole else min(left, MOST_IN_PARTS)
        for part in [unit] if is_whole else _parts(passages, unit):
            if (taken := _length(passages, part)) <= room:
                chosen |= set(part)
                room -= taken
                left, lines = (left, lines - taken) if is_code else (left - taken, lines)
    return [passages[i] for i in sorted(chosen) if _stands(passages, chosen, i, context)]


def _units(passages: Sequence[_Passage]) -> Iterator[list[int]]:
    """The places of each paragraph, of each list, and of each piece of code."""
    for _, run in groupby(range(len(passages)), key=lambda i: _unit_of(passages[i].segment)):
        yield list(run)


def _unit_of(segment: Segment) -> tuple[str, int]:
    return ("list", 0) if segment.item and segment.kind != "code" else (segment.kind, segment.block)


def _parts(passages: Sequence[_Passage], unit: Sequence[int]) -> list[list[int]]:
    """The sentences of a paragraph, the likeliest first; none of a list: it stands whole or not at all."""
    if passages[unit[0]].segment.item:
        return []
    return [[i] for i in sorted(unit, key=lambda i: -passages[i].worth)]


def _length(passages: Sequence[_Passage], unit: Sequence[int]) -> int:
    """The lines of code, or the characters of sentences."""
    if passages[unit[0]].segment.kind == "code":
        return sum(line_count(passages[i].segment) for i in unit)
    return sum(len(passages[i].text) for i in unit)


def _leads_to_code(segments: Sequence[Segment], place: int) -> bool:
    return introduces(segments[place]) and [s.kind for s in segments[place + 1 : place + 2]] == ["code"]


def _says_more(text: str) -> bool:
    """Whether a long sentence names the trouble beside its talk."""
    return len(text.split()) >= MUCH_MORE and _names_trouble(text)


def _spoken(text: str) -> str:
    """Cut code off a sentence that lost the line break before it."""
    if len(text) <= LONGEST_SENTENCE:
        return text
    code = _GLUED.search(text)
    head = text[: code.start()].rstrip() if code else ""
    return head if LEAST_HEAD <= len(head) <= LONGEST_SENTENCE else ""


def _names_trouble(text: str) -> bool:
    return _TROUBLE.search(text) is not None


def _stands(passages: Sequence[_Passage], chosen: set[int], i: int, context: DraftContext) -> bool:
    """Whether a passage has what it leans on and what it leads to beside it."""
    passage = passages[i]
    if passage.segment.kind == "code":
        return True
    is_followed = i + 1 in chosen and passages[i + 1].place <= passage.place + 1
    breaks_off = introduces(replace(passage.segment, text=passage.text)) and not is_followed
    if breaks_off and not own_sign(passage.segment, context.cues, "question_word"):
        return False
    has_cut = len(chosen) < len(passages)
    return not (has_cut and refers_back(passage.text, context.cues) and i - 1 not in chosen)


def _in_logs(segments: Sequence[Segment]) -> list[bool]:
    """Of each segment, whether it is code or stands in a log: a machine's line, or one among several."""
    lines = [segment.kind == "sentence" and is_machine_line(segment.text) for segment in segments]
    return [
        line or segments[i].kind == "code" or (_is_among(lines, i) and not is_personal(segments[i].text))
        for i, line in enumerate(lines)
    ]


def _is_among(lines: Sequence[bool], i: int) -> bool:
    return sum(lines[max(i - LOG_REACH, 0) : i + LOG_REACH + 1]) >= LOG_AROUND
