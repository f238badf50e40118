"""A sentence in clauses: what each says, and whether it denies, limits, guesses or asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from kbminer.languages import code_of, groups, words
from kbminer.text.code_spans import code_spans

_HELD = re.compile("\ue000(\\d+)\ue001")
_WORD = re.compile("\ue000\\d+\ue001|[^\\W_]+(?:['’.+#:@_]++[^\\W_]++)*+[+#]*|[%°]")
_PUNCTUATION = re.compile(r"(?:[,;:.!?…](?=\s|$)|[()«»“”\"]|\s[–—-]\s)+")
MOST_DENIED = 1  # words behind a denial that it denies for sure: “does not restart the server today”
_FIGURE = re.compile(r"\s*[^\w\s]?\d")
_MEASURE = re.compile(r"(?<![\w.,:])(\d+(?:[.,]\d+)?)([^\W\d_]+)(?!\w)")
_TURNS = ("negations", "hedges", "conditions", "joints", "then", "first")  # what they turn or join claims
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a sentence with at most one verb, as far as words tell.

    Parameters
    ----------
    tokens
        All its words in small letters and in order; code in ticks is one, as it is written.
    content
        Those that claim something.
    begins
        The word that joins it to the clause before; empty where none does.
    denials
        How many words deny in it.
    denied
        The words behind these that are denied.
    conditional, hedged, certain
        Whether it holds a word of that kind.
    rough
        Whether all that is doubtful in it is a figure: "about 20".
    asks
        Whether its sentence ends in a question mark.
    opens
        Whether its sentence begins with it.
    is_block
        Whether it is a line of a code block.
    """

    tokens: tuple[str, ...]
    content: tuple[str, ...]
    begins: str = ""
    denials: int = 0
    denied: frozenset[str] = frozenset()
    conditional: bool = False
    hedged: bool = False
    certain: bool = False
    rough: bool = False
    asks: bool = False
    opens: bool = False
    is_block: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The tokens that hold a digit, code apart."""
        return tuple(token for token in self.tokens if _holds_digit(token))


@dataclass(frozen=True, slots=True)
class MeaningWords:
    """One language's words that change what a sentence says, ready to be looked for."""

    turns: re.Pattern[str]
    negations: re.Pattern[str]
    conditions: re.Pattern[str]
    hedges: re.Pattern[str]
    questionings: re.Pattern[str]
    certainties: re.Pattern[str]
    joints: re.Pattern[str]
    then: re.Pattern[str]
    earlier: re.Pattern[str]
    later: re.Pattern[str]
    first: re.Pattern[str]
    denying: frozenset[str]
    endings: tuple[str, ...]
    idle: frozenset[str]
    numbers: Mapping[str, str]
    units: Mapping[str, str]
    alike: Mapping[str, frozenset[str]]
    opposites: Mapping[str, frozenset[tuple[str, int]]]


def knows_meaning(language: str | None) -> bool:
    """Tell whether a language's file holds the words by which other wordings are judged.

    >>> knows_meaning("en"), knows_meaning("fr-CA"), knows_meaning("th")
    (True, True, False)
    """
    return bool(words("verify.conditions", language) and words("verify.joints", language))


@cache
def meaning_words(language: str | None) -> MeaningWords:
    """Read one language's words; every pattern of a language without them finds nothing."""
    code = code_of(language)
    patterns = {
        name: _whole_words(words(f"verify.{name}", code))
        for name in MeaningWords.__dataclass_fields__
        if name not in ("turns", "denying", "endings", "idle", "numbers", "units", "alike", "opposites")
    }
    return MeaningWords(
        **patterns,
        turns=_whole_words(tuple(word for part in _TURNS for word in words(f"verify.{part}", code))),
        denying=frozenset(re.findall(r"[^\W\d_]{2,}", " ".join(words("verify.negations", code)).lower())),
        endings=tuple(sorted(words("verify.endings", code), key=len, reverse=True)),
        idle=frozenset((*words("cluster.stop_words", code), *words("verify.glue", code))),
        numbers=_by_form(groups("verify.numbers", code)),
        units=_by_form(groups("verify.units", code)),
        alike=_memberships(groups("verify.alike", code)),
        opposites=_sides(groups("verify.opposites", code)),
    )


def _whole_words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(patterns, key=lambda pattern: -len(pattern))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)", re.I)


def _by_form(found: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {form: name for name, forms in found.items() for form in forms}


def _memberships(found: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    by_form: dict[str, set[str]] = {}
    for name, forms in found.items():
        for form in forms:
            by_form.setdefault(form, set()).add(name)
    return {form: frozenset(names) for form, names in by_form.items()}


def _sides(found: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[tuple[str, int]]]:
    by_form: dict[str, set[tuple[str, int]]] = {}
    for name, sides in found.items():
        for side, forms in enumerate(sides):
            for form in forms.split():
                by_form.setdefault(form, set()).add((name, side))
    return {form: frozenset(places) for form, places in by_form.items()}


@lru_cache(maxsize=4096)
def clauses_of(text: str, language: str | None) -> tuple[Clause, ...]:
    """Part a text into clauses at its punctuation and at the words that join.

    >>> [clause.content for clause in clauses_of("If nginx stands in front, raise `max 5` there.", "en")]
    [('nginx', 'stands', 'front'), ('raise', '`max 5`')]
    """
    known = meaning_words(language)
    held_text, held = _hold_code(text)
    held_text = _MEASURE.sub(lambda found: _with_space(found, known), held_text)
    found: list[Clause] = []
    for sentence, asks in _sentences(held_text):
        parts = _parts(sentence, known.joints)
        made = (_clause(part, begins, held, known, asks=asks) for begins, part in parts)
        spoken = [clause for clause in made if clause.tokens]
        found += [replace(clause, opens=place == 0) for place, clause in enumerate(spoken)]
    return tuple(found)


def _with_space(measure: re.Match[str], known: MeaningWords) -> str:
    """Write “8GB” as “8 GB”: they are one quantity."""
    return f"{measure[1]} {measure[2]}" if measure[2].lower() in known.units else measure[0]


def _sentences(text: str) -> Iterator[tuple[str, bool]]:
    for match in re.finditer(r"[^.!?…]*(?:[.!?…](?!\s|$)[^.!?…]*)*[.!?…]*", text):
        if match[0].strip():
            yield match[0], match[0].rstrip().endswith("?")


def _hold_code(text: str) -> tuple[str, list[str]]:
    """Put signs in the place of inline code, whose words and stops are its own."""
    held: list[str] = []
    parts: list[str] = []
    at = 0
    for start, end, ticks in code_spans(text):
        parts += [text[at:start], f"\ue000{len(held)}\ue001"]
        held.append(f"`{text[start + ticks : end - ticks].strip()}`")
        at = end
    return "".join((*parts, text[at:])), held


def _parts(sentence: str, joints: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The parts of a sentence, each with the word that it begins with if that word joins."""
    for piece in _PUNCTUATION.split(sentence):
        at, begins = 0, ""
        for match in joints.finditer(piece):
            if piece[at : match.start()].strip():
                yield begins, piece[at : match.start()]
                begins = ""
            at = match.start()
            begins = begins or match[0].lower()
        if piece[at:].strip():
            yield begins, piece[at:]


def _clause(part: str, begins: str, held: list[str], known: MeaningWords, *, asks: bool) -> Clause:
    placed = [(match.start(), _token(match[0], held, known)) for match in _WORD.finditer(part)]
    tokens = tuple(token for _, token in placed)
    denials, doubts = list(known.negations.finditer(part)), list(known.hedges.finditer(part))
    return Clause(
        tokens=tokens,
        content=tuple(token for token in tokens if _claims(token, known)),
        begins=begins,
        denials=len(denials),
        denied=frozenset(token for match in denials for token in _denied_by(match.start(), placed, known)),
        conditional=known.conditions.search(part) is not None,
        hedged=bool(doubts),
        rough=bool(doubts) and all(_FIGURE.match(part, doubt.end()) for doubt in doubts),
        certain=known.certainties.search(part) is not None,
        asks=asks,
    )


def _denied_by(start: int, placed: list[tuple[int, str]], known: MeaningWords) -> list[str]:
    """The first words from a denial on that claim something."""
    behind = [
        token
        for at, token in placed
        if at >= start and token not in known.denying and (_claims(token, known) or _holds_digit(token))
    ]
    return behind[:MOST_DENIED]


def _token(word: str, held: list[str], known: MeaningWords) -> str:
    if match := _HELD.fullmatch(word):
        return held[int(match[1])]
    bare = _ELISION.sub("", word.lower()).removesuffix("'s").removesuffix("’s")
    return known.numbers.get(bare, bare)


def _holds_digit(token: str) -> bool:
    return not token.startswith("`") and any(map(str.isdigit, token))


def _claims(token: str, known: MeaningWords) -> bool:
    if token.startswith("`"):
        return True
    if _holds_digit(token) or token in known.units:
        return False  # these are held against the posts one by one
    return len(token) > 1 and token not in known.idle and not known.turns.fullmatch(token)
