"""Which questions ask the same, under ids that carry on from the last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbminer.pipeline import stages
from kbminer.pipeline.latest import last_grouping
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import Grouping, Question
from kbminer.records.question import taking_part

if TYPE_CHECKING:
    from kbminer.pipeline.mining.understand import Vectors

_STATE = "group state"  # what runs carry on from one to the next beside what the stage gives


def group_asked(
    given: Given, questions: Outcome[tuple[Question, ...]], vectors: Outcome[Vectors]
) -> Outcome[Grouping]:
    """Group questions that ask the same."""
    key = given.run.key(stages.GROUP)

    def work() -> Grouping:
        from kbminer.cluster import PairModel, group_questions  # noqa: PLC0415
        from kbminer.cluster.constraints import pairs_of  # noqa: PLC0415

        asked = taking_part(questions.value)
        grouped = group_questions(
            asked,
            vectors.value,
            title_vectors=given.embedder.encode([question.title for question in asked]),
            previous=last_grouping(given.store),
            must_link=pairs_of(given.links, together=True),
            cannot_link=pairs_of(given.links, together=False),
            at=max((question.asked_at for question in asked if question.asked_at), default=None),
            state=given.store.run_results([_STATE]).get(_STATE),
            clusterer=given.clusterer,
            pair_model=PairModel.shipped(given.embedder.name),
        )
        given.run.carry_on(_STATE, key, grouped.state)
        return grouped.grouping

    found = given.run.stage(
        stages.GROUP,
        work,
        Codec[Grouping](Grouping),
        counts=lambda grouping: {"groups": len(grouping.groups), "left_out": len(grouping.left_out)},
    )
    given.run.carry_on(_STATE, key)
    return found


def grouping_state(given: Given) -> bytes | None:
    """Read what grouping left of where the questions lie; ``None`` where the clusterer leaves nothing."""
    kept = given.store.reusable_result(_STATE, given.run.key(stages.GROUP))
    return given.store.result_body(kept) if kept else None
