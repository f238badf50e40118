"""What the columns of a table hold, guessed from their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kbminer import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column holds what: the guess, to be shown."""

    columns: tuple[tuple[str, str], ...]

    def column(self, role: str) -> str | None:
        """Name the column of a role such as "body"."""
        return dict(self.columns).get(role)

    def value(self, row: dict[str, Any], role: str) -> Any:
        """Take a row's cell of a role; ``None`` where no column has it."""
        column = self.column(role)
        return row.get(column) if column else None

    def text(self, row: dict[str, Any], role: str) -> str | None:
        """Take a row's cell of a role as text; ``None`` where it is empty."""
        value = self.value(row, role)
        if value is None or value == "":
            return None
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        return text.strip() or None

    def __str__(self) -> str:
        """The guess as words: role and column."""
        return ", ".join(f"{role} from {column!r}" for role, column in self.columns)


def guess(header: list[str]) -> Mapping | None:
    """Guess the columns from their names; ``None`` where no column can hold the words.

    >>> str(guess(["Ticket ID", "From", "Sent", "Subject", "Message"]))
    "thread from 'Ticket ID', author from 'From', date from 'Sent', title from 'Subject', body from 'Message'"
    """
    plain = {re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_"): name for name in header if name}
    found: dict[str, str] = {}
    for role, names in languages.all_groups("tables.columns").items():
        for name in names:
            if name in plain and plain[name] not in found.values():
                found[role] = plain[name]
                break
    if "body" not in found and not ("title" in found and "answer" in found):
        return None
    return Mapping(columns=tuple(found.items()))
