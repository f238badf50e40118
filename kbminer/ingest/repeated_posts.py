"""Posts of programs that say the same again and again: welcomes, receipts, rules."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache, lru_cache

from kbminer.ingest.recognised_words import any_of

_SAID_TO = re.compile(r"<@[^<>\s]*+>|@[\w.-]+")


class RepeatedPosts:
    """Counts what programs said, so that what they said more than once can be set aside.

    A person who gives one answer to many is not meant: only who is marked as a program, or named as one.

    Examples
    --------
    >>> posts = RepeatedPosts()
    >>> for name in ("Welcome Bot", "Welcome Bot", "ann", "ann"):
    ...     posts.note(name, "Hello @bo, read the rules.")
    >>> posts.is_repeated("Welcome Bot", "Hello @cy, read the rules."), posts.is_repeated("ann", "Hello @bo")
    (True, False)
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def note(self, author: str | None, words: str, *, is_bot: bool = False) -> None:
        """Count a post."""
        if is_bot or is_program_name(author):
            self._counts[_mark(author, words)] += 1

    def is_repeated(self, author: str | None, words: str, *, is_bot: bool = False) -> bool:
        """Tell whether a program said these words more than once, to whomever."""
        return (is_bot or is_program_name(author)) and self._counts[_mark(author, words)] > 1


@lru_cache(maxsize=8192)
def is_program_name(name: str | None) -> bool:
    """Tell whether a name is that of a program: "AutoModerator", "Desk Bot", "noreply".

    >>> is_program_name("stale[bot]"), is_program_name("Abbott")
    (True, False)
    """
    return bool(name) and _program().search(name or "") is not None


@cache
def _program() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?i:{any_of('chat.program_names')})(?![^\W_])|[a-z]Bot(?![a-z])")


def _mark(author: str | None, words: str) -> int:
    return hash((author, " ".join(_SAID_TO.sub("@", html.unescape(words)).casefold().split())))
