"""The description of the JSON API, as OpenAPI has it."""

from __future__ import annotations

from functools import cache
from typing import Any

from kbminer import __version__
from kbminer.review.queue import TABS

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}


@cache
def description() -> dict[str, Any]:
    """Describe every address below ``/api/``."""
    group = _parameter("group", _TEXT, "the id of a suggestion", place="path")
    filters = [
        _parameter("tab", {"type": "string", "enum": list(TABS)}, "which of the queue's tabs"),
        *(
            _parameter(name, _TEXT, f"only this {name}")
            for name in ("action", "language", "category", "state", "confidence")
        ),
        _parameter("q", _TEXT, "words of the title"),
        _parameter("page", _NUMBER, "counted from 1"),
    ]
    asked = [
        {**_parameter("q", _TEXT, "what somebody asks"), "required": True},
        _parameter("top", _NUMBER, "how many answers at most"),
    ]
    paths = {
        "/api/suggest": _get("What most probably answers a question", "answers", asked),
        "/api/suggestions": _get("Suggestions in the order of their value", "suggestions", filters),
        "/api/suggestions/{group}": _get("One suggestion", "group", [group]),
        "/api/drafts/{group}": _get("An article's text with its citations", "text", [group]),
        "/api/evidence/{group}": _get("The threads that a suggestion rests on", "threads", [group]),
        "/api/decisions": {
            **_get("What was decided", "decisions", [_parameter("after", _NUMBER, "only later numbers")]),
            "post": _decide(),
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "kbminer", "version": __version__},
        "paths": paths,
        "components": {
            "securitySchemes": {
                "reading": {"type": "http", "scheme": "bearer"},
                "deciding": {"type": "http", "scheme": "bearer"},
                "deciding beside reading": {"type": "apiKey", "in": "header", "name": "X-Kbminer-Token"},
            }
        },
    }


def _parameter(name: str, schema: dict[str, Any], words: str, *, place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": words}


def _get(words: str, key: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    shape = {"type": "object", "required": [key]}
    return {
        "get": {
            "summary": words,
            "parameters": parameters,
            "responses": {
                "200": {"description": words, "content": {"application/json": {"schema": shape}}},
                "400": {"description": "what was asked can't be answered; error says why"},
                "404": {"description": "the latest run has no such thing"},
                "429": {"description": "too many requests"},
            },
        }
    }


def _decide() -> dict[str, Any]:
    needed = ["kind", "group", "by"]
    shape = {"type": "object", "required": needed, "properties": dict.fromkeys(needed, _TEXT)}
    return {
        "summary": "Keep a decision",
        "security": [{"deciding": []}, {"deciding beside reading": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": shape}}},
        "responses": {
            "201": {"description": "kept, with its number"},
            "403": {"description": "the token is missing or wrong"},
        },
    }
