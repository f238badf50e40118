"""How often each term stands in each text: counted once a text, and carried on when texts come and go."""

from __future__ import annotations

import io
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kbminer.similarity.terms import terms_of

Ints = NDArray[np.int32]
_DIGEST = 12  # bytes: no two texts of any forum share a digest of that length by chance
_MOST = np.iinfo(np.uint16).max
_DAMAGED = (ValueError, KeyError, OSError, EOFError, BadZipFile)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TermCounts:
    """The terms of a corpus' texts, text by text.

    Parameters
    ----------
    digests : tuple of bytes
        Of each text.
    terms : tuple of str
        Those that stand in a text, sorted: a column each.
    starts : ndarray of shape (texts + 1,), int32
        The terms of text n stand from ``starts[n]`` to ``starts[n + 1]``, their columns rising.
    columns : ndarray of shape (entries,), int32
    counts : ndarray of shape (entries,), uint16
    """

    digests: tuple[bytes, ...]
    terms: tuple[str, ...]
    starts: Ints
    columns: Ints
    counts: NDArray[np.uint16]

    @classmethod
    def of(cls, texts: Sequence[str], known: TermCounts | None = None) -> TermCounts:
        """Count the terms of ``texts``; those that were counted before are taken from there.

        Examples
        --------
        >>> before = TermCounts.of(["grey map", "map"])
        >>> again = TermCounts.of(["map", "blue map map"], before)
        >>> again.terms, again.columns.tolist(), again.counts.tolist()
        (('blue', 'blue map', 'map', 'map map'), [2, 0, 1, 2, 3], [1, 1, 1, 2, 1])
        """
        known = known or _NONE
        digests = tuple(
            blake2b(text.encode("utf8", "replace"), digest_size=_DIGEST).digest() for text in texts
        )
        place = {digest: n for n, digest in enumerate(known.digests)}
        fresh = _Counted()
        for digest, text in zip(digests, texts, strict=True):
            if digest not in place:
                place[digest] = len(place)
                fresh.add(text)
        terms = _merged(known.terms, set(fresh.number))
        rows = _rows(known, fresh, terms)[[place[digest] for digest in digests]]
        held = np.flatnonzero(np.bincount(rows.indices, minlength=len(terms)))
        column = np.zeros(len(terms), dtype=np.int32)
        column[held] = np.arange(len(held), dtype=np.int32)
        return cls(
            digests=digests,
            terms=tuple(terms[n] for n in held.tolist()),
            starts=rows.indptr.astype(np.int32),
            columns=column[rows.indices],
            counts=rows.data.astype(np.uint16),
        )

    def matrix(self) -> Any:
        """Give the counts as a scipy sparse array of shape (texts, terms), float32 (``Any``: not typed)."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load

        shape = (len(self.digests), len(self.terms))
        return csr_array((self.counts.astype(np.float32), self.columns, self.starts), shape=shape)

    def to_bytes(self) -> bytes:
        """Write as an archive of arrays: no code is ever read back."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            digests=np.frombuffer(b"".join(self.digests), dtype=np.uint8),
            terms=np.frombuffer("\n".join(self.terms).encode(), dtype=np.uint8),  # no term holds a line break
            starts=self.starts,
            columns=self.columns,
            counts=self.counts,
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes | None) -> TermCounts | None:
        """Read what :meth:`to_bytes` wrote; ``None`` where there is nothing, or it is damaged."""
        if not data:
            return None
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                digests, terms = arrays["digests"].tobytes(), arrays["terms"].tobytes().decode()
                return cls(
                    digests=tuple(digests[at : at + _DIGEST] for at in range(0, len(digests), _DIGEST)),
                    terms=tuple(terms.split("\n")) if terms else (),
                    starts=arrays["starts"],
                    columns=arrays["columns"],
                    counts=arrays["counts"],
                )
        except _DAMAGED:
            return None


_NONE = TermCounts(
    digests=(),
    terms=(),
    starts=np.zeros(1, dtype=np.int32),
    columns=np.zeros(0, dtype=np.int32),
    counts=np.zeros(0, dtype=np.uint16),
)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf8", "replace"), digest_size=_DIGEST).digest()


def _merged(known: Sequence[str], terms: set[str]) -> list[str]:
    """Both together, sorted; the known ones are sorted already, which sorting makes use of."""
    return sorted([*known, *sorted(terms.difference(known))])


class _Counted:
    """The terms of texts, counted one text after the other: in arrays, for a million counters outgrow memory.

    ``number`` numbers the terms as they first occur, ``ends`` says where each text's terms end.
    """

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.numbers = array("i")
        self.counts = array("H")
        self.ends = array("q")

    def add(self, text: str) -> None:
        """Count the terms of one more text."""
        number = self.number
        counted = Counter(terms_of(text))
        self.numbers.extend([number.setdefault(term, len(number)) for term in counted])
        self.counts.extend([min(count, _MOST) for count in counted.values()])
        self.ends.append(len(self.numbers))


def _rows(known: TermCounts, fresh: _Counted, terms: Sequence[str]) -> Any:
    """The counts of known texts and, behind them, of fresh ones, in the columns of ``terms``."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load

    column = {term: n for n, term in enumerate(terms)}
    moved = np.array([column[term] for term in known.terms], dtype=np.int32)
    placed = np.array([column[term] for term in fresh.number], dtype=np.int32)
    columns = placed[np.frombuffer(fresh.numbers, dtype=np.int32)]
    counts = np.frombuffer(fresh.counts, dtype=np.uint16)
    ends = known.starts[-1] + np.frombuffer(fresh.ends, dtype=np.int64)
    old = moved[known.columns] if len(known.columns) else known.columns
    rows = csr_array(
        (
            np.concatenate([known.counts, counts]),
            np.concatenate([old, columns]),
            np.concatenate([known.starts, ends]),
        ),
        shape=(len(known.digests) + len(fresh.ends), len(terms)),
    )
    rows.sort_indices()
    return rows
