"""What each thread says and asks, and where its question lies among all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbminer.pipeline import stages
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import ForumFacts, Question
from kbminer.records.question import taking_part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kbminer.resolve import Signals

    Vectors = NDArray[np.float32]


def read_threads(given: Given, facts: Outcome[ForumFacts]) -> Outcome[list[Signals]]:
    """Read every thread that is new or changed."""
    from kbminer.pipeline.analyse import bring_up_to_date, load_signals  # noqa: PLC0415

    def work() -> dict[str, int]:
        internal = given.settings.show_internal
        done = bring_up_to_date(
            given.store, given.digests, facts.value, internal=internal, engine=given.engine
        )
        return {"read": done}

    return given.run.rows(
        stages.READ,
        work,
        lambda: load_signals(given.store),
    )


def tell_questions(given: Given) -> Outcome[tuple[Question, ...]]:
    """Tell what each thread asks."""

    def work() -> tuple[Question, ...]:
        from kbminer.pipeline.analyse import load_asks  # noqa: PLC0415
        from kbminer.questions import to_questions  # noqa: PLC0415

        return tuple(to_questions(load_asks(given.store)))

    def counts(found: tuple[Question, ...]) -> dict[str, int]:
        asked = len(taking_part(found))
        return {"questions": asked, "set_aside": len(found) - asked}

    return given.run.stage(
        stages.QUESTIONS, work, Codec[tuple[Question, ...]](tuple[Question, ...]), counts=counts
    )


def encode_questions(given: Given, questions: Outcome[tuple[Question, ...]]) -> Outcome[Vectors]:
    """Encode what is asked; texts that were encoded before come from the store."""

    def load() -> Vectors:
        return given.embedder.encode([question.text for question in taking_part(questions.value)])

    return given.run.rows(stages.ENCODE, lambda: {"texts": len(load())}, load)
