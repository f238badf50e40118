"""Where threads are read and texts encoded: on this machine, or by the workers of a Dask cluster.

Both go through the same parts of the same size by the same code, so the results are equal byte for byte. What
looks at all threads at once, such as grouping, stays on this machine.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import parse_qs

from kbminer.errors import EngineError, MissingExtra, SettingsError
from kbminer.import_closure import code_digest
from kbminer.pipeline import worker_tasks
from kbminer.web_address import parted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.config import Settings
    from kbminer.pipeline.read_thread import Texts
    from kbminer.records import Thread

Part = TypeVar("Part")
Result = TypeVar("Result")

LOCAL = "local"
_SCHEME = "dask"
MOST_WORKERS = 512  # on this machine: each is a process of 100 MB, and none has so many processors to spare
_HELP = f"write {LOCAL}, dask://HOST:PORT, or dask://local?workers=2"
_PATIENCE = "20s"  # for a scheduler to answer
_LONELY = 60  # seconds after which a run without any worker is ended: a killed one is back in a few
_AHEAD = 4  # parts under way for each thread of a worker: enough that none waits, few enough for memory
# A worker of this machine that is not back by then is given up for good. Dask says 15 s: a busy machine takes
# longer to start one.
_PATIENCE_WITH_WORKERS = "1 day"
# A part whose worker died is done again by another one; so often in a row no worker dies by chance. A cluster
# of one's own says it by distributed.scheduler.allowed-failures, 3 if nothing is said.
_DEATHS = 20


class Engine(Protocol):
    """Spreads work over processes; ``None`` in its place is this machine by itself."""

    def read(self, batches: Iterable[Sequence[Thread]]) -> Iterator[list[Texts]]:
        """Read batches of threads; results come in their order."""
        ...

    def encode(
        self, settings: Settings, name: str, parts: Iterable[Sequence[str]]
    ) -> Iterator[NDArray[np.float32]]:
        """Encode parts by the embedder of that name that the settings ask for, in their order."""
        ...


@contextmanager
def opened_engine(where: str) -> Iterator[Engine | None]:
    """Reach the engine that the setting names, and let it go in the end.

    Parameters
    ----------
    where : str
        ``local``, ``dask://HOST:PORT``, or ``dask://local?workers=N`` for workers on this machine.

    Raises
    ------
    SettingsError
        It is none of these.
    MissingExtra
        Dask is not installed.
    EngineError
        The scheduler can't be reached.
    """
    if where == LOCAL:
        yield None
        return
    parts = parted(where)
    workers = _local_workers(where) if parts.hostname == LOCAL else 0
    if parts.scheme != _SCHEME or not parts.hostname or not (workers or parts.port):
        raise SettingsError(f"The engine {where!r} is none that is known: {_HELP}.")
    with _client(f"tcp://{parts.hostname}:{parts.port}", workers) as client:
        yield DaskEngine(client, where)


class DaskEngine:
    """Gives parts to the workers of a Dask cluster, some at a time, and takes their results in order.

    Parameters
    ----------
    client : distributed.Client
        ``Any``: it is not typed.
    where : str
        What messages call it.
    """

    def __init__(self, client: Any, where: str) -> None:
        self._client = client
        self._where = where

    def read(self, batches: Iterable[Sequence[Thread]]) -> Iterator[list[Texts]]:
        """Read batches of threads; results come in their order."""
        return self.each(worker_tasks.read, batches)

    def encode(
        self, settings: Settings, name: str, parts: Iterable[Sequence[str]]
    ) -> Iterator[NDArray[np.float32]]:
        """Encode parts by the embedder of that name that the settings ask for, in their order."""
        asked = (settings.model, settings.max_chars, settings.dtype, settings.device)
        return self.each(partial(worker_tasks.encode, asked, name), parts)

    def each(self, work: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """Do ``work`` on each part, wherever there is a worker; a part whose worker dies is done again.

        Raises
        ------
        EngineError
            The scheduler went away, no worker is left, or a part ended one worker after another.
        """
        code = code_digest(worker_tasks.__name__)
        window = _AHEAD * max(1, sum(self._client.nthreads().values()))
        under_way: deque[Any] = deque()
        for part in parts:
            under_way.append(self._client.submit(worker_tasks.checked, code, work, part, pure=False))
            if len(under_way) >= window:
                yield self._result(under_way.popleft())
        while under_way:
            yield self._result(under_way.popleft())

    def _result(self, future: Any) -> Any:
        from distributed.client import FutureCancelledError  # noqa: PLC0415 - only Dask needs it
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        try:
            return self._awaited(future)
        except KilledWorker as error:
            raise EngineError(
                f"On {self._where} a part of the work ended every worker that took it; the workers' logs say "
                "why: most often their memory is too small."
            ) from error
        except (FutureCancelledError, OSError) as error:
            raise EngineError(
                f"The scheduler of {self._where} went away; run again: what was done is kept in the store."
            ) from error

    def _awaited(self, future: Any) -> Any:
        """The result, or a sentence where nobody is left to work on it: Dask would wait for ever."""
        had_workers = True
        while True:
            try:
                return future.result(timeout=_LONELY)
            except TimeoutError:
                if future.status == "error":  # the work's own
                    raise
                has_workers = bool(self._client.nthreads())
                if not (had_workers or has_workers):
                    raise EngineError(
                        f"{self._where} has no worker left: start some, and run again; what was done is kept "
                        "in the store."
                    ) from None
                had_workers = has_workers


def _local_workers(where: str) -> int:
    asked = parse_qs(parted(where).query)
    count = asked.get("workers", ["2"])[-1]
    is_count = count.isdecimal() and len(count) <= len(str(MOST_WORKERS))
    if not is_count or not 1 <= int(count) <= MOST_WORKERS or set(asked) - {"workers"}:
        raise SettingsError(f"The engine {where!r} can't be used: {_HELP}.")
    return int(count)


@contextmanager
def _client(address: str, workers: int) -> Iterator[Any]:
    """A client of the scheduler at that address, or of workers that are started for it."""
    dask, library = _dask()
    with dask.config.set(
        {
            "distributed.scheduler.allowed-failures": _DEATHS,
            "distributed.comm.timeouts.connect": _PATIENCE,
            "distributed.deploy.lost-worker-timeout": _PATIENCE_WITH_WORKERS,
        }
    ):
        if workers:
            with (
                _started(library, workers) as cluster,
                library.Client(cluster, set_as_default=False) as client,
            ):
                yield client
            return
        try:
            client = library.Client(address, timeout=_PATIENCE, set_as_default=False)
        except OSError as error:
            raise EngineError(
                f"No Dask scheduler answers at {address} ({error}): start one with dask-scheduler, or leave "
                "--engine out."
            ) from error
        with client:
            yield client


def _started(library: Any, workers: int) -> Any:
    """Workers on this machine, each a process with one thread, which no other machine reaches."""
    return library.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=0,
        silence_logs=logging.CRITICAL,
    )


def _dask() -> tuple[Any, Any]:
    """Dask, which holds the settings, and its cluster. ``Any``: they are not typed."""
    try:
        import dask  # noqa: PLC0415 - only this engine needs them
        import distributed  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("distributed", extra="dask", purpose="--engine dask://…") from None
    return dask, distributed
