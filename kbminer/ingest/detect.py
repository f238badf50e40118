"""Which format a source has, told from what lies in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kbminer.errors import SourceError, UnknownFormat
from kbminer.ingest.documents import Document, walk
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.registry import all_formats
from kbminer.records import Problem

_CERTAIN = 0.9  # no other format is asked
_ENOUGH = 40  # documents that a format recognised
_LOOKED_AT = 3000  # documents in all, before a source is given up


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What a source was taken for: the format's name and title, how sure (0 to 1), and by which mark.

    ``others`` names further formats that were seen among its documents.
    """

    format: str
    title: str
    confidence: float
    why: str
    others: tuple[str, ...] = ()


def recognise(document: Document) -> tuple[Format, Clue] | None:
    """The format that is surest of the document; ``None`` where none is."""
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

    Raises:
        SourceError: the path can't be read, or nothing lies there.
        UnknownFormat: nothing there is recognised.
    """
    return _weighed(walk(path), str(path))


def _weighed(documents: Iterable[Document | Problem], where: str) -> Detection:
    seen: dict[str, list[tuple[Format, Clue]]] = {}
    looked = filled = recognised = 0
    problems: list[Problem] = []
    for document in documents:
        if isinstance(document, Problem):
            problems.append(document)
            continue
        looked += 1
        filled += bool(document.head.strip())
        if found := recognise(document):
            seen.setdefault(found[0].name, []).append(found)
            recognised += 1
        if recognised >= _ENOUGH or looked >= _LOOKED_AT:
            break
    if not seen:
        raise _unknown(where, looked, filled, problems)
    ranked = sorted(seen.values(), key=lambda found: -sum(clue.confidence for _, clue in found))
    format = ranked[0][0][0]
    clues = [clue for _, clue in ranked[0]]
    share = len(clues) / recognised
    surest = max(clues, key=lambda clue: clue.confidence)
    return Detection(
        format=format.name,
        title=format.title,
        confidence=round(sum(clue.confidence for clue in clues) / len(clues) * (0.5 + share / 2), 2),
        why=f"{surest.why} ({len(clues)} of {looked} files looked at)",
        others=tuple(found[0][0].name for found in ranked[1:]),
    )


def _unknown(where: str, looked: int, filled: int, problems: list[Problem]) -> SourceError:
    if not looked and problems:
        first = problems[0]
        return SourceError(f"nothing in {where} can be read: {first.where} {first.what}")
    if not looked:
        return SourceError(f"{where} holds no files; give a folder, an archive or a file with threads")
    if not filled:
        return SourceError(f"{where} is empty; give a folder, an archive or a file with threads")
    return UnknownFormat(
        f"{where} is in no format that kbminer knows ({looked} files looked at); "
        "--format forces a format, and docs/formats.md shows how to add one"
    )
