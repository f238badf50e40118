"""One file a project: the threads as they came, what was read from them, and what earlier runs decided."""

from kbminer.store.briefing_rows import Delivery, ToldBriefing
from kbminer.store.kept_work import StoredReading
from kbminer.store.runs import StageResult
from kbminer.store.store import Store
from kbminer.store.threads import Ingested, StoredThreads

__all__ = ["Delivery", "Ingested", "StageResult", "Store", "StoredReading", "StoredThreads", "ToldBriefing"]
