"""Which model embeds a forum, where the settings name none: one that reads the forum's languages."""

from __future__ import annotations

import math

from kbminer.config import Settings
from kbminer.store import Store
from kbminer.store.statistics import languages_of

GROWN = 0.1
"""The share of threads from which the choice is made anew: those of one night decide nothing."""


def with_forum_model(store: Store, settings: Settings) -> Settings:
    """Name the multilingual model in the settings where they name none and much is in other languages.

    Parameters
    ----------
    store : Store
        What it holds decides; until the forum has grown by a tenth, the last run's choice stands.
    settings : Settings

    Returns
    -------
    Settings
        As they were where a model is named, the forum is English, or the model is not installed: a warning
        then says how to install it.
    """
    if settings.model is not None:
        return settings
    from kbminer.similarity.embed.by_language import MULTILINGUAL, model_for  # noqa: PLC0415 - loads numpy

    last = store.latest_run()
    known = dict(last.counts).get("threads", 0) if last else 0
    if last and known and _size_class(known) == _size_class(store.counts().threads):
        # Too little came to change the choice: with another model every text would be encoded anew.
        stands = last.settings.get("model") == MULTILINGUAL
        return settings.model_copy(update={"model": MULTILINGUAL}) if stands else settings
    chosen = model_for(languages_of(store)[0])
    return settings if chosen is None else settings.model_copy(update={"model": chosen})


def _size_class(threads: int) -> int:
    """Number the sizes of forums, each a tenth larger: however little comes at once, growth is noticed."""
    return int(math.log(max(threads, 1), 1 + GROWN))
