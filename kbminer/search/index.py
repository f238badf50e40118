"""What a new question is compared with, made once a run and kept with it: every question, group and article.

Nothing in an index is private but the titles of groups: words of the forum are read from its threads when an
answer is shown, and redacted there.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kbminer.errors import StoreError
from kbminer.similarity.calibration import Odds
from kbminer.similarity.lexical import InvertedIndex, TermWeights
from kbminer.similarity.likeness import LikenessSpace
from kbminer.similarity.vectors import Floats

LONGEST_PASSAGE = 320  # characters shown of what answers

_VERSION = 1
_DAMAGED = (ValueError, KeyError, TypeError, OSError, EOFError, BadZipFile)


class IndexedQuestion(NamedTuple):
    """One question that was asked.

    ``group`` is the position of its group, -1 without one; ``worth`` the probability that it, or the surest
    member of its group, was solved; ``solved_in`` the thread whose solution answers it, in post ``solution``.
    """

    thread: str
    group: int
    worth: float
    solved_in: str
    solution: str | None


class IndexedGroup(NamedTuple):
    """A group as an answer shows it; ``members`` tells whose names must not appear."""

    id: str
    title: str
    members: tuple[str, ...]


class IndexedArticle(NamedTuple):
    """A published article as an answer shows it."""

    id: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchIndex:
    """All that answers to new questions are found by.

    Rows are the questions, and behind them the titles and passages of the articles.

    Parameters
    ----------
    embedder : str
        The name of the embedder that encoded the rows.
    vectors : ndarray of shape (rows, d), float16
        As the vector cache keeps them: unit rows, but for rounding.
    centre : ndarray of shape (d,), float32
        What all questions share.
    words : InvertedIndex
        The words of all rows.
    odds : Odds
        What likeness means in this forum.
    questions : tuple of IndexedQuestion
    groups : tuple of IndexedGroup
    articles : tuple of IndexedArticle
    owner : ndarray of shape (article rows,), int
        The position in ``articles`` of each row's article.
    passages : tuple of (str or None)
        What an answer shows of each article row; ``None`` for a title.
    alike : ndarray of shape (articles, articles), bool
        Which two articles say the same.
    """

    embedder: str
    vectors: NDArray[np.float16]
    centre: Floats
    words: InvertedIndex
    odds: Odds
    questions: tuple[IndexedQuestion, ...]
    groups: tuple[IndexedGroup, ...]
    articles: tuple[IndexedArticle, ...]
    owner: NDArray[np.int_]
    passages: tuple[str | None, ...]
    alike: NDArray[np.bool_]

    def to_bytes(self) -> bytes:
        """Write as an archive of arrays and JSON: no code is ever read back."""
        tables = {
            "version": _VERSION,
            "embedder": self.embedder,
            "odds": self.odds,
            "texts": self.words.texts,
            "questions": self.questions,
            "groups": self.groups,
            "articles": self.articles,
            "passages": self.passages,
        }
        buffer = io.BytesIO()
        np.savez(
            buffer,
            tables=_as_array(json.dumps(tables, separators=(",", ":"))),
            vocabulary=_as_array("\n".join(self.words.terms.vocabulary)),  # no term holds white space but " "
            idf=self.words.terms.idf,
            starts=self.words.starts,
            holders=self.words.holders,
            weights=self.words.weights,
            vectors=self.vectors,
            centre=self.centre,
            owner=self.owner.astype(np.int32),
            alike=self.alike,
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> SearchIndex:
        """Read what :meth:`to_bytes` wrote.

        Raises
        ------
        StoreError
            It is damaged, or was written by another version.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                arrays: dict[str, Any] = {name: archive[name] for name in archive.files}
            tables: dict[str, Any] = json.loads(arrays["tables"].tobytes())  # Any: JSON values
            if tables["version"] == _VERSION:
                return cls._of(tables, arrays)
        except _DAMAGED as error:
            raise StoreError(
                f"The search index can't be read ({error}); kbminer run makes a new one."
            ) from error
        raise StoreError("The search index is of another version of kbminer; kbminer run makes a new one.")

    @classmethod
    def _of(cls, tables: dict[str, Any], arrays: dict[str, Any]) -> SearchIndex:
        terms = arrays["vocabulary"].tobytes().decode("utf8")
        words = InvertedIndex(
            terms=TermWeights(vocabulary=tuple(terms.split("\n")) if terms else (), idf=arrays["idf"]),
            texts=tables["texts"],
            starts=arrays["starts"],
            holders=arrays["holders"],
            weights=arrays["weights"],
        )
        return cls(
            embedder=tables["embedder"],
            vectors=arrays["vectors"],
            centre=arrays["centre"],
            words=words,
            odds=Odds(*tables["odds"]),
            questions=tuple(IndexedQuestion(*row) for row in tables["questions"]),
            groups=tuple(IndexedGroup(id, title, tuple(members)) for id, title, members in tables["groups"]),
            articles=tuple(IndexedArticle(*row) for row in tables["articles"]),
            owner=arrays["owner"].astype(np.int_),
            passages=tuple(tables["passages"]),
            alike=arrays["alike"],
        )

    def space(self) -> LikenessSpace:
        """Make the space in which a new question is compared with the rows."""
        return LikenessSpace.of(self.words, _whole(self.vectors), centre=self.centre)


def shortened(words: str) -> str:
    """Cut a passage to :data:`LONGEST_PASSAGE` characters, at a word, on one line."""
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST_PASSAGE else flat[:LONGEST_PASSAGE].rsplit(" ", 1)[0] + " …"


def _whole(vectors: NDArray[np.float16]) -> Floats:
    """Make unit rows of float32 again, as the vector cache does: to the bit what was stored."""
    rows = vectors.astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))
    return rows


def _as_array(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf8"), dtype=np.uint8)
