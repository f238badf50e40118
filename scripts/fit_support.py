"""Fit the weights of ``kbminer.verify.support`` on labelled sentences, and measure them on folds by thread.

    python scripts/fit_support.py

Read are the sentences of tests/verify_cases but for the files kept aside, and as true rewrites what a
language model answered in tests/model_answers. Prints the weights, fitted on all, and for some lines which
share of rewrites passes and of distortions is refused, each thread judged by weights fitted on the others.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kbminer.evaluate.rewritten_sentences import REWRITE, LabelledSentence, judged, read_sentences
from kbminer.ingest import read
from kbminer.records import Thread
from kbminer.similarity.logistic import fit_logistic

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
PENALTY = 0.1  # light: seven weights are fitted to some five hundred sentences
FOLDS = 5
LINES = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8)


def main() -> None:
    """Fit and print."""
    threads = {item.id: item for item in read(ROOT / "examples" / "forum") if isinstance(item, Thread)}
    cases = [*_labelled(), *_answered()]
    found = [judged(case, threads).measures for case in cases]
    is_scored = np.array([bool(measures) for measures in found])
    rows = np.array([measures or (0.0,) * max(map(len, found)) for measures in found])
    is_rewrite = np.array([case.kind == REWRITE for case in cases])
    folds = np.array([hashlib.sha256(case.posts[0][0].encode()).digest()[0] % FOLDS for case in cases])
    scores = np.zeros(len(cases))
    for fold in range(FOLDS):
        others, own = is_scored & (folds != fold), is_scored & (folds == fold)
        weights = fit_logistic(rows[others], is_rewrite[others].astype(float), penalty=PENALTY)
        scores[own] = 1 / (1 + np.exp(-rows[own] @ weights))
    weights = fit_logistic(rows[is_scored], is_rewrite[is_scored].astype(float), penalty=PENALTY)
    print("weights:", ", ".join(f"{weight:.2f}" for weight in weights))
    for line in LINES:
        passed, refused = np.mean(scores[is_rewrite] >= line), np.mean(scores[~is_rewrite] < line)
        print(f"line {line}: rewrites passed {passed:.3f}, distortions refused {refused:.3f}")


def _labelled() -> Iterator[LabelledSentence]:
    for file in sorted((ROOT / "tests" / "verify_cases").glob("*.txt")):
        if "aside" not in file.name:
            yield from read_sentences(file, "fr" if file.name.startswith("french") else "en")


def _answered() -> Iterator[LabelledSentence]:
    from model_recordings import recordings  # noqa: PLC0415 - stands among the tests

    for recording in recordings():
        for sentence in (each for section in recording.answer.values() for each in section):
            if isinstance(sentence, dict) and sentence.get("code") is False:
                posts = tuple(recording.shown[number - 1] for number in sentence["posts"])
                yield LabelledSentence(
                    kind=REWRITE, text=sentence["text"], language=recording.language, posts=posts
                )


if __name__ == "__main__":
    main()
