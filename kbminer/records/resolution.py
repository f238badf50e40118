"""Whether a thread was solved, what shows it, and what changed since the last run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal[
    "solved", "workaround", "answered", "unanswered", "abandoned", "not a question", "duplicate", "unknown"
]

Standing = Literal[
    "solved (declared)",
    "solved (confirmed)",
    "solved (inferred)",
    "answered, not confirmed",
    "nobody answered",
    "duplicate",
    "not a question",
    "unknown",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A passage that tells something about a thread's state: ``quote`` stands in post ``post``."""

    kind: str
    quote: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Whether a thread was solved: what the forum declares and what was read, never mixed.

    ``declared`` and ``declared_post`` come from the forum verbatim. ``state``, ``probability`` (of being
    solved, 0 to 1, calibrated), ``solution_post`` and ``runner_up`` are inferred, with the ``evidence``
    for it; of a thread that is not solved, ``solution_post`` is the answer that stands unconfirmed, where one
    does. ``post_probability`` is the probability that it is this post, if one solved it. ``confirmed`` tells
    that the asker's own words, or the title, say so. ``probability`` is ``None`` where nothing can be told
    (state "unknown").

    Examples
    --------
    >>> Resolution(thread="1", state="answered", probability=0.3, solution_post="2").standing
    'answered, not confirmed'
    """

    thread: str
    declared: State | None = None
    declared_post: str | None = None
    state: State = "unknown"
    probability: float | None = None
    solution_post: str | None = None
    post_probability: float | None = None
    runner_up: str | None = None
    evidence: tuple[Cue, ...] = ()
    duplicate_of: str | None = None
    confirmed: bool = False

    @property
    def standing(self) -> Standing:
        """The state in the words shown to people, with whose word it rests on."""
        if self.is_solved:
            if self.declared is not None:
                return "solved (declared)"
            return "solved (confirmed)" if self.confirmed else "solved (inferred)"
        if self.declared == "duplicate" or self.state == "duplicate":
            return "duplicate"
        if self.state in ("not a question", "unknown"):
            return "not a question" if self.state == "not a question" else "unknown"
        return "answered, not confirmed" if self.best_post is not None else "nobody answered"

    @property
    def is_solved(self) -> bool:
        """Solved by the forum's word, or else by inference with a probability of at least one half."""
        if self.declared is not None:
            return self.declared == "solved"
        return self.state in ("solved", "workaround") and (self.probability or 0.0) >= 0.5

    @property
    def best_post(self) -> str | None:
        """The post that solved it: the declared one, else the inferred one."""
        return self.declared_post or self.solution_post


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A thread's state before and after, when the change was seen, and the post that made it solved.

    ``declared`` tells that the forum itself says so now, or has taken it back.
    """

    thread: str
    before: State
    after: State
    at: datetime
    post: str | None = None
    declared: bool = False
