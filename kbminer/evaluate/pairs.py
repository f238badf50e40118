"""How well likeness tells whether two texts ask the same: pairs that a person judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbminer.evaluate.labelled_files import read_rows
from kbminer.similarity.embed import Embedder, make_embedder

if TYPE_CHECKING:
    from kbminer.similarity.vectors import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScore:
    """Average precision of "the same question" by falling likeness, and the best F1 of any threshold."""

    name: str
    pairs: int
    average_precision: float
    best_f1: float
    best_likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScores:
    """The scores of all files, and their mean."""

    files: tuple[PairScore, ...]

    def as_dict(self) -> dict[str, Any]:
        """The scores as JSON knows them. ``Any``: a tree of JSON values."""
        count = max(len(self.files), 1)
        mean = {
            name: round(sum(getattr(file, name) for file in self.files) / count, 4)
            for name in ("average_precision", "best_f1")
        }
        return {"files": [asdict(file) for file in self.files], "mean": mean}

    def __str__(self) -> str:
        """A table for people: a line a file."""
        head = f"{'':<24} {'pairs':>6} {'average precision':>18} {'best F1':>8} {'at likeness':>12}"
        rows = [
            f"{file.name[:24]:<24} {file.pairs:6d} {file.average_precision:18.3f} {file.best_f1:8.3f}"
            f" {file.best_likeness:12.2f}"
            for file in self.files
        ]
        return "\n".join([head, *rows])


def evaluate_pairs(paths: Sequence[str | Path], *, embedder: Embedder | None = None) -> PairScores:
    """Compare likeness in the space in which questions are grouped with what a person judged.

    Parameters
    ----------
    paths : sequence of str or Path
        Files with one JSON object a line: ``q1``, ``q2``, and ``label``, 1 for the same question.
    embedder : Embedder, optional
        By default the bundled one of :func:`kbminer.similarity.embed.make_embedder`.

    Raises
    ------
    SourceError
        A file can't be read, or one of its lines is not such an object: the line is named.
    """
    embedder = embedder or make_embedder()
    return PairScores(files=tuple(_score(Path(path), embedder) for path in paths))


def average_precision(pairs: Sequence[tuple[str, str, bool]], embedder: Embedder) -> float:
    """Measure how far up the pairs that ask the same stand, by falling likeness.

    Parameters
    ----------
    pairs : sequence of (str, str, bool)
        Two texts, and whether they ask the same.
    embedder : Embedder
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use
    from sklearn.metrics import average_precision_score  # noqa: PLC0415

    same = np.array([each[2] for each in pairs], dtype=bool)
    first, second = _placed(pairs, embedder)
    return round(float(average_precision_score(same, np.einsum("ij,ij->i", first, second))), 4)


def own_precision(pairs: Sequence[tuple[str, str]], embedder: Embedder) -> float:
    """Measure how far up texts that belong together stand, among all that can be made of one of each side.

    Parameters
    ----------
    pairs : sequence of (str, str)
        A few hundred at most: each is compared with all.
    embedder : Embedder
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use
    from sklearn.metrics import average_precision_score  # noqa: PLC0415

    first, second = _placed(pairs, embedder)
    own = np.eye(len(pairs), dtype=bool)
    return round(float(average_precision_score(own.ravel(), (first @ second.T).ravel())), 4)


def _placed(pairs: Sequence[tuple[Any, ...]], embedder: Embedder) -> tuple[Floats, Floats]:
    """The rows of both sides, in the space in which questions are grouped."""
    from kbminer.similarity.joined import JoinedSpace  # noqa: PLC0415

    texts = sorted({text for pair in pairs for text in pair[:2]})
    where = {text: i for i, text in enumerate(texts)}
    _, rows = JoinedSpace.fit(embedder.encode(texts), texts)
    return rows[[where[pair[0]] for pair in pairs]], rows[[where[pair[1]] for pair in pairs]]


def _score(path: Path, embedder: Embedder) -> PairScore:
    import numpy as np  # noqa: PLC0415 - loaded at first use
    from sklearn.metrics import average_precision_score, precision_recall_curve  # noqa: PLC0415

    rows = read_rows(path, {"q1": str, "q2": str, "label": int})
    first, second = _placed([(row["q1"], row["q2"]) for row in rows], embedder)
    likeness = np.einsum("ij,ij->i", first, second)
    same = np.array([row["label"] == 1 for row in rows])
    if not same.any():
        return PairScore(
            name=path.stem, pairs=len(rows), average_precision=0.0, best_f1=0.0, best_likeness=1.0
        )
    precision, recall, threshold = precision_recall_curve(same, likeness)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    best = int(f1[:-1].argmax())
    return PairScore(
        name=path.stem,
        pairs=len(rows),
        average_precision=round(float(average_precision_score(same, likeness)), 4),
        best_f1=round(float(f1[best]), 4),
        best_likeness=round(float(threshold[best]), 4),
    )
