"""Vectors already computed are never computed again: the key is the embedder and the text's digest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from kbminer.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.similarity.embed.embedder import Embedder

# Rows are kept as float16: the error of a cosine stays below 0.001 and the store half as large.
_CHUNK = 2048


EncodeEach = Callable[[Iterable[Sequence[str]]], "Iterator[NDArray[np.float32]]"]
"""Encodes lists of texts, in their order."""


class VectorCache(Protocol):
    """Where vectors are kept between runs."""

    def load_vectors(self, embedder: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Look up the stored float16 bytes of those ``digests`` that are known."""
        ...

    def save_vectors(self, embedder: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep (digest, float16 bytes) pairs."""
        ...


def _sound(rows: Mapping[str, bytes]) -> dict[str, bytes]:
    """The rows that are as long as most are and hold finite numbers; the others are encoded anew."""
    import numpy as np  # noqa: PLC0415 - loaded at first use

    lengths = Counter(len(row) for row in rows.values() if row and len(row) % 2 == 0)
    usual = max(lengths, key=lambda length: (lengths[length], length), default=0)
    kept = {digest: row for digest, row in rows.items() if usual and len(row) == usual}
    joined = np.frombuffer(b"".join(kept.values()), dtype=np.float16).reshape(len(kept), -1 if kept else 0)
    finite = np.flatnonzero(np.isfinite(joined).all(axis=1)).tolist()
    rows_kept = list(kept.items())
    return dict(rows_kept[place] for place in finite)


def _in_chunks(new: Mapping[str, str]) -> list[list[str]]:
    """The digests of new texts in lists, long texts first: a batch then holds texts of about one length."""
    ordered = sorted(new, key=lambda digest: (-len(new[digest]), new[digest]))
    return [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]


class CachedEmbedder:
    """An embedder that asks a cache first, and lets another embedder encode only what is new.

    Two texts that are equal share one vector; who wrote them does not matter here.

    Parameters
    ----------
    embedder : Embedder
    cache : VectorCache
        Where vectors are kept, under the embedder's name.
    encode_each : callable, optional
        Encodes one list of texts after the other, as ``embedder`` would; by default that does.
    """

    def __init__(
        self, embedder: Embedder, cache: VectorCache, *, encode_each: EncodeEach | None = None
    ) -> None:
        self.embedder = embedder
        self.cache = cache
        self._encode_each: EncodeEach = encode_each or partial(map, embedder.encode)

    @property
    def name(self) -> str:
        """The name of the embedder behind it."""
        return self.embedder.name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode texts, from the cache where possible.

        New vectors are saved in chunks, so that an interrupted first run goes on where it stopped.

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
            The cache holds vectors of another length under the embedder's name.
        """
        import numpy as np  # noqa: PLC0415 - loaded at first use

        digests = [
            hashlib.blake2b(text.encode("utf8", "replace"), digest_size=16).hexdigest() for text in texts
        ]
        known = _sound(self.cache.load_vectors(self.name, sorted(set(digests))))
        new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        chunks = _in_chunks(new)
        encoded_chunks = self._encode_each([new[digest] for digest in chunk] for chunk in chunks)
        for chunk, made in zip(chunks, encoded_chunks, strict=True):
            rows = made.astype(np.float16)
            self._refuse_another_length(known, rows.shape[1])
            encoded = {digest: row.tobytes() for digest, row in zip(chunk, rows, strict=True)}
            self.cache.save_vectors(self.name, sorted(encoded.items()))
            known.update(encoded)
        if not digests:
            return self.embedder.encode([])
        stored = np.frombuffer(b"".join(known[digest] for digest in digests), dtype=np.float16)
        rows32 = stored.reshape(len(digests), -1).astype(np.float32)
        rows32 /= np.maximum(np.linalg.norm(rows32, axis=1, keepdims=True), np.float32(1e-12))
        return rows32

    def _refuse_another_length(self, known: Mapping[str, bytes], length: int) -> None:
        kept = next((len(row) // 2 for row in known.values()), length)
        if kept != length:
            raise ModelError(
                f"The model {self.name} gives {length} numbers a text, and the store holds vectors of {kept} "
                "under that name: it is another model. Give it another name, or mine into a new store, and "
                "every text is encoded anew."
            )
