"""What can be read from one thread without any model: who spoke when, and what cues they left.

:class:`Signals` is all that the model sees of a thread. It is small, made of plain values, and is kept in
the store, so that a thread is read once however often the model is fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

SUCCESS = frozenset({"solved", "self_solved"})
"""Kinds of cues by which a person says that it works."""
TAKES_BACK = frozenset({"withdrawn", "by_itself"})
"""Kinds by which an asker takes a question back, or says that it works by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCue:
    """A cue in a text: its kind, and its sentence as written ("" for kinds that prove nothing)."""

    kind: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSignals:
    """What was read from one post.

    ``questions`` are the question marks in its own words, for the first post those of the title too.
    ``at`` is in seconds since 1970. ``answers`` is the position of the post that it replies to, quotes or
    addresses, where it shows one. ``shared`` is the share of the question's words that it takes up,
    ``pointer`` the link under which it says the answer stands elsewhere.
    ``vocabulary`` holds its distinct words as hashes, for refitting on the forum itself. ``code`` counts what
    the writer marked as code, ``unmarked_code`` what a mail can't mark.
    """

    id: str
    author: str | None = None
    asker: bool = False
    at: float | None = None
    likes: int | None = None
    staff: bool | None = None
    accepted: bool | None = None
    answers: int | None = None
    words: int = 0
    code: int = 0
    links: int = 0
    items: int = 0
    questions: int = 0
    shared: float = 0.0
    pointer: str | None = None
    cues: tuple[FoundCue, ...] = ()
    vocabulary: tuple[int, ...] = ()
    unmarked_code: int = 0

    @property
    def is_mere_text(self) -> bool:
        """Whether it shows no code, link or item of a list beside its words."""
        return not (self.code or self.unmarked_code or self.links or self.items)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of cues found in the post."""
        return frozenset([cue.kind for cue in self.cues])


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What was read from one thread.

    ``title_mark`` is whether the title is marked as solved. ``set_aside`` is the reason why the thread
    can't be judged as one question, ``language`` ``None`` where no known language fits. ``accepted`` in the
    posts, ``solved`` and ``duplicate_of`` are the forum's own words.
    """

    thread: str
    posts: tuple[PostSignals, ...]
    language: str | None = None
    title_mark: bool | None = None
    category: str | None = None
    views: int | None = None
    solved: bool | None = None
    duplicate_of: str | None = None
    set_aside: str | None = None

    @property
    def helpers(self) -> list[PostSignals]:
        """The replies by others than the asker."""
        return [post for post in self.posts[1:] if not post.asker]

    @property
    def last_at(self) -> float | None:
        """The newest date of its posts, in seconds since 1970."""
        return max((post.at for post in self.posts if post.at is not None), default=None)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, without what is absent."""
        head = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "posts"}
        return {k: v for k, v in head.items() if v is not None} | {
            "posts": [_post_row(p) for p in self.posts]
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Signals:
        """Read what :meth:`as_dict` wrote."""
        return cls(**{**data, "posts": tuple(_post(row) for row in data["posts"])})


_DEFAULTS = {f.name: f.default for f in fields(PostSignals)}


def _post_row(post: PostSignals) -> dict[str, Any]:
    row = {n: v for n, d in _DEFAULTS.items() if (v := getattr(post, n)) != d}
    if post.cues:
        row["cues"] = [[cue.kind, cue.quote] for cue in post.cues]
    if post.vocabulary:
        row["vocabulary"] = list(post.vocabulary)
    return row


def _post(row: Mapping[str, Any]) -> PostSignals:
    cues = tuple(FoundCue(kind=kind, quote=quote) for kind, quote in row.get("cues", ()))
    return PostSignals(**{**row, "cues": cues, "vocabulary": tuple(row.get("vocabulary", ()))})
