"""Records by the key that they carry: the one way to look them up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class OfThread(Protocol):
    """A record that tells something of one thread, and names it."""

    @property
    def thread(self) -> str:
        """The key of the thread."""
        ...


class Keyed(Protocol):
    """A record that has a key of its own."""

    @property
    def key(self) -> str:
        """The key."""
        ...


class WithId(Protocol):
    """A record that has an id of its own."""

    @property
    def id(self) -> str:
        """The id."""
        ...


N = TypeVar("N", bound=WithId)
R = TypeVar("R", bound=OfThread)
K = TypeVar("K", bound=Keyed)


def by_thread(records: Iterable[R]) -> dict[str, R]:
    """Look records up by the thread that they tell of; of several for one thread the last counts."""
    return {record.thread: record for record in records}


def by_key(records: Iterable[K]) -> dict[str, K]:
    """Look records up by their own key."""
    return {record.key: record for record in records}


def by_id(records: Iterable[N]) -> dict[str, N]:
    """Look records up by their own id; of several with one id the last counts, in the place of the first."""
    return {record.id: record for record in records}


def source_of(key: str) -> str:
    """Give the source that a thread's key names.

    >>> source_of("forum:112")
    'forum'
    """
    return key.partition(":")[0]
