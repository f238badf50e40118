"""Fit what graded threads say of the evidence that a thread is solved, and write it into the model file.

    python scripts/fit_solved.py NAME=SOURCE ... --model kbminer/resolve/model.json

NAME is one of ``scripts/graded_threads`` and SOURCE the forum it grades. Everything that forums declare is
hidden first. Prints what a fit that has not seen a forum makes of it. The same input gives the same file.

With ``--prior BEFORE`` the weights of an earlier model file speak for the graded forums that are not at hand:
they are held as firmly as these forums' threads would hold them, and what is given moves them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from fit_options import named_sources
from graded_evidence import Floats, Graded, graded_forum
from graded_threads import FOLDER, grades
from numpy.typing import NDArray

from kbminer.resolve import ResolutionModel
from kbminer.resolve.solved_model import CLEAR_POST, POST_SIGNS, SOLVED_SIGNS, SolvedModel
from kbminer.similarity.logistic import fit_logistic

RIDGE = 5.0  # on standardised signs; from 3 to 30 the loss on unseen forums differs by less than .005
INFORMATION = 0.12  # that a thread gives on a standardised weight: the mean of p (1 - p) of graded threads
_FREE = 1e-6
SURE = CLEAR_POST
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True)
class Prior:
    """The weights of an earlier model, and how many graded threads speak through them."""

    model: SolvedModel
    threads: int


def fit(forums: Iterable[Graded], prior: Prior | None = None) -> SolvedModel:
    """Fit both parts on the graded threads of some forums, from nothing or from an earlier model."""
    forums = [each for each in forums if len(each.signs)]
    signs, solved = (
        np.vstack([f.signs for f in forums]),
        np.concatenate([f.solved for f in forums]),
    )
    posts, right = (np.concatenate(part) for part in zip(*(f.teaching_posts() for f in forums), strict=True))
    held = prior.threads * INFORMATION if prior else 0.0
    before = prior.model if prior else SolvedModel(signs={}, post={})
    weights, intercept = _fitted(
        signs, solved, [before.signs.get(name) for name in SOLVED_SIGNS], before.intercept, held
    )
    post_weights, post_intercept = _fitted(
        posts, right, [before.post.get(name) for name in POST_SIGNS], before.post_intercept, held
    )
    return SolvedModel(
        signs=_named(SOLVED_SIGNS, weights),
        intercept=round(intercept, 4),
        post=_named(POST_SIGNS, post_weights),
        post_intercept=round(post_intercept, 4),
    )


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _fitted(
    rows: Floats, truth: Floats, known: Sequence[float | None], known_intercept: float, held: float
) -> tuple[Floats, float]:
    """Weights of columns as they are, and the intercept; the penalty is on standardised columns.

    Weights that are known are held where they are, the others at nothing.
    """
    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    before = np.array([weight or 0.0 for weight in known])
    found = fit_logistic(
        np.column_stack([(rows - middle) / spread, np.ones(len(rows))]),
        truth,
        penalty=[*(RIDGE if weight is None else RIDGE + held for weight in known), _FREE + held],
        prior=[*(before * spread), known_intercept + before @ middle],
    )
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ middle)


@dataclass(frozen=True)
class LeftOut:
    """What a fit without a forum says of its graded threads, and what is true; ``right`` as in Graded."""

    chances: Floats
    solved: Floats
    posts: Floats
    right: Floats

    @property
    def sure(self) -> NDArray[np.bool_]:
        """Which of them are sure in state and post."""
        return (self.chances >= SURE) & (self.posts >= SURE)

    @property
    def states(self) -> NDArray[np.bool_]:
        """Whether the state of each sure thread is right: wholly, not by halves."""
        return self.solved[self.sure] == 1

    @property
    def named(self) -> NDArray[np.bool_]:
        """Whether the post of each sure thread is right, where somebody said."""
        right = self.right[self.sure]
        return right[~np.isnan(right)] == 1


def left_out(forums: Mapping[str, Graded]) -> dict[str, LeftOut]:
    """Judge each forum by a fit on the others, and all of them together as ``all``."""
    found = {}
    for name, forum in forums.items():
        model = fit(other for key, other in forums.items() if key != name)
        chances = _probabilities(forum.signs @ _weights(model.signs, SOLVED_SIGNS) + model.intercept)
        posts = _probabilities(forum.posts @ _weights(model.post, POST_SIGNS) + model.post_intercept)
        found[name] = LeftOut(chances, forum.solved, posts, forum.right)
    parts = [(each.chances, each.solved, each.posts, each.right) for each in found.values()]
    return found | {"all": LeftOut(*(np.concatenate(part) for part in zip(*parts, strict=True)))}


def compare(judged: Mapping[str, LeftOut]) -> None:
    """Print how often a fit without a forum is right there, by how sure it is."""
    for name, each in judged.items():
        print(
            f"{name:16} {len(each.chances):4} graded; state and post from {SURE}: {each.sure.sum():3}, "
            f"state right {_mean(each.states)}, post right {_mean(each.named)}"
        )
    whole = judged["all"]
    known = ~np.isnan(whole.right) & (whole.solved > 0)
    for what, chance, truth in (
        ("state", whole.chances, whole.solved),
        ("post, if solved", whole.posts[known], whole.right[known]),
    ):
        for least, most in pairwise(BINS):
            here = (chance >= least) & (chance < most)
            print(f"{what} from {least} to {most}: {here.sum():3}, said {_mean(chance[here])}, ", end="")
            print(f"true {_mean(truth[here])}")


def _weights(by_name: Mapping[str, float], names: Sequence[str]) -> Floats:
    return np.array([by_name[name] for name in names])


def _probabilities(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))


def _mean(values: NDArray[Any]) -> str:
    return f"{values.mean():.3f}" if len(values) else "–"


def _prior(file: Path, at_hand: Container[str]) -> Prior:
    """The weights of a model file, for all graded threads of forums that are not at hand."""
    model = SolvedModel.from_dict(json.loads(file.read_text("utf-8"))["solved"])
    missing = [each.stem for each in FOLDER.glob("*.jsonl") if each.stem not in at_hand]
    return Prior(model, sum("state" in row for name in missing for row in grades(name).values()))


def main() -> None:
    """Read the command line, fit, compare, and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("forums", nargs="+", metavar="NAME=SOURCE")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--prior", type=Path, metavar="BEFORE")
    options = parser.parse_args()
    data = json.loads(options.model.read_text("utf-8"))
    model = ResolutionModel.from_dict(data)
    forums = {}
    for name, source in named_sources(options.forums).items():
        forums[name] = graded_forum(model, name, source)
    compare(left_out(forums))
    prior = _prior(options.prior, set(forums)) if options.prior else None
    data["solved"] = asdict(fit(forums.values(), prior))
    options.model.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
