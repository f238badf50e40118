"""What the columns of a table hold, guessed from their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as Names
from dataclasses import dataclass
from functools import cache
from typing import Any

from kbminer import languages

ROLES = tuple(
    "thread id author date title body answer status satisfied category tags views url reply_to accepted"
    " posts".split()
)
"""What a column can hold; ``posts`` is a list of them, in JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column holds what: the guess, to be shown. ``more`` are further columns of replies."""

    columns: tuple[tuple[str, str], ...]
    more: tuple[str, ...] = ()

    def column(self, role: str) -> str | None:
        """Name the column of a role such as "body"."""
        return dict(self.columns).get(role)

    def value(self, row: dict[str, Any], role: str) -> Any:
        """Take a row's cell of a role; ``None`` where no column has it."""
        column = self.column(role)
        return row.get(column) if column else None

    def text(self, row: dict[str, Any], role: str) -> str | None:
        """Take a row's cell of a role as text; ``None`` where it is empty."""
        return cell_text(self.value(row, role))

    def __str__(self) -> str:
        """The guess as words: role and column."""
        guessed = [f"{role} from {column!r}" for role, column in self.columns]
        return ", ".join([*guessed, *(f"replies from {column!r}" for column in self.more)])


def cell_text(value: Any) -> str | None:
    """Take a cell as text; ``None`` where it is empty."""
    if value is None or value == "":
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip() or None


def guess(header: list[str], given: Names[str, str] | None = None) -> Mapping | None:
    """Guess the columns from their names; ``None`` where no column can hold the words.

    Parameters
    ----------
    header : list of str
        The names.
    given : mapping, optional
        Columns by role, as a person gave them: they come before any guess.

    Examples
    --------
    >>> str(guess(["Ticket ID", "From", "Sent", "Subject", "Message"]))
    "thread from 'Ticket ID', author from 'From', date from 'Sent', title from 'Subject', body from 'Message'"
    >>> str(guess(["N° ticket", "Inhalt"], {"author": "Wer"}))
    "thread from 'N° ticket', body from 'Inhalt'"
    """
    found = {role: name for role, name in (given or {}).items() if role in ROLES and name in header}
    found = _with_guesses(header, found)
    if "body" not in found and not {"title", "answer"} <= found.keys():
        return None
    ordered = tuple((role, found[role]) for role in ROLES if role in found)
    return Mapping(columns=ordered, more=_repeated(header, found))


def _with_guesses(header: list[str], given: Names[str, str]) -> dict[str, str]:
    """Columns by role, those of the other roles guessed from the names that are left."""
    plain = {_plain(name): name for name in reversed(header) if name}
    found = dict(given)
    for role, names in _names().items():
        free = (plain[name] for name in names if name in plain and plain[name] not in found.values())
        column = next(free, None) or (_numbered_case(plain) if role == "thread" else None)
        if role not in found and column:
            found[role] = column
    return found


def is_named(name: str, role: str) -> bool:
    """Tell whether a name is one of those that a role goes by.

    >>> is_named("createdAt", "date"), is_named("Colour", "date")
    (True, False)
    """
    return _plain(name) in _names().get(role, ())


def without_repeats(header: list[str]) -> list[str]:
    """Number the columns that bear a name once more: "Comment", "Comment (2)"."""
    counts: dict[str, int] = {}
    names = []
    for name in header:
        counts[name] = counts.get(name, 0) + 1
        names.append(name if counts[name] == 1 or not name else f"{name} ({counts[name]})")
    return names


def _repeated(header: list[str], found: dict[str, str]) -> tuple[str, ...]:
    """Columns of replies that stand beside the one of the first words, under one name each time."""
    names = {name for role in ("answer", "body") for name in _names().get(role, ())}
    twice = {re.sub(r" \(\d+\)$", "", name) for name in header if re.search(r" \(\d+\)$", name)}
    return tuple(
        name
        for name in header
        if (base := re.sub(r" \(\d+\)$", "", name)) in twice
        and _plain(base) in names
        and name not in found.values()
    )


def _numbered_case(plain: dict[str, str]) -> str | None:
    """The column of a number of whatever a thread is called: "Case #" has lost its sign by now."""
    return next((name for word, name in plain.items() if _case_number().fullmatch(word)), None)


@cache
def _case_number() -> re.Pattern[str]:
    """A case and a number, in either order, or written as one word."""
    cases, numbers, of = (
        "|".join(
            sorted({_plain(word) for word in languages.all_words(f"tables.{part}")}, key=len, reverse=True)
        )
        for part in ("cases", "numbers", "of")
    )
    return re.compile(rf"(?:{cases})s?_?(?:{numbers})|(?:{numbers})_?(?:(?:{of})_)*(?:{cases})")


def _plain(name: str) -> str:
    """A name in small letters without accents, with _ for what is no letter."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    folded = unicodedata.normalize("NFKD", parted).lower()
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"[^\w]+", "_", unicodedata.normalize("NFKC", bare)).strip("_")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    groups = languages.all_groups("tables.columns")
    return {role: tuple(map(_plain, names)) for role, names in groups.items()}
