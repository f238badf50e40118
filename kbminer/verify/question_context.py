"""What the posts of a thread may take for granted: its title and its question."""

from __future__ import annotations

from collections.abc import Iterable

from kbminer.records import Thread
from kbminer.records.by_key import by_key
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import read_post


def context_of(threads: Iterable[Thread], people: tuple[str, ...]) -> str:
    """Give the titles and questions of threads, redacted, each thread once.

    Parameters
    ----------
    threads
        The threads whose posts a sentence cites.
    people
        The names that are redacted.
    """
    known = by_key(thread for thread in threads if thread.posts)
    return "\n".join(
        f"{redact(thread.title, people).text}\n{read_post(thread.posts[0], people).markdown}"
        for thread in known.values()
    )
