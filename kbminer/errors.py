"""Every error that kbminer raises on purpose.

::

    KbminerError
    ├── SourceError        a source can't be read at all
    │   └── UnknownFormat  nothing recognises what lies there
    ├── StoreError         the store can't be opened, or is from a newer version
    │   ├── NoRun          nothing has been mined yet
    │   └── RunLocked      another run is at work on the store
    ├── SettingsError      a setting is unknown or has a bad value
    ├── EngineError        the machines that share the work can't be reached, or differ
    ├── ModelError         an embedding model is missing or is not the one promised
    ├── MissingExtra       an optional library is needed; the message holds the install command
    ├── OutputError        a report or draft can't be written
    ├── NoAnswer           no post answers what is asked, so that there is nothing to draft
    └── DraftRefused       a draft failed its own checks (citations or private data)

A message says what happened, where, and what to do, in one sentence or two: it is what a person at a
terminal reads. One bad thread raises nothing: it becomes a :class:`kbminer.records.Problem`.
"""

from __future__ import annotations

__all__ = [
    "DraftRefused",
    "EngineError",
    "KbminerError",
    "MissingExtra",
    "ModelError",
    "NoAnswer",
    "NoRun",
    "OutputError",
    "RunLocked",
    "SettingsError",
    "SourceError",
    "StoreError",
    "UnknownFormat",
]


class KbminerError(Exception):
    """The root of all errors that kbminer raises on purpose."""


class SourceError(KbminerError):
    """A source can't be read at all: it does not exist, is not permitted, or is damaged throughout."""


class UnknownFormat(SourceError):
    """No known forum format recognises the source."""


class StoreError(KbminerError):
    """The store can't be opened, written, or was made by a newer kbminer."""


class NoRun(StoreError):
    """Nothing has been mined yet: there is no run to read."""

    def __init__(self, store: str) -> None:
        super().__init__(
            f"The store {store} holds no finished run yet; make one with: kbminer run --store {store}"
        )


class RunLocked(StoreError):
    """Another run is at work on the same store."""


class SettingsError(KbminerError):
    """A setting is unknown or its value can't be used."""


class EngineError(KbminerError):
    """The machines that share the work can't be reached, went away, or are not alike."""


class ModelError(KbminerError):
    """An embedding model is missing, or its files are not the ones that were promised."""


class MissingExtra(KbminerError):
    """An optional library is not installed.

    >>> str(MissingExtra("pandas", extra="notebook", purpose="to_frame()"))
    'to_frame() needs pandas: pip install "kbminer[notebook]"'
    """

    def __init__(self, library: str, *, extra: str, purpose: str) -> None:
        super().__init__(f'{purpose} needs {library}: pip install "kbminer[{extra}]"')
        self.library = library


class OutputError(KbminerError):
    """A report or a draft can't be written where it was asked for."""


class NoAnswer(KbminerError):
    """No post of a group answers its question: a person has to."""


class DraftRefused(KbminerError):
    """A draft holds a sentence that no cited post contains, or private data that was not replaced."""
