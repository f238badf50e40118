"""Fit how likely an editor signs a composed draft with light edits, and write the model as readable JSON.

    python scripts/fit_draft_sureness.py [NAME=SOURCE ...] --out kbminer/draft/draft_sureness.json

``scripts/graded_drafts.tsv`` holds a line for each graded draft: keys of its threads, the grade ("light"
edits, "work", "useless") with the main defect, and the signs that the model weighs, so that it can be fitted
without the forums. Where a forum is given (a source or the URL of a store) the signs of its lines are worked
out anew on drafts of today's code, however unsure their posts. What "strangers" graded is kept aside.

Prints what models that have not seen a forum make of its drafts: from some lines on how many are shown, and
how many of these were graded light or useless. The same input gives the same files.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from fit_options import named_sources
from graded_threads import read_forum

from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.draft_sureness import SIGNS, DraftSureness, draft_signs
from kbminer.draft.solutions import Bars
from kbminer.errors import KbminerError
from kbminer.questions.ask import read_ask
from kbminer.questions.forum_questions import to_questions
from kbminer.records import Group, Question, Resolution, Thread
from kbminer.resolve import ResolutionModel, read_signals
from kbminer.similarity.logistic import fit_logistic

GRADED = Path(__file__).parent / "graded_drafts.tsv"
STRANGER = "stranger"
RIDGE = 3.0  # on standardised signs
LINES = (0.0, 0.4, 0.45, 0.5, 0.52, 0.55, 0.6, 0.65, 0.7)
EQUAL = (0.2, 1 / 3, 0.5, 2 / 3)  # shares of the drafts that are shown, the surest first
_FREE = 1e-6


@dataclass(frozen=True, kw_only=True)
class GradedDraft:
    """What a reader said of a draft, and its signs; ``named`` tells that the forum names its answer."""

    forum: str
    reader: str
    threads: tuple[str, ...]
    grade: str
    defect: str
    named: bool
    signs: tuple[float, ...]


COLUMNS = ("forum", "reader", "threads", "grade", "defect", "named", *SIGNS)


def read_graded(path: Path = GRADED) -> list[GradedDraft]:
    """Read the graded drafts."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            GradedDraft(
                **{name: row[name] for name in ("forum", "reader", "grade", "defect")},
                threads=tuple(row["threads"].split()),
                named=row["named"] == "1",
                signs=tuple(float(row[sign]) for sign in SIGNS),
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def write_graded(drafts: Iterable[GradedDraft], path: Path = GRADED) -> None:
    """Write the graded drafts, sorted."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter="\t", lineterminator="\n")
        lines.writerow(COLUMNS)
        for one in sorted(drafts, key=lambda each: (each.forum, each.reader, each.threads)):
            told = (one.forum, one.reader, " ".join(one.threads), one.grade, one.defect, int(one.named))
            lines.writerow([*told, *(f"{sign:.4f}" for sign in one.signs)])


def anew(drafts: Sequence[GradedDraft], source: str) -> Iterator[GradedDraft]:
    """Compose the graded drafts of a forum anew; those that no post answers any more are left out."""
    model = ResolutionModel.shipped()
    read = list(read_forum(source, {key for one in drafts for key in one.threads}))
    threads = {thread.key: thread for thread, _ in read}
    solved = {thread.key: model.resolve(read_signals(thread, texts)) for thread, texts in read}
    asked = {each.thread: each for each in to_questions([read_ask(*one) for one in read])}
    for one in drafts:
        theirs = {key: threads[key] for key in one.threads if key in threads}
        signs = _signs(theirs, asked, solved)
        if signs is not None:
            yield replace(one, signs=signs)


def _signs(
    threads: Mapping[str, Thread], asked: Mapping[str, Question], solved: Mapping[str, Resolution]
) -> tuple[float, ...] | None:
    first = next(iter(threads))
    group = Group(id="g", members=tuple(threads), representative=first, title=threads[first].title)
    evidence = gather_evidence(group, threads, asked, solved)
    try:
        draft = compose_draft(evidence, bars=Bars(post=0.0, signed=0.0))
    except KbminerError:
        return None
    return draft_signs(draft, threads)


def fit(drafts: Iterable[GradedDraft]) -> DraftSureness:
    """Fit the weights on the drafts of some forums."""
    drafts = list(drafts)
    rows = np.array([one.signs for one in drafts])
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    found = fit_logistic(
        np.column_stack([(rows - middle) / spread, np.ones(len(rows))]),
        np.array([float(one.grade == "light") for one in drafts]),
        penalty=[RIDGE] * len(SIGNS) + [_FREE],
    )
    weights = found[:-1] / spread
    return DraftSureness(
        signs={name: round(float(w), 3) for name, w in zip(SIGNS, weights, strict=True)},
        intercept=round(float(found[-1] - weights @ middle), 3),
    )


Told = Sequence[tuple[GradedDraft, float]]


def unseen(drafts: Sequence[GradedDraft]) -> Told:
    """Judge each forum's drafts by a model that has not seen it."""
    told: list[tuple[GradedDraft, float]] = []
    for forum in sorted({one.forum for one in drafts}):
        model = fit(one for one in drafts if one.forum != forum)
        told += [(one, model.probability(one.signs)) for one in drafts if one.forum == forum]
    return told


def show(what: str, told: Told) -> None:
    """Print how well drafts are told apart, and what some lines and shares of them come to."""
    light, useless = (_area(told, grade) for grade in ("light", "useless"))
    print(f"{what}, {len(told)} drafts: AUC {light:.3f}; useless or not {1 - useless:.3f}")
    for line in LINES:
        print(f"  from {line:.2f}: {_counted([one for one, value in told if value >= line])}")
    ranked = [one for one, _ in sorted(told, key=lambda each: -each[1])]
    for share in EQUAL:
        print(f"  the surest {share:.0%}: {_counted(ranked[: round(len(ranked) * share)])}")


def _area(told: Told, grade: str) -> float:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - only to compare

    return float(roc_auc_score([one.grade == grade for one, _ in told], [value for _, value in told]))


def _counted(drafts: Sequence[GradedDraft]) -> str:
    light, useless = (sum(one.grade == grade for one in drafts) for grade in ("light", "useless"))
    shares = f" ({light / len(drafts):.2f}, {useless / len(drafts):.2f})" if drafts else ""
    return f"{light} light, {useless} useless of {len(drafts)}{shares}"


def main() -> None:
    """Read the command line, compose anew what is given, fit, compare, and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("forums", nargs="*", metavar="NAME=SOURCE")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    drafts = read_graded()
    for forum, source in named_sources(options.forums).items():
        theirs = [one for one in drafts if one.forum == forum]
        drafts = [one for one in drafts if one.forum != forum] + list(anew(theirs, source))
    write_graded(drafts)
    own = [one for one in drafts if one.reader != STRANGER]
    told = unseen(own)
    show("forums that the model has not seen", told)
    for named in (True, False):
        what = "of these, answers that the forum names" if named else "of these, answers that nobody named"
        show(what, [(one, value) for one, value in told if one.named is named])
    model = fit(own)
    strangers = [one for one in drafts if one.reader == STRANGER]
    show("what strangers graded", [(one, model.probability(one.signs)) for one in strangers])
    options.out.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
