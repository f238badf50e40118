"""How a command ends: its exit code, and one sentence where it could not do what was asked.

====  ==================================================================================================
code  what a scheduler may take it for
====  ==================================================================================================
0     done
1     done, but some threads were lost by damage in the input
2     not done; the sentence on standard error says why and what to do
3     not done: another run is at work on the store
130   stopped by the keyboard (SIGINT); the next run goes on from there
143   stopped by the system (SIGTERM); the next run goes on from there
====  ==================================================================================================
"""

from __future__ import annotations

import errno
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from types import FrameType

from kbminer.errors import KbminerError, RunLocked
from kbminer.printable import printable

DONE, SPOILED, FAILED, LOCKED = 0, 1, 2, 3
_BY_SIGNAL = 128  # what shells add to a signal's number
_ADVICE = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there, or have the quota raised",
    errno.EROFS: "give a place that can be written",
    errno.EACCES: "give a place that can be written and read",
    errno.EPERM: "give a place that can be written and read",
    errno.ENAMETOOLONG: "give a shorter name",
    errno.ELOOP: "give a place that no link leads round to",
    errno.EIO: "the disk fails: put the store and its copies elsewhere",
}


class _Stopped(BaseException):
    """A signal asked the command to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def end_with_code(command: Callable[[], object]) -> None:
    """Run a command; what goes wrong on purpose ends in one sentence and its exit code.

    What goes wrong otherwise ends in a traceback. Neither shows anything private: both are pasted into
    other people's trackers.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few letters must not end a run whose work is done.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        with _signals_told():
            command()
    except RunLocked as error:
        _end(LOCKED, str(error))
    except KbminerError as error:
        _end(FAILED, str(error))
    except _Stopped as stopped:
        name = signal.Signals(stopped.number).name
        _end(
            _BY_SIGNAL + stopped.number,
            f"Stopped by {name}; nothing is lost, the next run goes on from here.",
        )
    except Exception as error:
        if isinstance(error, OSError):
            _end_of_system(error)
        print(released_words(traceback.format_exc()), file=sys.stderr)
        raise SystemExit(FAILED) from None


def _end_of_system(error: OSError) -> None:
    """End in a sentence where the system refuses for a reason that somebody can mend."""
    if advice := _ADVICE.get(error.errno or 0):
        place = f" at {error.filename}" if error.filename else ""
        _end(FAILED, f"It could not go on ({error.strerror}{place}); {advice}.")


def released_words(words: str) -> str:
    """Give words as a terminal or a log may show them: nothing private, nothing that steers it."""
    from kbminer.redact.gate import released  # noqa: PLC0415 - its patterns are compiled when something is said

    return printable(released(words))


def _end(code: int, sentence: str) -> None:
    print(f"kbminer: {' '.join(released_words(sentence).split())}", file=sys.stderr)
    raise SystemExit(code) from None


@contextmanager
def _signals_told() -> Iterator[None]:
    """Let SIGTERM and SIGINT end the command as an error does, so that it lets go of what it holds."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _: FrameType | None) -> None:
    raise _Stopped(number)
