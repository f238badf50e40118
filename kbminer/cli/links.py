"""``kbminer link``: an editor's merge or split, which binds every later run."""

from __future__ import annotations

from typing import Annotated

import typer

from kbminer.cli.options import STORE, AsJson, StoreUrl, open_store, show
from kbminer.errors import SettingsError


def link(
    one: Annotated[str, typer.Argument(help="The key of a thread, as report.json gives it.")],
    other: Annotated[str, typer.Argument(help="The key of another.")],
    apart: Annotated[bool, typer.Option("--apart", help="They do not ask the same.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Forget what was said of the two.")] = False,
    store: StoreUrl = STORE,
    as_json: AsJson = False,
) -> None:
    """Say that two threads ask the same, or with --apart that they do not; every later run keeps to it."""
    from kbminer.cluster.constraints import check_links  # noqa: PLC0415 - each command loads what it needs
    from kbminer.records import Link  # noqa: PLC0415

    with open_store(store) as opened:
        known = opened.digests()
        for key in (one, other):
            if key not in known:
                raise SettingsError(f"{store} holds no thread {key}; report.json gives the keys")
        said = Link(one=one, other=other, together=not apart)
        if withdraw:
            opened.drop_link(one, other)
        else:
            others = [old for old in opened.links() if {old.one, old.other} != {one, other}]
            check_links([*others, said])
            opened.save_link(said)
        links = opened.links()
    lines = [f"{old.one} {'and' if old.together else 'apart from'} {old.other}" for old in links]
    figures = {"links": [{"one": old.one, "other": old.other, "together": old.together} for old in links]}
    show(figures, [*lines, f"{len(links)} links bind the next run"], as_json=as_json)
