"""Fit what tells a title that people would search for, and write the model as readable JSON.

    python scripts/fit_titles.py NAME=STORE ... --out kbminer/titling/title_model.json

NAME is one of ``scripts/graded_titles`` and STORE the URL of a store in which that forum was mined. Prints
for each forum how many of its suggestions get a good title from a model that has not seen it. The same
input gives the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import numpy as np
from fit_options import forums_and_out
from graded_titles import GradedGroup, graded_groups

from kbminer.questions import read_ask, to_questions
from kbminer.similarity.logistic import fit_logistic
from kbminer.store import Store
from kbminer.text.post_text import read_texts
from kbminer.titling.title_model import TitleModel
from kbminer.titling.title_signs import SIGNS, title_signs

RIDGE = 1.0  # on plain signs from 0 to 1; at .3 and 3 two suggestions of 300 get another title
_FREE = 1e-6


def read_forum(name: str, store: str) -> list[GradedGroup]:
    """Lay out a mined forum's candidates beside their grades."""
    with Store(store) as opened:
        asks = [read_ask(thread, read_texts(thread)) for thread in opened.threads()]
    questions = {question.thread: question for question in to_questions(asks)}
    return list(graded_groups(name, questions))


def fit(groups: Iterable[GradedGroup]) -> TitleModel:
    """Fit the weights on the graded candidates of some forums."""
    rows, good = [], []
    for group in groups:
        for candidate, grade in zip(group.candidates, group.good, strict=True):
            if grade is not None:
                rows.append((*title_signs(candidate, group.shared), 1.0))
                good.append(float(grade))
    penalty = [RIDGE] * len(SIGNS) + [_FREE]
    found = fit_logistic(np.array(rows), np.array(good), penalty=penalty)
    weights = {name: round(float(w), 3) for name, w in zip(SIGNS, found[:-1], strict=True)}
    return TitleModel(signs=weights, intercept=round(float(found[-1]), 3))


def well_titled(groups: Sequence[GradedGroup], model: TitleModel) -> int:
    """Count the suggestions to which a model gives a title that was graded as good."""
    chosen = [group.candidates.index(model.ranked(group.candidates, group.shared)[0]) for group in groups]
    return sum(group.good[place] == 1 for group, place in zip(groups, chosen, strict=True))


def main() -> None:
    """Read the command line, fit, compare, and write the model."""
    given, out = forums_and_out(__doc__)
    forums = {name: read_forum(name, store) for name, store in given.items()}
    for name, groups in forums.items():
        model = fit(group for other, theirs in forums.items() if other != name for group in theirs)
        good = sum(any(group.good) for group in groups)
        print(
            f"{name:10} {len(groups)} suggestions, {well_titled(groups, model)} well titled, {good} could be"
        )
    model = fit(group for groups in forums.values() for group in groups)
    out.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
