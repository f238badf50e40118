"""What became of a thread between two runs, dated."""

from __future__ import annotations

from datetime import datetime

from kbminer.records import Resolution, StateChange


def changed(before: Resolution, after: Resolution, at: datetime) -> StateChange | None:
    """The change of a thread's state between two runs, or ``None``.

    Where the forum declares a state, that one counts; else the inferred one.

    Args:
        before: the resolution at the earlier run.
        after: the resolution of the same thread now.
        at: the date of the change: the newest post of the thread, or of this run.

    Raises:
        ValueError: the two are not of one thread.
    """
    if before.thread != after.thread:
        raise ValueError(f"a change is of one thread, not of {before.thread!r} and {after.thread!r}")
    old, new = before.declared or before.state, after.declared or after.state
    if old == new and before.best_post == after.best_post:
        return None
    if old == new and new not in ("solved", "workaround"):
        return None
    return StateChange(
        thread=after.thread,
        before=old,
        after=new,
        at=at,
        post=after.best_post if new in ("solved", "workaround") else None,
        declared=before.declared != after.declared,
    )
