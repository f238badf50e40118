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

# Probability from which two questions count as the same. Tried on 306 groups: at .40 and .45 fewer key
# sentences are found, 69.3 and 67.0 % instead of 70.3 (docs/quality/draft.md).
SAME_QUESTION = 0.5
# With the cosine of the vectors, this share of the rare words' cosine gives the likeness that
# kbminer.similarity.calibration knows odds for (r = .997 over Urho3D's groups), without reading the
# whole forum.
RARE_WORDS = 0.2
# Without vectors all that is known is that they are grouped: the likeness at which the odds are even.
GROUPED = 0.69


@dataclass(frozen=True, slots=True)
class SameQuestion:
    """How probably the questions of a group's threads ask the same as each other.

    Parameters
    ----------
    keys
        The threads' keys.
    rows
        For each of them its probabilities, from 0 to 1, in the order of the keys.
    """

    keys: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]

    def probabilities(self, key: str) -> dict[str, float]:
        """Look up how probably each question asks the same as one of them.

        Parameters
        ----------
        key
            The thread whose question they are compared with; one that is not there is like none.

        Returns
        -------
        dict of str to float
            The probabilities by thread key, 1 for the question itself.

        Examples
        --------
        >>> SameQuestion(("a", "b"), ((0.9, 0.7), (0.7, 0.9))).probabilities("b")
        {'a': 0.7, 'b': 1.0}
        """
        if key not in self.keys:
            return dict.fromkeys(self.keys, 0.0)
        return {**dict(zip(self.keys, self.rows[self.keys.index(key)], strict=True)), key: 1.0}

    def centrality(self) -> dict[str, float]:
        """Count how many others each question stands for, against the one that stands for most: 0 to 1."""
        stands_for = {key: sum(self.probabilities(key).values()) for key in self.keys}
        most = max(stands_for.values(), default=1.0)
        return {key: value / most for key, value in stands_for.items()}


def compare_questions(
    keys: Sequence[str], words: Sequence[Sequence[Segment]], vectors: QuestionVectors | None
) -> SameQuestion:
    """Compare questions by their vectors and the rare words that they share.

    Parameters
    ----------
    keys
        The questions' threads.
    words
        What each of them says.
    vectors
        The questions' vectors; without them all are taken to ask the same, those that share rare words the
        more surely.
    """
    import numpy as np  # noqa: PLC0415 - loads when something is drafted

    alike = RARE_WORDS * likeness(words)
    if vectors is None or any(key not in vectors for key in keys):
        alike += GROUPED
    elif keys:
        rows = np.stack([vectors[key] for key in keys])
        alike += rows @ rows.T
    return SameQuestion(tuple(keys), tuple(map(tuple, probability(alike.astype(np.float32)).tolist())))
