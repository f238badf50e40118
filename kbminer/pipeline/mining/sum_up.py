"""What readers look up later: service figures, the map, and what new questions are answered from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbminer.pipeline import stages
from kbminer.pipeline.latest import last_map
from kbminer.pipeline.mining.carried import CarriedBytes
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec, RawBytes, Resolved
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import Article, Grouping, Question, QuestionMap, Service
from kbminer.records.by_key import by_thread
from kbminer.records.question import taking_part

if TYPE_CHECKING:
    from kbminer.pipeline.mining.understand import Vectors
    from kbminer.plan import Plan
    from kbminer.resolve import Signals

_COUNTS = CarriedBytes("term counts", stages.INDEX)


def weigh_service(
    given: Given,
    *,
    signals: Outcome[list[Signals]],
    resolved: Outcome[Resolved],
    grouping: Outcome[Grouping],
    planned: Outcome[Plan],
) -> Outcome[Service]:
    """Work out how well the forum serves those who ask."""

    def work() -> Service:
        from kbminer.resolve.service_summary import service_of  # noqa: PLC0415 - each stage loads what it needs

        answered = (c.group for c in planned.value.coverage if c.action in ("point", "update"))
        return service_of(
            signals.value,
            resolved.value.resolutions,
            groups={key: group.id for group in grouping.value.groups for key in group.members},
            answered_groups=dict.fromkeys(answered),
        )

    return given.run.stage(stages.SERVICE, work, Codec[Service](Service))


def draw_map(
    given: Given,
    *,
    questions: Outcome[tuple[Question, ...]],
    vectors: Outcome[Vectors],
    grouping: Outcome[Grouping],
) -> Outcome[QuestionMap]:
    """Lay the questions out in the plane, those of the last run where they were."""

    def work() -> QuestionMap:
        from kbminer.cluster.map_layout import map_questions  # noqa: PLC0415

        return map_questions(
            [question.thread for question in taking_part(questions.value)],
            vectors.value,
            grouping.value.groups,
            last_map(given.store),
        )

    return given.run.stage(
        stages.MAP,
        work,
        Codec[QuestionMap](QuestionMap),
        counts=lambda found: {"questions": len(found.threads), "laid_out": found.laid_out},
    )


def lay_out_index(
    given: Given,
    *,
    grouping: Outcome[Grouping],
    questions: Outcome[tuple[Question, ...]],
    vectors: Outcome[Vectors],
    resolved: Outcome[Resolved],
    articles: Outcome[tuple[Article, ...]],
) -> Outcome[bytes]:
    """Lay out what new questions are answered from."""

    def work() -> bytes:
        from kbminer.search.build import build_index, indexed_texts  # noqa: PLC0415
        from kbminer.similarity.article_texts import article_texts  # noqa: PLC0415
        from kbminer.similarity.term_counts import TermCounts  # noqa: PLC0415

        asked, texts = taking_part(questions.value), article_texts(articles.value)
        written = given.embedder.encode(texts) if texts else None
        known = TermCounts.from_bytes(_COUNTS.of_last_run(given))
        counted = TermCounts.of(indexed_texts(asked, articles.value, written), known)
        _COUNTS.leave(given, counted.to_bytes())
        return build_index(
            embedder=given.embedder.name,
            questions=asked,
            vectors=vectors.value,
            groups=grouping.value.groups,
            resolutions=by_thread(resolved.value.resolutions),
            articles=articles.value,
            article_vectors=written,
            counted=counted,
        ).to_bytes()

    index = given.run.stage(stages.INDEX, work, RawBytes(), counts=lambda made: {"bytes": len(made)})
    _COUNTS.stand(given)
    return index
