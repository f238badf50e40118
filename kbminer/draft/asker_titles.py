"""The askers' titles, clean and without private things."""

from __future__ import annotations

from kbminer.records import Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import squeeze
from kbminer.text.title_words import clean_title


def redacted_title(thread: Thread, people: tuple[str, ...]) -> str:
    """Write a thread's title clean and without private things.

    Parameters
    ----------
    thread
        The thread.
    people
        The names that are redacted.
    """
    return clean_title(squeeze(redact(thread.title, people).text))
