"""``kbminer adapt``: a forum's own embedding model, kept only where it is better."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kbminer.cli.options import STORE, AsJson, StoreUrl, open_store, show


def adapt(
    pairs: Annotated[
        list[Path],
        typer.Option("--pairs", help="Graded pairs of threads that decide: lines of t1, t2 and label."),
    ],
    out: Annotated[Path, typer.Option("--out", help="The model's folder.")] = Path("own-model"),
    store: StoreUrl = STORE,
    minutes: Annotated[float, typer.Option("--minutes", min=0.1, help="How long it may learn.")] = 10,
    device: Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")] = "auto",
    as_json: AsJson = False,
) -> None:
    """Tune the bundled model on what the forum itself puts together; kept only if graded pairs say better."""
    from kbminer.config import load_settings  # noqa: PLC0415 - each command loads what it needs
    from kbminer.pipeline.adapting import adapt as adapt_model  # noqa: PLC0415

    where = load_settings(device=device).device
    with open_store(store) as opened:
        found = adapt_model(opened, out, graded=pairs, minutes=minutes, device=where)
    lines = [
        f"learnt from {found.tuned.pairs:,} pairs in {found.tuned.seconds:.0f} s",
        found.said,
        *([f"embed with it: kbminer run --store {store} --model {out}"] if found.kept else []),
    ]
    figures = {**asdict(found), "folder": str(found.folder), "learnt_from": dict(found.learnt_from)}
    show(figures, lines, as_json=as_json)
