"""What other packages offer under a group of entry points; an error names the package that is at fault."""

from __future__ import annotations

from collections.abc import Container
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from kbminer.errors import SettingsError


def offered(group: str, known: Container[str]) -> dict[str, EntryPoint]:
    """Find what installed packages offer, by name; none may replace what comes with kbminer.

    Parameters
    ----------
    group : str
        The group of entry points.
    known : container of str
        The names of what comes with kbminer.

    Examples
    --------
    >>> offered("kbminer.nothing_of_the_kind", known=())
    {}
    """
    return {point.name: point for point in entry_points(group=group) if point.name not in known}


def load(point: EntryPoint, kind: str) -> Any:
    """Load what a package offers. ``Any``: whether it fits is the caller's to see.

    Parameters
    ----------
    point : EntryPoint
    kind : str
        What it is to be, as people read it: "target".

    Raises
    ------
    SettingsError
        It can't be loaded.
    """
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise _spoiled(point, kind, f"can't be loaded: {error}") from error


def make(point: EntryPoint, kind: str, settings: object) -> Any:
    """Make something of ``settings`` by what a package offers.

    Raises
    ------
    SettingsError
        It can't be loaded or called.
    """
    try:
        return point.load()(settings)
    except (ImportError, AttributeError, TypeError) as error:
        raise _spoiled(point, kind, f"can't be made: {error}") from error


def unfit(point: EntryPoint, kind: str, why: str) -> SettingsError:
    """Say of what a package offers why it does not fit."""
    return SettingsError(f"The {kind} {point.name!r} ({point.value}) {why}")


def _spoiled(point: EntryPoint, kind: str, how: str) -> SettingsError:
    return unfit(point, kind, f"{how}. Its package must be mended or removed.")
