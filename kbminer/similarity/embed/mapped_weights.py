"""Weights as they lie in a safetensors file: read where they are used, never copied.

The library's own readers copy every number: 90 MB of them to encode one question, which reads a few rows of
the largest table.
"""

from __future__ import annotations

import json
import mmap
from pathlib import Path
from typing import Any

import numpy as np

from kbminer.similarity.embed.text_model import Weights

_LENGTH = 8  # bytes of a number that say how long the header is, as the format is defined
_KINDS: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "I64": np.dtype("<i8")}


def mapped_weights(file: Path) -> Weights:
    """Give the arrays of a safetensors file by name, read-only.

    Parameters
    ----------
    file : Path
        A file that is known to be whole, by its digest.
    """
    with file.open("rb") as stream:
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    begin = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    header = json.loads(data[_LENGTH:begin])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(
            data,
            _KINDS[each["dtype"]],
            count=int(np.prod(each["shape"])),
            offset=begin + each["data_offsets"][0],
        ).reshape(each["shape"])
        for name, each in header.items()
    }
