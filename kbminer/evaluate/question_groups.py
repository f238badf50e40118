"""How true the groups of a mined forum are: pairs of its threads that a person graded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kbminer.evaluate.labelled_files import read_rows
from kbminer.records import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedThreads:
    """Two threads by their keys, and whether one article answers both."""

    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupScore:
    """How far groups agree with graded pairs.

    Parameters
    ----------
    pairs : int
        Those of which both threads are in the store.
    together : int
        Those that stand in one group.
    precision, recall, f1 : float
        Of "together" as a sign of "the same question".
    """

    pairs: int
    together: int
    precision: float
    recall: float
    f1: float

    def as_dict(self) -> dict[str, Any]:
        """The figures by name. ``Any``: JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.pairs} pairs, {self.together} in one group: precision {self.precision:.3f}, "
            f"recall {self.recall:.3f}, F1 {self.f1:.3f}"
        )


def read_pairs(path: str | Path) -> tuple[PairedThreads, ...]:
    """Read graded pairs from a file of JSON lines.

    Parameters
    ----------
    path : str or Path
        One JSON object a line: ``t1`` and ``t2``, keys of threads, and ``label``, 1 for the same question.

    Raises
    ------
    SourceError
        The file can't be read, or a line is no such object: it is named by its number.
    """
    rows = read_rows(path, {"t1": str, "t2": str, "label": int})
    return tuple(PairedThreads(one=row["t1"], other=row["t2"], same=row["label"] == 1) for row in rows)


def score_groups(
    groups: Iterable[Group], pairs: Sequence[PairedThreads], known: Iterable[str] | None = None
) -> GroupScore:
    """Compare groups with graded pairs.

    Parameters
    ----------
    groups : iterable of Group
    pairs : sequence of PairedThreads
    known : iterable of str, optional
        The keys of all threads at hand; pairs with others are not counted. By default every pair counts.

    Examples
    --------
    >>> group = Group(id="g", members=("f:1", "f:2"), representative="f:1", title="Mute?")
    >>> pair = PairedThreads(one="f:1", other="f:2", same=True)
    >>> print(score_groups([group], [pair]))
    1 pairs, 1 in one group: precision 1.000, recall 1.000, F1 1.000
    """
    home = {thread: group.id for group in groups for thread in group.members}
    here = None if known is None else set(known)
    counted = [pair for pair in pairs if here is None or {pair.one, pair.other} <= here]
    together = [pair for pair in counted if pair.one in home and home[pair.one] == home.get(pair.other)]
    right = sum(pair.same for pair in together)
    same = sum(pair.same for pair in counted)
    precision, recall = right / max(len(together), 1), right / max(same, 1)
    return GroupScore(
        pairs=len(counted),
        together=len(together),
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(2 * precision * recall / max(precision + recall, 1e-9), 4),
    )
