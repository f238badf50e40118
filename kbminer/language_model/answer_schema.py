"""The shape in which a model is asked to answer: JSON Schema, as strict as endpoints want it."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}
TRUTH: dict[str, Any] = {"type": "boolean"}


def object_of(**fields: Any) -> dict[str, Any]:
    """Describe an object with these fields, each of them needed, and no others.

    Examples
    --------
    >>> object_of(number=INTEGER)["required"]
    ['number']
    """
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def list_of(item: Any) -> dict[str, Any]:
    """Describe a list of items of one shape."""
    return {"type": "array", "items": item}


def one_of(*words: str) -> dict[str, Any]:
    """Describe a text that is one of these words."""
    return {"type": "string", "enum": list(words)}
