"""``kbminer review`` and ``kbminer serve``: the editor's desk, and answers for tools."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING, Annotated

import typer

from kbminer.cli.options import STORE, StoreUrl, open_store

if TYPE_CHECKING:
    from kbminer.review.web.gatekeeper import Access

Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Where it listens; 0 takes any that is free.")
]
Host = Annotated[str, typer.Option("--host", help="Its address; others than this machine's need a token.")]
UserHeader = Annotated[
    str | None,
    typer.Option("--user-header", metavar="HEADER", help="Where your reverse proxy says who is there."),
]
AllowedNames = Annotated[
    list[str] | None, typer.Option("--allow-name", metavar="HOST", help="A further name that it answers to.")
]


def review(
    store: StoreUrl = STORE,
    port: Port = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    editor: Annotated[
        str | None,
        typer.Option("--editor", help="Whose name stands beside decisions, until one gives another."),
    ] = None,
    host: Host = "127.0.0.1",
    user_header: UserHeader = None,
    allow_name: AllowedNames = None,
) -> None:
    """Review suggestions in the browser: evidence beside the text, every decision kept."""
    from kbminer.review.server import need_web, serve_app, show_in_browser  # noqa: PLC0415

    need_web("kbminer review")
    from kbminer.review.desk import Desk  # noqa: PLC0415
    from kbminer.review.web.desk_app import make_app  # noqa: PLC0415

    access = _access(host, user_header, allow_name, editor)
    with open_store(store) as opened:
        desk = Desk(opened, read_ahead=True)

        def ready(address: str) -> None:
            typer.echo(f"the desk: {address}  (end it with Ctrl+C)")
            if not no_browser:
                show_in_browser(address)

        serve_app(make_app(desk, access, write_token=_write_token()), host=host, port=port, ready=ready)


def serve(
    store: StoreUrl = STORE,
    port: Port = 8766,
    host: Host = "127.0.0.1",
    user_header: UserHeader = None,
    allow_name: AllowedNames = None,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Speak the Model Context Protocol on standard input and output.")
    ] = False,
) -> None:
    """Keep answers warm for bots and agents: a JSON API, or tools of the Model Context Protocol."""
    from kbminer.review.server import need_web, serve_app  # noqa: PLC0415

    need_web("kbminer serve")
    from kbminer.review.answers import Answers  # noqa: PLC0415
    from kbminer.review.desk import Desk  # noqa: PLC0415
    from kbminer.review.web.desk_app import make_app  # noqa: PLC0415

    access = _access(host, user_header, allow_name, None)
    with open_store(store) as opened:
        desk = Desk(opened)
        if mcp:
            from kbminer.review.mcp_tools import make_mcp_server  # noqa: PLC0415

            make_mcp_server(Answers(desk)).run("stdio")
            return
        desk.suggester.suggest("warm")
        app = make_app(desk, access, pages=False, write_token=_write_token())
        serve_app(
            app, host=host, port=port, ready=lambda address: typer.echo(f"answers: {address}api/openapi.json")
        )


def _access(host: str, user_header: str | None, names: list[str] | None, editor: str | None) -> Access:
    from kbminer.review.web.gatekeeper import Access, clean_name  # noqa: PLC0415

    return Access(
        host=host,
        token=os.environ.get("KBMINER_REVIEW_TOKEN") or None,
        user_header=user_header,
        hosts=frozenset(names or ()),
        editor=clean_name(editor or _user()) or "editor",
    )


def _write_token() -> str | None:
    return os.environ.get("KBMINER_API_TOKEN") or None


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return ""
