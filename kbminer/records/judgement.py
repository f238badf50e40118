"""What a language model judged where the product was unsure: kept with its reason, never the last word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One verdict of a language model.

    same question
        whether the threads ``one`` and ``other`` ask the same.
    solution
        whether a post of the thread ``one`` solved it: ``other`` is its id, empty where none did.

    ``holds`` is the verdict, ``reason`` its reason in the model's words, without anything private.
    """

    kind: Literal["same question", "solution"]
    one: str
    other: str = ""
    holds: bool
    reason: str
