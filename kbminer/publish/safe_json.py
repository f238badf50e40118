"""JSON that stays harmless wherever it is pasted."""

from __future__ import annotations

import json
from typing import Self

from kbminer.printable import printable
from kbminer.publish.escaped import Escaped

_HARMLESS = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


class Json(Escaped):
    """A JSON document in which no tag begins: inside a page's script element it can't end that element."""

    @classmethod
    def of(cls, value: object) -> Self:
        """Write a value; every text in it is one that a reader may be shown.

        >>> Json.of({"a": "</script>"})
        '{\\n "a": "\\\\u003c/script\\\\u003e"\\n}\\n'
        """
        return cls._finished(
            json.dumps(_shown(value), indent=1, ensure_ascii=False).translate(_HARMLESS) + "\n"
        )


def _shown(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {str(_shown(key)): _shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item) for item in value]
    return value
