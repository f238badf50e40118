"""Embedders by name: those that come with kbminer, those of other packages by entry point, and models."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING

from kbminer.entry_points import make, offered, unfit
from kbminer.similarity.embed.adapted import adapted_model, adapted_name, is_adapted
from kbminer.similarity.embed.bundled import PACKAGE
from kbminer.similarity.embed.embedder import Device, DType, Embedder, EmbedderSettings
from kbminer.similarity.embed.processor import precision_of, runs_as_graph
from kbminer.similarity.embed.sentence import SentenceEmbedder

if TYPE_CHECKING:
    from kbminer.similarity.embed.text_model import TextModel

ENTRY_POINTS = "kbminer.embedders"
"""The group of entry points: each names a callable that makes an embedder of :class:`EmbedderSettings`."""

DEFAULT = "bundled"


def embedder_names() -> tuple[str, ...]:
    """List the embedders that have a name of their own, those that come with kbminer first.

    Beside them, the name or folder of any sentence-transformers model can be given.

    Examples
    --------
    >>> embedder_names()[:3]
    ('bundled', 'multilingual', 'lexical')
    """
    return (*_BUILT_IN, *sorted(offered(ENTRY_POINTS, _BUILT_IN)))


def make_embedder(
    name: str | None = None,
    *,
    max_chars: int = 1000,
    dtype: DType = "auto",
    device: Device = "auto",
) -> Embedder:
    """Make the embedder of that name.

    Parameters
    ----------
    name : str, optional
        One of :func:`embedder_names`, or the name or folder of a sentence-transformers model; by default
        the bundled one.
    max_chars, dtype, device
        See :class:`EmbedderSettings`.

    Raises
    ------
    SettingsError
        What a package offers under that name can't be used. Whether a model of sentence-transformers
        exists shows at the first ``encode``, as a :class:`kbminer.errors.ModelError`.

    Examples
    --------
    >>> make_embedder("lexical").name
    'lexical@1|hashed|float32|1000'
    """
    settings = EmbedderSettings(max_chars=max_chars, dtype=dtype, device=device)
    name = name or DEFAULT
    if name in _BUILT_IN:
        return _BUILT_IN[name](settings)
    point = offered(ENTRY_POINTS, _BUILT_IN).get(name)
    if point is None:
        return _model(name, settings)
    made = make(point, "embedder", settings)
    if not isinstance(made, Embedder):
        raise unfit(point, "embedder", "has no name and encode: see kbminer.similarity.embed.Embedder.")
    return made


def make_query_embedder(
    name: str | None = None,
    *,
    max_chars: int = 1000,
    dtype: DType = "auto",
    device: Device = "auto",
) -> Embedder:
    """Make an embedder into the same space that is quick to start: for a question in a process of its own.

    Its vectors may differ in the last digits from those of :func:`make_embedder`, and so does its name: the
    two never mix in a cache. Only the bundled model has one; other names give what ``make_embedder`` gives.

    Parameters
    ----------
    name, max_chars, dtype, device
        As for :func:`make_embedder`.
    """
    if name and is_adapted(name):
        from kbminer.similarity.embed.minilm import MiniLMEmbedder  # noqa: PLC0415 - numpy loads with it

        return MiniLMEmbedder(max_chars=max_chars, model=adapted_model(name))
    if (name or DEFAULT) == DEFAULT and importlib.util.find_spec(PACKAGE) is not None:
        from kbminer.similarity.embed.minilm import MiniLMEmbedder  # noqa: PLC0415 - numpy loads with it

        return MiniLMEmbedder(max_chars=max_chars)
    return make_embedder(name, max_chars=max_chars, dtype=dtype, device=device)


def _bundled(settings: EmbedderSettings) -> Embedder:
    if importlib.util.find_spec(PACKAGE) is not None and runs_as_graph(settings.device):
        from kbminer.similarity.embed.minilm import MINILM  # noqa: PLC0415 - numpy loads with it

        return _as_graph(MINILM, settings)
    return SentenceEmbedder(max_chars=settings.max_chars, dtype=settings.dtype, device=settings.device)


def _as_graph(model: TextModel, settings: EmbedderSettings) -> Embedder:
    from kbminer.similarity.embed.graph_embedder import GraphEmbedder  # noqa: PLC0415 - numpy loads with it

    return GraphEmbedder(model, max_chars=settings.max_chars, precision=precision_of(settings.dtype))


def _lexical(settings: EmbedderSettings) -> Embedder:
    from kbminer.similarity.embed.hashed import LexicalEmbedder  # noqa: PLC0415 - numpy loads with it

    return LexicalEmbedder(max_chars=settings.max_chars)


def _multilingual(settings: EmbedderSettings) -> Embedder:
    from kbminer.similarity.embed.multilingual import MultilingualEmbedder  # noqa: PLC0415 - so does it here

    return MultilingualEmbedder(max_chars=settings.max_chars, dtype=settings.dtype, device=settings.device)


def _model(name: str, settings: EmbedderSettings) -> Embedder:
    if is_adapted(name):
        if runs_as_graph(settings.device):
            return _as_graph(adapted_model(name), settings)
        return SentenceEmbedder(
            name,
            max_chars=settings.max_chars,
            dtype=settings.dtype,
            device=settings.device,
            known_as=adapted_name(name),
        )
    return SentenceEmbedder(name, max_chars=settings.max_chars, dtype=settings.dtype, device=settings.device)


_BUILT_IN: dict[str, Callable[[EmbedderSettings], Embedder]] = {
    DEFAULT: _bundled,
    "multilingual": _multilingual,
    "lexical": _lexical,
}
