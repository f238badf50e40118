"""What of a sentence shows its part in a thread: its turns of phrase, its form, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from kbminer.draft.boilerplate import is_field, is_log, is_logged, is_machine_line
from kbminer.draft.error_messages import is_bare_failure
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import introduces
from kbminer.draft.sentence_scoring import hard_facts, is_chatter, names_fact, normalised
from kbminer.languages import LatePattern, alternatives
from kbminer.text.blocks import plain
from kbminer.text.program_lines import is_error_message, opens_as_error
from kbminer.text.segments import Segment

_LINK = re.compile(r"https?://|\]\(")
_ADDRESS = re.compile(r"\[([^\[\]]*+)\]\((?:[^\s)\]]++|\](?!\())++\)|<?https?://\S+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ASKS = re.compile(r"""\?[\s"')\]*_:]*+\Z""")
_QUESTION_WORD = LatePattern(lambda: rf"^\W*(?:{alternatives('draft.title_asks')})\b", re.I)
_TROUBLE = LatePattern(lambda: rf"\b(?:{alternatives('draft.trouble')})\b", re.I)
_THANKS = LatePattern(lambda: rf"\b(?:{alternatives('redact.thanks_marks')})")
_CONDITION = LatePattern(lambda: rf"(?<!\w)(?:{alternatives('verify.conditions')})(?!\w)", re.I)
_DENIAL = LatePattern(lambda: rf"(?<!\w)(?:{alternatives('verify.negations')})(?!\w)", re.I)
_DOUBT = LatePattern(lambda: rf"(?<!\w)(?:{alternatives('verify.hedges')})(?!\w)", re.I)
_ANYBODY = LatePattern(lambda: rf"\b(?:{alternatives('draft.asks_anybody')})\b", re.I)
_IN_WORDS = (_QUESTION_WORD, _ANYBODY, _TROUBLE, _THANKS, _CONDITION, _DENIAL, _DOUBT)
_NAVIGATION = re.compile(r"^[\[\s]*+[‹«←]\s*+\S|\S\s*+[›»]\W*+$")  # "‹ Older Newer ›"
_LONG, _MANY_LINES = 40.0, 40.0

PHRASES = (
    "chatter",
    "asking_back",
    "suggesting",
    "pointing",
    "untried",
    "first_person",
    "address",
    "dialogue",
    "aside",
    "cause",
    "workaround",
    "directive",
    "reports_fix",
)
OWN_SIGNS = (
    *PHRASES,
    "instructs",
    "speaks_of_self",
    "advises_in_doubt",
    "opens_as_talk",
    "is_chatter",
    "asks",
    "question_word",
    "asks_anybody",
    "trouble",
    "thanks",
    "condition",
    "denial",
    "doubt",
    "leans",
    "leads",
    "fact",
    "hard_facts",
    "link",
    "bare_link",
    "machine",
    "logged",
    "message",
    "field",
    "navigation",
    "placeholder",
    "code",
    "table",
    "lines",
    "log",
    "item",
    "numbered",
    "heading",
    "wordless",
    "few_words",
    "words",
    "many_words",
)
"""What a sentence shows by itself."""
_AT = {name: place for place, name in enumerate(OWN_SIGNS)}


@lru_cache(maxsize=16_384)  # a post is read for what it answers and for what it adds
def own_signs(segment: Segment, cues: PhraseCues) -> tuple[float, ...]:
    """Read the signs of a sentence or a piece of code, in the order of :data:`OWN_SIGNS`.

    Parameters
    ----------
    segment
        It, already :func:`kbminer.draft.readable.bare`.
    cues
        The cues of its language.
    """
    is_prose = segment.kind == "sentence"
    words = normalised(segment.text) if is_prose else ""
    shown = (
        *_what_it_does(segment, words, cues),
        is_prose and _ASKS.search(segment.text) is not None,
        *(is_prose and pattern.search(words) is not None for pattern in _IN_WORDS),
        is_prose and cues.anaphora.match(words) is not None,
        introduces(segment),
        *_what_it_names(segment),
        *_how_it_is_set(segment, len(words.split())),
    )
    return tuple(map(float, shown))


def _what_it_does(segment: Segment, words: str, cues: PhraseCues) -> Iterator[bool]:
    """The signs from the phrases to ``chatter``: whether it instructs, tells of its writer or talks."""
    is_prose = segment.kind == "sentence"
    advises = cues.directive.search(words) is not None
    doubts = is_prose and _DOUBT.search(words) is not None
    speaks_of_self = cues.first_person.search(words) is not None
    yield from (getattr(cues, name).search(words) is not None for name in PHRASES)
    yield is_prose and cues.directive.opening.match(words) is not None
    yield speaks_of_self and not (advises or doubts)
    yield advises and doubts
    yield is_prose and cues.chatter.opening.match(words) is not None
    yield is_prose and is_chatter(segment.text, cues)


def _what_it_names(segment: Segment) -> Iterator[float]:
    """The signs from ``fact`` to ``placeholder``: what it holds beside words."""
    is_prose, text = segment.kind == "sentence", segment.text
    said = plain(text) if is_prose else ""
    has_link = is_prose and _LINK.search(text) is not None
    yield is_prose and names_fact(text)
    yield min(hard_facts(text), 4) / 4 if is_prose else 0.0
    yield has_link
    yield has_link and _letters(text) <= 6
    yield is_prose and is_machine_line(text)
    yield is_prose and is_logged(text)
    yield _is_message(segment, said)
    yield is_prose and is_field(text)
    yield is_prose and _NAVIGATION.search(said) is not None
    yield "⟨" in text


def _how_it_is_set(segment: Segment, count: int) -> Iterator[float]:
    """The signs from ``code`` on: its form and length, of ``count`` words."""
    is_prose, text = segment.kind == "sentence", segment.text
    letters = _letters(text) if is_prose else 0
    yield segment.kind == "code"
    yield segment.kind == "table"
    yield 0.0 if is_prose else min(text.count("\n") + 1, _MANY_LINES) / _MANY_LINES
    yield segment.kind == "code" and is_log(text)
    yield segment.item
    yield segment.number is not None
    yield segment.heading
    yield is_prose and letters == 0
    yield is_prose and letters <= 3
    yield min(count, _LONG) / _LONG
    yield count > 14


def _letters(text: str) -> int:
    """How many words a text has beside its addresses."""
    return len(_WORD.findall(_ADDRESS.sub(" ", text)))


def _is_message(segment: Segment, said: str) -> bool:
    """Whether it holds a line in which a program says what failed."""
    if segment.kind == "sentence":
        return (opens_as_error(said) or is_error_message(said)) and not is_bare_failure(said)
    return any(is_error_message(line) and not is_bare_failure(line) for line in segment.text.split("\n")[:60])


def own_sign(segment: Segment, cues: PhraseCues, name: str) -> float:
    """Look up one of the :data:`OWN_SIGNS` of a sentence."""
    return own_signs(segment, cues)[_AT[name]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a post stands in its thread.

    Parameters
    ----------
    by_asker
        Whether the asker wrote it.
    is_solution
        Whether it is the post that solved the thread.
    by_answerer
        Whether the writer of that post wrote it.
    before, behind
        Whether it stands before that post, or behind it.
    is_confirmed
        Whether it stands no later than the word of the asker that it helped.
    is_thanked, is_doubted
        Whether the asker's next words thank for it or say what helped, or still name trouble.
    """

    by_asker: bool = False
    is_solution: bool = False
    by_answerer: bool = False
    before: bool = False
    behind: bool = False
    is_confirmed: bool = False
    is_thanked: bool = False
    is_doubted: bool = False


STANDING_SIGNS = tuple(field.name for field in fields(Standing))
PLACE_SIGNS = (
    "first",
    "last",
    "alone",
    "late",
    "short_post",
    "behind_code",
    "before_code",
    "behind_lead",
    "behind_talk",
    "before_item",
    "asks_before",
    "post_reports_fix",
    "post_instructs",
    "post_asks",
    "of_question",
)
SIGNS = (*OWN_SIGNS, *PLACE_SIGNS, *STANDING_SIGNS, "asker_reports", "asker_instructs", "solution_asks")
"""All that the model weighs of a sentence."""


def signs_in(
    segments: Sequence[Segment], cues: PhraseCues, standing: Standing, asked: frozenset[str]
) -> list[tuple[float, ...]]:
    """Read the signs of all sentences of a post, each in the order of :data:`SIGNS`.

    Parameters
    ----------
    segments
        What the post says, already :func:`kbminer.draft.readable.bare`.
    cues
        The cues of its language.
    standing
        Where it stands.
    asked
        The words of the thread's question; empty for the question itself.
    """
    own = [own_signs(segment, cues) for segment in segments]
    placed = _placed(segments, own, asked)
    where = [float(getattr(standing, name)) for name in STANDING_SIGNS]
    return [(*mine, *place, *where, *_joint(mine, standing)) for mine, place in zip(own, placed, strict=True)]


def _joint(own: Sequence[float], standing: Standing) -> tuple[float, float, float]:
    return (
        own[_AT["reports_fix"]] * standing.by_asker,
        own[_AT["instructs"]] * standing.by_asker,
        own[_AT["asks"]] * standing.is_solution,
    )


def _placed(
    segments: Sequence[Segment], own: Sequence[Sequence[float]], asked: frozenset[str]
) -> list[tuple[float, ...]]:
    count = len(segments)
    fix, instructs, asks, lead, talk = (
        [row[_AT[name]] for row in own]
        for name in ("reports_fix", "instructs", "asks", "leads", "is_chatter")
    )
    code = [row[_AT["code"]] for row in own]
    return [
        (
            float(i == 0),
            float(i == count - 1),
            float(count == 1),
            i / max(count - 1, 1),
            float(count <= 3),
            code[i - 1] if i else 0.0,
            code[i + 1] if i + 1 < count else 0.0,
            lead[i - 1] if i else 0.0,
            talk[i - 1] if i else 0.0,
            float(i + 1 < count and segments[i + 1].item and not segments[i].item),
            asks[i - 1] if i else 0.0,
            float(any(fix)),
            float(any(instructs)),
            float(any(asks)),
            _share_of(segments[i], asked),
        )
        for i in range(count)
    ]


def _share_of(segment: Segment, asked: frozenset[str]) -> float:
    said = words_of(segment)
    return len(said & asked) / len(said) if said else 0.0


@lru_cache(maxsize=16_384)
def words_of(segment: Segment) -> frozenset[str]:
    """List the longer words of a sentence, in small letters."""
    return frozenset(word for word in _WORD.findall(segment.text.lower()) if len(word) > 3)
