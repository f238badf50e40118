"""What a thread asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What one thread asks, as clean text; or the reason why it asks nothing.

    ``ask`` holds the words of the first post without quotes, signatures, code and form lines;
    ``errors`` the error lines found in its code and logs. ``asks`` is how likely it asks anything, ``None``
    where nobody can tell. ``quotes`` says whether the first post quotes somebody. ``set_aside`` is ``None``
    for a question.
    """

    thread: str
    title: str
    ask: str = ""
    errors: tuple[str, ...] = ()
    language: str | None = None
    asker: str | None = None
    asked_at: datetime | None = None
    asks: float | None = None
    quotes: bool = False
    set_aside: str | None = None

    @property
    def text(self) -> str:
        """Title, ask and error lines as one text: what is embedded."""
        return "\n".join(part for part in (self.title, self.ask, *self.errors) if part)


def taking_part(questions: Iterable[Question]) -> list[Question]:
    """Give the questions that were not set aside: those that are grouped and answered."""
    return [question for question in questions if question.set_aside is None]
