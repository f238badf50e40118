"""What a worker on another machine does: read a batch of threads, encode a part of the texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from kbminer.errors import EngineError
from kbminer.import_closure import code_digest
from kbminer.pipeline.read_thread import Texts, read_batch
from kbminer.records import Thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.similarity.embed import Embedder

Part = TypeVar("Part")
Result = TypeVar("Result")
Asked = tuple[Any, ...]
"""Model, characters, precision and device, as the settings ask for them."""


def checked(code: str, work: Callable[[Part], Result], part: Part) -> Result:
    """Do ``work`` on a part, by the code that asked for it and no other.

    Raises
    ------
    EngineError
        The worker has another version of kbminer.
    """
    if code_digest(__name__) != code:
        raise EngineError("A worker runs another version of kbminer: install the same one on all machines.")
    return work(part)


def read(batch: Sequence[Thread]) -> list[Texts]:
    """Read a batch of threads."""
    return read_batch(batch)


def encode(asked: Asked, name: str, texts: Sequence[str]) -> NDArray[np.float32]:
    """Encode texts; the model is loaded once a worker.

    Raises
    ------
    EngineError
        The worker's machine would encode in another way than the one that asked.
    """
    embedder = _embedder(asked)
    if embedder.name != name:
        raise EngineError(
            f"A worker encodes by {embedder.name}, this machine by {name}: their processors or libraries "
            'differ; set dtype = "float32" and device = "cpu", and install the same libraries.'
        )
    return embedder.encode(texts)


@cache
def _embedder(asked: Asked) -> Embedder:
    from kbminer.similarity.embed import make_embedder  # noqa: PLC0415 - loaded where something is encoded

    model, max_chars, dtype, device = asked
    return make_embedder(model, max_chars=max_chars, dtype=dtype, device=device)
