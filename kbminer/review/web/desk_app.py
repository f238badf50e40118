"""The application: which address leads to which page, and what happens when something goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kbminer.errors import KbminerError
from kbminer.printable import printable_line
from kbminer.redact.gate import released
from kbminer.review.api import api_routes
from kbminer.review.desk import Desk
from kbminer.review.web import editing, map_pages, other_pages, queue_pages, suggestion_pages
from kbminer.review.web.gatekeeper import Access, Gatekeeper, RateLimit
from kbminer.review.web.render import page
from kbminer.review.web.suggestion_pages import NoSuggestion

Endpoint = Callable[[Request], Awaitable[Response]]
LARGEST_REQUEST = 2_000_000
"""Bytes: five times the longest article that is kept."""
_log = logging.getLogger(__name__)


def make_app(
    desk: Desk,
    access: Access,
    *,
    pages: bool = True,
    limit: RateLimit | None = None,
    write_token: str | None = None,
) -> Starlette:
    """Put a desk behind its addresses.

    Parameters
    ----------
    desk : Desk
    access : Access
    pages : bool, default True
        Whether there are pages for editors; the API is there in any case.
    limit : RateLimit, optional
        How often the API may be asked.
    write_token : str, optional
        What a tool must show to decide anything.
    """
    routes = [*api_routes(desk, write_token), *(_pages(desk, access) if pages else [])]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Gatekeeper, access=access, limit=limit, write_token=write_token)],
        exception_handlers={KbminerError: _refused, HTTPException: _http, Exception: _broken},
    )


def _pages(desk: Desk, access: Access) -> list[Route | Mount]:
    async def log_in(request: Request) -> Response:
        _not_too_large(request)
        return other_pages.log_in(access, await request.form(max_files=0, max_fields=10))

    async def icon(_: Request) -> Response:
        return RedirectResponse("/static/icon.svg", 301)  # browsers ask for it where a page names none

    one = "/s/{group}"
    return [
        Route("/", _shown(desk, queue_pages.queue)),
        Route(one, _shown(desk, suggestion_pages.suggestion)),
        Route(f"{one}/decide", _posted(desk, suggestion_pages.decide), methods=["POST"]),
        Route(f"{one}/text", _sent(desk, editing.save), methods=["POST"]),
        Route(f"{one}/preview", _sent(desk, editing.preview), methods=["POST"]),
        Route(f"{one}/changes", _shown(desk, suggestion_pages.changes)),
        Route(f"{one}/there", _shown(desk, suggestion_pages.there)),
        Route(f"{one}/take", _posted(desk, editing.take_in), methods=["POST"]),
        Route(f"{one}/answer", _posted(desk, editing.answer), methods=["POST"]),
        Route(f"{one}/proposal", _posted(desk, editing.take_proposal), methods=["POST"]),
        Route(f"{one}/restore", _posted(desk, editing.restore), methods=["POST"]),
        Route(one + "/merge/{number}", _shown(desk, editing.merge)),
        Route(one + "/merge/{number}", _posted(desk, editing.save_merged), methods=["POST"]),
        Route(one + "/article.{form}", _shown(desk, suggestion_pages.taken_away)),
        Route("/undo", _posted(desk, suggestion_pages.undo), methods=["POST"]),
        Route("/bulk", _posted(desk, queue_pages.bulk_preview), methods=["POST"]),
        Route("/bulk/do", _posted(desk, queue_pages.bulk), methods=["POST"]),
        Route("/titles", _shown(desk, queue_pages.titles)),
        Route("/threads", _shown(desk, other_pages.threads)),
        Route("/threads/{key:path}", _shown(desk, other_pages.thread)),
        Route("/map", _shown(desk, map_pages.question_map)),
        Route("/map/near", _shown(desk, map_pages.near)),
        Route("/decisions", _shown(desk, other_pages.history)),
        Route("/decisions.{form}", _shown(desk, other_pages.decisions_file)),
        Route("/me", _shown(desk, other_pages.me)),
        Route("/me", _posted(desk, other_pages.save_me), methods=["POST"]),
        Route("/favicon.ico", icon),
        Route("/csrf", _shown(desk, other_pages.csrf)),
        Route("/login", _shown(desk, other_pages.login)),
        Route("/login", log_in, methods=["POST"]),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]


def _shown(desk: Desk, handler: Callable[[Request, Desk], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(handler, request, desk)

    return endpoint


def _posted(desk: Desk, handler: Callable[[Request, Desk, Any], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _not_too_large(request)
        form = await request.form(max_files=0, max_fields=20_000)
        return await run_in_threadpool(handler, request, desk, form)

    return endpoint


def _sent(desk: Desk, handler: Callable[[Request, Desk, Any], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _not_too_large(request)
        try:
            sent = orjson.loads(await request.body())  # refuses half letters and endless nesting
        except ValueError:
            raise HTTPException(400) from None
        return await run_in_threadpool(handler, request, desk, sent)

    return endpoint


def _not_too_large(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LARGEST_REQUEST:
        raise HTTPException(413)


def _wants_json(request: Request) -> bool:
    sends_json = request.headers.get("content-type", "").startswith("application/json")
    return request.url.path.startswith("/api/") or sends_json


async def _refused(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, NoSuggestion) else 400
    return _error(request, status, released(str(error)))


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _error(request, status, request.state.words("error_gone") if status == 404 else "")


async def _broken(request: Request, error: Exception) -> Response:
    """What nobody expected: the log tells of what kind, the page no more than that it failed."""
    _log.error("a page failed: %s at %s", type(error).__name__, printable_line(request.url.path))
    return _error(request, 500, "")


def _error(request: Request, status: int, message: str) -> Response:
    if _wants_json(request):
        return JSONResponse({"error": message or request.state.words("error_title")}, status)
    return page(request, "error.html.j2", status=status, message=message)
