"""The JSON of a model's answer, as every caller may keep it."""

from __future__ import annotations

import json
from typing import Any


def answer_json(content: str) -> Any:
    """Parse a model's answer, without the fence that small models put around it; half letters become "?".

    Raises
    ------
    ValueError
        It is no JSON, or nested deeper than anything that was asked for.

    Examples
    --------
    >>> answer_json('```json\\n{"text": "half \\\\udc00"}\\n```')
    {'text': 'half ?'}
    """
    text = content.strip()
    if text.startswith("```") and text.endswith("```"):
        text = text.removeprefix("```").removeprefix("json").removesuffix("```")
    try:
        # Written and read once more: no file and no database takes half a surrogate pair.
        return json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
