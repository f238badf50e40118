"""Exports whose threads and replies come as JSON objects, in any order, nested or apart: joined by a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.ingest.formats.json_values import json_values
from kbminer.ingest.repeated_posts import RepeatedPosts
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.ingest.waiting import Waiting
from kbminer.records import Post, Problem, Thread, Visibility, strictest
from kbminer.records.visibility import PUBLIC

_JUDGED = "kbminer visibility"


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """An object of a thread: the one that ``opens`` it, or a reply.

    ``visibility`` is what the object's own marks don't say: who may read what it stands in.
    """

    thread: str
    value: dict[str, Any]
    opens: bool = False
    visibility: Visibility = PUBLIC


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that threads are completed by, such as the name of a user."""

    kind: str
    key: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """One thread's objects, and what the export says beside them.

    Attributes
    ----------
    key : str
        The thread's.
    opening : dict
        The object that opens it.
    replies : tuple of dict
        The others, each once.
    origin : Origin
        Where the export comes from.
    facts : dict
        By kind and key.
    left_out : Counter
        How many posts were left out, by the reason.
    problems : list of Problem
        What damaged this thread.
    """

    key: str
    opening: dict[str, Any]
    replies: tuple[dict[str, Any], ...]
    origin: Origin
    facts: dict[tuple[str, str], Any]
    left_out: Counter[str]
    problems: list[Problem] = field(default_factory=list)

    def fact(self, kind: str, key: object) -> Any:
        """Look something up; ``None`` where the export does not say."""
        return None if key is None else self.facts.get((kind, str(key)))

    def is_whole(self, thing: str, missing: int, parts: str) -> bool:
        """Tell whether no part of the thread is missing, and note how many are where some are.

        Parameters
        ----------
        thing : str
            What a thread of this make is called.
        missing : int
            How many of its parts the export counts and does not hold.
        parts : str
            What these are called, with their number where it is known.
        """
        if missing > 0:
            what = f"the {thing} is cut short: {missing} of its {parts} are missing"
            self.problems.append(Problem(where=self.key, what=what, lost=False))
        return missing <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """How the objects of one make are taken apart and joined.

    Attributes
    ----------
    pieces : callable
        Finds the threads, replies and facts in one object of a document of that name.
    join : callable
        Makes a thread of one thread's objects; ``None`` where it was counted as left out.
    things : str
        What its threads are called, in the plural.
    """

    pieces: Callable[[dict[str, Any], str], Iterable[ThreadPart | Fact]]
    join: Callable[[Joined], Thread | None]
    things: str


class JoiningReader:
    """Reads an export: everything waits until the last document, for a reply may come before its thread."""

    def __init__(self, export: Export, origin: Origin) -> None:
        self._export = export
        self._origin = origin
        self._waiting = Waiting()
        self._facts: dict[tuple[str, str], Any] = {}
        self._repeated = RepeatedPosts()
        self._left_out: Counter[str] = Counter()

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Take the objects of one document."""
        for found in json_values(document):
            if isinstance(found, Problem):
                yield found
            else:
                yield from isolate_errors(found[0], partial(self._take, found[1], document.name))

    def _take(self, value: dict[str, Any], name: str) -> Iterable[Problem]:
        for piece in self._export.pieces(value, name):
            if isinstance(piece, Fact):
                self._facts[piece.kind, piece.key] = piece.value
            else:
                judged = strictest((piece.visibility, visibility_of(piece.value, waiting=False)))
                self._waiting.add(piece.thread, (piece.opens, _marked(piece.value, judged)))
                author, words = piece.value.get("author"), piece.value.get("body")
                if isinstance(author, str) and isinstance(words, str):
                    self._repeated.note(author, words)
        return ()

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every thread, in the order of the first objects; at the end what was left out."""
        orphans = Counter[str]()
        for key, items in self._waiting.groups():
            openings = [value for opens, value in items if opens]
            came = _each_once(value for opens, value in items if not opens)
            if not openings:
                orphans[key] = len(came)
                continue
            withheld = strictest(map(judged_visibility, openings))
            joined = Joined(
                key=key, opening=_marked(openings[-1], withheld), replies=came,
                origin=self._origin, facts=self._facts, left_out=self._left_out,
            )  # fmt: skip
            thread = f"{self._origin.source}:{key}"
            yield from isolate_errors(thread, partial(self._joined, joined), thread=thread)
        if orphans:
            what = (
                f"{orphans.total()} replies belong to {len(orphans)} {self._export.things} "
                "that do not lie in this source; give the file that holds these too"
            )
            yield Problem(where=self._origin.name, what=what)
        for reason, count in sorted((+self._left_out).items()):
            yield Problem(where=self._origin.name, what=f"left out: {reason} ({count})", lost=False)

    def _joined(self, joined: Joined) -> Iterator[Thread | Problem]:
        thread = self._export.join(joined)
        yield from joined.problems
        if thread is not None:
            posts = tuple(
                post
                for post in thread.posts
                if not (post.visibility.is_public and self._repeated.is_repeated(post.author, post.body))
            )
            self._left_out["posts of bots that repeat word for word"] += len(thread.posts) - len(posts)
            own = strictest((thread.visibility, judged_visibility(joined.opening)))
            thread = replace(thread, posts=posts, visibility=own)
        if thread is not None and any(_says_something(post) for post in thread.posts):
            yield thread
        elif thread is not None:
            self._left_out[f"{self._export.things} of which no public words are left"] += 1


def judged_visibility(value: dict[str, Any]) -> Visibility:
    """Tell who may read an object, by its own marks, by its copies' and by what it stands in."""
    written = value.get(_JUDGED)
    return Visibility.read(written) if isinstance(written, str) else visibility_of(value, waiting=False)


def _marked(value: dict[str, Any], judged: Visibility) -> dict[str, Any]:
    return value | {_JUDGED: str(judged)}


def _each_once(values: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The replies without those that came twice; the later one counts, at the place of the earlier."""
    found: dict[object, dict[str, Any]] = {}
    for number, value in enumerate(values):
        identity = value.get("id")
        key = str(identity) if isinstance(identity, str | int) and identity != "" else (number,)
        copies = (found[key], value) if key in found else (value,)
        found[key] = _marked(value, strictest(map(judged_visibility, copies)))
    return tuple(found.values())


def _says_something(post: Post) -> bool:
    return bool(post.body.strip()) or not post.visibility.is_public


def in_order(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Sort posts by time where each has one, for some exports give the newest first; empty ones go.

    An empty one that is not public stays: where it opened the thread, its replies are not public either.
    """
    kept = [post for post in posts if _says_something(post)]
    timed = [(post.created_at, post) for post in kept if post.created_at is not None]
    if len(timed) == len(kept):
        kept = [post for _, post in sorted(timed, key=itemgetter(0))]
    return tuple(kept)
