"""What a language file may hold, as ``schema.toml`` describes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from kbminer.errors import SettingsError

Holds = Literal["words", "patterns", "groups", "texts", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a language: what its data look like and what they are for.

    Parameters
    ----------
    name
        Section and part, as ``"questions.asking"``.
    holds
        The shape of its data: a list of ``"words"`` or of ``"patterns"`` (fragments of regular expressions),
        ``"groups"`` (lists by key), ``"texts"`` (a text by key) or a ``"number"``.
    purpose
        What the part is for, in one sentence.
    needed_for
        What can't be promised in a language without the part, as a clause that begins with "that".
    partial
        Whether a language may do without the part, so that it is never missing.
    """

    name: str
    holds: Holds
    purpose: str
    needed_for: str | None = None
    partial: bool = False


@cache
def schema() -> Mapping[str, Part]:
    """Read the parts that a language can have, by name, in the order of ``schema.toml``.

    >>> schema()["questions.asking"].holds
    'patterns'
    """
    text = files("kbminer.languages").joinpath("schema.toml").read_text(encoding="utf-8")
    parts = {
        f"{section}.{name}": Part(name=f"{section}.{name}", **fields)
        for section, tables in tomllib.loads(text).items()
        for name, fields in tables.items()
    }
    for part in parts.values():
        if part.holds not in get_args(Holds):
            raise SettingsError(f"languages/schema.toml: {part.name} can't hold {part.holds!r}")
    return parts
