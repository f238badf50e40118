"""Files of what was looked for elsewhere than in threads, joined to the questions of the last run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbminer.briefing.looked_for import LEAST, AskedQuestion, LookedFor, joined
from kbminer.errors import SourceError
from kbminer.ingest.decode import decode, load_json
from kbminer.private_files import read_given_bytes
from kbminer.store import Store

if TYPE_CHECKING:
    from kbminer.briefing.items import Demand
    from kbminer.records import Group
    from kbminer.similarity.embed import Embedder

_MOST = 2_000  # texts, the most wanted first: each costs a search of some milliseconds
_NAMES = {
    "text": ("text", "query", "search", "question", "term", "message"),
    "count": ("count", "times", "hits", "number"),
    "date": ("date", "day", "last", "at", "timestamp"),
}


def load_demand(
    files: Sequence[str], store: Store, groups: Iterable[Group], embedder: Embedder | None = None
) -> tuple[Demand, ...]:
    """Read what was looked for, and join it to the questions of the last run.

    Parameters
    ----------
    files : sequence of str
        CSV files with a heading, or JSON lines, with a text and where known a count and a date.
    store : Store
    groups : iterable of Group
        The questions.
    embedder : Embedder, optional
        What encoded them; by default the one that the run's settings name.

    Raises
    ------
    SourceError
        A file can't be read, or has no column of texts.
    """
    if not files:
        return ()
    from kbminer.pipeline.latest import load_suggester  # noqa: PLC0415 - numpy loads with it

    groups = tuple(groups)
    titles = {group.id: group.title for group in groups}
    group_of = {key: group.id for group in groups for key in group.members}
    suggester = load_suggester(store, embedder)

    def question_of(text: str) -> AskedQuestion | None:
        found = suggester.same_question(text)
        group = group_of.get(found[0]) if found and found[1] >= LEAST else None
        return AskedQuestion(group=group, title=titles[group]) if group else None

    found = [each for file in files for each in read_demand(Path(file))]
    found.sort(key=lambda each: (-each.count, each.text))
    return joined(found[:_MOST], question_of)


def read_demand(file: Path) -> Iterator[LookedFor]:
    """Read one file; its name without ending says what kind of demand it holds.

    Raises
    ------
    SourceError
        It can't be read, or has no column of texts.
    """
    try:
        text = decode(read_given_bytes(file))
        rows = _json_rows(text) if text.lstrip().startswith("{") else list(csv.DictReader(io.StringIO(text)))
    except (OSError, ValueError, csv.Error) as error:
        raise SourceError(
            f"The file of demand {file} can't be read ({error}); mend it or leave it out."
        ) from error
    if rows and not any(_value(row, "text") for row in rows):
        raise SourceError(
            f"The file of demand {file} has no column named text; it has {', '.join(map(str, rows[0]))}."
        )
    for row in rows:
        words = _value(row, "text")
        if words:
            yield LookedFor(text=words, count=_count(row), day=_day(row), kind=file.stem)


def _json_rows(text: str) -> list[dict[str, Any]]:
    rows = [load_json(line) for line in text.splitlines() if line.strip()]
    return [row for row in rows if isinstance(row, dict)]


def _value(row: Mapping[str, Any], what: str) -> str:
    """What a row holds under one of the names of a column, in any case."""
    held = {str(name).strip().casefold(): value for name, value in row.items() if name is not None}
    found = next((held[name] for name in _NAMES[what] if held.get(name) not in (None, "")), "")
    return str(found).strip()


def _count(row: Mapping[str, Any]) -> int:
    try:
        return max(int(float(_value(row, "count") or 1)), 1)
    except (ValueError, OverflowError):
        return 1


def _day(row: Mapping[str, Any]) -> date | None:
    try:
        return datetime.fromisoformat(_value(row, "date")).date()
    except ValueError:
        return None
