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
        small = seconds(call, make(smaller))
        if small >= _LONGEST:  # once more: the first call of all may load a model
            small = seconds(call, make(smaller))
        if small >= _LONGEST:
            return f"over {_LONGEST} s for {smaller} signs"
    if seconds(call, make(size)) - small < _WORTH_A_LOOK:
        return None
    took: list[float] = []
    for _ in range(_TRIES):
        took = [seconds(call, make(size << doubling)) for doubling in range(3)]
        grows = took[1] > TOO_STEEP * took[0] and took[2] > TOO_STEEP * took[1]
        if not grows and took[1] < _LONGEST:
            return None
    return ", ".join(f"{second:.3f} s" for second in took) + f" from {size} signs on"


def seconds(call: Callable[[T], object], given: T) -> float:
    """Processor time of a call, or twice the longest that any may take where it was stopped."""
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
