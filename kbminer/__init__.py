"""Turns what people keep asking on a forum into knowledge-base drafts that an editor can trust.

>>> import kbminer
>>> kb = kbminer.mine("examples/forum")  # doctest: +SKIP
>>> kb.suggestions  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kbminer.config import Settings
    from kbminer.pipeline.knowledge_base import KnowledgeBase
    from kbminer.pipeline.latest import latest_run
    from kbminer.pipeline.run import mine
    from kbminer.store import Store

# Loaded when first used: a notebook's first line should not wait for torch.
_WHERE = {
    "KnowledgeBase": "kbminer.pipeline.knowledge_base",
    "Settings": "kbminer.config",
    "Store": "kbminer.store",
    "latest_run": "kbminer.pipeline.latest",
    "mine": "kbminer.pipeline.run",
}

__all__ = ["KnowledgeBase", "Settings", "Store", "__version__", "latest_run", "mine"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'kbminer' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
