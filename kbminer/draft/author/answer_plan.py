"""What a model says before it writes: what each post adds, what is asked, and who says that it helped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from kbminer.language_model.answer_schema import INTEGER, TEXT, TRUTH, list_of, object_of, one_of

Addition = Literal["step", "condition", "warning", "option", "fact", "link", "trouble", "nothing"]
ADDITIONS: tuple[Addition, ...] = get_args(Addition)
UNTOLD: frozenset[Addition] = frozenset({"trouble", "nothing"})  # what need not stand in the article
# Items of a list that are read: a dossier holds some forty posts, and a question hardly asks six things.
MOST_PLANNED, MOST_ASKED = 80, 6
LONGEST_WORDS = 200  # characters of an item: fifteen words are asked for

PLAN_SCHEMA: dict[str, Any] = {
    "threads": list_of(object_of(number=INTEGER, same=TRUTH, why=TEXT)),
    "plan": list_of(object_of(post=INTEGER, adds=one_of(*ADDITIONS), what=TEXT)),
    "asked": list_of(object_of(what=TEXT, posts=list_of(INTEGER))),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPost:
    """One thing that a post adds, as the model says: "trouble" where its writer has what is asked about, too.

    ``words`` are what it adds, or why it adds "nothing".
    """

    post: int
    adds: Addition
    words: str

    @property
    def is_needed(self) -> bool:
        """Whether the article has to tell it."""
        return self.adds not in UNTOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """One thing that the asker wants to know, and the posts that answer just this; none where none does."""

    words: str
    posts: tuple[int, ...]


def planned_in(listed: object) -> tuple[PlannedPost, ...]:
    """Read what a model planned; items of another shape are passed over.

    Examples
    --------
    >>> planned_in([{"post": 2, "adds": "step", "what": "Open it."}, {"post": "3", "adds": "joy"}])
    (PlannedPost(post=2, adds='step', words='Open it.'),)
    """
    return tuple(
        PlannedPost(post=item["post"], adds=item["adds"], words=_words(item.get("what")))
        for item in _items(listed, MOST_PLANNED)
        if type(item.get("post")) is int and item.get("adds") in ADDITIONS
    )


def apart_in(listed: object) -> tuple[int, ...]:
    """Read the numbers of the threads that ask something else, as a model says.

    Examples
    --------
    >>> apart_in([{"number": 2, "same": False}, {"number": 3, "same": True}, {"number": 4}])
    (2,)
    """
    return tuple(
        item["number"]
        for item in _items(listed, MOST_PLANNED)
        if type(item.get("number")) is int and item.get("same") is False
    )


def asked_in(listed: object) -> tuple[AskedFor, ...]:
    """Read what is asked, as a model says; items of another shape are passed over.

    Examples
    --------
    >>> asked_in([{"what": "which bulb", "posts": []}, {"what": ""}, "x"])
    (AskedFor(words='which bulb', posts=()),)
    """
    return tuple(
        AskedFor(words=words, posts=tuple(n for n in item["posts"] if type(n) is int))
        for item in _items(listed, MOST_ASKED)
        if (words := _words(item.get("what"))) and isinstance(item.get("posts"), list)
    )


def _items(listed: object, most: int) -> Iterator[Mapping[str, Any]]:
    for item in listed[:most] if isinstance(listed, list) else ():
        if isinstance(item, Mapping):
            yield item


def _words(text: object) -> str:
    return " ".join(text.split())[:LONGEST_WORDS] if isinstance(text, str) else ""
