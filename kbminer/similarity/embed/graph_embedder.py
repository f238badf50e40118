"""Encodes texts by a graph that is compiled for the processor: without torch, ready in half a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kbminer.progress import track
from kbminer.similarity.embed.bert_graph import compiled
from kbminer.similarity.embed.processor import processors
from kbminer.similarity.embed.text_model import TextModel
from kbminer.similarity.vectors import Floats

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_TOKENS = 1024  # in a batch: what a layer makes of them then fits the second-level cache of one processor
_AT_ONCE = 2048  # texts tokenised together: tokens of a large forum would need more memory than its vectors


class GraphEmbedder:
    """Encodes texts with a model that OpenVINO runs on the processor.

    Parameters
    ----------
    model : TextModel
    max_chars : int, default 1000
        How much of each text is read.
    precision : {"float32", "bfloat16"}, default "float32"
        What the model's products are computed in.

    Notes
    -----
    The model is compiled at the first :meth:`encode`. The same texts get the same vectors on the same kind of
    processor, however many there are.
    """

    def __init__(self, model: TextModel, *, max_chars: int = 1000, precision: str = "float32") -> None:
        self.model = model
        self.max_chars = max_chars
        self.precision = precision

    @property
    def name(self) -> str:
        """Model, library, precision and cut: whatever changes a vector."""
        return f"{self.model.name}|openvino|{self.precision}|{self.max_chars}"

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode ``texts`` as unit float32 rows of shape (len(texts), d).

        Parameters
        ----------
        texts : sequence of str

        Raises
        ------
        ModelError
            The model is not installed, or a file of it is not the published one.
        """
        cut = [self.model.prefix + text[: self.max_chars - len(self.model.prefix)] for text in texts]
        # Of the sorted distinct texts, so that the order of the input, which decides who shares a batch and
        # thereby the last bits of a vector, changes nothing.
        distinct = sorted(set(cut), key=lambda text: (-len(text), text))
        rows = np.zeros((len(distinct), self.model.shape.width), dtype=np.float32)
        starts = range(0, len(distinct), _AT_ONCE)
        for start in track(starts, what="Embedding", total=len(starts), unit=f"{_AT_ONCE} texts"):
            rows[start : start + _AT_ONCE] = self._encoded(distinct[start : start + _AT_ONCE])
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))
        row = {text: i for i, text in enumerate(distinct)}
        return np.asarray(rows[[row[text] for text in cut]], dtype=np.float32)

    def _encoded(self, texts: Sequence[str]) -> Floats:
        """Encode distinct texts, several batches at once."""
        graph, tokenizer = self._compiled
        tokens = [found.ids for found in tokenizer.encode_batch_fast(list(texts))]
        rows = np.empty((len(texts), self.model.shape.width), dtype=np.float32)
        at_once = processors()
        requests = SimpleQueue[Any]()
        for _ in range(at_once):
            requests.put(graph.create_infer_request())

        def encode(places: Sequence[int]) -> None:
            request = requests.get()
            rows[places] = request.infer(_padded([tokens[place] for place in places]))[0]
            requests.put(request)

        # Threads of Python's own: the library's queue with callbacks waits for ever when it is dropped while
        # a callback's thread still wants the interpreter.
        with ThreadPoolExecutor(at_once) as pool:
            for _ in pool.map(encode, batches([len(each) for each in tokens])):
                pass  # what a batch raised is raised here
        return rows

    @cached_property
    def _compiled(self) -> tuple[Any, Tokenizer]:
        weights, tokenizer = self.model.load()
        return compiled(weights, self.model.shape, precision=self.precision), tokenizer


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Put texts of like length together, the longest first, as many as a batch of tokens holds.

    >>> list(batches([3, 600, 500]))
    [[1], [2, 0]]
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _padded(tokens: Sequence[Sequence[int]]) -> list[NDArray[Any]]:
    """The tokens of a batch as one array, and which of them count."""
    longest = max(map(len, tokens))
    ids = np.zeros((len(tokens), longest), dtype=np.int32)
    mask = np.zeros((len(tokens), longest), dtype=np.float32)
    for row, each in enumerate(tokens):
        ids[row, : len(each)] = each
        mask[row, : len(each)] = 1
    return [ids, mask]
