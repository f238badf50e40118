"""The language of a question, where its thread does not say: by its own words, else the forum's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

# Short technical text misleads every identifier: below these, the forum's main language decides.
_LEAST_CHARS = 60
_LEAST_PROBABILITY = 0.9
_ENOUGH_CHARS = 300


def identify(text: str) -> str | None:
    """Name the language of ``text`` by its ISO 639-1 code; ``None`` where it is too short or odd to tell.

    >>> identify("Bonjour, la synchronisation ne marche plus depuis la mise à jour d'hier, que faire ?")
    'fr'
    """
    if len(text) < _LEAST_CHARS:
        return None
    language, probability = _identifier().classify(text[:_ENOUGH_CHARS])
    return str(language) if probability >= _LEAST_PROBABILITY else None


def main_language(languages: Iterable[str | None]) -> str | None:
    """Give the language that most threads have, of those that have one."""
    known = Counter(language for language in languages if language)
    return min(known, key=lambda language: (-known[language], language)) if known else None


@cache
def _identifier() -> Any:
    """py3langid's model with probabilities. ``Any``: the library is not typed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loaded at first use

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
