"""The whole job of a night: sources in, report and briefing out, and all of it again without harm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.pipeline.brief import Briefed, brief
from kbminer.pipeline.delivering import deliver_briefings
from kbminer.pipeline.knowledge_base import KnowledgeBase
from kbminer.pipeline.latest import load_record
from kbminer.pipeline.lock import only_run
from kbminer.pipeline.memory import few_collections
from kbminer.pipeline.run import mine
from kbminer.records import RunRecord
from kbminer.store import Delivery, Store

if TYPE_CHECKING:
    from kbminer.ingest import Live
    from kbminer.publish.report import ReportFiles
    from kbminer.similarity.embed import Embedder


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDone:
    """What a job found, the record of its run, what it wrote, and what it tried to deliver."""

    kb: KnowledgeBase
    record: RunRecord
    report: ReportFiles
    briefed: Briefed
    delivered: tuple[Delivery, ...] = ()


def run_job(
    sources: Sequence[str | Path],
    store: Store,
    out: Path,
    *,
    settings: Settings,
    embedder: Embedder | None = None,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    live: Live | None = None,
    waits: Sequence[float] | None = None,
) -> JobDone:
    """Mine, write the report and what changed since the last briefing, and deliver that.

    It holds the store from beginning to end. Cut off at any moment and begun again, it ends with the same
    store and the same files.

    Parameters
    ----------
    sources : sequence of str or Path
    store : Store
    out : Path
        The folder of report and briefing.
    settings : Settings
    embedder, format, columns, live
        As for :func:`kbminer.pipeline.run.mine`, which says what is raised, too.
    waits : sequence of float, optional
        Seconds before each further try of a delivery.

    Raises
    ------
    OutputError
        The folder can't be written.
    """
    with few_collections(), only_run(store):
        kb = mine(
            *sources,
            store=store,
            settings=settings,
            embedder=embedder,
            format=format,
            columns=columns,
            live=live,
        )
        record = load_record(store)
        report = kb.write(out)
        briefed = brief(store, kb, record, settings, out, embedder=embedder)
        delivered = deliver_briefings(store, settings, out, newest=briefed.number, waits=waits)
    return JobDone(kb=kb, record=record, report=report, briefed=briefed, delivered=delivered)
