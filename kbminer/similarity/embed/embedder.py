"""The seam that every embedding model fits, and the settings that embedders are made with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DType = Literal["auto", "float32", "bfloat16"]
Device = Literal["auto", "cpu", "cuda", "mps"]


@runtime_checkable
class Embedder(Protocol):
    """Anything that turns texts into unit vectors.

    Equal texts get equal vectors, whatever stands beside them and in whatever order. ``name`` says all that
    changes a vector, parted by bars: it is the key under which vectors are kept. What stands before the
    first bar names the space: vectors of embedders that agree in it can be compared.
    """

    @property
    def name(self) -> str:
        """Model with its revision, then precision and settings: ``all-MiniLM-L6-v2@1110a243|torch|…``."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode texts.

        Parameters
        ----------
        texts : sequence of str
            Any texts: empty ones, very long ones, none at all.

        Returns
        -------
        ndarray of shape (len(texts), d), float32
            Rows of length 1.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderSettings:
    """What an embedder is made with; one that has no use for a setting passes it over.

    Parameters
    ----------
    max_chars : int, default 1000
        How much of each text is read.
    dtype : {"auto", "float32", "bfloat16"}, default "auto"
        Precision of the model; "auto" takes bfloat16 where the processor computes in it.
    device : {"auto", "cpu", "cuda", "mps"}, default "auto"
        Where the model runs; "auto" takes CUDA, else MPS, else the processor.
    """

    max_chars: int = 1000
    dtype: DType = "auto"
    device: Device = "auto"
