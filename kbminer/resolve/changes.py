"""What became of a thread between two runs, dated."""

from __future__ import annotations

from datetime import datetime

from kbminer.records import Resolution, StateChange

_SOLVED = ("solved", "workaround")


def state_change(before: Resolution, after: Resolution, at: datetime) -> StateChange | None:
    """Compare a thread's state between two runs; ``None`` where nothing changed.

    Where the forum declares a state, that one counts; else the inferred one.

    Parameters
    ----------
    before : Resolution
        At the earlier run.
    after : Resolution
        Of the same thread now.
    at : datetime
        The date of the change: that of the newest post of the thread, or of this run.

    Raises
    ------
    ValueError
        The two are not of one thread.
    """
    if before.thread != after.thread:
        raise ValueError(f"a change is of one thread, not of {before.thread!r} and {after.thread!r}")
    old, new = before.declared or before.state, after.declared or after.state
    if old == new and (before.best_post == after.best_post or new not in _SOLVED):
        return None
    return StateChange(
        thread=after.thread,
        before=old,
        after=new,
        at=at,
        post=after.best_post if new in _SOLVED else None,
        declared=before.declared != after.declared,
    )
