"""Templates: every page is filled here, and everything that is put into one is escaped."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kbminer import __version__
from kbminer.publish.map_picture import shortened
from kbminer.publish.page_templates import page_templates
from kbminer.review.desk_words import desk_words
from kbminer.review.queue import TABS, Filter
from kbminer.web_address import web_address


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Fill a template with ``values`` and with what every page needs."""
    state = request.state
    written = (
        environment()
        .get_template(template)
        .render(
            t=state.words,
            csrf=state.csrf,
            editor=state.editor,
            keys=state.keys,
            version=__version__,
            path=request.url.path,
            **{"done": None, "status": status, **values},
        )
    )
    return HTMLResponse(written, status)


def query_of(wanted: Filter, **changed: object) -> str:
    """Write a filter as the end of an address; what is as usual is left out."""
    values = {
        "tab": wanted.tab,
        "kind": wanted.kind,
        "action": wanted.action,
        "language": wanted.language,
        "category": wanted.category,
        "state": wanted.state,
        "confidence": wanted.confidence,
        "q": wanted.words,
        "page": wanted.page,
        **changed,
    }
    usual = {"tab": TABS[0], "page": 1}
    return urlencode({name: value for name, value in values.items() if value and value != usual.get(name)})


@cache
def environment() -> Environment:
    """The templates, read once."""
    made = page_templates(
        "kbminer.review.web",
        "templates",
        day=_day,
        moment=_moment,
        web=web_address,
        shortened=shortened,
        language_name=_language_name,
    )
    made.globals.update(query_of=query_of, tabs=TABS)
    return made


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _language_name(code: str) -> str:
    return desk_words(code)("language")
