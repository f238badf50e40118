"""What shows whether words make a title that people would search for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean

from kbminer.records import Question
from kbminer.text.title_words import clean_title, content_words, words_of
from kbminer.titling.title_candidates import LONGEST, TitleCandidate, spoken

SIGNS = (
    *("sentence", "error", "few_words", "words", "wordy", "asks", "question_mark", "trouble"),
    *("sentence_trouble", "person", "points_back", "pleads", "goes_on", "bare", "cut"),
    *("names_terms", "holds_title", "as_other_titles", "said_by_others", "narrower", "subject", "vague"),
    *("adds_message", "adds_question", "added_words"),
)
"""The signs of :func:`title_signs`, in order."""

_FEW, _MANY = 3, 9  # words that name something; a title of 3 to 9 can say both a thing and its trouble
_STEM = 5  # letters by which forms of a word are taken for one


@dataclass(frozen=True, slots=True)
class _Patterns:
    asks: re.Pattern[str]
    asking: re.Pattern[str]
    trouble: re.Pattern[str]
    person: re.Pattern[str]
    points_back: re.Pattern[str]
    pleads: re.Pattern[str]
    goes_on: re.Pattern[str]
    vague: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWords:
    """What a group's titles are measured by.

    Parameters
    ----------
    terms
        The words that set the group apart.
    titles
        Of each thread the stems of its title's words.
    said
        Of each thread the stems of all its words and its numbers.
    """

    terms: Sequence[str]
    titles: Mapping[str, frozenset[str]]
    said: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, questions: Sequence[Question], terms: Sequence[str]) -> GroupWords:
        """Read them from the questions of one group."""
        return cls(
            terms=terms,
            titles={each.thread: _stems(clean_title(each.title)) for each in questions},
            said={each.thread: _named(each.text) for each in questions},
        )


def title_signs(candidate: TitleCandidate, group: GroupWords) -> tuple[float, ...]:
    """Work out what shows whether a candidate makes a title.

    Returns
    -------
    tuple of float
        :data:`SIGNS`.
    """
    text = candidate.text
    says = _patterns(candidate.language)
    named = content_words(text)
    is_sentence = candidate.kind == "sentence"
    asks, trouble = says.asks.search(text) is not None, says.trouble.search(text) is not None
    tells = asks or text.endswith("?") or says.asking.search(text) is not None
    stems = _stems(text)
    own = group.titles.get(candidate.thread, frozenset())
    others = [stems_of for thread, stems_of in group.titles.items() if thread != candidate.thread]
    words = _named(text)
    elsewhere = [said for thread, said in group.said.items() if thread != candidate.thread]
    signs = (
        is_sentence,
        candidate.kind == "error",
        len(named) < _FEW,
        min(len(named), _MANY) / _MANY,
        1 - len(named) / max(len(text.split()), len(named), 1),
        asks,
        text.endswith("?"),
        trouble,
        is_sentence and trouble,
        says.person.search(text) is not None,
        says.points_back.search(text) is not None,
        says.pleads.search(text) is not None,
        says.goes_on.search(candidate.said) is not None,
        candidate.kind == "title" and len(named) <= _FEW and not tells,
        len(text) >= LONGEST,
        term_coverage(text, group.terms),
        len(stems & own) / max(len(own), 1) if is_sentence else 0.0,
        max((len(stems & each) / max(len(each), 1) for each in others), default=0.5),
        fmean(len(words & said) / max(len(words), 1) for said in elsewhere) if elsewhere else 0.5,
        any(len(each) >= _FEW and each < stems for each in others),
        candidate.kind == "title" and not tells and not trouble,
        _is_vague(text, says) and not asks,
        candidate.kind == "title and message",
        candidate.kind == "title and question",
        min(len(_stems(candidate.adds) - own), _FEW) / _FEW,
    )
    return tuple(map(float, signs))


def term_coverage(title: str, terms: Sequence[str]) -> float:
    """Rate from 0 to 1 how many of its group's terms a title names: two are enough.

    >>> term_coverage("Export to PDF fails", ("pdf", "export", "notes"))
    1.0
    """
    words = set(words_of(title))
    named = sum(set(term.split()) <= words for term in terms)
    return min(named / 2, 1.0)


def _is_vague(text: str, says: _Patterns) -> bool:
    """Whether a text says that something is wrong, and not what: "Problem with X11"."""
    rest, count = says.vague.subn(" ", text)
    return count > 0 and says.trouble.search(rest) is None


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in content_words(text))


def _named(text: str) -> frozenset[str]:
    """The stems of words that name something, and numbers and versions."""
    return _stems(text) | frozenset(re.findall(r"\d[\w.-]*\w|\d", text))


@cache
def _patterns(language: str | None) -> _Patterns:
    def anywhere(*parts: str) -> re.Pattern[str]:
        branches = "|".join(spoken(part, language) for part in parts)
        return re.compile(rf"(?<!\w)(?:{branches})(?!\w)", re.IGNORECASE)

    return _Patterns(
        asks=re.compile(rf"^(?:{spoken('draft.title_asks', language)})\b", re.IGNORECASE),
        asking=anywhere("questions.asking"),
        trouble=anywhere("draft.trouble"),
        person=anywhere("draft.first_person", "draft.address"),
        points_back=anywhere("titles.points_back"),
        pleads=anywhere("titles.pleading"),
        vague=anywhere("titles.vague"),
        goes_on=re.compile(rf"^\W*(?:{spoken('titles.goes_on', language)})\b", re.IGNORECASE),
    )
