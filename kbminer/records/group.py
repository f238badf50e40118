"""Groups of threads that ask the same, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An editor's word that two threads, named by their keys, ask the same or do not; it binds every run."""

    one: str
    other: str
    together: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Threads that ask one question, so that one article answers all, under an id that lasts.

    ``title`` is the representative asker's own sentence (from thread ``representative``), ``terms`` what
    sets the group apart, ``cohesion`` how likely two of its members ask the same (0 to 1), ``weakest`` how
    likely the member that fits least asks what the others ask (``None``: as likely as ``cohesion`` says),
    ``doubtful`` the members that may not belong, ``theme`` the wider subject it belongs to.
    """

    id: str
    members: tuple[str, ...]
    representative: str
    title: str
    terms: tuple[str, ...] = ()
    cohesion: float = 0.0
    weakest: float | None = None
    doubtful: tuple[str, ...] = ()
    theme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A question that joined no group: the nearest one, how near (0 to 1), and why it stayed out."""

    thread: str
    nearest: str | None
    similarity: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEvent:
    """A change in the life of groups: ``born``, ``ended``, ``merged`` or ``split``, with both sides."""

    kind: Literal["born", "ended", "merged", "split"]
    before: tuple[str, ...]
    after: tuple[str, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject: groups whose threads lie near each other, under distinctive terms."""

    id: str
    groups: tuple[str, ...]
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What one grouping of all questions gave: groups, themes, what was left out, and what changed.

    ``likeness`` is the mean cosine at which the texts are best cut into groups, before an editor asks for
    finer or wider ones.
    """

    groups: tuple[Group, ...]
    themes: tuple[Theme, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    lineage: tuple[LineageEvent, ...] = ()
    likeness: float | None = None
