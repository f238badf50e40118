"""Pairs of texts that a forum itself puts together: what its own model learns from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kbminer.records import Link, Question, Thread
from kbminer.records.by_key import by_thread
from kbminer.text.post_text import read_text

PairKind = Literal["title", "answer", "duplicate", "merge"]
KINDS: tuple[PairKind, ...] = ("title", "answer", "duplicate", "merge")
"""What puts two texts together: a thread's title and its question, a question and its accepted answer,
what the forum calls a duplicate, what an editor merged."""

HELD_BACK = 10
"""One thread in so many is never learnt from: the pairs of those measure what was learnt."""

_LEAST_WORDS = 4  # of a question's or an answer's own words: less says nothing that its title doesn't


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPair:
    """Two texts that belong together, and where an editor parted one of them from a third, that one."""

    kind: PairKind
    one: str
    other: str
    apart: str = ""
    held_back: bool = False


def own_pairs(
    questions: Iterable[Question], threads: Iterable[Thread], links: Sequence[Link] = ()
) -> Iterator[OwnPair]:
    """Give the pairs of a forum, in the order of its threads.

    Parameters
    ----------
    questions : iterable of Question
        Those that take part.
    threads : iterable of Thread
        Theirs, each looked at once; those that ask nothing are passed over.
    links : sequence of Link, optional
        What editors merged and split.
    """
    asked = by_thread(questions)
    together = [(link.one, link.other) for link in links if link.together]
    apart = {one: other for link in links if not link.together for one, other in _both(link)}
    keys: dict[str, str] = {}  # of threads, by what a duplicate may call them
    duplicates: list[tuple[str, str, str]] = []
    for thread in threads:
        if thread.key in asked:
            keys |= {place: thread.key for place in (thread.url, thread.key) if place}
            if thread.duplicate_of:
                duplicates.append((thread.key, thread.duplicate_of, f"{thread.source}:{thread.duplicate_of}"))
            yield from _of_thread(asked[thread.key], thread, asked.get(apart.get(thread.key, "")))
    for key, place, other in duplicates:
        yield from _of_questions("duplicate", asked, key, keys.get(place) or keys.get(other))
    for one, other in together:
        yield from _of_questions("merge", asked, one, other)


def _of_thread(question: Question, thread: Thread, parted: Question | None) -> Iterator[OwnPair]:
    held = _is_held_back(question.thread)
    apart = parted.text if parted and not _is_held_back(parted.thread) else ""
    if len(question.ask.split()) >= _LEAST_WORDS:
        yield OwnPair(kind="title", one=question.title, other=question.ask, apart=apart, held_back=held)
    for post in thread.replies:
        if post.accepted:
            answer = read_text(post.body, post.format).own_words.text
            if len(answer.split()) >= _LEAST_WORDS:
                yield OwnPair(kind="answer", one=question.text, other=answer, apart=apart, held_back=held)


def _of_questions(
    kind: PairKind, asked: Mapping[str, Question], one: str, other: str | None
) -> Iterator[OwnPair]:
    if other is not None and other in asked and one in asked and one != other:
        held = _is_held_back(one) or _is_held_back(other)
        yield OwnPair(kind=kind, one=asked[one].text, other=asked[other].text, held_back=held)


def _both(link: Link) -> tuple[tuple[str, str], tuple[str, str]]:
    return (link.one, link.other), (link.other, link.one)


def _is_held_back(thread: str) -> bool:
    return int.from_bytes(hashlib.sha256(thread.encode()).digest()[:8]) % HELD_BACK == 0
