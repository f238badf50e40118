"""The commands about sources: what a source is, reading it into a store, and what a store holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from kbminer.cli.last_run import run_figures, run_lines
from kbminer.cli.options import (
    STORE,
    AllowHosts,
    Archive,
    AsJson,
    Columns,
    Config,
    Format,
    KeepInternal,
    MaxHours,
    MaxPages,
    Since,
    Sources,
    StoreUrl,
    columns_of,
    live_of,
    must_hold_threads,
    open_store,
    show,
)
from kbminer.cli.warnings import problem_lines, warning_lines


def detect(
    source: Annotated[str, typer.Argument(help="A folder, archive or file of forum data, or an address.")],
    allow_host: AllowHosts = None,
    as_json: AsJson = False,
) -> None:
    """Say which forum format a source is in, how sure that is, and by which mark."""
    from kbminer.ingest import detect as detect_source  # noqa: PLC0415 - each command loads what it needs
    from kbminer.redact.gate import released  # noqa: PLC0415

    found = detect_source(source, live=live_of(allow_hosts=allow_host))
    lines = [
        f"{found.title} (--format {found.format}), {found.confidence:.0%} sure",
        f"seen by: {found.why}",
        *([f"also there: {', '.join(found.others)}"] if found.others else []),
    ]
    show({"source": source, **released(asdict(found))}, released(lines), as_json=as_json)


def ingest(
    sources: Sources,
    store: StoreUrl = STORE,
    config: Config = None,
    format: Format = None,
    map: Columns = None,
    max_pages: MaxPages = None,
    max_hours: MaxHours = None,
    since: Since = None,
    allow_host: AllowHosts = None,
    archive: Archive = None,
    keep_internal: KeepInternal = False,
    as_json: AsJson = False,
) -> None:
    """Read forum data into a store, without mining it yet."""
    from kbminer.config import load_settings  # noqa: PLC0415
    from kbminer.pipeline.read_sources import ingest as ingest_sources  # noqa: PLC0415
    from kbminer.redact.gate import released  # noqa: PLC0415
    from kbminer.store import Store  # noqa: PLC0415
    from kbminer.store.statistics import holdings  # noqa: PLC0415

    live = live_of(
        max_pages=max_pages,
        max_hours=max_hours,
        since=since,
        allow_hosts=allow_host,
        archive=archive,
        internal=keep_internal,
    )
    settings, columns = load_settings(config), columns_of(map)  # a slip in either makes no store
    with Store(store) as opened:
        done = ingest_sources(sources, opened, settings, format=format, columns=columns, live=live)
        done = released(done)
        held = holdings(opened)
    figures = {
        **held.as_dict(),
        "new": done.new,
        "updated": done.updated,
        "same": done.same,
        "problems": [{"where": p.where, "what": p.what, "lost": p.lost} for p in done.problems],
    }
    lines = [
        *warning_lines(done.problems),
        f"{done.new:,} new, {done.updated:,} updated, {done.same:,} unchanged",
        *problem_lines(done.problems),
        *(f"the store holds {line}" if n == 0 else line for n, line in enumerate(held.lines())),
    ]
    show(figures, lines, as_json=as_json)
    if not done.new + done.updated + done.same:
        must_hold_threads(sources, done.problems)


def status(store: StoreUrl = STORE, as_json: AsJson = False) -> None:
    """Count what a store holds, and say what the last run found."""
    from kbminer.redact.gate import released  # noqa: PLC0415
    from kbminer.store.statistics import holdings  # noqa: PLC0415

    with open_store(store) as opened:
        held, problems, record = holdings(opened), released(opened.problems()), opened.latest_run()
    figures = released(
        {**held.as_dict(), "problems": len(problems), "run": run_figures(record) if record else None}
    )
    lines = [
        *warning_lines(problems),
        *held.lines(),
        *(run_lines(record) if record else [f"no run yet: kbminer run --store {store}"]),
    ]
    show(figures, lines, as_json=as_json)
