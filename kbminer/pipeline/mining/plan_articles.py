"""What the existing articles have for each question, and what to do about it, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kbminer.decisions.cases import Homes
from kbminer.decisions.learned_ranking import learn_ranking, ranked_by
from kbminer.pipeline import stages
from kbminer.pipeline.mended_threads import MendedThreads
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Codec, Inventory, JudgedGroups, Resolved
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import Article, ForumFacts, Grouping, Question, Verdict
from kbminer.records.by_key import by_thread
from kbminer.records.question import taking_part

if TYPE_CHECKING:
    from kbminer.articles.cover import Covered
    from kbminer.pipeline.mining.understand import Vectors
    from kbminer.plan import Plan


def cover_questions(
    given: Given,
    *,
    facts: Outcome[ForumFacts],
    grouping: Outcome[Grouping],
    questions: Outcome[tuple[Question, ...]],
    vectors: Outcome[Vectors],
    resolved: Outcome[Resolved],
    articles: Outcome[tuple[Article, ...]],
) -> Outcome[Covered]:
    """See what the existing articles have for each group."""
    from kbminer.articles.cover import Covered, cover  # noqa: PLC0415 - each stage loads what it needs
    from kbminer.similarity.article_texts import article_texts  # noqa: PLC0415
    from kbminer.similarity.calibration import calibration_of  # noqa: PLC0415

    def work() -> Covered:
        if not articles.value:
            return Covered(matches=(), demand=())
        return cover(
            grouping.value.groups,
            articles.value,
            article_vectors=given.embedder.encode(article_texts(articles.value)),
            questions=taking_part(questions.value),
            vectors=vectors.value,
            resolutions=by_thread(resolved.value.resolutions),
            load=MendedThreads(given.store, facts.value, internal=given.settings.show_internal).load,
            calibration=calibration_of(given.embedder.name),
        )

    return given.run.stage(stages.COVER, work, Codec[Covered](Covered))


def plan_articles(
    given: Given,
    *,
    judged: Outcome[JudgedGroups],
    questions: Outcome[tuple[Question, ...]],
    resolved: Outcome[Resolved],
    covered: Outcome[Covered],
    inventory: Outcome[Inventory],
) -> Outcome[Plan]:
    """Decide what to do about each group, and in which order."""
    from kbminer.plan import Plan, plan  # noqa: PLC0415
    from kbminer.sureness import tended_sources  # noqa: PLC0415

    def work() -> Plan:
        groups = judged.value.grouping.groups
        found = plan(
            groups,
            by_thread(questions.value),
            by_thread(resolved.value.resolutions),
            {t.key: t.views for t in inventory.value.threads if t.views is not None},
            least_askers=given.settings.least_askers,
            matches=covered.value.matches,
            demand=covered.value.demand,
            read=judged.value.read,
            tended=tended_sources(inventory.value.threads),
            duplicates=[t.key for t in inventory.value.threads if t.is_duplicate],
        )
        return weighed(found, given.verdicts, Homes.among(groups))

    return given.run.stage(
        stages.PLAN,
        work,
        Codec[Plan](Plan),
        counts=lambda found: {
            **Counter(suggestion.action for suggestion in found.suggestions),
            "perhaps": len(found.perhaps),
        },
    )


def weighed(found: Plan, verdicts: Sequence[Verdict], homes: Homes) -> Plan:
    """Rank a plan's suggestions by what people's verdicts tell; as it is where these are too few."""
    learnt = learn_ranking(found.suggestions, verdicts, homes)
    if learnt is None:
        return found
    return replace(found, suggestions=ranked_by(found.suggestions, learnt), ranking=learnt)
