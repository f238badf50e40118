"""Topics in JSON of unknown make: objects with a title, and posts in them; the fields are guessed by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from kbminer.ingest.decode import load_json
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin, isolate_errors
from kbminer.ingest.formats.guessed_topics import GuessedTopics, looks_like_topics, posts_fields
from kbminer.ingest.formats.json_values import json_values, list_of
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Problem, Thread, Visibility, strictest
from kbminer.records.visibility import PUBLIC

_KEY = re.compile(rb'"((?:[^"\\\n]|\\[^\n]){1,60})"\s*:\s*(\[\s*\{)?')
_DEEPEST = 3  # objects around the topics


class TopicReader:
    """Reads topics whose fields are guessed."""

    def __init__(self, origin: Origin) -> None:
        self._topics = GuessedTopics(origin)

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Take the topics of one document."""
        stem = PurePosixPath(document.name).stem
        number = 0
        for found in json_values(document):
            if isinstance(found, Problem):
                yield found
                continue
            for topic, around in self._topics_in(found[1], PUBLIC):
                number += 1
                take = partial(self._topics.take, topic, f"{stem}-{number}", around)
                yield from isolate_errors(found[0], take)

    def _topics_in(
        self, value: dict[str, Any], around: Visibility, depth: int = 0
    ) -> Iterator[tuple[dict[str, Any], Visibility]]:
        """The topics in an object: itself, or those in a list or a table by key somewhere in it.

        Each comes with who may read what it lies in.
        """
        self._topics.places.note(value)
        inner = [
            each for name in value for each in list_of(value[name]) or [value[name]] if isinstance(each, dict)
        ]
        holds_topics = any(looks_like_topics(each) and any(posts_fields(each)) for each in inner[:3])
        if looks_like_topics(value) and not holds_topics:
            yield value, around
        elif depth <= _DEEPEST:
            within = strictest((around, visibility_of(value, waiting=False)))
            for each in inner:
                yield from self._topics_in(each, within, depth + 1)

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every topic as a thread."""
        yield from self._topics.threads()


def _name(key: bytes) -> str:
    try:
        return str(load_json(b'"' + key + b'"'))
    except ValueError:
        return key.decode("utf-8", "replace")


def recognise(document: Document) -> Clue | None:
    """Objects with a title and a list of objects with words."""
    if document.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return None
    found = [(_name(key), bool(opens)) for key, opens in _KEY.findall(document.head)]
    names = dict.fromkeys(name for name, _ in found)
    lists = [name for name, opens in found if opens]
    shape = {name: [dict.fromkeys(names, "")] if name in lists else "" for name in names}
    return (
        Clue(0.35, f"objects with a title and lists: {', '.join(lists[:3])}")
        if lists and looks_like_topics(shape)
        else None
    )


FORMAT = Format(
    name="topic-json", title="topics in JSON of unknown make", recognise=recognise, reader=TopicReader
)
