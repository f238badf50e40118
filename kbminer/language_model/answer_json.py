"""The JSON of a model's answer, as every caller may keep it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kbminer.language_model.data_json import printable_values


def answer_json(content: str) -> Any:
    """Parse a model's answer, without the fence that small models put around it; half letters become "?".

    Its texts hold no sign that steers a terminal, turns words round or hides them.

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
        return printable_values(
            json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def answer_object(content: str) -> dict[str, Any]:
    """Parse a model's answer that should be an object; an empty one where it is none.

    >>> answer_object('{"same": true}'), answer_object("[1]"), answer_object("I cannot say.")
    ({'same': True}, {}, {})
    """
    try:
        found = answer_json(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def numbered_verdicts(content: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the items of an answer's "verdicts" with their numbers; what has another shape is passed over.

    Examples
    --------
    >>> list(numbered_verdicts('{"verdicts": [{"number": 2, "same": true}, {"number": "3"}, 4]}'))
    [(2, {'number': 2, 'same': True})]
    """
    listed = answer_object(content).get("verdicts")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and type(item.get("number")) is int:
            yield item["number"], item
