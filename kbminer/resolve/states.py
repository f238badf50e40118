"""From signals and probabilities to a state with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kbminer.records import Cue, Resolution, State
from kbminer.resolve.asker_evidence import is_confirmed, is_withdrawn
from kbminer.resolve.signals import PostSignals, Signals
from kbminer.resolve.standing_answer import helps, standing_answer

_ON_SUCCESS = ("solved", "self_solved", "partly", "thanks", "withdrawn")
_SPEAKING_FOR: Mapping[State, tuple[str, ...]] = {
    "solved": _ON_SUCCESS,
    "workaround": ("workaround", *_ON_SUCCESS),
    "answered": ("instruction", "fails", "partly", "known", "same_here"),
    "unanswered": ("bump", "same_here", "fails"),
    "abandoned": ("withdrawn", "by_itself", "ask_back"),
    "duplicate": ("duplicate", "moved"),
}
_MOST_EVIDENCE = 6
_TAKEN_BACK = 0.3
"""No thread is surer solved whose asker took the question back without a word on what solved it: nobody can
check it (docs/quality/resolve.md)."""


def to_resolution(
    signals: Signals,
    *,
    probability: float,
    best: int | None,
    order: Sequence[int],
    right_post: Callable[[int], float],
) -> Resolution:
    """Put together what is declared and what is inferred.

    Parameters
    ----------
    signals : Signals
        What was read from the thread.
    probability : float
        Of its being solved.
    best : int or None
        Position of the likeliest reply that can be the solution.
    order : sequence of int
        Positions of the replies, the most likely solution first.
    right_post : callable
        Tells how probably the reply at a position is the one, if one is.
    """
    declared, declared_post = _declared(signals)
    state = _without_model(signals)
    pointer = _pointer(signals)
    if state == "unknown":
        return Resolution(
            thread=signals.thread,
            declared=declared,
            declared_post=declared_post,
            state=state,
            evidence=tuple(_evidence(signals, state, None)),
            duplicate_of=signals.duplicate_of,
        )
    if is_withdrawn(signals):
        probability = min(probability, _TAKEN_BACK)
    state = state or _state(signals, probability, best, pointer)
    if state in ("answered", "unanswered", "abandoned"):
        best = standing_answer(signals, order)
    runner_up = next((i for i in order if i != best), None)
    return Resolution(
        thread=signals.thread,
        declared=declared,
        declared_post=declared_post,
        state=state,
        probability=round(probability, 4),
        solution_post=signals.posts[best].id if best is not None else None,
        post_probability=round(right_post(best), 4) if best is not None else None,
        runner_up=signals.posts[runner_up].id if runner_up is not None else None,
        confirmed=state in ("solved", "workaround") and is_confirmed(signals),
        evidence=tuple(_evidence(signals, state, best)),
        duplicate_of=signals.duplicate_of or (pointer.pointer if pointer and state == "duplicate" else None),
    )


def nothing_asked(resolution: Resolution) -> Resolution:
    """Infer nothing of a thread that asks nothing: thanks under a show-case solve no question.

    What the forum declares stays.
    """
    return Resolution(
        thread=resolution.thread,
        declared=resolution.declared,
        declared_post=resolution.declared_post,
        state="unknown" if resolution.state == "unknown" else "not a question",
        duplicate_of=resolution.duplicate_of,
    )


def _declared(signals: Signals) -> tuple[State | None, str | None]:
    accepted = next((post.id for post in signals.posts if post.accepted), None)
    if accepted is not None or signals.solved:
        return "solved", accepted
    return ("duplicate" if signals.duplicate_of else None), None


def _without_model(signals: Signals) -> State | None:
    """The state of a thread that is not for the model to judge, or ``None``."""
    if signals.set_aside or not signals.posts:
        return "unknown"
    if len(signals.posts) == 1:
        return "unanswered"
    return "unknown" if signals.language is None else None


def _state(signals: Signals, probability: float, best: int | None, pointer: PostSignals | None) -> State:
    if signals.duplicate_of or (pointer is not None and probability < 0.5):
        return "duplicate"
    if probability >= 0.5:
        is_workaround = best is not None and "workaround" in signals.posts[best].kinds
        return "workaround" if is_workaround else "solved"
    if not any(map(helps, signals.helpers)):
        return "abandoned" if _was_asked_back(signals) or is_withdrawn(signals) else "unanswered"
    return "abandoned" if _waits_for_the_asker(signals.posts[-1]) else "answered"


def _was_asked_back(signals: Signals) -> bool:
    """Whether the last helper asked back and the asker has not come back."""
    helpers = signals.helpers
    return bool(helpers) and "ask_back" in helpers[-1].kinds and not signals.posts[-1].asker


def _waits_for_the_asker(last: PostSignals) -> bool:
    """Whether the last post of a thread asks its asker for something, and tells nothing to do."""
    asks_back = "ask_back" in last.kinds and "instruction" not in last.kinds
    return asks_back and bool(last.questions) and not last.asker


def _pointer(signals: Signals) -> PostSignals | None:
    """The reply that sends the asker to another thread with a link, where one does."""
    return next((post for post in signals.helpers if post.pointer), None)


def _evidence(signals: Signals, state: State, best: int | None) -> Iterator[Cue]:
    """The cues that speak for the state, those nearest to the end first."""
    kinds = _SPEAKING_FOR.get(state, ())
    found = [
        (kinds.index(cue.kind), position != best and not post.asker, -position, cue, post.id)
        for position, post in enumerate(signals.posts[1:], 1)
        for cue in post.cues
        if cue.kind in kinds and cue.quote and (cue.kind != "instruction" or position == best)
    ]
    found.sort(key=lambda row: row[:3])
    for _, _, _, cue, post_id in found[:_MOST_EVIDENCE]:
        yield Cue(kind=cue.kind, quote=cue.quote, post=post_id)
