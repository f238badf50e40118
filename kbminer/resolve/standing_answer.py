"""Whether a thread holds an answer that still stands, confirmed or not, and which post it is."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.resolve.signals import SUCCESS, TAKES_BACK, PostSignals, Signals

_TELLING = frozenset({"instruction", "known", "workaround", "duplicate", "moved", "solved", "self_solved"})
_EMPTY = frozenset({"same_here", "bump", "ask_back", "anger", "thanks", "will_try", "moderation"})
_WAITING = frozenset({"same_here", "bump", "anger", "moderation"})
_FEWEST_WORDS = 4  # of a reply without any cue: less is a greeting or a sign
_MERE_TALK = 40  # words up to which a reply can be nothing but a question, thanks or a request
_COMPLETE_WORDS = 12
"""Words from which a reply without instruction, code, link or list can be a complete answer; by reading."""


def helps(post: PostSignals) -> bool:
    """Whether a reply tells something: it is no mere question, request, thanks or talk of the forum."""
    if post.kinds & _TELLING:
        return True
    return not post.kinds & _EMPTY and not post.questions and post.words >= _FEWEST_WORDS


def may_solve(signals: Signals, place: int) -> bool:
    """Whether a reply can be what solved a thread.

    The asker's questions can't, however long; nor can mere questions and requests, talk of the forum and good
    wishes, unless the asker says right after a helper's question that it works: it may have been the hint.
    """
    post = signals.posts[place]
    if post.asker and post.questions and post.kinds.isdisjoint(SUCCESS):
        return False
    if post.asker or not post.is_mere_text or post.words > _MERE_TALK:
        return True
    follows = signals.posts[place + 1 : place + 2]
    if any(next_post.asker and next_post.kinds & SUCCESS for next_post in follows):
        return "moderation" not in post.kinds
    talks = bool(post.questions) or bool(post.kinds & (_EMPTY | SUCCESS | {"signed_off"}))
    return not talks or bool(post.kinds & (_TELLING - SUCCESS))


def likeliest_solution(signals: Signals, order: Sequence[int]) -> int | None:
    """The first position in ``order`` whose reply can be what solved the thread, if one can."""
    return next((place for place in order if may_solve(signals, place)), None)


def standing_answer(signals: Signals, order: Sequence[int] = ()) -> int | None:
    """Find the reply that answers and that the asker has not turned down since.

    Parameters
    ----------
    signals : Signals
        What was read from the thread.
    order : sequence of int, optional
        Positions of the replies, the likeliest solution first; by default as they stand.

    Returns
    -------
    int or None
        The likeliest such reply's position; ``None`` where no complete answer stands.
    """
    turned_down = max((i for i, post in enumerate(signals.posts) if i and _turns_down(post)), default=0)
    places = order or range(1, len(signals.posts))
    return next((i for i in places if i > turned_down and _answers(signals.posts[i])), None)


def _turns_down(post: PostSignals) -> bool:
    return post.asker and "fails" in post.kinds and not post.kinds & {"solved", "self_solved"}


def _answers(post: PostSignals) -> bool:
    if post.asker:
        return "self_solved" in post.kinds and post.kinds.isdisjoint(TAKES_BACK)
    waits = bool(post.questions) or not post.kinds.isdisjoint(_WAITING)
    if waits and post.is_mere_text and post.words <= _MERE_TALK:
        return False
    return helps(post) and (
        not post.is_mere_text or not post.kinds.isdisjoint(_TELLING) or post.words >= _COMPLETE_WORDS
    )
