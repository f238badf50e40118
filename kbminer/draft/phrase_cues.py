"""The turns of phrase by which chatter, causes, workarounds and advice are told apart, by language.

They stand in the section ``draft`` of the language files. English is read beside the forum's own language,
because every technical forum mixes it in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

from kbminer.languages import FALLBACK, code_of, codes, words

# What a data file's expression is made of: escaped signs, sets, branches and groups, anything else.
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\\?\Z)|[|()]|[^\\\[|()]+", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhrasePattern:
    """The turns of phrase of one purpose, found in a sentence in lower case.

    Those that open a sentence are tried at its start alone, the others where a word begins: tried at every
    character, and in any case, they take ten times as long, and drafting asks little else of a sentence.

    Parameters
    ----------
    opening
        Matches those at the start of a sentence.
    inside
        Searches for the others.
    """

    opening: re.Pattern[str]
    inside: re.Pattern[str]

    def search(self, words: str) -> re.Match[str] | None:
        """Find the first of them in a sentence.

        Parameters
        ----------
        words
            The sentence as :func:`kbminer.draft.sentence_scoring.normalised` returns it.
        """
        return self.opening.match(words) or self.inside.search(words)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhraseCues:
    """The turns of phrase of each purpose; ``languages/schema.toml`` says what each one is for.

    Each language has one object, which is compared as such: it stands in the keys of caches.

    ``opener``, ``verdict`` and ``anaphora`` are matched at the start of a sentence, in any case.
    """

    opener: re.Pattern[str]
    verdict: re.Pattern[str]
    anaphora: re.Pattern[str]
    chatter: PhrasePattern
    asking_back: PhrasePattern
    suggesting: PhrasePattern
    pointing: PhrasePattern
    untried: PhrasePattern
    first_person: PhrasePattern
    address: PhrasePattern
    dialogue: PhrasePattern
    aside: PhrasePattern
    cause: PhrasePattern
    workaround: PhrasePattern
    directive: PhrasePattern
    reports_fix: PhrasePattern


@lru_cache(maxsize=64)
def cues_for(language: str | None) -> PhraseCues:
    """Look up the cues of a language, with the English ones beside them.

    Parameters
    ----------
    language
        A language tag; where it is unknown or None, the cues of all languages stand together.

    Examples
    --------
    >>> bool(cues_for("de").chatter.search("vielen dank!"))
    True
    """
    code = code_of(language)
    known = code is not None and bool(words("draft.chatter", code))
    chosen = dict.fromkeys((FALLBACK, str(code))) if known else codes()
    union = {
        each.name: [pattern for one in chosen for pattern in words(f"draft.{each.name}", one)]
        for each in fields(PhraseCues)
    }
    return PhraseCues(
        opener=_at_start(union.pop("opener")),
        verdict=_at_start(union.pop("verdict")),
        anaphora=_at_start(union.pop("anaphora")),
        **{name: _turns(patterns) for name, patterns in union.items()},
    )


def _at_start(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"^\s*(?:{'|'.join(patterns)})\s*", re.I)


def _turns(patterns: Iterable[str]) -> PhrasePattern:
    """Sort the alternatives of regular expressions by where they can begin."""
    each = [alternative for pattern in patterns for alternative in _alternatives(pattern)]
    opening = [one for one in each if one.startswith("^")]
    at_words = [one.removeprefix(r"\b") for one in each if one.startswith(r"\b")]
    anywhere = [one for one in each if not one.startswith(("^", r"\b"))]
    inside = [*([rf"\b(?:{'|'.join(at_words)})"] if at_words else []), *anywhere]
    return PhrasePattern(opening=_any_of(opening), inside=_any_of(inside))


def _any_of(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(alternatives) or r"(?!)")


def _alternatives(pattern: str) -> Iterator[str]:
    """Split a regular expression at its outermost branches."""
    parts: list[str] = []
    depth = 0
    for part in _PART.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and depth == 0:
            yield "".join(parts)
            parts = []
        else:
            parts.append(part)
    yield "".join(parts)
