"""What likeness means with one embedder: ``python scripts/fit_odds.py EMBEDDER FILE...``.

Each file holds questions that people grouped, one JSON object a line with ``text`` and ``label`` (null for
none). Four fifths of a file are known and one fifth asks; a question meets its like if the nearest known one
has its label. Files count alike, however long. What is printed belongs into
``kbminer/similarity/calibration.py``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kbminer.similarity.calibration import Odds, probability
from kbminer.similarity.embed import Embedder, make_embedder
from kbminer.similarity.likeness import LikenessSpace
from kbminer.similarity.logistic import fit_logistic

# A forum knows the like of a question more seldom than a labelled set does: in the second and third pass a
# part of the labels is unknown, so that questions of such labels meet nothing.
KNOWN_SHARES = (1.0, 0.7, 0.4)
SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A file's texts, the label of each ("" for none), and their vectors."""

    name: str
    texts: list[str]
    labels: NDArray[np.str_]
    vectors: NDArray[np.float32]

    @classmethod
    def read(cls, file: Path, embedder: Embedder) -> Labelled:
        """Read and encode a file."""
        rows = [json.loads(line) for line in file.read_text(encoding="utf8").splitlines()]
        texts = [row["text"] for row in rows]
        labels = np.array([str(row["label"]) if row["label"] is not None else "" for row in rows])
        return cls(name=file.stem, texts=texts, labels=labels, vectors=embedder.encode(texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The likeness of each asking question's nearest known one, and whether they are the same."""

    name: str
    likeness: NDArray[np.float64]
    same: NDArray[np.bool_]

    @classmethod
    def of(cls, file: Labelled, share: float) -> Cases:
        """Let a fifth of a file ask, with this share of the labels known."""
        random = np.random.default_rng(SEED)
        order = random.permutation(len(file.texts))
        asking, known = order[: len(order) // 5], order[len(order) // 5 :]
        names = np.unique(file.labels)
        kept = random.permutation(names)[: max(1, round(share * len(names)))]
        known = known[np.isin(file.labels[known], kept)]
        space = LikenessSpace.fit([file.texts[i] for i in known], file.vectors[known])
        found = space.likeness([file.texts[i] for i in asking], file.vectors[asking])
        met = file.labels[known[found.argmax(axis=1)]]
        same = (met == file.labels[asking]) & (met != "")
        return cls(
            name=f"{file.name}, {share:.0%} known", likeness=found.max(axis=1).astype(np.float64), same=same
        )


def fit(cases: list[Cases]) -> Odds:
    """Fit odds in which every file counts alike."""
    copies = np.concatenate([np.full(len(each.same), max(round(1000 / len(each.same)), 1)) for each in cases])
    likeness = np.concatenate([each.likeness for each in cases]).repeat(copies)
    same = np.concatenate([each.same for each in cases]).repeat(copies).astype(np.float64)
    rows = np.stack([np.ones_like(likeness), likeness], axis=1)
    bias, slope = fit_logistic(rows, same, penalty=1e-3).tolist()
    return Odds(round(bias, 2), round(slope, 2))


def main(name: str, *files: str) -> None:
    """Print the odds, and how far they are from what came true in each file."""
    embedder = make_embedder(name)
    read = [Labelled.read(Path(file), embedder) for file in files]
    cases = [Cases.of(file, share) for file in read for share in KNOWN_SHARES]
    odds = fit(cases)
    print(f"{embedder.name}: {odds}")
    for each in cases:
        chance = probability(each.likeness.astype(np.float32), odds)
        brier = float(((chance - each.same) ** 2).mean())
        print(f"  {each.name}: met {each.same.mean():.2f}, promised {chance.mean():.2f}, Brier {brier:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
