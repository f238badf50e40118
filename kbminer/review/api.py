"""The same as JSON, for bots and agents: nothing in an answer is private or not public."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, is_dataclass
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kbminer.review.answers import Answers
from kbminer.review.desk import Desk
from kbminer.review.openapi import description
from kbminer.review.web.forms import filter_of, number_in
from kbminer.review.web.gatekeeper import bearer_of, is_token

Work = Callable[[Request, Answers], Any]
LARGEST = 100_000
"""Bytes of a decision."""


def api_routes(desk: Desk, write_token: str | None = None) -> list[Route]:
    """Return the addresses below ``/api/``.

    Parameters
    ----------
    desk : Desk
    write_token : str, optional
        With it in ``Authorization: Bearer``, or in ``X-Kbminer-Token`` beside a token for reading, decisions
        are taken; without one set, none are.
    """
    answers = Answers(desk)

    async def decide(request: Request) -> Response:
        given = (request.headers.get("x-kbminer-token", ""), bearer_of(request))
        if not any(is_token(each, write_token) for each in given):
            refusal = (
                "Decisions need the token of KBMINER_API_TOKEN in Authorization: Bearer or X-Kbminer-Token."
            )
            return _json({"error": refusal}, 403)
        body = await _bounded(request)
        if body is None:
            return _json({"error": "The decision is too long."}, 413)
        return await run_in_threadpool(_decided, answers, body)

    return [
        Route("/api/openapi.json", _read(answers, lambda request, answers: description())),
        Route("/api/suggest", _read(answers, _suggest)),
        Route("/api/suggestions", _read(answers, _suggestions)),
        Route("/api/suggestions/{group}", _read(answers, lambda r, a: a.suggestion(r.path_params["group"]))),
        Route("/api/drafts/{group}", _read(answers, lambda r, a: a.draft(r.path_params["group"]))),
        Route("/api/evidence/{group}", _read(answers, lambda r, a: a.evidence(r.path_params["group"]))),
        Route("/api/decisions", _read(answers, lambda r, a: a.decisions(_number(r, "after", 0)))),
        Route("/api/decisions", decide, methods=["POST"]),
    ]


async def _bounded(request: Request) -> bytes | None:
    """The body of a request, read no further than a decision may be long; ``None`` where it is longer."""
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > LARGEST:
            return None
    return bytes(held)


def _read(answers: Answers, work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        found = await run_in_threadpool(work, request, answers)
        return (
            _json({"error": "There is no such thing in the latest run."}, 404)
            if found is None
            else _json(found)
        )

    return endpoint


def _suggest(request: Request, answers: Answers) -> Any:
    return answers.suggest(request.query_params.get("q", ""), _number(request, "top", 3))


def _suggestions(request: Request, answers: Answers) -> Any:
    return answers.suggestions(filter_of(request.query_params))


def _decided(answers: Answers, body: bytes) -> Response:
    try:
        given = orjson.loads(body)
    except ValueError:
        return _json({"error": "A decision is one JSON object."}, 400)
    if not isinstance(given, dict) or not all(isinstance(given.get(k), str) for k in ("kind", "group", "by")):
        return _json({"error": "A decision needs kind, group and by."}, 400)
    return _json(answers.decide(given), 201)


def _number(request: Request, name: str, usual: int) -> int:
    given = number_in(request.query_params.get(name))
    return usual if given is None else given


def _json(value: Any, status: int = 200) -> Response:
    body = orjson.dumps(value, default=_plain)
    return Response(body, status, media_type="application/json")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
