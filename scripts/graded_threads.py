"""Threads that were read whole and graded by hand: ``graded_threads/NAME.jsonl``, keys and grades alone.

A line holds ``thread`` (its key) and ``asks`` (whether its opening asks or reports something; ``null`` where
readers may differ, as of wishes). Of threads with a reply that ask, most lines also hold ``state``:

- ``solved``: the one who asked says that it works, or found it alone;
- ``thanked``: a complete answer, and thanks without a trial;
- ``answered``: a complete answer without a word about it;
- ``open``: no answer solves it;
- ``unclear``: readers may differ, or half of it is solved;

and ``posts``: the ids of the posts that answer, the best first. Readers who were shown one post give
``posts``, ``partly`` (it holds a part of the answer) or ``not`` instead.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from kbminer.ingest import read
from kbminer.records import Thread
from kbminer.store import Store
from kbminer.text.post_text import PostText, read_texts

FOLDER = Path(__file__).parent / "graded_threads"
ANSWERED = frozenset({"solved", "thanked", "answered"})
"""States in which ``posts`` name an answer."""


def grades(name: str) -> dict[str, Mapping[str, Any]]:
    """The grades of one forum, by thread."""
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return {grade["thread"]: grade for grade in map(json.loads, lines)}


def post_grade(grade: Mapping[str, Any], post: str) -> float | None:
    """How right a post is as the answer, from 0 to 1; ``None`` where its readers did not say."""
    if grade["state"] in ANSWERED and "posts" in grade:
        return float(post in grade["posts"])
    if post in grade.get("partly", ()):
        return 0.5
    return 0.0 if post in grade.get("not", ()) else None


def read_forum(
    source: str, keys: Container[str] | None = None
) -> Iterator[tuple[Thread, tuple[PostText, ...]]]:
    """The threads of a source, or of a store (its URL), with the texts of their posts; by default all."""
    for item in _items(source):
        if isinstance(item, Thread) and (keys is None or item.key in keys):
            yield item, read_texts(item)


def _items(source: str) -> Iterator[object]:
    if "://" not in source:
        yield from read(Path(source))
        return
    with Store(source) as store:
        yield from store.threads()
