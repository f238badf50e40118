"""The command line: thin. What it prints for people goes to the terminal, ``--json`` to other tools."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from kbminer import __version__
from kbminer.cli.adapt import adapt
from kbminer.cli.decision_export import decisions
from kbminer.cli.desk_commands import review, serve
from kbminer.cli.doctor import doctor
from kbminer.cli.ends import end_with_code, released_words
from kbminer.cli.evaluation import app as evaluate_app
from kbminer.cli.interview_command import questions
from kbminer.cli.links import link
from kbminer.cli.options import STORE, AsJson, StoreUrl, open_store, show
from kbminer.cli.patches import patches
from kbminer.cli.run_command import run
from kbminer.cli.sources import detect, ingest, status
from kbminer.logs import listen

app = typer.Typer(
    name="kbminer",
    help="Turn what people keep asking on a forum into knowledge-base drafts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
app.add_typer(evaluate_app, name="evaluate")

for command in (
    run,
    review,
    serve,
    adapt,
    doctor,
    decisions,
    detect,
    ingest,
    link,
    patches,
    questions,
    status,
):
    app.command()(command)


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
        question = question.encode(
            "utf-8", "replace"
        ).decode()  # a terminal hands over bytes that are no text
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
    from kbminer.pipeline.latest import load_decided  # noqa: PLC0415
    from kbminer.pipeline.mended_threads import last_threads  # noqa: PLC0415
    from kbminer.publish import export as export_drafts  # noqa: PLC0415

    with open_store(store) as opened:
        drafts = load_decided(opened).drafts
        done = export_drafts(drafts, target, out, threads=last_threads(opened))
    lines = [
        f"{len(done.written)} written, {len(done.unchanged)} unchanged, {len(done.kept)} kept as edited",
        *(f"refused, group {one.group}: {one.reason}" for one in done.refused),
        f"export: {out}",
    ]
    show(asdict(done), lines, as_json=as_json)


def main() -> None:
    """Run the command line, and end with the code that :mod:`kbminer.cli.ends` lists."""
    end_with_code(app)


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
        listen(shown=released_words)
