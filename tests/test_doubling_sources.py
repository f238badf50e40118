"""Time is bounded: of twice as many mails, rows, members or depths no reader makes three times the work."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from doubling import steep
from source_shapes import SHAPES

from kbminer.errors import KbminerError
from kbminer.ingest import read


def how_steep(name: str, folder: Path, size: int) -> str | None:
    """Say how the time of reading a source grows with what it holds, where that is too much."""
    shape = SHAPES[name]

    def call(content: bytes) -> None:
        (folder / shape.name).write_bytes(content)
        with suppress(KbminerError):  # what is nested too deeply is refused, and in time
            list(read(folder / shape.name))

    return steep(call, shape.made, size)


@pytest.mark.parametrize("name", SHAPES)
def test_no_source_takes_more_than_its_share(name: str, tmp_path: Path) -> None:
    """A source that holds twice as much of one thing is read in little more than twice the time."""
    assert how_steep(name, tmp_path, size=512) is None
