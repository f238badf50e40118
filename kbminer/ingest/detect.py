"""Which format a source has, told from what lies in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kbminer.errors import SourceError, UnknownFormat
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.known_formats import all_formats
from kbminer.ingest.walk import walk
from kbminer.records import Problem

_CERTAIN = 0.9  # no other format is asked
_ENOUGH = 40  # documents that a format recognised
_LOOKED_AT = 3000  # documents in all, before a source is given up


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What a source was taken for.

    Attributes
    ----------
    format, title : str
        The format's name, and as people call it.
    confidence : float
        How sure that is, 0 to 1.
    why : str
        By which mark.
    others : tuple of str
        Further formats that were seen among its documents.
    """

    format: str
    title: str
    confidence: float
    why: str
    others: tuple[str, ...] = ()


def recognise(document: Document) -> tuple[Format, Clue] | None:
    """Find the format that is surest of the document; ``None`` where none is."""
    best: tuple[Format, Clue] | None = None
    for format in all_formats():
        clue = format.recognise(document)
        if clue and (best is None or clue.confidence > best[1].confidence):
            best = (format, clue)
            if clue.confidence >= _CERTAIN:
                break
    return best


def detect_path(path: Path) -> Detection:
    """Look at the first documents under ``path`` and tell their format.

    Raises
    ------
    SourceError
        The path can't be read, or nothing lies there.
    UnknownFormat
        Nothing there is recognised.
    """
    survey = _survey(walk(path))
    if not survey.seen:
        raise _unknown(str(path), survey)
    return _weighed(survey)


@dataclass(slots=True)
class _Survey:
    """What was seen of a source's documents."""

    seen: dict[str, list[tuple[Format, Clue]]] = field(default_factory=dict)
    looked: int = 0
    filled: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def recognised(self) -> int:
        return sum(map(len, self.seen.values()))


def _survey(documents: Iterable[Document | Problem]) -> _Survey:
    survey = _Survey()
    for document in documents:
        if isinstance(document, Problem):
            survey.problems.append(document)
            continue
        survey.looked += 1
        survey.filled += bool(document.head.strip())
        if found := recognise(document):
            survey.seen.setdefault(found[0].name, []).append(found)
        if survey.recognised >= _ENOUGH or survey.looked >= _LOOKED_AT:
            break
    return survey


def _weighed(survey: _Survey) -> Detection:
    """The format whose clues weigh most, the surer the more of the documents are its own."""
    ranked = sorted(survey.seen.values(), key=lambda found: -sum(clue.confidence for _, clue in found))
    format = ranked[0][0][0]
    clues = [clue for _, clue in ranked[0]]
    share = len(clues) / survey.recognised
    surest = max(clues, key=lambda clue: clue.confidence)
    return Detection(
        format=format.name,
        title=format.title,
        confidence=round(sum(clue.confidence for clue in clues) / len(clues) * (0.5 + share / 2), 2),
        why=f"{surest.why} ({len(clues)} of {survey.looked} files looked at)",
        others=tuple(found[0][0].name for found in ranked[1:]),
    )


def _unknown(where: str, survey: _Survey) -> SourceError:
    if not survey.looked and survey.problems:
        first = survey.problems[0]
        return SourceError(f"nothing in {where} can be read: {first.where} {first.what}")
    if not survey.looked:
        return SourceError(f"{where} holds no files; give a folder, an archive or a file with threads")
    if not survey.filled:
        return SourceError(f"{where} is empty; give a folder, an archive or a file with threads")
    return UnknownFormat(
        f"{where} is in no format that kbminer knows ({survey.looked} files looked at); "
        "--format forces a format, and docs/formats.md shows how to add one"
    )
