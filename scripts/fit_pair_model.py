"""Fit how likely two questions ask the same: ``python scripts/fit_pair_model.py --help``.

What is learnt from: pairs of threads of mined forums that were graded one by one. Every forum counts alike,
and one that is named twice counts twice. Prints, for each forum, what a model that is fitted without it
reaches there, and writes the model fitted on all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from kbminer.cluster import group_questions
from kbminer.cluster.neighbour_graph import DENSITY_NEIGHBOURS, outer_density
from kbminer.cluster.neighbour_search import nearest
from kbminer.cluster.one_question import PlacedQuestions
from kbminer.cluster.ordered_questions import lexical_text
from kbminer.cluster.pair_model import FEATURES, PairModel
from kbminer.evaluate.question_groups import PairedThreads, read_pairs, score_groups
from kbminer.pipeline.latest import questions_and_vectors, title_vectors
from kbminer.records import Question
from kbminer.similarity.joined import JoinedSpace
from kbminer.similarity.vectors import centred
from kbminer.store import Store

PENALTY = 0.1  # C of scikit-learn; .02 where few forums are at hand: docs/quality/cluster.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """Questions of one forum, and pairs of them: positions, and whether they ask the same."""

    name: str
    questions: list[Question]
    vectors: NDArray[np.float32]
    titles: NDArray[np.float32]
    features: NDArray[np.float32]
    same: NDArray[np.bool_]
    threads: tuple[PairedThreads, ...]


def graded(
    name: str,
    questions: list[Question],
    vectors: NDArray[np.float32],
    titles: NDArray[np.float32],
    pairs: list[PairedThreads],
) -> Graded:
    """Work out what the pairs are compared by, in the space of all questions."""
    texts = [lexical_text(question) for question in questions]
    distinct = np.unique(np.array(texts), return_index=True)[1]
    space, rows = JoinedSpace.fit(vectors[distinct], [texts[i] for i in distinct])
    placed = PlacedQuestions(
        rows=rows,
        dimensions=len(space.centre),
        titles=centred(titles[distinct], titles[distinct].mean(axis=0)),
        density=outer_density(nearest(rows, DENSITY_NEIGHBOURS)),
        texts=[texts[i] for i in distinct],
    )
    row_of = {texts[i]: n for n, i in enumerate(distinct)}
    place = {question.thread: row_of[text] for question, text in zip(questions, texts, strict=True)}
    known = [pair for pair in pairs if pair.one in place and pair.other in place]
    both = [np.array([place[pair.one], place[pair.other]]) for pair in known]
    return Graded(
        name=name,
        questions=questions,
        vectors=vectors,
        titles=titles,
        features=np.stack([placed.features(pair).matrix()[0, 1] for pair in both]),
        same=np.array([pair.same for pair in known]),
        threads=tuple(known),
    )


def read_forum(store: str, files: Sequence[str]) -> Graded:
    """Read a mined forum and its graded pairs; the first file names it."""
    with Store(store) as opened:
        questions, vectors = questions_and_vectors(opened)
        titles = title_vectors(opened, questions)
    pairs = [pair for file in files for pair in read_pairs(file)]
    return graded(Path(files[0]).stem, questions, vectors, titles, pairs)


def fit(parts: Sequence[Graded], penalty: float = PENALTY) -> PairModel:
    """Fit a model in which every part counts alike."""
    features = np.vstack([part.features for part in parts]).astype(np.float64)
    same = np.concatenate([part.same for part in parts])
    weights = np.concatenate([np.full(len(part.same), 250 / len(part.same)) for part in parts])
    spread = features.std(axis=0)
    found = LogisticRegression(C=penalty, max_iter=2000).fit(features / spread, same, sample_weight=weights)
    coefficients = tuple(round(float(each), 3) for each in found.coef_[0] / spread)
    return PairModel(coefficients=coefficients, intercept=round(float(found.intercept_[0]), 3))


def as_json(model: PairModel, parts: Sequence[Graded]) -> str:
    """Write a model with what it was fitted on."""
    plain = {
        "fitted_on": {part.name: [len(part.same), int(part.same.sum())] for part in parts},
        "coefficients": dict(zip(FEATURES, model.coefficients, strict=True)),
        "intercept": model.intercept,
    }
    return json.dumps(plain, indent=1) + "\n"


def main() -> None:
    """Fit, measure each forum with a model made without it, and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--forum",
        nargs="+",
        action="append",
        required=True,
        metavar=("STORE", "PAIRS"),
        help="and more PAIRS",
    )
    parser.add_argument(
        "--out", help="where the model is written, with those made without each forum beside it"
    )
    parser.add_argument("--penalty", type=float, default=PENALTY, help="C of the logistic regression")
    given = parser.parse_args()
    parts = [read_forum(store, files) for store, *files in given.forum]
    for forum in {part.name: part for part in parts}.values():
        others = [part for part in parts if part.name != forum.name]
        without = fit(others, given.penalty)
        grouped = group_questions(
            forum.questions, forum.vectors, title_vectors=forum.titles, pair_model=without
        )
        score = score_groups(grouped.grouping.groups, forum.threads)
        print(f"{forum.name}, by a model made without it: {score}", flush=True)
        if given.out:
            Path(given.out).with_suffix(f".without-{forum.name}.json").write_text(as_json(without, others))
    if given.out:
        Path(given.out).write_text(as_json(fit(parts, given.penalty), parts))


if __name__ == "__main__":
    main()
