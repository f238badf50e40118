"""Which language words are in: a question, a thread, one paragraph, one line.

Prose of some length is named by py3langid's model. Threads and paragraphs are short and full of code and
names: they are known by the common words of the language files, and nothing is guessed where those are few.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from kbminer.languages import code_of, codes, words
from kbminer.text.folding import fold

# Short technical text misleads every identifier: below these, the forum's main language decides.
_LEAST_CHARS = 60
_LEAST_PROBABILITY = 0.9
_ENOUGH_CHARS = 300

_LEAST_WORDS = 4  # that say anything of a thread's language, and that make a paragraph foreign
_LEAST_SHARE = 0.12  # of a thread's words that are common ones of its language
_READ_WORDS = 120
_LAST_LATIN = "\u024f"
_WORD = re.compile(r"[^\W\d_]+")


def identify(text: str) -> str | None:
    """Name the language of prose.

    Returns
    -------
    str or None
        Its ISO 639-1 code; ``None`` where the text is too short or too odd to tell.

    Examples
    --------
    >>> identify("Bonjour, la synchronisation ne marche plus depuis la mise à jour d'hier, que faire ?")
    'fr'
    """
    if len(text) < _LEAST_CHARS:
        return None
    language, probability = _identifier().classify(text[:_ENOUGH_CHARS])
    return str(language) if probability >= _LEAST_PROBABILITY else None


def main_language(languages: Iterable[str | None]) -> str | None:
    """Choose the language that most threads have, of those that have one."""
    known = Counter(language for language in languages if language)
    return min(known, key=lambda language: (-known[language], language)) if known else None


def thread_language(folded: Sequence[str], *, among: Collection[str], named: str | None = None) -> str | None:
    """Name the language whose distinctive words fill most of a thread.

    Parameters
    ----------
    folded
        The thread's words as :func:`kbminer.text.folding.words_of` reads them; the first 120 are looked at.
    among
        The codes of the languages to choose from.
    named
        The language that the source names ("de" or "de-AT"); it settles what words alone do not.

    Returns
    -------
    str or None
        ``None`` where no language fits.

    Examples
    --------
    >>> from kbminer.text.folding import words_of
    >>> thread_language(words_of("Hallo, wie kann ich das mit der Maus machen?"), among=("de", "en"))
    'de'
    """
    named = code_of(named) if code_of(named) in among else None
    seen = [word for word in folded[:_READ_WORDS] if word[0].isalpha()]
    best = _best_fit(seen, among, named) if len(seen) >= _LEAST_WORDS else None
    return best or (named if len(seen) < 3 * _LEAST_WORDS else None)


def _best_fit(seen: Sequence[str], among: Collection[str], named: str | None) -> str | None:
    """The language most of whose words were seen, or ``named`` where it comes close; ``None`` of too few."""
    counts = _count_common(seen, _distinctive_words())
    best = max(sorted(among), key=lambda code: (counts[code], code == named), default=None)
    if best is None or counts[best] < _LEAST_SHARE * len(seen):
        return None
    return named if named and counts[named] > 0.8 * counts[best] else best


@lru_cache(maxsize=4096)
def is_foreign(text: str, language: str | None) -> bool:
    """Tell whether a paragraph is clearly in another language than ``language``, one of those known.

    It is in another one of them, or mostly in another script than theirs.

    >>> is_foreign("Das ist nicht der Fehler, den ich auf dem Rechner habe", "en")
    True
    """
    own = code_of(language)
    if not own or not words("common_words.commonest", own):
        return False
    found = _WORD.findall(text.lower())
    letters = "".join(found)
    if 2 * sum(letter > _LAST_LATIN for letter in letters) > len(letters):
        return True
    counts = _count_common(found, _commonest_words())
    most = max(counts.values(), default=0)
    return most >= _LEAST_WORDS and most > 2 * counts[own]


def common_share(text: str) -> float:
    """Measure the share of a text's words that are among the commonest of a language, of the best one's.

    >>> common_share("The file is not in the folder") > 0.5 > common_share("Linking object file main.o")
    True
    """
    found = _WORD.findall(text.lower())
    return max(_count_common(found, _commonest_words()).values(), default=0) / max(len(found), 1)


def _count_common(found: Iterable[str], spoken: Mapping[str, tuple[str, ...]]) -> Counter[str]:
    """For each language the words that are common in it."""
    return Counter(chain.from_iterable(filter(None, map(spoken.get, found))))


@cache
def _distinctive_words() -> Mapping[str, tuple[str, ...]]:
    return _speakers(
        {code: frozenset(map(fold, words("common_words.distinctive", code))) for code in codes()}
    )


@cache
def _commonest_words() -> Mapping[str, tuple[str, ...]]:
    return _speakers({code: set(words("common_words.commonest", code)) for code in codes()})


def _speakers(common: Mapping[str, Collection[str]]) -> Mapping[str, tuple[str, ...]]:
    """For each common word the languages that it is common in."""
    found: dict[str, tuple[str, ...]] = {}
    for code, each in common.items():
        for word in each:
            found[word] = (*found.get(word, ()), code)
    return found


@cache
def _identifier() -> Any:
    """py3langid's model with probabilities. ``Any``: the library is not typed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loaded at first use

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
