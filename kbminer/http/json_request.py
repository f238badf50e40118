"""One JSON request over HTTP: bounded in time and size, never redirected."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

LONGEST_ANSWER = 2_000_000  # bytes


def post_json(url: str, body: object, headers: Mapping[str, str], *, timeout: float) -> Any:
    """Post ``body`` as JSON and read the answer as JSON.

    No silence lasts longer than ``timeout`` seconds, nor does the reading of the whole answer.

    Redirects are not followed, so that a key in ``headers`` goes nowhere but where it was meant for.

    Raises:
        OSError: no connection, no answer in time, or a status other than 200.
        ValueError: the answer is too long or no JSON.
    """
    import http.client  # noqa: PLC0415  # only where a language model is configured

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=timeout)
    until = time.monotonic() + timeout
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        data = json.dumps(body).encode()
        connection.request("POST", path, data, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise OSError(f"status {answer.status}")
        return json.loads(_within(answer, connection.sock, until))
    except http.client.HTTPException as error:
        raise OSError(f"broken answer ({type(error).__name__})") from error
    finally:
        connection.close()


def _within(answer: Any, sock: socket.socket | None, until: float) -> bytes:
    """Read an answer piece by piece, so that one that trickles in for ever ends too."""
    held = bytearray()
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no whole answer in time")
        if sock is not None:
            sock.settimeout(left)
        piece = answer.read1(65_536)
        if not piece:
            return bytes(held)
        held += piece
        if len(held) > LONGEST_ANSWER:
            raise ValueError("the answer is too long")
