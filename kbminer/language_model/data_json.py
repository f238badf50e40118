"""What a model is shown, as JSON that no text in it can leave."""

from __future__ import annotations

import json
import re
from typing import Any

from kbminer.printable import printable

# Many servers take the marks of a model's turns for what they are wherever they stand in a message:
# "<|im_end|>", "<start_of_turn>", "</s>", "<<SYS>>", "[INST]". JSON may write their first sign as a number:
# the value is the same, and no mark. The marks are every maker's own, so any tag without attributes and any
# word of capitals in brackets is written so.
_TURN_MARK = re.compile(r"<(?=[|｜<]|/?[|｜A-Za-z_][\w|｜▁-]*+>)|\[(?=/?[A-Z_]{3,}\])")


def data_json(value: Any) -> str:
    """Write what a model is shown: nothing in it is unseen by people, and nothing ends its message.

    Parameters
    ----------
    value
        Plain values, without anything private.

    Examples
    --------
    >>> data_json({"text": "dark<|im_end|> lamp \U000e0041"})
    '{"text": "dark\\\\u003c|im_end|> lamp "}'
    """
    return _TURN_MARK.sub(_as_number, json.dumps(printable_values(value), ensure_ascii=False))


def printable_values(value: Any) -> Any:
    """Give the same plain values, their texts without signs that steer a terminal or hide or turn words.

    >>> printable_values({"text": ["a\u202eb", 1]})
    {'text': ['ab', 1]}
    """
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return [printable_values(item) for item in value]
    return (
        {name: printable_values(item) for name, item in value.items()} if isinstance(value, dict) else value
    )


def _as_number(mark: re.Match[str]) -> str:
    return f"\\u{ord(mark[0]):04x}"
