"""How true the groups are: the product's own grouping on texts that a person grouped.

References
----------
Hubert and Arabie, "Comparing partitions", Journal of Classification 1985 (adjusted Rand index).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kbminer.evaluate.bcubed import bcubed, with_singletons
from kbminer.evaluate.labelled_files import LabelledTexts, read_labelled
from kbminer.languages import codes
from kbminer.records import Question
from kbminer.similarity.embed import Embedder, make_embedder
from kbminer.similarity.embed.by_language import model_for
from kbminer.text.folding import words_of
from kbminer.text.language import thread_language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.cluster import ClusterSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class FileScore:
    """What the grouping of one file is worth.

    ``best_cut_f1`` is that of the best cut offered, ``model`` the embedder's name.
    """

    name: str
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    ari: float
    groups: int
    left_out: float
    seconds: float
    best_cut_f1: float
    model: str


_MEASURES = ("bcubed_precision", "bcubed_recall", "bcubed_f1", "ari", "left_out", "seconds", "best_cut_f1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteringScores:
    """The scores of all files, and their mean."""

    files: tuple[FileScore, ...]

    @property
    def mean(self) -> dict[str, float]:
        """The mean of each measure over the files, and of the number of groups."""
        count = max(len(self.files), 1)
        mean = {name: sum(getattr(file, name) for file in self.files) / count for name in _MEASURES}
        mean["groups"] = sum(file.groups for file in self.files) / count
        return {name: round(value, 4) for name, value in mean.items()}

    def as_dict(self) -> dict[str, Any]:
        """The scores as JSON knows them. ``Any``: a tree of JSON values."""
        return {"files": [asdict(file) for file in self.files], "mean": self.mean}

    def __str__(self) -> str:
        """A table for people: a line a file, the mean last."""
        head = f"{'':<24} {'prec.':>6} {'recall':>6} {'F1':>6} {'ARI':>6} {'groups':>7} {'left out':>8}"
        head += f" {'best cut':>10} {'seconds':>8}  model"
        rows: list[dict[str, Any]] = [asdict(file) for file in self.files]
        rows.append({"name": "mean", "model": "", **self.mean})
        lines = [
            f"{row['name'][:24]:<24} {row['bcubed_precision']:6.3f} {row['bcubed_recall']:6.3f}"
            f" {row['bcubed_f1']:6.3f} {row['ari']:6.3f} {row['groups']:7.0f} {row['left_out']:8.1%}"
            f" {row['best_cut_f1']:10.3f} {row['seconds']:8.1f}  {row['model'].split('|')[0]}".rstrip()
            for row in rows
        ]
        return "\n".join([head, *lines])


def evaluate_clustering(
    paths: Sequence[str | Path],
    *,
    embedder: Embedder | None = None,
    settings: ClusterSettings | None = None,
    clusterer: str = "linkage",
) -> ClusteringScores:
    """Group the texts of each file the way a forum's questions are grouped, and compare with its labels.

    Parameters
    ----------
    paths : sequence of str or Path
        Files with one JSON object a line: ``text``, and ``label``, where null means that the text belongs
        to no group.
    embedder : Embedder, optional
        By default the one that reads the languages of a file, as a forum's are read
        (:func:`kbminer.similarity.embed.by_language.model_for`).
    settings : ClusterSettings, optional
        By default the product's.
    clusterer : str, default "linkage"
        The name of what groups.

    Raises
    ------
    SourceError
        A file can't be read, or one of its lines is not such an object: the line is named.
    """
    files = (read_labelled(path) for path in paths)
    return ClusteringScores(
        files=tuple(_score(file, embedder or _embedder_for(file), settings, clusterer) for file in files)
    )


def _embedder_for(file: LabelledTexts) -> Embedder:
    """The embedder that a forum of these texts would be read by."""
    known = codes()
    languages = Counter(thread_language(words_of(text), among=known) for text in file.texts)
    return make_embedder(model_for({code: n for code, n in languages.items() if code}, "texts"))


def _score(
    file: LabelledTexts, embedder: Embedder, settings: ClusterSettings | None, clusterer: str
) -> FileScore:
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415 - slow to load

    from kbminer.cluster import group_questions  # noqa: PLC0415

    began = perf_counter()
    questions = [Question(thread=f"{i:08}", title=text) for i, text in enumerate(file.texts)]
    grouped = group_questions(questions, embedder.encode(file.texts), settings=settings, clusterer=clusterer)
    seconds = perf_counter() - began
    groups = grouped.cuts[grouped.chosen].groups if grouped.cuts else ()
    true, found = with_singletons(file.labels), _numbered(groups, len(questions))
    score = bcubed(found, true)
    cuts = [bcubed(_numbered(cut.groups, len(questions)), true).f1 for cut in grouped.cuts]
    return FileScore(
        name=file.name,
        bcubed_precision=round(score.precision, 4),
        bcubed_recall=round(score.recall, 4),
        bcubed_f1=round(score.f1, 4),
        ari=round(float(adjusted_rand_score(true, found)), 4),
        groups=len(groups),
        left_out=round(1 - sum(map(len, groups)) / max(len(questions), 1), 4),
        seconds=round(seconds, 2),
        best_cut_f1=round(max(cuts, default=0.0), 4),
        model=embedder.name,
    )


def _numbered(groups: Sequence[Sequence[str]], count: int) -> NDArray[np.int64]:
    labels: list[object] = [None] * count
    for number, group in enumerate(groups):
        for thread in group:
            labels[int(thread)] = number
    return with_singletons(labels)
