"""The resolution model between runs: it is fitted anew once the forum has grown, not every night.

A night's few threads teach a model hardly anything, but every fit moves old threads that stand near a border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kbminer.errors import StoreError
from kbminer.pipeline.results import Codec
from kbminer.resolve import Signals
from kbminer.resolve.model import ResolutionModel

_GROWN = 0.1  # share of threads or marks; of a forum that doubles in a year the model is fitted each month


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    """A model with the code that fitted it, and how many threads and marks it was fitted on.

    ``unmarked`` is its marking's mapping as pairs: JSON has no key for threads without a category.
    """

    code: str
    threads: int
    marks: int
    model: ResolutionModel
    unmarked: tuple[tuple[str | None, float], ...] = ()


_CODEC = Codec[_Fitted](_Fitted)


def fitted_model(
    signals: Sequence[Signals], kept: bytes | None, *, code: str
) -> tuple[ResolutionModel, bytes]:
    """Take the model that an earlier run fitted, or fit one where the forum or the code is another.

    Parameters
    ----------
    signals : sequence of Signals
        Of the whole forum.
    kept : bytes or None
        What the last run kept.
    code : str
        The digest of the code that fits.

    Returns
    -------
    ResolutionModel
    bytes
        What the next run takes up.
    """
    threads, marks = len(signals), sum(any(post.accepted for post in each.posts) for each in signals)
    known = _read(kept)
    if known and known.code == code and _alike(known.threads, threads) and _alike(known.marks, marks):
        return known.model, kept or b""
    model = ResolutionModel.shipped().refitted(signals)
    bare = replace(model, marking=replace(model.marking, unmarked={}))
    fitted = _Fitted(
        code=code, threads=threads, marks=marks, model=bare, unmarked=tuple(model.marking.unmarked.items())
    )
    return model, _CODEC.encode(fitted)[1]


def _alike(before: int, now: int) -> bool:
    return abs(now - before) <= _GROWN * before


def _read(kept: bytes | None) -> _Fitted | None:
    if not kept:
        return None
    try:
        found = _CODEC.decode(kept)
    except StoreError:  # damaged: it is fitted again
        return None
    marking = replace(found.model.marking, unmarked=dict(found.unmarked))
    return replace(found, model=replace(found.model, marking=marking))
