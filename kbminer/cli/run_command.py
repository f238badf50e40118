"""The command that a scheduler calls: sources in, a report out, an exit code to act on."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kbminer.cli.ends import DONE, SPOILED
from kbminer.cli.options import (
    AllowHosts,
    AnySources,
    Archive,
    AsJson,
    Columns,
    Config,
    Format,
    KeepInternal,
    MaxHours,
    MaxPages,
    Since,
    columns_of,
    live_of,
    must_hold_threads,
    open_store,
    report_folder,
    show,
    store_of,
)
from kbminer.cli.warnings import warning_lines
from kbminer.logs import line
from kbminer.private_files import make_private_folder

if TYPE_CHECKING:
    from kbminer.pipeline.job import JobDone
    from kbminer.records import Problem, RunRecord

_log = logging.getLogger(__name__)


def run(
    sources: AnySources = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the report and the drafts; by default out.")
    ] = None,
    store: Annotated[str | None, typer.Option("--store", help="Keep threads for the next run.")] = None,
    config: Config = None,
    format: Format = None,
    map: Columns = None,
    top: Annotated[int | None, typer.Option("--top", help="How many suggestions to draft.")] = None,
    articles: Annotated[
        str | None, typer.Option("--articles", help="The existing articles: a folder, sitemap or export.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="What embeds: lexical, or a model's name or folder.")
    ] = None,
    clusterer: Annotated[
        str | None, typer.Option("--clusterer", help="What groups the questions: linkage, hdbscan.")
    ] = None,
    device: Annotated[
        str | None, typer.Option("--device", help="Where the model runs: cpu, cuda, mps.")
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine", help="Who reads and encodes: local, dask://HOST:PORT, dask://local?workers=2."
        ),
    ] = None,
    max_pages: MaxPages = None,
    max_hours: MaxHours = None,
    since: Since = None,
    allow_host: AllowHosts = None,
    archive: Archive = None,
    keep_internal: KeepInternal = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what a run would find; write, ask and send nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Mine forums and leave a report with suggestions and drafts; without SOURCE, what the store holds.

    What the options leave open a kbminer.toml says. Exit code 0: done; 1: done, and threads were lost by
    damage in the input; 2: not done; 3: another run is at work on the store.
    """
    from kbminer.config import load_settings, settings_file  # noqa: PLC0415 - each command loads what it needs

    settings = load_settings(
        settings_file(config),
        top=top,
        articles=articles,
        model=model,
        device=device,
        clusterer=clusterer,
        engine=engine,
    )
    folder = report_folder(out, settings)
    given = tuple(sources or settings.sources)
    url = store_of(store, settings, folder)
    mining: dict[str, Any] = {
        "settings": settings,
        "format": format,
        "columns": columns_of(map),
        "live": live_of(
            max_pages=max_pages,
            max_hours=max_hours,
            since=since,
            allow_hosts=allow_host,
            archive=archive,
            internal=keep_internal,
        ),
    }
    if dry_run:
        _try(given, url, mining, as_json=as_json)
        return
    done = _done(given, url, folder, mining)
    _tell(done, as_json=as_json)
    if not done.kb.counts.threads:
        must_hold_threads(given, done.kb.problems)
    _end(done.record, done.kb.problems)


def _done(sources: Sequence[str], url: str, folder: Path, mining: dict[str, Any]) -> JobDone:
    from kbminer.pipeline.job import run_job  # noqa: PLC0415
    from kbminer.publish.report import refuse_foreign_report  # noqa: PLC0415
    from kbminer.store import Store  # noqa: PLC0415

    refuse_foreign_report(folder)  # before the work, not after it
    if sources:
        _make(folder)
    with Store(url) if sources else open_store(url) as opened:
        return run_job(sources, opened, folder, **mining)


def _try(sources: Sequence[str], url: str, mining: dict[str, Any], *, as_json: bool) -> None:
    """Run on a copy of the store, and say what came of it; live forums are left alone."""
    from kbminer.ingest import is_address  # noqa: PLC0415
    from kbminer.pipeline.dry_run import throwaway_store  # noqa: PLC0415
    from kbminer.pipeline.latest import load_record  # noqa: PLC0415
    from kbminer.pipeline.run import mine  # noqa: PLC0415

    files = [source for source in sources if not is_address(source)]
    settings = mining["settings"].model_copy(update={"llm_url": None})  # nobody is asked
    with throwaway_store(url) as copy:
        kb = mine(*files, store=copy, **{**mining, "settings": settings})
        record = load_record(copy)
    asked = [f"not asked in a dry run: {source}" for source in sources if is_address(source)]
    read = dict(record.stages[0].counts) if record.stages[0].name == "ingest" else {}
    lines = [
        *warning_lines(kb.problems),
        *asked,
        *([f"a run would read {read['new']:,} new and {read['updated']:,} changed threads"] if read else []),
        f"it would find {len(kb.ranked):,} suggestions and {len(kb.drafts):,} drafts",
        "nothing was written",
    ]
    figures = {"dry_run": True, **read, "suggestions": len(kb.ranked), "drafts": len(kb.drafts)}
    show(figures, lines, as_json=as_json)


def _tell(done: JobDone, *, as_json: bool) -> None:
    from kbminer.pipeline.authoring import MODEL  # noqa: PLC0415

    spent = [each.what for each in done.kb.model_changes if each.where == MODEL]
    show(_figures(done, spent), _lines(done, spent), as_json=as_json)


def _figures(done: JobDone, spent: Sequence[str]) -> dict[str, Any]:
    kb, record = done.kb, done.record
    return {
        "threads": kb.counts.threads,
        "posts": kb.counts.posts,
        "accepted": kb.counts.accepted,
        "withheld": kb.counts.withheld_by_mark,
        "suggestions": len(kb.ranked),
        "drafts": len(kb.drafts),
        "problems": len(kb.problems),
        **({"warnings": warned} if (warned := warning_lines(kb.problems)) else {}),
        "run": record.number,
        **({"language_model": spent[0]} if spent else {}),
        "nothing_new": record.found_nothing_new,
        "report": str(done.report.report),
        "briefing": str(done.briefed.files.page),
        "headline": done.briefed.briefing.headline,
        "deliveries": {f"{each.briefing} {each.destination}": each.state for each in done.delivered},
    }


def _lines(done: JobDone, spent: Sequence[str]) -> list[str]:
    kb = done.kb
    return [
        *warning_lines(kb.problems),
        str(kb.counts),
        *filter(None, [kb.counts.withheld_words]),
        f"{len(kb.ranked):,} suggestions, {len(kb.drafts):,} drafts, {len(kb.problems):,} problems",
        *spent,
        *(["nothing is new since the last run"] if done.record.found_nothing_new else []),
        *(f"kept, because edited: {path}" for path in done.report.kept),
        f"report: {done.report.report}",
        f"briefing: {done.briefed.files.page}: {done.briefed.briefing.headline}",
        *(f"{each.state}: briefing {each.briefing} to {each.destination}" for each in done.delivered),
    ]


def _end(record: RunRecord, problems: Sequence[Problem]) -> None:
    """End with the code that tells a scheduler whether somebody should look."""
    lost = sum(problem.lost for problem in problems)
    code = SPOILED if lost else DONE
    _log.info(line("run done", exit=code, nothing_new=record.found_nothing_new, lost=lost, run=record.number))
    if code:
        raise typer.Exit(code)


def _make(out: Path) -> None:
    """Make the folder before the work begins: who can't write there should not wait to hear it."""
    from kbminer.errors import OutputError  # noqa: PLC0415

    try:
        make_private_folder(out)
    except OSError as error:
        raise OutputError(f"The folder {out} can't be made ({error}); give a writable --out.") from error
