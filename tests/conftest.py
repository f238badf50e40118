"""What all tests share: where the reference data and the example forum lie."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The reference data, which is no part of the project; tests that need it skip without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the reference data is not here (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def example_forum() -> Path:
    """The hand-written forum in ``examples/``."""
    return ROOT / "examples" / "forum"
