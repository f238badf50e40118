"""Fit what graded threads say of the evidence that a thread is solved, and write it into the model file.

    python scripts/fit_solved.py NAME=SOURCE ... --model kbminer/resolve/model.json

NAME is one of ``scripts/graded_threads`` and SOURCE the forum it grades. Everything that forums declare is
hidden first. Prints what a fit that has not seen a forum makes of it. The same input gives the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from fit_options import named_sources
from graded_threads import grades, post_grade, read_forum
from numpy.typing import NDArray

from kbminer.evaluate.hidden_marks import hidden
from kbminer.resolve import ResolutionModel, Signals, read_signals
from kbminer.resolve.solved_model import SOLVED_SIGNS, SolvedModel, log_odds, solved_signs
from kbminer.similarity.logistic import fit_logistic

THANKED = 0.6  # thanks for a complete answer, without a trial: readers differ on whether that is solved
RIDGE = 3.0  # on standardised signs; from 1 to 8 the loss on unseen forums differs by less than .005
_FREE = 1e-6
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Graded:
    """Graded threads of a forum: signs, whether they are solved, shares, and whether these are right."""

    signs: Floats
    solved: Floats
    shares: Floats
    right: Floats

    @classmethod
    def of(
        cls, model: ResolutionModel, known: Mapping[str, Mapping[str, object]], threads: Sequence[Signals]
    ) -> Graded:
        """Judge the graded threads without what their forum declares."""
        signs, solved, shares, right = [], [], [], []
        for signals, score in zip(threads, model.choice.score(threads), strict=True):
            grade = known[signals.thread]
            share, likeliest = float(score.shares.max()), int(score.replies.argmax()) + 1
            marked = model.marking.solved(score.log_odds)
            signs.append(solved_signs(signals, marked=marked, likeliest=likeliest, share=share))
            solved.append({"solved": 1.0, "thanked": THANKED}.get(str(grade["state"]), 0.0))
            worth = post_grade(grade, signals.posts[likeliest].id)
            if worth is not None and grade["state"] != "answered":
                shares.append(share)
                right.append(worth)
        return cls(*map(np.array, (signs, solved, shares, right)))


def fit(forums: Iterable[Graded]) -> SolvedModel:
    """Fit both parts on the graded threads of some forums."""
    forums = [each for each in forums if len(each.signs)]
    signs, solved = np.vstack([f.signs for f in forums]), np.concatenate([f.solved for f in forums])
    middle, spread = signs.mean(axis=0), np.maximum(signs.std(axis=0), 1e-3)
    found = fit_logistic(
        np.column_stack([(signs - middle) / spread, np.ones(len(signs))]),
        solved,
        penalty=[RIDGE] * len(SOLVED_SIGNS) + [_FREE],
    )
    weights = found[:-1] / spread
    shares, right = (np.concatenate([getattr(f, name) for f in forums]) for name in ("shares", "right"))
    only = shares >= 1
    odds = np.array([log_odds(share) for share in shares[~only]])
    slope, offset = fit_logistic(
        np.column_stack([odds, np.ones(len(odds))]), right[~only], penalty=[0.1, _FREE]
    )
    return SolvedModel(
        signs={name: round(float(w), 4) for name, w in zip(SOLVED_SIGNS, weights, strict=True)},
        intercept=round(float(found[-1] - weights @ middle), 4),
        post_slope=round(float(slope), 4),
        post_offset=round(float(offset), 4),
        only_post=round(log_odds((right[only].sum() + 1) / (only.sum() + 2)), 4),
    )


def compare(forums: Mapping[str, Graded]) -> None:
    """Print how often a fit without a forum is right there, by how sure it is."""
    rows = []
    for name, forum in forums.items():
        model = fit(other for key, other in forums.items() if key != name)
        weights = np.array([model.signs[sign] for sign in SOLVED_SIGNS])
        chances = 1 / (1 + np.exp(-forum.signs @ weights - model.intercept))
        posts = np.array([model.right_post(share) for share in forum.shares])
        rows.append((chances, forum.solved, posts, forum.right))
        sure = chances >= 0.9
        print(
            f"{name:10} {len(chances):4} graded; from .9 {sure.sum():3}, solved {_mean(forum.solved[sure])}"
        )
    chances, solved, posts, right = (np.concatenate(part) for part in zip(*rows, strict=True))
    for least in (0.95, 0.9, 0.8, 0.5):
        sure, named = chances >= least, posts >= least
        print(f"state from {least}: {sure.sum():3}, solved {_mean(solved[sure])}; ", end="")
        print(f"post from {least}: {named.sum():3}, right {_mean(right[named])}")


def _mean(values: Floats) -> str:
    return f"{values.mean():.3f}" if len(values) else "–"


def main() -> None:
    """Read the command line, fit, compare, and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("forums", nargs="+", metavar="NAME=SOURCE")
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    data = json.loads(options.model.read_text("utf-8"))
    model = ResolutionModel.from_dict(data)
    forums = {}
    for name, source in named_sources(options.forums).items():
        known = {key: grade for key, grade in grades(name).items() if grade.get("state") and grade["asks"]}
        read = (read_signals(thread, texts) for thread, texts in read_forum(source) if thread.key in known)
        threads = [hidden(each) for each in read if each.language and not each.set_aside]
        forums[name] = Graded.of(model, known, threads)
    compare(forums)
    data["solved"] = asdict(fit(forums.values()))
    options.model.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
