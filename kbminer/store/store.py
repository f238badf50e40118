"""The store: one database, and a room in it for each concern."""

from __future__ import annotations

from kbminer.store.kept_briefings import KeptBriefings
from kbminer.store.kept_decisions import KeptDecisions
from kbminer.store.kept_runs import KeptRuns
from kbminer.store.kept_work import KeptWork
from kbminer.store.thread_facts import ThreadFacts
from kbminer.store.threads import HeldThreads


class Store(HeldThreads, ThreadFacts, KeptWork, KeptDecisions, KeptRuns, KeptBriefings):
    """A project's store.

    Parameters
    ----------
    url : str, default "sqlite://"
        Such as ``sqlite:///forum.db`` or ``postgresql://USER@HOST:5432/DATABASE``; a plain path is an SQLite
        file. The default lives in memory and is gone with the object.
    make : bool, default True
        Whether a store is made where none is; else a file that holds none is refused and stays as it is.

    Raises
    ------
    StoreError
        The store can't be opened or written, is damaged, or was made by a newer kbminer.
    MissingExtra
        The store lies on a server whose driver is not installed.

    Examples
    --------
    >>> from kbminer.records import Post, Thread
    >>> store = Store()
    >>> thread = Thread(id="1", source="demo", title="How?", posts=(Post(id="1", body="How?"),))
    >>> store.ingest([thread]).new, store.ingest([thread]).same
    (1, 1)
    """
