"""What earlier briefings told: small enough to keep, and all that the next one is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated

from pydantic import PlainSerializer

Names = Annotated[frozenset[str], PlainSerializer(sorted, return_type=list[str])]
"""Names, kept in their order: that of a set is another in each process, and so would be what is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGroup:
    """A question as the last briefing knew it."""

    title: str
    threads: int
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the last briefing and those before it told.

    ``until`` is the newest post that it knew, ``lineage`` and ``states`` how far it had read the store's
    histories, ``threads`` how many there were, ``decisions`` the last one that it knew, ``groups`` its
    questions by id. ``told`` holds every question that some briefing knew, ``listed`` by section every
    thread, article or passage that one listed: nothing is shown twice as new. ``asked`` are the threads whose
    askers were to be asked last time, ``waiting`` those that were listed then as needing a person.
    """

    until: datetime | None = None
    lineage: int = 0
    states: int = 0
    threads: int = 0
    links: int = 0
    decisions: int = 0
    groups: dict[str, KnownGroup] = field(default_factory=dict)
    told: Names = frozenset()
    listed: dict[str, Names] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    def has_listed(self, section: str, name: str) -> bool:
        """Whether an earlier briefing listed something in a section."""
        return name in self.listed.get(section, frozenset())

    def with_listed(self, section: str, names: Iterable[str]) -> Seen:
        """The same, having listed more in a section."""
        known = self.listed.get(section, frozenset()) | frozenset(names)
        return replace(self, listed={**self.listed, section: known})
