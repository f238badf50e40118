"""One way to show that long work goes on: a bar on a terminal and in a notebook, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
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


def stage_meter(usual_seconds: Mapping[str, float]) -> Callable[[str], None] | None:
    """Give what shows, stage by stage, how far a run is and how long the rest takes by what it usually takes.

    ``None`` where nobody looks. It ends with the last stage.
    """
    if not _someone_looks():
        return None
    from tqdm.auto import tqdm  # noqa: PLC0415 - a scheduled job never needs it

    shape = "{desc}: {percentage:3.0f}% |{bar}| {elapsed}, about {remaining} left"
    bar = tqdm(total=sum(usual_seconds.values()), desc="Run", bar_format=shape, leave=False)

    def done(stage: str) -> None:
        bar.set_description(printable_line(f"{stage} done"))
        bar.update(usual_seconds.get(stage, 0.0))
        if stage == list(usual_seconds)[-1]:
            bar.close()

    return done


def _someone_looks() -> bool:
    in_notebook = "ipykernel" in sys.modules
    return in_notebook or (sys.stderr is not None and sys.stderr.isatty())
