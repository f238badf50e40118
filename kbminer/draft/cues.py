"""The turns of phrase by which chatter, causes, workarounds and advice are told apart, by language.

They stand in ``cues_data/LANGUAGE.toml``. English is read beside the forum's own language, because every
technical forum mixes it in.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("en", "fr", "de", "es")
_AT_START = frozenset({"opener", "anaphora"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """One regular expression for each purpose; the data files say what each one matches."""

    chatter: re.Pattern[str]
    asking_back: re.Pattern[str]
    opener: re.Pattern[str]
    anaphora: re.Pattern[str]
    first_person: re.Pattern[str]
    dialogue: re.Pattern[str]
    cause: re.Pattern[str]
    workaround: re.Pattern[str]
    outdated: re.Pattern[str]
    directive: re.Pattern[str]
    reports_fix: re.Pattern[str]


@lru_cache(maxsize=64)
def cues_for(language: str | None) -> Cues:
    """Give the cues of a language, with the English ones beside them; all there are where it is unknown.

    >>> bool(cues_for("de").chatter.search("Vielen Dank!"))
    True
    """
    code = (language or "")[:2].lower()
    wanted = ("en",) if code == "en" else ("en", code) if code in LANGUAGES else LANGUAGES
    chosen = [_load(one) for one in wanted]
    return Cues(**{f.name: _compiled(f.name, chosen) for f in fields(Cues)})


@lru_cache(maxsize=4096)
def is_foreign(text: str, language: str | None) -> bool:
    """Tell whether a paragraph is clearly in another of the known languages than ``language``.

    >>> is_foreign("Das ist nicht der Fehler, den ich auf dem Rechner habe", "en")
    True
    """
    own = (language or "")[:2].lower()
    if own not in LANGUAGES:
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {code: sum(word in _common_words(code) for word in words) for code in LANGUAGES}
    most = max(counts.values())
    return most >= 4 and most > 2 * counts[own]


@lru_cache(maxsize=8)
def _common_words(code: str) -> frozenset[str]:
    return frozenset(str(_load(code)["words"]).split())


@lru_cache(maxsize=8)
def _load(code: str) -> dict[str, list[str]]:
    text = files("kbminer.draft").joinpath(f"cues_data/{code}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _compiled(field: str, chosen: list[dict[str, list[str]]]) -> re.Pattern[str]:
    union = "|".join(pattern for language in chosen for pattern in language[field])
    return re.compile(rf"^\s*(?:{union})\s*" if field in _AT_START else f"(?:{union})", re.I)
