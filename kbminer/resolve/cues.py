"""Cues: what people write that tells whether a thread was solved, found by language data files.

A language is one TOML file in ``kbminer/resolve/cues``; ``en.toml`` explains every part. Phrases are
matched word by word on folded words (lower case, no accents, no apostrophes), so that a speaker can write
them without knowing regular expressions, and so that one pass over the words of a post finds them all.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import compress, starmap
from typing import Any, NamedTuple

from kbminer.errors import SettingsError
from kbminer.resolve.phrase_tree import Phrases
from kbminer.text.folding import BREAKS, ENDS, fold, sentences_of, words_of

KINDS = (
    *("solved", "self_solved", "thanks", "fails", "will_try", "same_here", "bump", "ask_back", "instruction"),
    *("workaround", "known", "duplicate", "moved", "anger", "hedge", "announce", "withdrawn", "irony"),
)
"""The kinds of phrases that a language file may hold."""
JUDGED = ("partly", "hoped", "asked")
"""What becomes of "solved" before a "but", in a condition, and in a question."""

_UNQUOTED = frozenset({"instruction", "hedge", "hoped", "asked", "will_try"})
_LONGEST_QUOTE = 240
_SUCCESS = frozenset({"solved", "self_solved"})
_NEGATED = _SUCCESS | {"thanks", "fails", "same_here"}
"""Kinds that a negation undoes or turns round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A cue in a text: its kind, and its sentence as written ("" for kinds that prove nothing)."""

    kind: str
    quote: str


class _Hit(NamedTuple):
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CueFile:
    """The cues of one language, ready to be looked for.

    ``common`` are the words by which the language is known. ``negations`` turn "solved" into "fails" when
    they stand at most ``window`` words before it or ``after`` words behind it in the clause, unless they
    begin a phrase in ``harmless``. ``conditions`` before a "solved" make it "hoped", ``contrasts`` after it
    make it "partly".
    """

    language: str
    common: frozenset[str]
    negations: frozenset[str]
    window: int
    after: int
    harmless: Phrases = field(repr=False)
    conditions: frozenset[str]
    contrasts: frozenset[str]
    title_solved: tuple[str, ...]
    title_unsolved: tuple[str, ...]
    phrases: Phrases = field(repr=False)

    def find(self, text: str, words: Sequence[str] | None = None) -> tuple[Found, ...]:
        """Find the cues of a text in order, at most one of a kind for each sentence.

        Args:
            text: what one person wrote.
            words: :func:`kbminer.text.folding.words_of` of it, where they are known already.

        >>> [found.kind for found in cue_files()["en"].find("Thanks! It still does not work.")]
        ['thanks', 'fails']
        """
        words = words_of(text) if words is None else words
        hits = list(starmap(_Hit, self.phrases.search(words)))
        if not hits:
            return ()
        sentences: list[str] = []
        found: list[Found] = []
        ends = list(compress(range(len(words)), map(ENDS.__contains__, words)))
        for place, inside in _by_sentence(ends, hits).items():
            first = ends[place - 1] + 1 if place else 0
            stop = ends[place] if place < len(ends) else len(words)
            for kind in self._judged(words, first, stop, inside):
                quote = ""
                if kind not in _UNQUOTED:
                    sentences = sentences or sentences_of(text)
                    quote = " ".join(sentences[place].split())[:_LONGEST_QUOTE].rstrip()
                found.append(Found(kind=kind, quote=quote))
        return tuple(found)

    def _judged(self, words: Sequence[str], first: int, stop: int, hits: Sequence[_Hit]) -> Iterable[str]:
        """Say which kinds hold in one sentence, after irony, negation, question and condition."""
        if any(hit.kind == "irony" for hit in hits):
            return ("anger",)
        asked = stop < len(words) and words[stop] == "?"
        kinds = [self._judge(words, first, stop, hit, asked) for hit in hits]
        if "fails" in kinds:
            kinds = [kind for kind in kinds if kind not in _SUCCESS and kind != "partly"]
        return dict.fromkeys(kind for kind in kinds if kind)

    def _judge(self, words: Sequence[str], first: int, stop: int, hit: _Hit, asked: bool) -> str | None:
        if hit.kind not in _NEGATED:
            return hit.kind
        if hit.kind in _SUCCESS:
            return self._judge_success(words, first, stop, hit, asked)
        return None if self._negated(words, first, hit.start) else hit.kind

    def _judge_success(self, words: Sequence[str], first: int, stop: int, hit: _Hit, asked: bool) -> str:
        if asked:
            return "asked"
        if not self.conditions.isdisjoint(words[max(first, hit.start - 8) : hit.start]):
            return "hoped"
        if self._negated(words, first, hit.start) or self._negated_after(words, hit.end, stop):
            return "fails"
        return hit.kind if self.contrasts.isdisjoint(words[hit.end : stop]) else "partly"

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
def cue_files() -> Mapping[str, CueFile]:
    """The cue files that ship with kbminer, by language code, in alphabetical order."""
    folder = files("kbminer.resolve") / "cues"
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".toml")), key=lambda e: e.name)
    read = (read_cue_file(tomllib.loads(entry.read_text("utf-8")), name=entry.name) for entry in entries)
    return {cues.language: cues for cues in read}


def read_cue_file(data: Mapping[str, Any], *, name: str = "cue file") -> CueFile:
    """Make a parsed TOML cue file ready for use.

    Raises:
        SettingsError: a part is missing or malformed, or a kind is unknown; the message says ``name``.
    """
    try:
        unknown = sorted(set(data["cues"]) - set(KINDS))
        if unknown:
            raise SettingsError(f"{name}: unknown kind of cue {unknown[0]!r}; known are {', '.join(KINDS)}")
        negation, title = data["negation"], data["title"]
        return CueFile(
            language=data["language"],
            common=frozenset(map(fold, data["common"])),
            negations=frozenset(map(fold, negation["words"])),
            window=int(negation["window"]),
            after=int(negation["after"]),
            harmless=Phrases(("harmless", text) for text in negation["harmless"]),
            conditions=frozenset(map(fold, data["conditions"])),
            contrasts=frozenset(map(fold, data["contrasts"])),
            title_solved=tuple(map(fold, title["solved"])),
            title_unsolved=tuple(map(fold, title["unsolved"])),
            phrases=Phrases((kind, text) for kind, texts in data["cues"].items() for text in texts),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"{name}: {error} is missing or malformed; en.toml explains every part"
        ) from error


def _by_sentence(ends: Sequence[int], hits: Sequence[_Hit]) -> dict[int, list[_Hit]]:
    """The hits by the number of their sentence, where ``ends`` are the places of the end marks."""
    grouped: dict[int, list[_Hit]] = {}
    for hit in hits:
        grouped.setdefault(bisect_left(ends, hit.start), []).append(hit)
    return grouped
