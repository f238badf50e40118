"""The command that says whether a job could run now, and what to mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbminer.cli.ends import FAILED
from kbminer.cli.options import AnySources, AsJson, Config, report_folder, show, store_of


def doctor(
    sources: AnySources = None,
    out: Annotated[Path | None, typer.Option("--out", help="The report's folder; by default out.")] = None,
    store: Annotated[str | None, typer.Option("--store", help="The run's store.")] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Look at everything that a run needs, and say what to mend; exit code 2 where there is something.

    Settings, sources, articles, store, lock, clock, model, rights and free space. Nothing is written, and
    no forum is asked.
    """
    from kbminer.config import load_settings, settings_file  # noqa: PLC0415 - each command loads what it needs
    from kbminer.pipeline.checkup import check_up  # noqa: PLC0415
    from kbminer.redact.gate import released  # noqa: PLC0415

    settings = load_settings(settings_file(config))
    folder = report_folder(out, settings)
    url = store_of(store, settings, folder)
    found = released(check_up(settings, sources=tuple(sources or settings.sources), store=url, out=folder))
    ill = [each for each in found if each.mend]
    lines = [
        *(
            f"mend  {each.name}: {each.mend}" if each.mend else f"well  {each.name}: {each.what}"
            for each in found
        ),
        f"{len(ill)} to mend" if ill else "all is well: a run can begin",
    ]
    figures = {
        "well": not ill,
        "findings": [{"name": each.name, "what": each.what, "mend": each.mend} for each in found],
    }
    show(figures, lines, as_json=as_json)
    if ill:
        raise typer.Exit(FAILED)
