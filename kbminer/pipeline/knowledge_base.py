"""What a run found, as one value: what a notebook shows, a report writes and a tool reads."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from kbminer.errors import SettingsError
from kbminer.pipeline.frames import frame_of
from kbminer.records import RunResult, Suggestion

if TYPE_CHECKING:
    import pandas as pd

    from kbminer.pipeline.notebook_review import Review
    from kbminer.publish.report import ReportFiles
    from kbminer.search.suggester import SearchHit, Suggester


class Suggestions(Sequence[Suggestion]):
    """The suggestions in the order of their rank: a sequence that shows itself as a table."""

    def __init__(self, rows: Sequence[Suggestion]) -> None:
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, index: int) -> Suggestion: ...
    @overload
    def __getitem__(self, index: slice) -> Suggestions: ...
    def __getitem__(self, index: int | slice) -> Suggestion | Suggestions:
        return Suggestions(self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Suggestion]:
        return iter(self._rows)

    def to_frame(self) -> pd.DataFrame:
        """Give the suggestions as a pandas frame, a row each.

        Raises
        ------
        MissingExtra
            pandas is not installed.
        """
        return frame_of(_row(rank, s) for rank, s in enumerate(self._rows, start=1))

    def __repr__(self) -> str:
        lines = [
            f"{i:>3}  {s.action:<8} {s.score:>8.2f}  {s.group.title}" for i, s in enumerate(self._rows, 1)
        ]
        return "\n".join(lines) or "no suggestions"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in ("", "action", "question", "why", "terms", "score"))
        body = "".join(
            f"<tr><td>{rank}</td><td>{s.action}</td>"
            f"<td style='text-align:left'>{html.escape(s.group.title)}</td>"
            f"<td style='text-align:left'>{html.escape('; '.join(r.words for r in s.reasons))}</td>"
            f"<td style='text-align:left'>{html.escape(', '.join(s.group.terms[:5]))}</td>"
            f"<td>{s.score:.2f}</td></tr>"
            for rank, s in enumerate(self._rows, start=1)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True, kw_only=True)
class KnowledgeBase(RunResult):
    """What one run found, with the doors that a notebook or a tool goes through.

    Beside the fields of :class:`kbminer.records.RunResult`, ``make_suggester`` makes what answers new
    questions and ``make_review`` the table that takes decisions; they are no part of the value.
    """

    # Any: the redaction gate reads the types of fields, and most runs load neither suggester nor review.
    make_suggester: Callable[[], Any] | None = field(default=None, repr=False, compare=False)
    make_review: Callable[[str | None], Any] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def suggestions(self) -> Suggestions:
        """The suggestions by rank, as a table."""
        return Suggestions(self.ranked)

    def suggest(self, question: str, top: int = 3) -> tuple[SearchHit, ...]:
        """Give what answers a new question: articles, groups or solved threads, the likeliest first.

        The first call prepares an index; later ones take milliseconds.

        Parameters
        ----------
        question : str
        top : int, default 3
            How many answers at most.
        """
        return self._suggester.suggest(question, top) if self._suggester else ()

    def review(self, by: str | None = None) -> Review:
        """Open the queue that the desk shows, as a table that takes decisions.

        Parameters
        ----------
        by : str, optional
            The name beside each decision; by default the one of the computer's user.

        Raises
        ------
        SettingsError
            This value came from no store that could keep a decision.

        Examples
        --------
        >>> kb.review().accept(1).reject(2, "duplicate")  # doctest: +SKIP
        """
        if self.make_review is None:
            raise SettingsError("Decisions need a store: open the run with kbminer.latest_run(store).")
        made: Review = self.make_review(by)
        return made

    @cached_property
    def _suggester(self) -> Suggester | None:
        return self.make_suggester() if self.make_suggester else None

    def write(self, out: str | Path) -> ReportFiles:
        """Write ``report.html``, ``report.json`` and ``drafts/*.md`` into the folder ``out``.

        Raises
        ------
        OutputError
            The folder can't be written.
        """
        from kbminer.publish.report import write_report  # noqa: PLC0415 - the templates load at first use

        return write_report(self, Path(out))


def _row(rank: int, suggestion: Suggestion) -> dict[str, Any]:
    group = suggestion.group
    figures = {reason.name: reason.value for reason in suggestion.reasons}
    return {
        "rank": rank,
        "action": suggestion.action,
        "title": group.title,
        "threads": len(group.members),
        **figures,
        "terms": ", ".join(group.terms),
        "score": suggestion.score,
        "group": group.id,
    }
