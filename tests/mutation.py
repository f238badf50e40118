"""Damage to topics: values replaced, keys dropped, bytes flipped, as broken exports do it."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ODD: list[Any] = [
    None,
    "",
    [],
    {},
    0,
    -1,
    2**70,
    1e308,
    True,
    "\x00",
    "\ud83d",
    "9999-99-99T99:99:99Z",
    "0001-01-01T00:00:00+14:00",
    "<div>" * 500,
    "<p>" + "a" * 20_000 + "</p>",
    "]]>-->",
    "```\n" * 50,
    "> " * 400 + "x",
    "| a | b |\n" * 50,
    ["x", None, {"name": None}],
    {"id": 1, "name": "x"},
    "javascript:alert(1)",
    "٣٢١",
]


def mutated_topics(files: Sequence[Path], chance: random.Random, count: int) -> Iterator[bytes]:
    """Give ``count`` damaged copies of the topics in ``files``."""
    for _ in range(count):
        content = chance.choice(files).read_bytes()
        if chance.random() < 0.7:
            data = json.loads(content)
            for _ in range(chance.randint(1, 6)):
                _spoil(data, chance)
            content = json.dumps(data, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
        else:
            content = _flipped(content, chance)
        yield content


def _spoil(data: Any, chance: random.Random) -> None:
    """Change one value, somewhere below ``data``."""
    here = data
    while True:
        keys: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = chance.choice(keys)
        below = here[key]
        if isinstance(below, dict | list) and below and chance.random() < 0.8:
            here = below
            continue
        if chance.random() < 0.3:
            del here[key]
        elif isinstance(below, str) and chance.random() < 0.3:
            at = chance.randrange(len(below) + 1)
            here[key] = below[:at] + str(chance.choice(ODD)) + below[at:]
        else:
            here[key] = copy.deepcopy(chance.choice(ODD))
        return


def _flipped(content: bytes, chance: random.Random) -> bytes:
    """Change, cut out or cut off bytes."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(damaged))
        how = chance.random()
        if how < 0.6:
            damaged[at] = chance.randrange(256)
        elif how < 0.9:
            del damaged[at : at + chance.randrange(1, 40)]
        else:
            del damaged[at + 1 :]
    return bytes(damaged)
