"""Whether a thread was solved, by which reply, how sure that is, and what shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kbminer.resolve.extract_signals import read_signals
from kbminer.resolve.signals import PostSignals, Signals

if TYPE_CHECKING:
    from kbminer.resolve.model import ResolutionModel

__all__ = ["PostSignals", "ResolutionModel", "Signals", "read_signals"]


def __getattr__(name: str) -> Any:
    """Load the model, and numpy with it, when it is first asked for."""
    if name == "ResolutionModel":
        from kbminer.resolve.model import ResolutionModel  # noqa: PLC0415 - lazy on purpose

        return ResolutionModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
