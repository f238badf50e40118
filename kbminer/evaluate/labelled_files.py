"""Files of JSON lines with the right answers, which a person gave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbminer.errors import SourceError
from kbminer.private_files import read_given


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledTexts:
    """Texts and the group a person put each in, ``None`` for a text that belongs to none."""

    name: str
    texts: tuple[str, ...]
    labels: tuple[str | None, ...]


def read_labelled(path: str | Path) -> LabelledTexts:
    """Read texts and labels from a file of JSON lines.

    Parameters
    ----------
    path : str or Path
        One JSON object a line: ``text``, and ``label``, where null means that the text belongs to no group.

    Raises
    ------
    SourceError
        The file can't be read, or a line is no such object: it is named by its number.
    """
    rows = read_rows(path, {"text": str, "label": (str, int, type(None))})
    return LabelledTexts(
        name=Path(path).stem,
        texts=tuple(row["text"] for row in rows),
        labels=tuple(None if row["label"] is None else str(row["label"]) for row in rows),
    )


def read_rows(path: str | Path, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Read objects from a file of JSON lines; empty lines are passed over.

    Parameters
    ----------
    path : str or Path
        The file.
    fields : mapping of str to type or tuple of types
        The fields that each object must have. ``Any``: what ``isinstance`` takes.

    Raises
    ------
    SourceError
        The file can't be read, or a line is no such object: it is named by its number.
    """
    try:
        lines = read_given(Path(path)).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} can't be read ({error}); give a file of JSON lines.") from error
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    return [_row(line, fields, f"{path}, line {number}") for number, line in numbered]


def _row(line: str, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", "no such number or nesting is read")
        raise SourceError(f"{where} is not JSON: {why}; mend or remove the line") from error
    for name, kind in fields.items():
        if not isinstance(row, dict) or name not in row or not isinstance(row[name], kind):
            raise SourceError(f"{where} has no valid {name!r}: mend or remove the line")
    return dict(row)
