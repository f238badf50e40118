"""What readers look up later: how well the forum serves, and what new questions are answered from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbminer.pipeline import stages
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec, RawBytes, Resolved
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import Article, Grouping, Question, Service
from kbminer.records.by_key import by_thread
from kbminer.records.question import taking_part

if TYPE_CHECKING:
    from kbminer.pipeline.mining.understand import Vectors
    from kbminer.plan import Plan
    from kbminer.resolve import Signals


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
        from kbminer.search.build import build_index  # noqa: PLC0415
        from kbminer.similarity.article_texts import article_texts  # noqa: PLC0415

        texts = article_texts(articles.value)
        return build_index(
            embedder=given.embedder.name,
            questions=taking_part(questions.value),
            vectors=vectors.value,
            groups=grouping.value.groups,
            resolutions=by_thread(resolved.value.resolutions),
            articles=articles.value,
            article_vectors=given.embedder.encode(texts) if texts else None,
        ).to_bytes()

    return given.run.stage(stages.INDEX, work, RawBytes(), counts=lambda made: {"bytes": len(made)})
