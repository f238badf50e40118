"""Where each question lies in the plane, near those that ask the like."""

from __future__ import annotations

from dataclasses import dataclass

MAP_WIDTH, MAP_HEIGHT = 1200, 800
"""Units of the plane: a picture of it is half as wide again as it is high, and a unit finer than a dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMap:
    """The place of each question: ``x`` and ``y`` by ``threads``, in whole units from the upper left.

    ``laid_out`` counts the questions when all were last laid out together; later ones were put beside their
    neighbours, and the others stayed.
    """

    threads: tuple[str, ...] = ()
    x: tuple[int, ...] = ()
    y: tuple[int, ...] = ()
    laid_out: int = 0

    def near(self, x: int, y: int, reach: int, most: int) -> tuple[str, ...]:
        """List the threads within ``reach`` of a place, the nearest first, ``most`` of them.

        >>> QuestionMap(threads=("a", "b"), x=(5, 90), y=(5, 5)).near(4, 5, 10, 3)
        ('a',)
        """
        square = reach * reach
        apart = (
            ((a - x) * (a - x) + (b - y) * (b - y), thread)
            for thread, a, b in zip(self.threads, self.x, self.y, strict=True)
        )
        return tuple(thread for far, thread in sorted(each for each in apart if each[0] <= square)[:most])
