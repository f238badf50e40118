"""Forums, categories and the like that an export lists apart: what stands in a closed one is not public."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kbminer.ingest.formats.json_values import list_of
from kbminer.ingest.seen_marks import SeenMarks
from kbminer.ingest.visibility_fields import PLACES
from kbminer.records import Visibility, strictest

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NAMING = ("id", "key", "slug", "name", "uid", "guid", "title", "code")
"""Fields by which a place goes, in itself and where something names it."""

Reference = tuple[str, str]
"""What kind of place is meant, and the number or name that it goes by."""


class ClosedPlaces:
    """Collects the places that an export lists, whenever they come.

    Examples
    --------
    >>> places = ClosedPlaces()
    >>> places.note({"forums": [{"id": 3, "name": "Staff", "private": True}]})
    >>> [str(places.around(references({name: 3}))) for name in ("forumId", "category_id")]
    ['internal: private', 'public']
    """

    def __init__(self) -> None:
        self._marks = SeenMarks(waiting=False)

    def note(self, value: Mapping[str, Any]) -> None:
        """Take the places in one object."""
        for name, each in value.items():
            kind = _kind(_words(name))
            for place in list_of(each) or [each] if kind else ():
                if isinstance(place, dict):
                    for field in _NAMING:
                        if isinstance(place.get(field), str | int):
                            self._marks.note((kind, str(place[field])), place)

    def around(self, named: tuple[Reference, ...]) -> Visibility:
        """Tell who may read what stands in these places."""
        return strictest(map(self._marks.of, named))


def references(value: Mapping[str, Any]) -> tuple[Reference, ...]:
    """List the places that an object names by a number or a name.

    >>> references({"forum_id": 3, "category": "Staff", "title": "Lid"})
    (('forum', '3'), ('category', 'Staff'))
    """
    return tuple(_named(value))


def _named(value: Mapping[str, Any]) -> Iterator[Reference]:
    for name, each in value.items():
        if isinstance(each, str | int) and (words := _words(name)):
            if len(words) > 1 and words[-1] in _NAMING:
                del words[-1]
            if kind := _kind(words):
                yield kind, str(each)


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name[:60])]


def _kind(words: list[str]) -> str | None:
    """The kind of place that a field's name ends in, such as "category" of "parentCategories"."""
    word = words[-1] if words else ""
    singular = re.sub(r"ies$", "y", word) if word.endswith("ies") else word.removesuffix("s")
    return next((each for each in (word, singular) if each in PLACES), None)
