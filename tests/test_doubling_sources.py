"""Time is bounded: of twice as many mails, rows, members or depths no reader makes three times the work."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from doubling import seconds, steep
from source_shapes import SHAPES

from kbminer.errors import KbminerError
from kbminer.ingest import read

SMALL = 256
_WELL_TIMED = 0.05  # seconds; of what takes so long, eight times as much still ends before it is stopped


def how_steep(name: str, folder: Path, most: int = SMALL) -> str | None:
    """Say how the time of reading a source grows with what it holds, where that is too much.

    It is doubled from as much as takes a time that can be measured, and from ``most`` at most.
    """
    shape = SHAPES[name]

    def call(content: bytes) -> None:
        (folder / shape.name).write_bytes(content)
        with suppress(KbminerError):  # what is nested too deeply is refused, and in time
            list(read(folder / shape.name))

    size = SMALL
    while size < most and seconds(call, shape.made(size)) < _WELL_TIMED:
        size *= 2
    return steep(call, shape.made, size)


@pytest.mark.parametrize("name", SHAPES)
def test_no_source_takes_more_than_its_share(name: str, tmp_path: Path) -> None:
    """A source that holds twice as much of one thing is read in little more than twice the time."""
    assert how_steep(name, tmp_path) is None
