"""Who solves what: whom an editor can ask. Names stay inside and never enter a draft."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kbminer.records import Resolution, Solver
from kbminer.resolve.signals import Signals

_MOST_SUBJECTS = 5


class _Solved(NamedTuple):
    """One thread that somebody solved for another person."""

    author: str
    declared: bool
    subject: str | None


def solvers(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    groups: Mapping[str, str] | None = None,
    fewest: int = 1,
) -> list[Solver]:
    """List the people whose replies solved other people's threads, the one with most first.

    Parameters
    ----------
    signals : sequence of Signals
        What was read from the threads.
    resolutions : sequence of Resolution
        Theirs, in the same order.
    groups : mapping of thread key to group id, optional
        What they solved; by default subjects are categories.
    fewest : int, default 1
        Threads that a person must have solved to be named.
    """
    replies = Counter(post.author for each in signals for post in each.helpers if post.author)
    by_author: dict[str, list[_Solved]] = defaultdict(list)
    for each in _solved(signals, resolutions, groups):
        by_author[each.author].append(each)
    found = (_solver(author, solved, replies[author]) for author, solved in by_author.items())
    return sorted((s for s in found if s.solved >= fewest), key=lambda s: (-s.solved, s.author))


def _solver(author: str, solved: Sequence[_Solved], replies: int) -> Solver:
    declared = sum(each.declared for each in solved)
    subjects = Counter(each.subject for each in solved if each.subject is not None)
    most = sorted(subjects.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SUBJECTS]
    return Solver(
        author=author,
        declared=declared,
        inferred=len(solved) - declared,
        replies=replies,
        subjects=tuple(most),
    )


def _solved(
    signals: Sequence[Signals], resolutions: Sequence[Resolution], groups: Mapping[str, str] | None
) -> Iterator[_Solved]:
    for each, resolution in zip(signals, resolutions, strict=True):
        if not resolution.is_solved:
            continue
        authors = (p.author for p in each.posts if p.id == resolution.best_post and not p.asker)
        author = next(authors, None)
        if author is not None:
            subject = groups.get(each.thread) if groups is not None else each.category
            yield _Solved(author, bool(resolution.declared_post), subject)
