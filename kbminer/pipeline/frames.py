"""Tables for pandas, where it is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kbminer.errors import MissingExtra

if TYPE_CHECKING:
    import pandas as pd


def frame_of(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a pandas frame of rows.

    Raises
    ------
    MissingExtra
        pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 - optional, and slow to load
    except ImportError:
        raise MissingExtra("pandas", extra="notebook", purpose="to_frame()") from None
    return pd.DataFrame(list(rows))
