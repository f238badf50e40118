"""What an export's word or number for a state says, where a third answer is that it says neither."""

from __future__ import annotations

from collections.abc import Container


def yes_or_no(value: object, yes: Container[object], no: Container[object]) -> bool | None:
    """Tell whether a value is one that means yes, or one that means no; ``None`` where it is neither.

    >>> [yes_or_no(state, {"closed"}, {"open", "new"}) for state in ("closed", "new", "archived")]
    [True, False, None]
    """
    if value in yes:
        return True
    return False if value in no else None
