"""The options that several commands share, and how commands print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kbminer.printable import printable, printable_json

if TYPE_CHECKING:
    from kbminer.config import Settings
    from kbminer.ingest import Live
    from kbminer.records import Problem
    from kbminer.store import Store

Sources = Annotated[
    list[str],
    typer.Argument(help="Folders, archives or files of forum data, or addresses.", metavar="SOURCE..."),
]
AnySources = Annotated[
    list[str] | None,
    typer.Argument(help="The same; none at all means what the store holds.", metavar="[SOURCE...]"),
]
StoreUrl = Annotated[
    str, typer.Option("--store", help="Where threads are kept, e.g. sqlite:///forum.db or postgresql://….")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Format = Annotated[str | None, typer.Option("--format", help="Force a format instead of detecting it.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="ROLE=COLUMN", help="Which column or field holds what, e.g. body=Inhalt."),
]
Config = Annotated[Path | None, typer.Option("--config", help="A settings file (kbminer.toml).")]
MaxPages = Annotated[
    int | None,
    typer.Option("--max-pages", min=1, help="Live forums: the most requests; the next run goes on."),
]
MaxHours = Annotated[
    float | None,
    typer.Option(
        "--max-hours", min=0.01, help="Live forums: the most hours, 12 by default; the next run goes on."
    ),
]
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], help="Live forums: leave out what was last active before."),
]
AllowHosts = Annotated[
    list[str] | None,
    typer.Option("--allow-host", metavar="HOST", help="Live forums: this host may lie on an inner network."),
]
Archive = Annotated[
    Path | None,
    typer.Option("--archive", help="Live forums: the file of raw answers, from which a crawl goes on."),
]
KeepInternal = Annotated[
    bool,
    typer.Option("--keep-internal", help="Live forums: also store what the key reads and a guest could not."),
]

STORE = "sqlite:///kbminer.db"


def live_of(
    *,
    max_pages: int | None = None,
    max_hours: float | None = None,
    since: datetime | None = None,
    allow_hosts: list[str] | None = None,
    archive: Path | None = None,
    internal: bool = False,
) -> Live:
    """Give what the options say of how a live forum is asked."""
    from kbminer.ingest import Live  # noqa: PLC0415 - each command loads what it needs
    from kbminer.progress import meter  # noqa: PLC0415

    return Live(
        state=archive,
        max_pages=max_pages,
        max_hours=max_hours,
        since=since.replace(tzinfo=UTC) if since else None,
        allowed_hosts=tuple(allow_hosts or ()),
        internal=internal,
        progress=meter(what="Asking", unit="page"),
    )


def must_hold_threads(sources: Sequence[str], problems: Sequence[Problem]) -> None:
    """Refuse to call it a success where files were given and no thread came out of them.

    Raises
    ------
    SourceError
        None of the sources is a live forum, where nothing new is as good as anything.
    """
    from kbminer.errors import SourceError  # noqa: PLC0415
    from kbminer.ingest import is_address  # noqa: PLC0415
    from kbminer.redact.gate import released  # noqa: PLC0415

    if sources and not any(map(is_address, sources)):
        told = next((problem for problem in problems if problem.lost), next(iter(problems), None))
        why = f": {told.where}: {told.what}" if told else ""
        raise SourceError(released(f"no thread was found in {', '.join(sources)}{why}"))


def columns_of(given: list[str] | None) -> dict[str, str]:
    """Read what ``--map`` says: columns by what they hold.

    Raises
    ------
    SettingsError
        It names no role, or one that there is not.
    """
    if not given:
        return {}
    from kbminer.errors import SettingsError  # noqa: PLC0415
    from kbminer.ingest.tabular.columns import ROLES  # noqa: PLC0415 - loads every reader

    columns = dict(each.partition("=")[::2] for each in given)
    for role, column in columns.items():
        if role not in ROLES or not column:
            raise SettingsError(
                f"--map takes ROLE=COLUMN with one of the roles {', '.join(ROLES)}; not {role!r}"
            )
    return columns


def show(figures: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    """Print a command's outcome: one JSON object for tools, lines for people.

    Titles, file names and addresses come from strangers: nothing in them steers the terminal or adds a line.
    """
    if as_json:
        print(printable_json(json.dumps(figures, ensure_ascii=False, indent=1)))
    else:
        print("\n".join(" ".join(printable(line).split("\n")) for line in lines))


def report_folder(given: Path | None, settings: Settings) -> Path:
    """Tell where a run's report goes: where it is said, else where the settings say, else to ``out``."""
    return given or Path(settings.out or "out")


def store_of(given: str | None, settings: Settings, folder: Path) -> str:
    """Tell a run's store: where none is named, it lies beside the report, so that the next run finds it."""
    return given or settings.store or f"sqlite:///{folder / 'kbminer.db'}"


def open_store(store: str) -> Store:
    """Open a store to read what it holds: that makes none, neither of nothing nor of an empty file."""
    from kbminer.store import Store  # noqa: PLC0415 - each command loads what it needs

    must_exist(store)
    return Store(store, make=False)


def must_exist(store: str) -> None:
    """Refuse an SQLite file that is not there."""
    from kbminer.errors import StoreError  # noqa: PLC0415

    file = store.removeprefix("sqlite:///")
    if file and "://" not in file and not Path(file).is_file():
        raise StoreError(
            f"There is no store at {file}; make one with: kbminer run SOURCE --store {store}, "
            "or give the --store of another."
        )
