"""The command line: thin. What it prints for people goes to the terminal, ``--json`` to other tools."""

from __future__ import annotations

import sys
import traceback
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from kbminer import __version__
from kbminer.cli.evaluation import app as evaluate_app
from kbminer.cli.links import link
from kbminer.cli.options import (
    STORE,
    AllowHosts,
    AnySources,
    Archive,
    AsJson,
    Columns,
    Config,
    Format,
    KeepInternal,
    MaxPages,
    Since,
    StoreUrl,
    columns_of,
    live_of,
    must_hold_threads,
    open_store,
    show,
)
from kbminer.cli.sources import detect, ingest, status
from kbminer.cli.warnings import warning_lines
from kbminer.errors import KbminerError
from kbminer.logs import listen
from kbminer.printable import printable
from kbminer.private_files import make_private_folder

app = typer.Typer(
    name="kbminer",
    help="Turn what people keep asking on a forum into knowledge-base drafts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.add_typer(evaluate_app, name="evaluate")

for command in (detect, ingest, link, status):
    app.command()(command)


@app.command()
def run(
    sources: AnySources = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the report and the drafts.")] = Path("out"),
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
    max_pages: MaxPages = None,
    since: Since = None,
    allow_host: AllowHosts = None,
    archive: Archive = None,
    keep_internal: KeepInternal = False,
    as_json: AsJson = False,
) -> None:
    """Mine forums and leave a report with suggestions and drafts; without SOURCE, what the store holds."""
    from kbminer.config import load_settings  # noqa: PLC0415 - each command loads what it needs
    from kbminer.pipeline.run import mine  # noqa: PLC0415
    from kbminer.store import Store  # noqa: PLC0415

    settings = load_settings(
        config, top=top, articles=articles, model=model, device=device, clusterer=clusterer
    )
    live = live_of(
        max_pages=max_pages,
        since=since,
        allow_hosts=allow_host,
        archive=archive,
        internal=keep_internal,
    )
    # Where no store is named, it lies beside the report, so that the next run finds it.
    url = store or f"sqlite:///{out / 'kbminer.db'}"
    if sources:
        _make(out)
    with Store(url) if sources else open_store(url) as opened:
        kb = mine(
            *(sources or ()),
            store=opened,
            settings=settings,
            format=format,
            columns=columns_of(map),
            live=live,
        )
        record = opened.latest_run()
    written = kb.write(out)
    figures = {
        "threads": kb.counts.threads,
        "posts": kb.counts.posts,
        "accepted": kb.counts.accepted,
        "withheld": kb.counts.withheld_by_mark,
        "suggestions": len(kb.ranked),
        "drafts": len(kb.drafts),
        "problems": len(kb.problems),
        **({"warnings": warned} if (warned := warning_lines(kb.problems)) else {}),
        "run": record.number if record else None,
        "report": str(written.report),
    }
    lines = [
        *warning_lines(kb.problems),
        str(kb.counts),
        *filter(None, [kb.counts.withheld_words]),
        f"{len(kb.ranked):,} suggestions, {len(kb.drafts):,} drafts, {len(kb.problems):,} problems",
        *(["nothing is new since the last run"] if record and record.found_nothing_new else []),
        *(f"kept, because edited: {path}" for path in written.kept),
        f"report: {written.report}",
    ]
    show(figures, lines, as_json=as_json)
    if not kb.counts.threads:
        must_hold_threads(sources or (), kb.problems)


@app.command()
def suggest(
    question: Annotated[str, typer.Argument(help="What somebody asks.")],
    store: StoreUrl = STORE,
    top: Annotated[int, typer.Option("--top", help="How many answers at most.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Say which article, group or solved thread of the last run answers a new question."""
    from kbminer.pipeline.latest import load_suggester  # noqa: PLC0415

    with open_store(store) as opened:
        answers = load_suggester(opened).suggest(question, top)
    figures = {"question": question, "answers": [asdict(answer) for answer in answers]}
    lines = [f"{a.probability:4.0%}  {a.kind:<8} {a.title}  {a.url or a.id}" for a in answers]
    show(figures, lines or ["nothing here answers that"], as_json=as_json)


class _ListsTargets(TyperCommand):
    """Ends its help with the targets that are known, those of other packages too."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the names below the options."""
        from kbminer.publish import target_names  # noqa: PLC0415 - each command loads what it needs

        with formatter.section("Targets"):
            formatter.write_text(", ".join(target_names()))


@app.command(cls=_ListsTargets)
def export(
    target: Annotated[str, typer.Argument(help="Where the articles live; the targets stand below.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the exported drafts.")] = Path("export"),
    store: StoreUrl = STORE,
    as_json: AsJson = False,
) -> None:
    """Write the drafts of the last run for a help centre or site generator; they stay drafts there."""
    from kbminer.pipeline.latest import load_released  # noqa: PLC0415
    from kbminer.pipeline.mended_threads import last_threads  # noqa: PLC0415
    from kbminer.publish import export as export_drafts  # noqa: PLC0415

    with open_store(store) as opened:
        drafts = load_released(opened).drafts
        done = export_drafts(drafts, target, out, threads=last_threads(opened))
    lines = [
        f"{len(done.written)} written, {len(done.unchanged)} unchanged, {len(done.kept)} kept as edited",
        *(f"refused, group {one.group}: {one.reason}" for one in done.refused),
        f"export: {out}",
    ]
    show(asdict(done), lines, as_json=as_json)


def main() -> None:
    """Run the command line; what goes wrong on purpose ends in one sentence and exit code 2.

    What goes wrong otherwise ends in a traceback. Neither shows anything private: both are pasted into
    other people's trackers.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few letters must not end a run whose work is done.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except KbminerError as error:
        print(f"kbminer: {_released(str(error))}", file=sys.stderr)
        raise SystemExit(2) from None
    except Exception:
        print(_released(traceback.format_exc()), file=sys.stderr)
        raise SystemExit(1) from None


def _released(words: str) -> str:
    from kbminer.redact.gate import released  # noqa: PLC0415 - its patterns are compiled when something is said

    return printable(released(words))


def _version(wanted: bool) -> None:
    if wanted:
        print(f"kbminer {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell on standard error what is being done.")
    ] = False,
) -> None:
    """Options before the command."""
    if verbose:
        listen(shown=_released)


def _make(out: Path) -> None:
    """Make the folder before the work begins: who can't write there should not wait to hear it."""
    from kbminer.errors import OutputError  # noqa: PLC0415

    try:
        make_private_folder(out)
    except OSError as error:
        raise OutputError(f"The folder {out} can't be made ({error}); give a writable --out.") from error
