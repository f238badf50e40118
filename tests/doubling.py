"""Whether time grows with its input and no faster: inputs that double, and how long each takes."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

TOO_STEEP = 3.0
"""Growth at each of two doublings that no linear time has: linear is 2, quadratic 4."""

SIZE = 4096
"""Signs of the first input that is timed."""

_WORTH_A_LOOK = 0.004  # seconds that a larger input may take more; a square of so few is not felt
_LONGEST = 1.0  # seconds; what takes longer at the first size need not be doubled
_TRIES = 3  # a busy machine lengthens one run, and not three of them


class _TooLong(Exception):
    """One call took longer than any of this size may."""


def steep(call: Callable[[T], object], make: Callable[[int], T], size: int = SIZE) -> str | None:
    """Say how time grows where it grows faster than the input; ``None`` where it doesn't.

    Small inputs come first, so that what explodes is seen before it hangs.
    """
    small = 0.0
    for smaller in (size // 64, size // 8):
        small = _seconds(call, make(smaller))
        if small >= _LONGEST:  # once more: the first call of all may load a model
            small = _seconds(call, make(smaller))
        if small >= _LONGEST:
            return f"over {_LONGEST} s for {smaller} signs"
    if _seconds(call, make(size)) - small < _WORTH_A_LOOK:
        return None
    seconds: list[float] = []
    for _ in range(_TRIES):
        seconds = [_seconds(call, make(size << doubling)) for doubling in range(3)]
        grows = seconds[1] > TOO_STEEP * seconds[0] and seconds[2] > TOO_STEEP * seconds[1]
        if not grows and seconds[1] < _LONGEST:
            return None
    return ", ".join(f"{second:.3f} s" for second in seconds) + f" from {size} signs on"


def _seconds(call: Callable[[T], object], given: T) -> float:
    gc.disable()  # a collection goes over all that earlier tests left behind
    started = time.process_time()
    try:
        with _limited():
            call(given)
    except _TooLong:
        return 2 * _LONGEST
    finally:
        gc.enable()
    return time.process_time() - started


@contextmanager
def _limited() -> Iterator[None]:
    """Stop what is called when it has used its time: regular expressions look for signals too."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
