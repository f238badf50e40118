"""How probably two questions of a group ask the same: what one answer may serve, and what it may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbminer.similarity.calibration import probability
from kbminer.similarity.term_overlap import likeness
from kbminer.text.segments import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    # Each question's vector by its thread's key: unit rows, the direction that all share taken away.
    QuestionVectors = Mapping[str, NDArray[np.float32]]

SAME = 0.5  # probability from which two questions count as the same
ALIKE = 0.4  # probability from which one may be another wording of the other
# With the cosine of the vectors, this share of the rare words' cosine gives the likeness that
# kbminer.similarity.calibration knows odds for (r = .997 over Urho3D's groups), without reading the
# whole forum.
RARE_WORDS = 0.2
# Without vectors all that is known is that they are grouped: the likeness at which the odds are even.
GROUPED = 0.69


@dataclass(frozen=True, slots=True)
class Nearness:
    """How probably the questions of threads ``keys`` ask the same as each other, each row from 0 to 1."""

    keys: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]

    def to(self, key: str) -> dict[str, float]:
        """Give how probably each question asks the same as that of thread ``key``, which is 1 to itself."""
        if key not in self.keys:
            return dict.fromkeys(self.keys, 0.0)
        return {**dict(zip(self.keys, self.rows[self.keys.index(key)], strict=True)), key: 1.0}

    def centrality(self) -> dict[str, float]:
        """Give how many others each question stands for, against the one that stands for most: 0 to 1."""
        stands_for = {key: sum(self.to(key).values()) for key in self.keys}
        most = max(stands_for.values(), default=1.0)
        return {key: value / most for key, value in stands_for.items()}


def nearness_of(
    keys: Sequence[str], words: Sequence[Sequence[Segment]], vectors: QuestionVectors | None
) -> Nearness:
    """Compare questions by their vectors and the rare words that they share.

    Args:
        keys: the questions' threads.
        words: what each of them says.
        vectors: the questions' vectors; without them all are taken to ask the same, those that share rare
            words the more surely.
    """
    import numpy as np  # noqa: PLC0415 - loads when something is drafted

    alike = RARE_WORDS * likeness(words)
    if vectors is None or any(key not in vectors for key in keys):
        alike += GROUPED
    elif keys:
        rows = np.stack([vectors[key] for key in keys])
        alike += rows @ rows.T
    return Nearness(tuple(keys), tuple(map(tuple, probability(alike.astype(np.float32)).tolist())))
