"""What a language model judged where the product was unsure: kept with its reason, never the last word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether a post of the thread ``one`` solved it: ``other`` is its id, empty where none did.

    ``holds`` is the verdict, ``reason`` its reason in the model's words, without anything private.
    """

    one: str
    other: str = ""
    holds: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupVerdict:
    """What a language model says of one group: whether an article makes sense, for whom, and its title.

    ``members`` are the threads that were grouped, ``near`` those that it was shown beside them. One article
    answers ``same``, of both. ``article`` is false where the threads ask nothing that others will ask.
    ``title`` is empty where the composed one stays; ``refused`` says why the model's may not stand.
    ``origin`` digests what was judged, by which model and under which instructions.
    """

    group: str
    members: tuple[str, ...]
    near: tuple[str, ...] = ()
    article: bool
    same: tuple[str, ...] = ()
    title: str = ""
    refused: str = ""
    reason: str
    origin: str = ""
