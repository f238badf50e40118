"""What a run leaves for the next one, as bytes: no code is ever read back, only arrays and texts."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np

from kbminer.cluster.clusterer import IncrementalClusterer
from kbminer.cluster.group_anew import Clustering
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.ordered_questions import OrderedQuestions
from kbminer.logs import line
from kbminer.similarity.joined import JoinedSpace
from kbminer.similarity.lexical import WordSpace

_VERSION = 4
_MOST_BYTES = 900_000_000  # of rows: a value in SQLite holds a billion bytes, in PostgreSQL little more
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingState:
    """The space, the rows and the cuts of the last run, thread by thread.

    Parameters
    ----------
    threads, digests : tuples of n str
        The key of each thread, and a digest of its text and vector.
    space : JoinedSpace
    title_centre : ndarray of shape (d,), float32
        The mean of the titles' vectors.
    rows, moved : ndarrays of shape (n, d), float32
        The questions in that space, and as the clusterer compared them.
    cut_labels : ndarray of shape (cuts, n), int64
        The group of each question at each cut, without noise.
    likeness : tuple of float
        Of each cut.
    themes : ndarray of shape (n,), int64
        The theme of each question.
    density : ndarray of shape (n,), float32
        How near others lie about each question.
    chosen : int
        The cut at which the themes were taken.
    binding : str
        A digest of clusterer, settings and links: with others, everything is grouped anew.
    full_size, placed_since : int
        How many questions the last full grouping saw, and how many changed since.
    """

    threads: tuple[str, ...]
    digests: tuple[str, ...]
    rows: Floats
    moved: Floats
    cut_labels: Ints
    themes: Ints
    density: Floats
    space: JoinedSpace
    title_centre: Floats
    likeness: tuple[float, ...]
    chosen: int
    binding: str
    full_size: int
    placed_since: int

    def to_bytes(self) -> bytes:
        """Write as an archive of arrays; floats in half precision."""
        plain = {
            "version": _VERSION,
            "threads": self.threads,
            "digests": self.digests,
            "vocabulary": self.space.words.vocabulary,
            "word_weight": self.space.word_weight,
            "likeness": self.likeness,
            "chosen": self.chosen,
            "binding": self.binding,
            "full_size": self.full_size,
            "placed_since": self.placed_since,
        }
        buffer = io.BytesIO()
        np.savez(
            buffer,
            words=np.frombuffer(json.dumps(plain, ensure_ascii=False).encode(), dtype=np.uint8),
            rows=self.rows.astype(np.float16),
            moved=self.moved.astype(np.float16),
            cut_labels=self.cut_labels.astype(np.int32),
            themes=self.themes.astype(np.int32),
            density=self.density,
            centre=self.space.centre,
            title_centre=self.title_centre,
            idf=self.space.words.idf,
            components=self.space.words.components.astype(np.float16),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes | None) -> Self | None:
        """Read what :meth:`to_bytes` wrote; ``None`` where there is nothing, or not of this version."""
        if not data:
            return None
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                plain: dict[str, Any] = json.loads(arrays["words"].tobytes())  # JSON values
                if plain.pop("version", None) != _VERSION:
                    return None
                return cls._of(plain, {name: arrays[name] for name in arrays.files})
        except (ValueError, KeyError, OSError, EOFError, BadZipFile):
            return None

    @classmethod
    def _of(cls, plain: dict[str, Any], arrays: dict[str, Any]) -> Self:
        words = WordSpace(
            vocabulary=tuple(plain["vocabulary"]),
            idf=arrays["idf"],
            components=arrays["components"].astype(np.float32),
        )
        return cls(
            threads=tuple(plain["threads"]),
            digests=tuple(plain["digests"]),
            rows=arrays["rows"].astype(np.float32),
            moved=arrays["moved"].astype(np.float32),
            cut_labels=arrays["cut_labels"].astype(np.int64),
            themes=arrays["themes"].astype(np.int64),
            density=arrays["density"],
            space=JoinedSpace(centre=arrays["centre"], words=words, word_weight=plain["word_weight"]),
            title_centre=arrays["title_centre"],
            likeness=tuple(plain["likeness"]),
            chosen=plain["chosen"],
            binding=plain["binding"],
            full_size=plain["full_size"],
            placed_since=plain["placed_since"],
        )


def state_of(
    asked: OrderedQuestions, clustering: Clustering, *, most_bytes: int = _MOST_BYTES
) -> GroupingState | None:
    """Keep what the next run needs; ``None`` where the clusterer cannot place anything, or it is too much."""
    if not isinstance(asked.clusterer, IncrementalClusterer):
        return None
    size = (clustering.placed.rows.nbytes + clustering.hierarchy.rows.nbytes) // 2
    if size > most_bytes:
        _log.warning(
            line(
                "the next run groups all anew: what it needs to place is more than a store keeps", bytes=size
            )
        )
        return None
    return GroupingState(
        threads=tuple(asked.threads),
        digests=digest_rows(asked.texts, asked.vectors),
        rows=clustering.placed.rows,
        moved=clustering.hierarchy.rows,
        cut_labels=clustering.hierarchy.labels,
        themes=clustering.themes,
        density=clustering.placed.density,
        space=clustering.space,
        title_centre=clustering.title_centre,
        likeness=clustering.hierarchy.likeness,
        chosen=clustering.chosen,
        binding=binding_of(asked),
        full_size=clustering.full_size,
        placed_since=clustering.placed_since,
    )


def binding_of(asked: OrderedQuestions) -> str:
    """A digest of what must be the same for the groups of the last run to stand."""
    links = (sorted(map(sorted, asked.must_link)), sorted(map(sorted, asked.cannot_link)))
    parts = (asked.clusterer.name, asked.settings, links, asked.vectors.shape[1])
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def digest_rows(texts: Sequence[str], vectors: Floats) -> tuple[str, ...]:
    """A digest of each text with its vector: another model or an edit gives another one."""
    rough = np.round(vectors[:, :8], 2) if vectors.shape[1] else vectors
    return tuple(
        blake2b(text.encode() + row.tobytes(), digest_size=8).hexdigest()
        for text, row in zip(texts, np.ascontiguousarray(rough + 0.0), strict=True)
    )
