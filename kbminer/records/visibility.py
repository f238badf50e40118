"""Who may read a post or a thread, as its source says by marks of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

Audience = Literal["public", "internal", "removed"]

_STRICTNESS: tuple[Audience, ...] = ("public", "internal", "removed")


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may read something, and the mark by which its source says so.

    ``audience`` is "public" for what a guest may read, "internal" for what only some may (staff notes,
    whispers, private or unapproved posts), "removed" for what its source has deleted or takes for spam.
    ``mark`` is a word of the vocabulary in :mod:`kbminer.ingest.visibility_marks`, never one of the source.

    >>> str(Visibility("internal", "whisper")), str(PUBLIC)
    ('internal: whisper', 'public')
    """

    audience: Audience = "public"
    mark: str = ""

    @property
    def is_public(self) -> bool:
        """Whether a guest may read it."""
        return self.audience == "public"

    @classmethod
    def read(cls, text: str | None) -> Self:
        """Read back what :meth:`__str__` wrote; nothing, and what was not written so, is taken as public.

        >>> Visibility.read("removed: spam").audience, Visibility.read(None).audience
        ('removed', 'public')
        """
        audience, _, mark = (text or "").partition(": ")
        known: Audience = next((each for each in _STRICTNESS if each == audience), "public")
        return cls(known, mark if known != "public" else "")

    def __str__(self) -> str:
        """The audience with its mark, as the store and thread JSONL keep it."""
        return f"{self.audience}: {self.mark}" if self.mark else self.audience


PUBLIC = Visibility()


def strictest(found: Iterable[Visibility]) -> Visibility:
    """Choose the one that fewest may read; the first of those that are equally strict.

    >>> str(strictest([PUBLIC, Visibility("removed", "spam"), Visibility("internal", "whisper")]))
    'removed: spam'
    """
    return max(found, key=lambda each: _STRICTNESS.index(each.audience), default=PUBLIC)
