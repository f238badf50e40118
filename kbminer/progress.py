"""One way to show that long work goes on: a bar on a terminal and in a notebook, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from kbminer.printable import printable_line

T = TypeVar("T")


def track(items: Iterable[T], *, what: str, total: int | None = None, unit: str = "it") -> Iterator[T]:
    """Yield ``items`` unchanged while a bar labelled ``what`` counts them, where someone can see it.

    >>> list(track([1, 2], what="counting"))
    [1, 2]
    """
    if not _someone_looks():
        yield from items
        return
    from tqdm.auto import tqdm  # noqa: PLC0415 - a scheduled job never needs it

    yield from tqdm(items, desc=printable_line(what), total=total, unit=unit, leave=False)


def meter(*, what: str, unit: str) -> Callable[[int, int], None] | None:
    """Give what shows how many are done and how long the rest takes; ``None`` where nobody looks."""
    if not _someone_looks():
        return None
    bar: Any = None

    def told(done: int, waiting: int) -> None:
        nonlocal bar
        if bar is None:
            from tqdm.auto import tqdm  # noqa: PLC0415 - a scheduled job never needs it

            bar = tqdm(desc=printable_line(what), unit=unit, leave=False)
        bar.total = done + waiting
        bar.n = done
        bar.refresh()

    return told


def _someone_looks() -> bool:
    in_notebook = "ipykernel" in sys.modules
    return in_notebook or (sys.stderr is not None and sys.stderr.isatty())
