"""A sentence encoder of BERT's kind as OpenVINO runs it: laid out from weights, compiled for the processor.

The graph is made of the weights themselves: no exported model is downloaded, shipped or kept beside them.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.errors import ModelError
from kbminer.similarity.embed.processor import processors
from kbminer.similarity.embed.text_model import BertShape, Weights

_NEVER = np.float32(-30_000)  # added to a score, it makes the share of padding nought, in bfloat16 too
_TELEMETRY = "openvino_telemetry"


def openvino() -> Any:
    """Import OpenVINO, without what it reports to its makers; ``Any``: it is not typed.

    Raises
    ------
    ModelError
        It can't be loaded.
    """
    known = sys.modules.get(_TELEMETRY)
    # Its package loads a reporter of its use when that is installed. kbminer opens no connection that its
    # user did not ask for, so the reporter is out of reach while OpenVINO loads.
    sys.modules[_TELEMETRY] = None  # type: ignore[assignment]
    try:
        import openvino as library  # noqa: PLC0415 - loaded at first use
        from openvino import opset13  # noqa: F401, PLC0415
    except ImportError as error:
        raise ModelError(
            f"OpenVINO can't be loaded ({error}): pip install --force-reinstall openvino, or without it, by "
            "pip uninstall openvino, torch encodes."
        ) from error
    finally:
        del sys.modules[_TELEMETRY]
        if known is not None:
            sys.modules[_TELEMETRY] = known
    return library


def compiled(weights: Weights, shape: BertShape, *, precision: str) -> Any:
    """Compile the encoder for this machine's processor; ``Any``: OpenVINO is not typed.

    Parameters
    ----------
    weights : mapping of str to ndarray
    shape : BertShape
    precision : {"float32", "bfloat16"}
        What its products are computed in; sums, softmax and normalisation stay float32.
    """
    threads = processors()
    short = {"float32": "f32", "bfloat16": "bf16"}[precision]
    return (
        openvino()
        .Core()
        .compile_model(
            _encoder(weights, shape),
            "CPU",
            # One thread to a batch, as many batches at once as there are processors: threads that share a
            # batch wait for one another, and add in another order on another machine.
            {"INFERENCE_PRECISION_HINT": short, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads},
        )
    )


def _encoder(weights: Weights, shape: BertShape) -> Any:
    """The graph from tokens, and the mask of those that count, to the mean of the last layer's rows."""
    library = openvino()
    graph = _Graph(library.opset13, weights, shape)
    op = library.opset13
    tokens = op.parameter([-1, -1], np.int32, name="tokens")
    mask = op.parameter([-1, -1], np.float32, name="mask")
    hidden = op.unsqueeze(op.subtract(np.float32(1), mask), _axes(1, 2))
    unseen = op.multiply(hidden, _NEVER)
    rows = graph.embedded(tokens)
    for layer in range(shape.layers):
        rows = graph.layer(rows, unseen, f"encoder.layer.{layer}")
    counted = op.unsqueeze(mask, np.int64(2))
    total = op.reduce_sum(op.multiply(rows, counted), np.int64(1))
    mean = op.divide(total, op.reduce_sum(counted, np.int64(1)))
    return library.Model([mean], [tokens, mask], "encoder")


class _Graph:
    """Lays out the parts of the encoder; ``op`` is OpenVINO's set of operations."""

    def __init__(self, op: Any, weights: Weights, shape: BertShape) -> None:
        self.op = op
        self.weights = weights
        self.shape = shape

    def embedded(self, tokens: Any) -> Any:
        """Look up each token with its place."""
        op, name = self.op, "embeddings"
        places = self.weights[f"{name}.position_embeddings.weight"]
        places = places + self.weights[f"{name}.token_type_embeddings.weight"][0]
        length = op.gather(op.shape_of(tokens), _axes(1), np.int64(0))
        placed = op.slice(op.constant(places), _axes(0), length, _axes(1), _axes(0))
        words = op.gather(op.constant(self.weights[f"{name}.word_embeddings.weight"]), tokens, np.int64(0))
        return self._normalised(op.add(words, placed), f"{name}.LayerNorm")

    def layer(self, rows: Any, unseen: Any, name: str) -> Any:
        """One layer: each token attends to all, then each is transformed; both are added on."""
        op = self.op
        attended = self._linear(self._attention(rows, unseen, name), f"{name}.attention.output.dense")
        rows = self._normalised(op.add(rows, attended), f"{name}.attention.output.LayerNorm")
        wide = op.gelu(self._linear(rows, f"{name}.intermediate.dense"), "ERF")
        return self._normalised(
            op.add(rows, self._linear(wide, f"{name}.output.dense")), f"{name}.output.LayerNorm"
        )

    def _attention(self, rows: Any, unseen: Any, name: str) -> Any:
        op, shape = self.op, self.shape
        query, key, value = (
            op.transpose(
                op.reshape(
                    self._linear(rows, f"{name}.attention.self.{part}"),
                    _axes(0, 0, shape.heads, shape.width // shape.heads),
                    True,
                ),
                _axes(0, 2, 1, 3),
            )
            for part in ("query", "key", "value")
        )
        seen = op.scaled_dot_product_attention(query, key, value, unseen)
        return op.reshape(op.transpose(seen, _axes(0, 2, 1, 3)), _axes(0, 0, shape.width), True)

    def _linear(self, rows: Any, name: str) -> Any:
        op = self.op
        product = op.matmul(rows, op.constant(self.weights[f"{name}.weight"]), False, True)
        return op.add(product, op.constant(self.weights[f"{name}.bias"]))

    def _normalised(self, rows: Any, name: str) -> Any:
        op = self.op
        moved = op.mvn(rows, _axes(-1), True, self.shape.epsilon, "INSIDE_SQRT")
        scaled = op.multiply(moved, op.constant(self.weights[f"{name}.weight"]))
        return op.add(scaled, op.constant(self.weights[f"{name}.bias"]))


def _axes(*numbers: int) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)
