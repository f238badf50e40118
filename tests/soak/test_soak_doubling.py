"""Time is bounded, at length: every pattern, every function and every reader on far more texts."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent))

from hostile_texts import FUNCTIONS, TOKENS
from source_shapes import SHAPES
from test_doubling import SAMPLES, reader_calls, slow_calls, slow_patterns
from test_doubling_sources import how_steep

pytestmark = pytest.mark.soak

OPEN = {"attributes of an element": "the parser looks at all before each (docs/quality/security.md)"}
TODAY = datetime.now(UTC).toordinal()  # the seed; a failure names its text


def test_no_pattern_takes_more_than_its_text_s_share() -> None:
    """Each pattern on 200 texts made of what it is made of."""
    assert slow_patterns(most=200, seed=TODAY, size=4096) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_of_text_takes_more_than_its_text_s_share(name: str) -> None:
    """Each function on runs of every token, and of fifty pairs of them."""
    chance = random.Random(f"{name} {TODAY}")
    pairs = ["".join(chance.sample(TOKENS, 2)) for _ in range(50)]
    assert slow_calls([(name, FUNCTIONS[name], token) for token in (*TOKENS, *pairs)], size=4096) == []


@pytest.mark.parametrize("format", SAMPLES)
def test_no_reader_takes_more_than_its_text_s_share(format: str) -> None:
    """Each reader on runs of tokens in eighty places of its sample."""
    assert slow_calls(reader_calls(format, most=80, seed=TODAY), size=16_384) == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason=OPEN[name], strict=True)) if name in OPEN else name
        for name in SHAPES
    ],
)
def test_no_source_takes_more_than_its_share(name: str, tmp_path: Path) -> None:
    """Sources that hold thousands of one thing, or one thing in another thousands deep."""
    assert how_steep(name, tmp_path, most=1 << 14) is None
