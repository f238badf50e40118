"""What the terminal says before anything else: that a source was read badly or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbminer.records import Problem

_SHOWN = 20  # problems on a terminal; --json and the report have all


def warning_lines(problems: Sequence[Problem]) -> list[str]:
    """Write the warnings among problems, a line each."""
    return [f"WARNING: {problem.where}: {problem.what}" for problem in problems if problem.warns]


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Write the other problems, the first of them in full."""
    others = [f"{problem.where}: {problem.what}" for problem in problems if not problem.warns]
    left = len(others) - _SHOWN
    return others[:_SHOWN] + ([f"… and {left:,} more problems"] if left > 0 else [])
