"""One file a project: the threads as they came, what was read from them, and what earlier runs decided."""

from kbminer.store.runs import StageResult
from kbminer.store.store import Ingested, Reading, Store, StoredThreads

__all__ = ["Ingested", "Reading", "StageResult", "Store", "StoredThreads"]
