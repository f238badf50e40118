"""Log lines as a sentence with keys and values, by the standard library; quiet unless somebody listens."""

from __future__ import annotations

import logging
import sys


def line(what: str, **values: object) -> str:
    """Write what happened with its values, as logfmt does; a value with spaces is quoted.

    >>> line("stage done", stage="group", seconds=1.5, why="threads changed")
    'stage done stage=group seconds=1.5 why="threads changed"'
    """
    return " ".join([what, *(f"{key}={_quoted(str(value))}" for key, value in values.items())])


def listen(level: int = logging.INFO) -> None:
    """Show kbminer's log lines on standard error, from ``level`` on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("kbminer")
    logger.addHandler(handler)
    logger.setLevel(level)


def _quoted(value: str) -> str:
    if value and not any(sign in value for sign in ' "=\n'):
        return value
    words = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{words}"'
