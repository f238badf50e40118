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
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from fit_options import named_sources
from graded_threads import grades, post_grade, read_forum
from numpy.typing import NDArray

from kbminer.evaluate.hidden_marks import hidden
from kbminer.questions.ask import read_ask
from kbminer.questions.forum_questions import to_questions
from kbminer.records.question import taking_part
from kbminer.resolve import ResolutionModel, Signals, read_signals
from kbminer.resolve.solved_model import (
    CLEAR_POST,
    POST_SIGNS,
    SOLVED_SIGNS,
    SolvedModel,
    post_signs,
    solved_signs,
)
from kbminer.resolve.standing_answer import likeliest_solution
from kbminer.similarity.logistic import fit_logistic

# Thanks for a complete answer, without a trial: readers differ on whether that is solved.
WORTH = {"solved": 1.0, "thanked": 0.6}
RIDGE = 5.0  # on standardised signs; from 3 to 30 the loss on unseen forums differs by less than .005
_FREE = 1e-6
SURE = CLEAR_POST
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Graded:
    """A forum's graded threads, a row each: signs, whether it is solved, its named post, is that right.

    ``right`` is no number where nobody said.
    """

    signs: Floats
    solved: Floats
    posts: Floats
    right: Floats

    @classmethod
    def of(
        cls, model: ResolutionModel, known: Mapping[str, Mapping[str, object]], threads: Sequence[Signals]
    ) -> Graded:
        """Judge the graded threads without what their forum declares."""
        signs, solved, posts, right = [], [], [], []
        for signals, score in zip(threads, model.choice.score(threads), strict=True):
            grade = known[signals.thread]
            order = [int(place) + 1 for place in np.argsort(-score.replies, kind="stable")]
            named = likeliest_solution(signals, order) or order[0]
            share, marked = float(score.shares[named - 1]), model.marking.solved(score.log_odds)
            signs.append(solved_signs(signals, marked=marked, named=named, share=share))
            solved.append(WORTH.get(str(grade.get("state")), 0.0))
            posts.append(post_signs(signals, named, share))
            right.append(_worth(grade, signals.posts[named].id))
        return cls(np.array(signs), np.array(solved), np.array(posts), np.array(right))

    def teaching_posts(self) -> tuple[Floats, Floats]:
        """The named posts of solved threads, and whether they are right."""
        which = ~np.isnan(self.right) & (self.solved > 0)
        return self.posts[which], self.right[which]


def _worth(grade: Mapping[str, Any], post: str) -> float:
    """How right a post is, also where only a part is solved; nothing is right where nothing is asked."""
    if not grade["asks"]:
        return 0.0
    worth = post_grade(grade, post) if grade["state"] != "answered" else None
    if worth is None and grade["state"] in ("open", "unclear") and "posts" in grade:
        worth = float(post in grade["posts"])
    return np.nan if worth is None else worth


def fit(forums: Iterable[Graded]) -> SolvedModel:
    """Fit both parts on the graded threads of some forums."""
    forums = [each for each in forums if len(each.signs)]
    weights, intercept = _fitted(
        np.vstack([f.signs for f in forums]), np.concatenate([f.solved for f in forums])
    )
    posts, right = (np.concatenate(part) for part in zip(*(f.teaching_posts() for f in forums), strict=True))
    post_weights, post_intercept = _fitted(posts, right)
    return SolvedModel(
        signs=_named(SOLVED_SIGNS, weights),
        intercept=round(intercept, 4),
        post=_named(POST_SIGNS, post_weights),
        post_intercept=round(post_intercept, 4),
    )


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _fitted(rows: Floats, truth: Floats) -> tuple[Floats, float]:
    """Weights of columns as they are, and the intercept; the penalty is on standardised columns."""
    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    found = fit_logistic(
        np.column_stack([(rows - middle) / spread, np.ones(len(rows))]),
        truth,
        penalty=[RIDGE] * rows.shape[1] + [_FREE],
    )
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ middle)


def compare(forums: Mapping[str, Graded]) -> None:
    """Print how often a fit without a forum is right there, by how sure it is."""
    rows = []
    for name, forum in forums.items():
        model = fit(other for key, other in forums.items() if key != name)
        chances = _probabilities(forum.signs @ _weights(model.signs, SOLVED_SIGNS) + model.intercept)
        posts = _probabilities(forum.posts @ _weights(model.post, POST_SIGNS) + model.post_intercept)
        rows.append((chances, forum.solved, posts, forum.right))
        _print_sure(name, *rows[-1])
    chances, solved, posts, right = (np.concatenate(part) for part in zip(*rows, strict=True))
    _print_sure("all", chances, solved, posts, right)
    known = ~np.isnan(right) & (solved > 0)
    for what, chance, truth in (("state", chances, solved), ("post, if solved", posts[known], right[known])):
        for least, most in pairwise(BINS):
            here = (chance >= least) & (chance < most)
            print(f"{what} from {least} to {most}: {here.sum():3}, said {_mean(chance[here])}, ", end="")
            print(f"true {_mean(truth[here])}")


def _weights(by_name: Mapping[str, float], names: Sequence[str]) -> Floats:
    return np.array([by_name[name] for name in names])


def _print_sure(name: str, chances: Floats, solved: Floats, posts: Floats, right: Floats) -> None:
    """Print how many are sure in state and post, and how many of these are right: wholly, not by halves."""
    sure = (chances >= SURE) & (posts >= SURE)
    known = sure & ~np.isnan(right)
    print(
        f"{name:16} {len(chances):4} graded; state and post from {SURE}: {sure.sum():3}, "
        f"state right {_mean(solved[sure] == 1)}, post right {_mean(right[known] == 1)}"
    )


def _probabilities(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))


def _mean(values: NDArray[Any]) -> str:
    return f"{values.mean():.3f}" if len(values) else "–"


def _graded(model: ResolutionModel, name: str, source: str) -> Graded:
    """Judge the graded threads of a forum that ask, and those that are taken for such."""
    rows = grades(name).items()
    known = {key: row for key, row in rows if row["asks"] is False or (row["asks"] and row.get("state"))}
    read = [
        (read_ask(thread, texts), read_signals(thread, texts)) for thread, texts in read_forum(source, known)
    ]
    asking = {each.thread for each in taking_part(to_questions([ask for ask, _ in read]))}
    threads = [hidden(signals) for _, signals in read]
    fit_for = [each for each in threads if each.language and not each.set_aside and len(each.posts) > 1]
    return Graded.of(model, known, [each for each in fit_for if each.thread in asking])


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
        forums[name] = _graded(model, name, source)
    compare(forums)
    data["solved"] = asdict(fit(forums.values()))
    options.model.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
