"""What a group could be called: its askers' titles, the sentences that ask, the error messages they quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from kbminer.languages import words
from kbminer.records import Question
from kbminer.text.sentences import sentences
from kbminer.text.title_words import clean_title, content_words, is_all_capitals, is_empty_title

Kind = Literal["title", "sentence", "error"]

LONGEST = 110
"""Characters of a sentence or a message that serves as a title."""
_FIRST_SENTENCES, _MOST_SENTENCES = 12, 3  # that are looked at, and that are taken, of one question
_FEWEST_WORDS, _MOST_WORDS = 3, 20
_IDENTIFIER = re.compile(r"[a-z]++(?:[A-Z]|[\w.]*[_.:]\w)")
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
        Whether they are its title, a sentence of it or an error message.
    thread
        The thread whose question it is.
    language
        Its language.
    """

    text: str
    said: str
    kind: Kind
    thread: str
    language: str | None = None


def title_candidates(questions: Sequence[Question]) -> list[TitleCandidate]:
    """Collect what a group could be called, each wording once, titles first.

    >>> found = title_candidates([Question(thread="f:1", title="Mute?", ask="Hi. So how do I mute a list?")])
    >>> [each.text for each in found]
    ['Mute?', 'How do I mute a list?']
    """
    found: dict[str, TitleCandidate] = {}
    for question in questions:
        _note(found, question, "title", _whole_title(question), question.title)
    for question in questions:
        for said in islice(_telling_sentences(question), _MOST_SENTENCES):
            _note(found, question, "sentence", clean_title(without_openers(said, question.language)), said)
        for message in question.errors[-1:]:
            _note(found, question, "error", message[:LONGEST], message)
    return list(found.values())


def _note(found: dict[str, TitleCandidate], question: Question, kind: Kind, text: str, said: str) -> None:
    text = as_title(text)
    found.setdefault(
        text.casefold(),
        TitleCandidate(text=text, said=said, kind=kind, thread=question.thread, language=question.language),
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
    title = clean_title(question.title)
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
def _openers(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{spoken('titles.openers', language)})\s*", re.IGNORECASE)
