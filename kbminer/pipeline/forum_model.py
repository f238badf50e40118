"""Which model embeds a forum, where the settings name none: one that reads the forum's languages."""

from __future__ import annotations

from kbminer.config import Settings
from kbminer.store import Store
from kbminer.store.statistics import languages_of


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
    from kbminer.similarity.embed.by_language import MULTILINGUAL, model_for  # noqa: PLC0415 - loads numpy

    last = store.latest_run()
    if last is not None and dict(last.counts).get("threads") == store.counts().threads:
        # Nothing came that could change the choice, and telling languages takes longer than the rest then.
        stands = last.settings.get("model") == MULTILINGUAL
        return settings.model_copy(update={"model": MULTILINGUAL}) if stands else settings
    chosen = model_for(languages_of(store)[0])
    return settings if chosen is None else settings.model_copy(update={"model": chosen})
