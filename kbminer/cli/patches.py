"""``kbminer patches``: what threads say against existing articles, as patches of their own files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbminer.cli.options import STORE, AsJson, StoreUrl, open_store, show
from kbminer.errors import SourceError


def patches(
    articles: Annotated[Path, typer.Option("--articles", help="The folder of Markdown that was mined with.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the patches.")] = Path("patches"),
    store: StoreUrl = STORE,
    as_json: AsJson = False,
) -> None:
    """Write a unified diff for each article that the last run found outdated; apply it with git apply."""
    from kbminer.pipeline.article_patches import patches_of  # noqa: PLC0415 - each command loads what it needs
    from kbminer.publish.file_names import export_name  # noqa: PLC0415
    from kbminer.publish.folder import is_plain_name, write_files  # noqa: PLC0415

    if not articles.is_dir():
        raise SourceError(f"{articles}: no such folder; name the folder of Markdown that --articles named.")
    with open_store(store) as opened:
        found = patches_of(opened, articles)
    names = (one.article if is_plain_name(one.article) else export_name(one.article) for one in found)
    done = write_files({f"{name}.patch": one.diff for name, one in zip(names, found, strict=True)}, out)
    figures = {
        "patches": [one.article for one in found],
        "changes": sum(len(one.changes) for one in found),
        "kept": list(done.kept),
    }
    lines = [
        f"{one.article}: {change.kind} under “{change.section}”" for one in found for change in one.changes
    ]
    show(figures, [*lines, f"{len(found)} articles to patch: {out}"], as_json=as_json)
