"""Cues: what people write that tells whether a thread was solved.

The phrases of each language stand in its file in ``kbminer/languages``, section ``resolve``; ``schema.toml``
there says how a phrase is written. They are matched word by word on folded words (lower case, no accents, no
apostrophes), so that a speaker can write them without knowing regular expressions, and so that one pass over
the words of a post finds them all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import compress
from typing import Literal, NamedTuple

from kbminer import languages
from kbminer.errors import SettingsError
from kbminer.resolve.phrase_tree import PhraseTree
from kbminer.resolve.signals import SUCCESS, FoundCue
from kbminer.text.folding import BREAKS, ENDS, fold, words_of
from kbminer.text.sentences import split_at_marks

KINDS = (
    *("solved", "self_solved", "thanks", "fails", "will_try", "same_here", "bump", "ask_back", "instruction"),
    *("workaround", "known", "duplicate", "moved", "anger", "hedge", "withdrawn", "irony"),
    *("moderation", "asks_on", "by_itself"),
)
"""The kinds of phrases that a language may have."""
JUDGED = ("partly", "hoped", "asked", "signed_off")
"""What becomes of "solved" before a "but", in a condition, and in a question; of "thanks" under a post."""

_UNQUOTED = frozenset({"hedge", "hoped", "asked", "will_try", "asks_on", "signed_off"})
_LONGEST_QUOTE = 240
_CONDITION_WINDOW = 8  # words before a success in which a condition is looked for
_UNDONE_BY_FAILURE = SUCCESS | {"partly"}
# Thanks are a mere farewell that end a post of some words and are followed by a name at most.
_SIGNED, _NAME = 8, 3
_GOES_ON = SUCCESS | {"thanks"}
"""Kinds behind which a "but" asks for more."""
_NEGATED = SUCCESS | {"thanks", "fails", "same_here"}
"""Kinds that a negation undoes or turns round."""


class _Match(NamedTuple):
    """A phrase found in words: its first word, the one after its last, and its kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCues:
    """The cues of one language, ready to be looked for.

    ``negations`` turn "solved" into "fails" when they stand at most ``window`` words before it or ``after``
    words behind it in the clause, unless they begin a phrase in ``harmless``. ``conditions`` before a
    "solved" make it "hoped", ``contrasts`` after it make it "partly", and go on after "thanks".
    """

    language: str
    negations: frozenset[str]
    window: int
    after: int
    harmless: PhraseTree = field(repr=False)
    conditions: frozenset[str]
    contrasts: frozenset[str]
    phrases: PhraseTree = field(repr=False)

    def find(self, text: str, words: Sequence[str] | None = None) -> tuple[FoundCue, ...]:
        """Find the cues of a text in order, at most one of a kind for each sentence.

        Parameters
        ----------
        text : str
            What one person wrote.
        words : sequence of str, optional
            :func:`kbminer.text.folding.words_of` of it, where they are known already.

        Examples
        --------
        >>> [cue.kind for cue in cues_by_language()["en"].find("Thanks! It still does not work.")]
        ['thanks', 'fails']
        """
        words = words_of(text) if words is None else words
        matches = list(map(_Match._make, self.phrases.search(words)))
        if not matches:
            return ()
        sentences: list[str] = []
        is_told = False  # of many instructions the first is enough to show
        found: list[FoundCue] = []
        ends = list(compress(range(len(words)), map(ENDS.__contains__, words)))
        matches = [match if match.kind != "thanks" else _unless_signed_off(words, match) for match in matches]
        for place, inside in _by_sentence(ends, matches).items():
            first = ends[place - 1] + 1 if place else 0
            stop = ends[place] if place < len(ends) else len(words)
            for kind in self._kinds_in(words, first, stop, inside):
                quote = ""
                if kind not in _UNQUOTED and not (kind == "instruction" and is_told):
                    sentences = sentences or split_at_marks(text)
                    quote = _shortened(sentences[place])
                found.append(FoundCue(kind=kind, quote=quote))
                is_told |= kind == "instruction"
        return tuple(found)

    def _kinds_in(
        self, words: Sequence[str], first: int, stop: int, matches: Sequence[_Match]
    ) -> Iterable[str]:
        """Say which kinds hold in one sentence, after irony, negation, question and condition."""
        plain = dict.fromkeys([match.kind for match in matches])
        if "irony" in plain:
            return ("anger",)
        if _NEGATED.isdisjoint(plain):  # most sentences with a cue only instruct or doubt
            return plain
        asked = stop < len(words) and words[stop] == "?"
        if "asks_on" in plain:
            matches = [match for match in matches if not _is_part_of_success(match, matches)]
        kinds = dict.fromkeys(self._judge(words, first, stop, match, asked) for match in matches)
        if (not _GOES_ON.isdisjoint(kinds) and self._goes_on(words, stop)) or (
            "thanks" in plain
            and any(match.kind == "thanks" and self._is_halved(words, match, stop) for match in matches)
        ):
            kinds["asks_on"] = None
        undone = _UNDONE_BY_FAILURE if "fails" in kinds else SUCCESS if "moderation" in kinds else ()
        return [kind for kind in kinds if kind and kind not in undone]

    def _judge(self, words: Sequence[str], first: int, stop: int, match: _Match, asked: bool) -> str | None:
        if match.kind not in _NEGATED:
            return match.kind
        if match.kind in SUCCESS:
            return self._judge_success(words, first, stop, match, asked)
        return None if self._negated(words, first, match.start) else match.kind

    def _judge_success(self, words: Sequence[str], first: int, stop: int, match: _Match, asked: bool) -> str:
        if asked:
            return "asked"
        if not self.conditions.isdisjoint(words[max(first, match.start - _CONDITION_WINDOW) : match.start]):
            return "hoped"
        if self._negated(words, first, match.start) or self._negated_after(words, match.end, stop):
            return "fails"
        is_partly = self._is_halved(words, match, stop) or self._goes_on(words, stop) == "not"
        return "partly" if is_partly else match.kind

    def _is_halved(self, words: Sequence[str], match: _Match, stop: int) -> bool:
        """Whether a "but" follows in the same sentence."""
        return not self.contrasts.isdisjoint(words[match.end : stop])

    def _goes_on(self, words: Sequence[str], stop: int) -> Literal["but", "not"] | None:
        """Whether the sentence behind the one that ends at ``stop`` begins with a "but" or a "but not"."""
        start = next((i for i in range(stop, len(words)) if words[i] not in BREAKS), len(words))
        if start == len(words) or words[start] not in self.contrasts:
            return None
        return "not" if words[start + 1 : start + 2] and words[start + 1] in self.negations else "but"

    def _negated(self, words: Sequence[str], first: int, start: int) -> bool:
        return self._negates(words, range(start - 1, max(first, start - self.window) - 1, -1))

    def _negated_after(self, words: Sequence[str], end: int, stop: int) -> bool:
        return self._negates(words, range(end, min(stop, end + self.after)))

    def _negates(self, words: Sequence[str], places: range) -> bool:
        """Whether the first negation at these places, in their order and before a break, is a true one."""
        for i in places:
            if words[i] in BREAKS:
                return False
            if words[i] in self.negations:
                return not self.harmless.fits(words, i)
        return False


@cache
def cues_by_language() -> Mapping[str, LanguageCues]:
    """Read the cues of all languages that have them, by language code, in alphabetical order."""
    codes = sorted(code for code in languages.codes() if languages.groups("resolve.cues", code))
    return {code: _cues_of(code) for code in codes}


def _cues_of(code: str) -> LanguageCues:
    return LanguageCues(
        language=code,
        negations=_folded("resolve.negations", code),
        window=languages.number("resolve.negation_window", code) or 0,
        after=languages.number("resolve.negation_window_after", code) or 0,
        harmless=PhraseTree(
            ("harmless", text) for text in languages.words("resolve.harmless_negations", code)
        ),
        conditions=_folded("resolve.conditions", code),
        contrasts=_folded("resolve.contrasts", code),
        phrases=grow_phrases(languages.groups("resolve.cues", code), name=f"languages/{code}.toml"),
    )


def grow_phrases(cues: Mapping[str, Iterable[str]], *, name: str) -> PhraseTree:
    """Make phrases by kind ready to be looked for.

    Raises
    ------
    SettingsError
        A kind is unknown or a phrase malformed; the message says ``name``, the file they come from.
    """
    unknown = sorted(set(cues) - set(KINDS))
    if unknown:
        raise SettingsError(f"{name}: unknown kind of cue {unknown[0]!r}; known are {', '.join(KINDS)}")
    try:
        return PhraseTree((kind, text) for kind, texts in cues.items() for text in texts)
    except ValueError as error:
        raise SettingsError(f"{name}: {error}; see languages/schema.toml") from error


def _folded(part: str, code: str) -> frozenset[str]:
    return frozenset(map(fold, languages.words(part, code)))


def _unless_signed_off(words: Sequence[str], match: _Match) -> _Match:
    """Thanks, or a farewell where they only end a post."""
    if len(words) - match.end > _NAME + len(BREAKS):
        return match
    name = [word for word in words[match.end :] if word not in BREAKS]
    said = [word for word in words[: match.start] if word not in BREAKS]
    return match._replace(kind="signed_off") if len(said) >= _SIGNED and len(name) <= _NAME else match


def _is_part_of_success(match: _Match, among: Sequence[_Match]) -> bool:
    """Whether what asks for more only says what was found: "exactly what I was looking for"."""
    return match.kind == "asks_on" and any(
        other.kind in SUCCESS and other.start <= match.start < other.end for other in among
    )


def _by_sentence(ends: Sequence[int], matches: Sequence[_Match]) -> dict[int, list[_Match]]:
    """The matches by the number of their sentence, where ``ends`` are the places of the end marks."""
    grouped: dict[int, list[_Match]] = {}
    for match in matches:
        grouped.setdefault(bisect_left(ends, match.start), []).append(match)
    return grouped


def _shortened(sentence: str) -> str:
    """A sentence cut where a word ends: half an address or key would not be known for what it is."""
    words = " ".join(sentence.split())
    if len(words) <= _LONGEST_QUOTE:
        return words
    cut = words[:_LONGEST_QUOTE]
    return cut if words[_LONGEST_QUOTE] == " " else cut.rpartition(" ")[0] or cut
