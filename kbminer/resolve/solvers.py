"""Who solves what: whom an editor can ask. Names stay inside and never enter a draft."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kbminer.records import Resolution, Solver
from kbminer.resolve.signals import Signals


def solvers(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    groups: Mapping[str, str] | None = None,
    fewest: int = 1,
) -> list[Solver]:
    """The people whose replies solved other people's threads, the one with most first.

    Args:
        signals: the threads' signals.
        resolutions: their resolutions, in the same order.
        groups: the group of each thread by thread key; by default subjects are categories.
        fewest: threads that a person must have solved to be named.
    """
    declared, inferred, replies = Counter[str](), Counter[str](), Counter[str]()
    subjects: dict[str, Counter[str]] = defaultdict(Counter)
    for each, resolution in zip(signals, resolutions, strict=True):
        replies.update(post.author for post in each.posts[1:] if post.author and not post.asker)
        if not resolution.is_solved:
            continue
        author = next((p.author for p in each.posts if p.id == resolution.best_post and not p.asker), None)
        if author is None:
            continue
        (declared if resolution.declared_post else inferred)[author] += 1
        subject = groups.get(each.thread) if groups is not None else each.category
        if subject is not None:
            subjects[author][subject] += 1
    found = [
        Solver(
            author=author,
            declared=declared[author],
            inferred=inferred[author],
            replies=replies[author],
            subjects=tuple(sorted(subjects[author].items(), key=lambda item: (-item[1], item[0]))[:5]),
        )
        for author in {*declared, *inferred}
    ]
    return sorted((s for s in found if s.solved >= fewest), key=lambda s: (-s.solved, s.author))
