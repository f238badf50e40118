"""What a guest may read of what a reader yields, and what is counted and kept back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kbminer.records import Problem, Thread, effective_visibility, public_part


def public_items(items: Iterable[Thread | Problem]) -> tuple[list[Thread], list[str]]:
    """The public parts of the threads; and what is told, with the marks of what is not public."""
    shown: list[Thread] = []
    said: list[str] = []
    withheld: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Problem):
            said.append(item.what)
            continue
        whole = effective_visibility(item)
        withheld.update(
            str(whole if not whole.is_public else post.visibility)
            for post in item.posts
            if not (whole.is_public and post.visibility.is_public)
        )
        if (public := public_part(item)) is not None:
            shown.append(public)
    return shown, said + [f"kept back: {mark} ({count})" for mark, count in sorted(withheld.items())]
