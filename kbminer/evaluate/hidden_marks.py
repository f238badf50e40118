"""How true the inferred resolutions are: every declared mark is hidden, then compared with what was read."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.errors import SourceError
from kbminer.ingest import read
from kbminer.records import Thread, public_part
from kbminer.resolve import ResolutionModel, Signals, read_signals

FOLDS = 5
_BINS = 10
_MEASURES = ("auc", "average_precision", "brier", "calibration_error", "p_at_1", "mrr")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFigures:
    """Figures of one file, over its threads with a reply at least.

    ``auc``, ``average_precision``, ``brier`` and ``calibration_error`` compare the probability with the
    forum's mark; ``p_at_1`` and ``mrr`` are over marked threads with two replies or more. A figure is
    ``None`` where nothing can be compared.
    """

    name: str
    auc: float | None
    average_precision: float | None
    brier: float | None
    calibration_error: float | None
    p_at_1: float | None
    mrr: float | None
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionReport:
    """What :func:`evaluate_resolution` found by file; ``refit`` is whether models were fitted inside them."""

    files: tuple[FileFigures, ...]
    refit: bool = False

    def as_dict(self) -> dict[str, list[dict[str, object]]]:
        """The figures by name, as ``--json`` prints them."""
        return {"files": [asdict(each) for each in self.files]}

    def __str__(self) -> str:
        """A table for people: a line a file."""
        head = f"{'':24} {'threads':>8} {'AUC':>6} {'AP':>6} {'Brier':>6} {'calib.':>6} {'P@1':>6} {'MRR':>6}"
        lines = ["fitted inside each forum, five folds" if self.refit else "the model as shipped", head]
        for each in self.files:
            values = (getattr(each, name) for name in _MEASURES)
            cells = " ".join(f"{'–':>6}" if value is None else f"{value:6.3f}" for value in values)
            lines.append(f"{each.name[:24]:24} {each.threads:8} {cells}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One thread: the mark that was hidden, and what the model says without it."""

    marked: bool
    solution: str | None
    posts: int
    mark_probability: float
    ranked: tuple[str, ...]

    @property
    def ranks_its_solution(self) -> bool:
        """Whether there is a solution and more than one reply to choose it from."""
        return self.solution in self.ranked and self.posts > 2


def evaluate_resolution(paths: Iterable[str | Path], *, refit: bool = False) -> ResolutionReport:
    """Hide what forums declare, infer it, and compare.

    A forum marks only part of its solved threads, and only marks can be checked: what is compared is the
    model's probability that the forum marks a thread, from which that of being solved is worked out.

    Parameters
    ----------
    paths : iterable of str or Path
        Thread JSONL files, or any source that kbminer reads.
    refit : bool, default False
        Fit on four fifths of each file and judge the rest, five times; otherwise the shipped model judges.

    Raises
    ------
    SourceError
        A file can't be read, or holds no thread with a reply.
    """
    return ResolutionReport(files=tuple(_figures(Path(path), refit) for path in paths), refit=refit)


def hidden(signals: Signals) -> Signals:
    """The same signals without anything that the forum itself declares."""
    posts = tuple(replace(post, accepted=None) for post in signals.posts)
    return replace(signals, posts=posts, solved=None, duplicate_of=None)


def _figures(path: Path, refit: bool) -> FileFigures:
    public = (public_part(item) for item in read(path) if isinstance(item, Thread))
    threads = [thread for thread in public if thread and len(thread.posts) > 1]
    if not threads:
        raise SourceError(f"{path}: no thread with a reply; give a file of threads")
    signals = [_signals(thread) for thread in threads]
    judged = _refitted(signals) if refit else _judge(ResolutionModel.shipped(), signals)
    return _compared(path.name, judged)


def _signals(thread: Thread) -> Signals:
    return read_signals(thread)


def _judge(model: ResolutionModel, signals: Sequence[Signals]) -> list[_Judged]:
    blind = [hidden(each) for each in signals]
    rows = zip(signals, model.mark_probabilities(blind), model.rank_replies(blind), strict=True)
    return [_judged(each, probability, ranked) for each, probability, ranked in rows]


def _judged(signals: Signals, probability: float, ranked: tuple[str, ...]) -> _Judged:
    solution = next((post.id for post in signals.posts[1:] if post.accepted), None)
    return _Judged(
        marked=bool(signals.solved) or solution is not None,
        solution=solution,
        posts=len(signals.posts),
        mark_probability=probability,
        ranked=ranked,
    )


def _refitted(signals: Sequence[Signals]) -> list[_Judged]:
    """Judge each fold with a model that was fitted on the other four."""
    order = sorted(range(len(signals)), key=lambda i: (zlib.crc32(signals[i].thread.encode()), i))
    judged: list[tuple[int, _Judged]] = []
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        kept = [i for place, i in enumerate(order) if place % FOLDS != fold]
        model = ResolutionModel.shipped().refitted([signals[i] for i in kept])
        judged += zip(held, _judge(model, [signals[i] for i in held]), strict=True)
    return [each for _, each in sorted(judged, key=lambda pair: pair[0])]


def _compared(name: str, judged: Sequence[_Judged]) -> FileFigures:
    places = [each.ranked.index(each.solution) for each in judged if each.ranks_its_solution]
    return FileFigures(
        name=name,
        **_of_marks(judged),
        p_at_1=_rounded(np.mean([place == 0 for place in places])) if places else None,
        mrr=_rounded(np.mean([1 / (1 + place) for place in places])) if places else None,
        threads=len(judged),
    )


def _of_marks(judged: Sequence[_Judged]) -> dict[str, float | None]:
    """The figures that compare probabilities with marks; nothing where all threads are marked, or none."""
    from sklearn.metrics import average_precision_score, roc_auc_score  # noqa: PLC0415 - only evaluating needs it

    marks = np.array([each.marked for each in judged])
    probabilities = np.array([each.mark_probability for each in judged])
    if not marks.any() or marks.all():
        return dict.fromkeys(("auc", "average_precision", "brier", "calibration_error"))
    return {
        "auc": _rounded(roc_auc_score(marks, probabilities)),
        "average_precision": _rounded(average_precision_score(marks, probabilities)),
        "brier": _rounded(np.mean((probabilities - marks) ** 2)),
        "calibration_error": _rounded(calibration_error(probabilities, marks)),
    }


def calibration_error(probabilities: NDArray[np.float64], truths: NDArray[np.bool_]) -> float:
    """Work out the expected calibration error over ten bins of equal width (Naeini and others, AAAI 2015).

    >>> calibration_error(np.array([0.25, 0.25, 0.25, 0.25]), np.array([True, False, False, False]))
    0.0
    """
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(probabilities[bins == b].mean() - truths[bins == b].mean()) * np.mean(bins == b)
        for b in np.unique(bins)
    ]
    return float(np.sum(gaps))


def _rounded(value: float | np.floating[Any]) -> float:
    return round(float(value), 4)
