"""What a group could be called: its askers' titles, the sentences that ask, the error messages they quote.

A title that names a thing alone is offered with what it lacks, too: "Mute: how do I mute a list?".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from kbminer.languages import words
from kbminer.records import Question
from kbminer.text.program_lines import is_code_line
from kbminer.text.sentences import sentences
from kbminer.text.title_words import clean_title, content_words, is_all_capitals, is_empty_title
from kbminer.titling.messages import messages, without_error_word

Kind = Literal["title", "sentence", "error", "title and message", "title and question"]

LONGEST = 110
"""Characters of a sentence or a message that serves as a title."""
_FIRST_SENTENCES, _MOST_SENTENCES = 12, 3  # that are looked at, and that are taken, of one question
_FEWEST_WORDS, _MOST_WORDS = 3, 20
_IDENTIFIER = re.compile(r"[a-z]++(?:[A-Z]|[\w.]*[_.:]\w)")
_SAID_AGAIN = 2  # words of a message that its title holds, too
_MOST_OPENERS = 4  # "Hi, so my question is: …"


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleCandidate:
    """Words that a group could be called by.

    Parameters
    ----------
    text
        They, as they would be shown.
    said
        They, as they stand in the question.
    kind
        Whether they are its title, a sentence of it, an error message, or its title with one of these.
    thread
        The thread whose question it is.
    language
        Its language.
    adds
        What a message or a sentence adds to a title that lacks it.
    """

    text: str
    said: str
    kind: Kind
    thread: str
    language: str | None = None
    adds: str = ""


def title_candidates(questions: Sequence[Question]) -> list[TitleCandidate]:
    """Collect what a group could be called, each wording once, titles first.

    >>> found = title_candidates([Question(thread="f:1", title="Mute?", ask="Hi. So how do I mute a list?")])
    >>> [each.text for each in found]
    ['Mute?', 'How do I mute a list?']
    """
    named = [question for question in questions if not is_code_line(question.title)]
    titles = [_candidate(each, "title", _whole_title(each), each.title) for each in named or questions]
    others = [candidate for question in questions for candidate in _beside_the_title(question)]
    found: dict[str, TitleCandidate] = {}
    for candidate in (*titles, *others):
        found.setdefault(candidate.text.casefold(), candidate)
    return list(found.values())


def _beside_the_title(question: Question) -> Iterator[TitleCandidate]:
    """What a question says beside its title, alone and added to a title that lacks it."""
    title = "" if is_code_line(question.title) else _whole_title(question)
    said = list(islice(_telling_sentences(question), _MOST_SENTENCES))
    asked = [clean_title(without_openers(sentence, question.language)) for sentence in said]
    for text, sentence in zip(asked, said, strict=True):
        yield _candidate(question, "sentence", text, sentence)
    for message in messages(question)[-1:]:
        yield _candidate(question, "error", message[:LONGEST], message)
        yield from _joined(question, "title and message", title, without_error_word(message, title))
    if not telling(question.language).search(title):
        for text in asked:
            yield from _joined(question, "title and question", title, text)


def _joined(question: Question, kind: Kind, title: str, more: str) -> Iterator[TitleCandidate]:
    """A title with what it lacks, where each says more than the other and both are short enough."""
    if _pleads(question.language).search(title):
        return
    named, told = set(content_words(title)), set(content_words(more))
    joined = f"{as_title(title).rstrip('?.! ')}: {more}"
    if named and not told <= named and len(joined) <= LONGEST and not _says_again(kind, named, told):
        yield _candidate(question, kind, joined, joined, adds=more)


def _says_again(kind: Kind, named: Set[str], told: Set[str]) -> bool:
    """Whether a title holds a part of the message already; a question speaks of what the title names."""
    shared = named & told
    if kind == "title and message":
        return len(shared) >= _SAID_AGAIN or any(re.search(r"\d", word) for word in shared)
    return named <= told


def _candidate(question: Question, kind: Kind, text: str, said: str, *, adds: str = "") -> TitleCandidate:
    return TitleCandidate(
        text=as_title(text),
        said=said,
        kind=kind,
        thread=question.thread,
        language=question.language,
        adds=adds,
    )


def as_title(wording: str) -> str:
    """Write a wording with one capital at its start, unless it begins with a program's name.

    >>> as_title("mute stops working"), as_title("qtWidget is empty")
    ('Mute stops working', 'qtWidget is empty')
    """
    if is_all_capitals(wording):
        return wording.capitalize()
    is_name = _IDENTIFIER.match(wording) is not None  # "qtWidget" is called so
    return wording if is_name else wording[:1].upper() + wording[1:]


def _whole_title(question: Question) -> str:
    """A title without marks; one that breaks off ("Delete a line in a") as its sentence goes on below."""
    title = without_openers(clean_title(question.title), question.language)
    if not title or not is_empty_title(title.split()[-1]):
        return title
    whole = (said.rstrip(" .!") for said in sentences(question.ask))
    goes_on = (said for said in whole if said.lower().startswith(f"{title.lower()} "))
    return next((said for said in goes_on if len(said) <= LONGEST), title)


def _telling_sentences(question: Question) -> Iterator[str]:
    """The sentences that ask or say what is wrong; where the title says nothing, any that says something."""
    said = list(sentences(question.ask))[:_FIRST_SENTENCES]
    tells, is_empty = telling(question.language), is_empty_title(clean_title(question.title))
    for sentence in said:
        bare = without_openers(sentence, question.language)
        fits = len(bare) <= LONGEST and _FEWEST_WORDS <= len(bare.split()) <= _MOST_WORDS
        if fits and len(content_words(bare)) > 1 and (is_empty or tells.search(bare)):
            yield sentence


def without_openers(sentence: str, language: str | None) -> str:
    """Take off what people say before their question: a greeting, "I was wondering", "does anyone know".

    >>> without_openers("Hello all, does anyone know how to mute a list?", "en")
    'how to mute a list?'
    """
    for _ in range(_MOST_OPENERS):
        shorter = _openers(language).sub("", sentence, count=1).strip()
        if not shorter or shorter == sentence:
            break
        sentence = shorter
    return sentence


def spoken(part: str, language: str | None) -> str:
    """Join a list of a language and of English, which stands in every forum, as branches of a pattern."""
    own = words(part, language) if language else ()
    return "|".join(dict.fromkeys((*own, *words(part, "en")))) or r"(?!)"


@cache
def telling(language: str | None) -> re.Pattern[str]:
    """Compile what shows that words ask something, or say what is wrong."""
    asks, trouble = spoken("draft.title_asks", language), spoken("draft.trouble", language)
    return re.compile(rf"^(?:{asks})\b|\?$|\b(?:{trouble})\b", re.IGNORECASE)


@cache
def _pleads(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spoken('titles.pleading', language)})(?!\w)", re.IGNORECASE)


@cache
def _openers(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{spoken('titles.openers', language)})\s*", re.IGNORECASE)
