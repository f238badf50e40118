"""One file a project: the threads as they came, what was read from them, and what earlier runs decided."""

from kbminer.store.store import Counts, Ingested, Reading, Store, StoredThreads

__all__ = ["Counts", "Ingested", "Reading", "Store", "StoredThreads"]
