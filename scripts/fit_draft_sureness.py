"""Fit how likely an editor signs a composed draft with light edits, and write the model as readable JSON.

    python scripts/fit_draft_sureness.py NAME=STORE ... --out kbminer/draft/draft_sureness.json

NAME is one of ``scripts/graded_drafts`` (keys of threads and strangers' grades alone: "light" edits, "work",
"useless") and STORE the URL of a store with that forum. Each graded suggestion is composed anew, however
unsure its post. Prints what a model that has not seen a forum makes of its drafts: from some lines on how
many are shown, and how many of these were graded light or useless. The same input gives the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from fit_options import forums_and_out

from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.draft_sureness import SIGNS, DraftSureness, draft_signs
from kbminer.draft.solutions import LEAST_SURE, Bars
from kbminer.errors import KbminerError
from kbminer.pipeline.latest import questions_and_vectors
from kbminer.pipeline.mining.draft_articles import question_vectors
from kbminer.records import Draft, Group
from kbminer.resolve import ResolutionModel, read_signals
from kbminer.similarity.logistic import fit_logistic
from kbminer.store import Store
from kbminer.text.post_text import read_texts

FOLDER = Path(__file__).parent / "graded_drafts"
RIDGE = 3.0  # on standardised signs
LINES = (0.0, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4)
_FREE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A draft's signs, what a stranger said of its suggestion's, and whether its post is sure today."""

    signs: tuple[float, ...]
    grade: str
    has_sure_post: bool


def judged(name: str, url: str) -> Iterator[Judged]:
    """Compose the graded suggestions of a forum anew; those that no post answers are passed over."""
    verdicts = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    model = ResolutionModel.shipped()
    with Store(url) as store:
        questions, rows = questions_and_vectors(store)
        vectors = question_vectors(questions, rows, store.links())
        threads = {t.key: t for t in store.threads({key for each in verdicts for key in each["members"]})}
    asked = {question.thread: question for question in questions}
    solved = {key: model.resolve(read_signals(one, read_texts(one))) for key, one in threads.items()}
    for verdict in verdicts:
        members = tuple(key for key in verdict["members"] if key in threads)
        group = Group(id="g", members=members, representative=members[0], title=threads[members[0]].title)
        placed = vectors if all(key in vectors for key in members) else None
        evidence = gather_evidence(group, threads, asked, solved, placed)
        drafts = [_composed(evidence, Bars(post=least, signed=0.0)) for least in (0.0, LEAST_SURE)]
        if drafts[0] is not None:
            yield Judged(
                signs=draft_signs(drafts[0]), grade=verdict["grade"], has_sure_post=drafts[1] is not None
            )


def _composed(evidence: object, bars: Bars) -> Draft | None:
    try:
        return compose_draft(evidence, bars=bars)  # type: ignore[arg-type]
    except KbminerError:
        return None


def fit(cases: Iterable[Judged]) -> DraftSureness:
    """Fit the weights on the drafts of some forums."""
    cases = list(cases)
    rows = np.array([case.signs for case in cases])
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    found = fit_logistic(
        np.column_stack([(rows - middle) / spread, np.ones(len(rows))]),
        np.array([float(case.grade == "light") for case in cases]),
        penalty=[RIDGE] * len(SIGNS) + [_FREE],
    )
    weights = found[:-1] / spread
    return DraftSureness(
        signs={name: round(float(w), 3) for name, w in zip(SIGNS, weights, strict=True)},
        intercept=round(float(found[-1] - weights @ middle), 3),
    )


def compare(forums: Mapping[str, Sequence[Judged]]) -> None:
    """Print how each forum's drafts are judged by a model that has not seen it."""
    told: list[tuple[Judged, float]] = []
    for name, cases in forums.items():
        model = fit(case for other, theirs in forums.items() if other != name for case in theirs)
        told += [(case, model.probability(case.signs)) for case in cases]
    print(f"light or not: AUC {_area(told, 'light'):.3f}; useless or not: {1 - _area(told, 'useless'):.3f}")
    for line in LINES:
        shown = [case for case, value in told if value >= line]
        sure = [case for case in shown if case.has_sure_post]
        print(f"  from {line:.2f}: {_counted(shown)}; with a sure post {_counted(sure)}")


def _area(told: Sequence[tuple[Judged, float]], grade: str) -> float:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - only to compare

    return float(roc_auc_score([case.grade == grade for case, _ in told], [value for _, value in told]))


def _counted(cases: Sequence[Judged]) -> str:
    light, useless = (sum(case.grade == grade for case in cases) for grade in ("light", "useless"))
    return f"{light} light, {useless} useless of {len(cases)}"


def main() -> None:
    """Read the command line, fit, compare, and write the model."""
    given, out = forums_and_out(__doc__)
    forums = {name: list(judged(name, store)) for name, store in given.items()}
    compare(forums)
    model = fit(case for cases in forums.values() for case in cases)
    out.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
