"""Log lines as keys and values (logfmt), by the standard library; quiet unless somebody listens."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable

from kbminer.printable import printable


def line(what: str, **values: object) -> str:
    """Write what happened with its values, as logfmt does; a value with spaces is quoted.

    >>> line("stage done", stage="group", seconds=1.5, why="threads changed")
    'event="stage done" stage=group seconds=1.5 why="threads changed"'
    """
    said = {"event": what, **values}
    return " ".join(f"{key}={_quoted(str(value))}" for key, value in said.items())


class _Shown(logging.Formatter):
    """Writes a line as it may be shown; its time is UTC, which no change of summer time turns back."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, shown: Callable[[str], str]) -> None:
        super().__init__("time=%(asctime)s level=%(levelname)s by=%(name)s %(message)s")
        self._shown = shown

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, and the traceback behind it where there is one."""
        return printable(self._shown(super().format(record)))


def listen(level: int = logging.INFO, *, shown: Callable[[str], str] = str) -> None:
    """Show kbminer's log lines on standard error.

    Parameters
    ----------
    level : int
        The least important lines that are shown.
    shown : callable
        Gives a line as it may be shown, such as :func:`kbminer.redact.gate.released`.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Shown(shown))
    logger = logging.getLogger("kbminer")
    logger.addHandler(handler)
    logger.setLevel(level)


def _quoted(value: str) -> str:
    if value and not any(sign in value for sign in ' "=\n'):
        return value
    words = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{words}"'
