"""Which threads were solved, and whose state is another than at the last run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kbminer.digests import digest_of
from kbminer.pipeline import stages
from kbminer.pipeline.latest import last_resolutions
from kbminer.pipeline.mining.carried import CarriedDigests
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec, Resolved
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import Question, Resolution, StateChange

if TYPE_CHECKING:
    from kbminer.resolve import Signals

_MODEL = "resolution model"  # what runs carry on from one to the next beside what the stage gives
_RESOLVED = CarriedDigests("resolved by thread", stages.RESOLVE)


def resolve_threads(
    given: Given, signals: Outcome[list[Signals]], questions: Outcome[tuple[Question, ...]]
) -> Outcome[Resolved]:
    """Infer which threads were solved, of those that ask something, and compare with the last run."""
    key = given.run.key(stages.RESOLVE)

    def work() -> Resolved:
        from kbminer.pipeline.fitted_model import fitted_model  # noqa: PLC0415
        from kbminer.resolve.states import nothing_asked  # noqa: PLC0415

        kept = given.store.run_results([_MODEL]).get(_MODEL)
        model, keep = fitted_model(signals.value, kept, code=stages.RESOLVE.code_digest)
        given.run.carry_on(_MODEL, key, keep)
        aside = {question.thread for question in questions.value if question.set_aside}
        # One thread is resolved by itself: with the same model and the same words comes the same.
        by, read = digest_of([keep]), given.store.reading_digests()
        origins = {each.thread: f"{by} {each.thread in aside} {read[each.thread]}" for each in signals.value}
        before = last_resolutions(given.store)
        same = _RESOLVED.still_true(given, origins) & before.keys()
        fresh = model.resolve_all([each for each in signals.value if each.thread not in same])
        new = {each.thread: nothing_asked(each) if each.thread in aside else each for each in fresh}
        _RESOLVED.leave(given, origins)
        found = [new.get(each.thread) or before[each.thread] for each in signals.value]
        return Resolved(resolutions=tuple(found), changes=_changes(before, found, signals.value))

    resolved = given.run.stage(
        stages.RESOLVE,
        work,
        Codec[Resolved](Resolved),
        counts=lambda found: {"solved": sum(each.is_solved for each in found.resolutions)},
    )
    given.run.carry_on(_MODEL, key)
    _RESOLVED.stand(given)
    return resolved


def _changes(
    before: dict[str, Resolution], resolutions: Sequence[Resolution], signals: Sequence[Signals]
) -> tuple[StateChange, ...]:
    """Tell which threads have another state than at the last run, dated by their newest post."""
    from kbminer.resolve.changes import state_change  # noqa: PLC0415

    posts = {each.thread: each.posts for each in signals}

    def newest(thread: str) -> datetime:
        return datetime.fromtimestamp(max((post.at for post in posts[thread] if post.at), default=0.0), UTC)

    found = (
        state_change(before[now.thread], now, newest(now.thread))
        for now in resolutions
        if now.thread in before and now != before[now.thread]
    )
    return tuple(change for change in found if change)
