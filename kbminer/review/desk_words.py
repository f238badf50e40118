"""What the desk says, in the language of whoever sits at it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class DeskWords:
    """The words of one language."""

    code: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Write a text; where it counts one thing (``n`` or ``days``), in the singular.

        Raises
        ------
        KeyError
            There is no such text.
        """
        one = values.get("n", values.get("days")) == 1 and f"{key}_one" in self.texts
        return self.texts[f"{key}_one" if one else key].format(**values)


@cache
def desk_words(code: str) -> DeskWords:
    """Read the words of a language; English where there are none of it.

    >>> desk_words("fr")("undo"), desk_words("tlh")("undo")
    ('Annuler', 'Undo')
    """
    known = code if code in desk_languages() else FALLBACK
    text = files("kbminer.review").joinpath(f"words/{known}.toml").read_text(encoding="utf-8")
    return DeskWords(known, tomllib.loads(text))


@cache
def desk_languages() -> tuple[str, ...]:
    """List the languages that the desk speaks, by their codes."""
    names = (entry.name for entry in files("kbminer.review").joinpath("words").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def preferred(accepted: str) -> str:
    """Choose by what a browser says its reader prefers.

    >>> preferred("fr-CA,fr;q=0.9,en;q=0.8"), preferred("")
    ('fr', 'en')
    """
    for entry in accepted.split(","):
        code = entry.partition(";")[0].strip().partition("-")[0].lower()
        if code in desk_languages():
            return code
    return FALLBACK
