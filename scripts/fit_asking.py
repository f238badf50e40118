"""Fit what tells whether a thread asks anything, and write the model as readable JSON.

    python scripts/fit_asking.py NAME=SOURCE ... --out kbminer/questions/asking_model.json

NAME is one of ``scripts/graded_threads`` and SOURCE the forum it grades, in any form that kbminer reads, or
the URL of a store that holds it. Prints for each forum what a model that has not seen it makes of its graded
threads. The same input gives the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np
from fit_options import forums_and_out
from graded_threads import grades, read_forum
from numpy.typing import NDArray

from kbminer.questions import find_templates, read_ask
from kbminer.questions.ask import Ask
from kbminer.questions.asking_model import SIGN_NAMES, AskingModel, board_odds
from kbminer.questions.set_aside import LEAST_CHANCE, is_certain
from kbminer.similarity.logistic import fit_logistic

RIDGE = 3.0  # on standardised signs; at 1 and 10 the areas differ by less than .003
BOARD_RIDGE = 1.0
_FREE = 1e-6


@dataclass(frozen=True)
class Forum:
    """The signs of all threads of a forum, and which of them ask as far as that was graded."""

    rows: NDArray[np.float64]
    boards: list[str]
    graded: NDArray[np.intp]
    asks: NDArray[np.float64]

    @classmethod
    def of(cls, name: str, asks: list[Ask]) -> Forum:
        """Lay out a forum's asks beside its grades; what a rule sets aside by itself is not learnt."""
        templates = find_templates(asks)
        known = {key: grade["asks"] for key, grade in grades(name).items() if grade["asks"] is not None}
        graded = [i for i, ask in enumerate(asks) if ask.thread in known and not is_certain(ask)]
        return cls(
            rows=np.array([(*ask.signs, templates.opens(ask.lines)) for ask in asks], dtype=np.float64),
            boards=[ask.board for ask in asks],
            graded=np.array(graded),
            asks=np.array([known[asks[i].thread] for i in graded], dtype=np.float64),
        )


def fit(forums: Iterable[Forum]) -> AskingModel:
    """Fit both steps on the graded threads of some forums."""
    forums = list(forums)
    asks = np.concatenate([each.asks for each in forums])
    rows = np.vstack([each.rows[each.graded] for each in forums])
    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    found = fit_logistic(
        np.column_stack([(rows - middle) / spread, np.ones(len(rows))]),
        asks,
        penalty=[RIDGE] * len(SIGN_NAMES) + [_FREE],
    )
    weights = found[:-1] / spread
    first = AskingModel(
        signs={name: round(float(w), 4) for name, w in zip(SIGN_NAMES, weights, strict=True)},
        intercept=round(float(found[-1] - weights @ middle), 4),
        own=1.0,
        board=0.0,
        base=0.0,
    )
    pairs = []
    for each in forums:
        odds = first.log_odds(each.rows.tolist())
        pairs += [(odds[i], around, 1.0) for i, around in _graded(board_odds(odds, each.boards), each)]
    own, board, base = fit_logistic(
        np.array(pairs), asks, penalty=[0.1, BOARD_RIDGE, _FREE], start=[1.0, 0.0, 0.0]
    )
    return AskingModel(
        signs=first.signs,
        intercept=first.intercept,
        own=round(float(own), 4),
        board=round(float(board), 4),
        base=round(float(base), 4),
    )


def _graded(values: list[float], forum: Forum) -> list[tuple[int, float]]:
    return [(int(i), values[i]) for i in forum.graded]


def compare(forums: Mapping[str, Forum]) -> None:
    """Print how each forum is judged by a model that has not seen it."""
    chances, truth = [], []
    for name, forum in forums.items():
        model = fit(other for key, other in forums.items() if key != name)
        found = np.array(model.probabilities(forum.rows.tolist(), forum.boards))[forum.graded]
        print(f"{name:10} {_figures(found, forum.asks)}")
        chances.append(found)
        truth.append(forum.asks)
    print(f"{'all':10} {_figures(np.concatenate(chances), np.concatenate(truth))}")


def _figures(chances: NDArray[np.float64], asks: NDArray[np.float64]) -> str:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - only to compare

    asking = asks > 0
    area = f"{roc_auc_score(asks, chances):.3f}" if 0 < asking.sum() < len(asks) else "–"
    kept, gone = chances[asking] >= LEAST_CHANCE, chances[~asking] < LEAST_CHANCE
    return f"AUC {area}, asking kept {kept.sum()} of {len(kept)}, set aside {gone.sum()} of {len(gone)}"


def main() -> None:
    """Read the command line, fit, compare, and write the model."""
    given, out = forums_and_out(__doc__, "NAME=SOURCE")
    forums = {
        name: Forum.of(name, [read_ask(thread, texts) for thread, texts in read_forum(source)])
        for name, source in given.items()
    }
    compare(forums)
    model = fit(forums.values())
    out.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
