"""Fit the weights of ``kbminer.verify.support`` on the labelled sentences that are for tuning.

    python scripts/fit_support.py

Prints the weights, and for some lines which share of rewrites passes and of distortions is refused. The third
that is kept aside is not read.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kbminer.evaluate.sentences import REWRITE, judged, read_sentences
from kbminer.ingest import read
from kbminer.records import Thread
from kbminer.similarity.logistic import fit_logistic

ROOT = Path(__file__).parent.parent
PENALTY = 0.3  # light: four weights are fitted to some three hundred sentences


def main() -> None:
    """Fit and print."""
    threads = {item.id: item for item in read(ROOT / "examples" / "forum") if isinstance(item, Thread)}
    files = sorted((ROOT / "tests" / "verify_cases").glob("*.txt"))
    cases = [
        case
        for file in files
        for case in read_sentences(file, "fr" if file.name.startswith("french") else "en")
        if not case.is_aside
    ]
    found = [(case.kind == REWRITE, judged(case, threads)) for case in cases]
    weighed = [(is_rewrite, support.measures) for is_rewrite, support in found if support.measures]
    rows = np.array([measures for _, measures in weighed], dtype=np.float64)
    targets = np.array([float(is_rewrite) for is_rewrite, _ in weighed])
    weights = fit_logistic(rows, targets, penalty=PENALTY)
    print("weights:", ", ".join(f"{weight:.2f}" for weight in weights))
    odds = iter(1 / (1 + np.exp(-rows @ weights)))
    scored = [(is_rewrite, float(next(odds)) if support.measures else 0.0) for is_rewrite, support in found]
    for line in (0.5, 0.6, 0.7, 0.75, 0.8):
        passed = np.mean([score >= line for is_rewrite, score in scored if is_rewrite])
        refused = np.mean([score < line for is_rewrite, score in scored if not is_rewrite])
        print(f"line {line}: rewrites passed {passed:.3f}, distortions refused {refused:.3f}")


if __name__ == "__main__":
    main()
