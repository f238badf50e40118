"""Starts the desk: the store opened, the browser shown where to look."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec

from kbminer.errors import MissingExtra, OutputError

NEEDED = ("starlette", "uvicorn", "python_multipart")
"""The last one is python-multipart, with which Starlette reads forms."""


def need_web(purpose: str) -> None:
    """Raise :class:`MissingExtra` where the libraries of a web server are missing."""
    for library in NEEDED:
        if find_spec(library) is None:
            raise MissingExtra(library, extra="review", purpose=purpose)


def serve_app(app: object, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve an application until it is interrupted; ``ready`` is told its address once it answers.

    Raises
    ------
    OutputError
        The port is taken.
    """
    import uvicorn  # noqa: PLC0415 - optional, and slow to load

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise OutputError(
            f"Nothing can be served on {host}, port {port} ({error.strerror}); give another --port."
        ) from error
    shown = f"[{host}]" if ":" in host else host
    ready(f"http://{shown}:{listening.getsockname()[1]}/")
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, lifespan="off")  # type: ignore[arg-type]
    uvicorn.Server(config).run(sockets=[listening])


def show_in_browser(address: str) -> None:
    """Open an address in the user's browser, without waiting for it."""
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
