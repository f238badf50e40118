"""JSON that stays harmless wherever it is pasted."""

from __future__ import annotations

import json

_HARMLESS = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def to_json(value: object) -> str:
    """Write JSON in which no tag begins: inside a page's script element it can't end that element."""
    return json.dumps(value, indent=1, ensure_ascii=False).translate(_HARMLESS) + "\n"
