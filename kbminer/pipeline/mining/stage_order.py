"""The stages of a run in their order. Only this file knows it; what each does stands in its own room."""

from __future__ import annotations

from kbminer.pipeline.mining.draft_articles import draft_articles, write_articles
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.mining.group_questions import group_asked
from kbminer.pipeline.mining.judge_groups import grouping_in, judge_groups
from kbminer.pipeline.mining.make_public import make_public, news_of
from kbminer.pipeline.mining.plan_articles import cover_questions, plan_articles
from kbminer.pipeline.mining.resolve_threads import resolve_threads
from kbminer.pipeline.mining.sum_up import draw_map, lay_out_index, weigh_service
from kbminer.pipeline.mining.take_stock import count_threads, learn_forum, read_knowledge_base
from kbminer.pipeline.mining.understand import encode_questions, read_threads, tell_questions


def run_stages(given: Given) -> None:
    """Go through the stages, and make the run the latest one."""
    given.enter()
    articles = read_knowledge_base(given)
    facts = learn_forum(given)
    inventory = count_threads(given, facts)
    signals = read_threads(given, facts)
    questions = tell_questions(given)
    vectors = encode_questions(given, questions)
    resolved = resolve_threads(given, signals, questions)
    judged = judge_groups(
        given,
        facts=facts,
        grouping=group_asked(given, questions, vectors),
        questions=questions,
        resolved=resolved,
        inventory=inventory,
    )
    grouping = grouping_in(judged)
    covered = cover_questions(
        given,
        facts=facts,
        grouping=grouping,
        questions=questions,
        vectors=vectors,
        resolved=resolved,
        articles=articles,
    )
    planned = plan_articles(
        given, judged=judged, questions=questions, resolved=resolved, covered=covered, inventory=inventory
    )
    drafted = draft_articles(
        given,
        facts=facts,
        planned=planned,
        judged=judged,
        questions=questions,
        vectors=vectors,
        resolved=resolved,
    )
    authored = write_articles(given, facts=facts, judged=judged, drafted=drafted, resolved=resolved)
    service = weigh_service(given, signals=signals, resolved=resolved, grouping=grouping, planned=planned)
    question_map = draw_map(given, questions=questions, vectors=vectors, grouping=grouping)
    lay_out_index(
        given, grouping=grouping, questions=questions, vectors=vectors, resolved=resolved, articles=articles
    )
    make_public(
        given,
        inventory=inventory,
        questions=questions,
        resolved=resolved,
        judged=judged,
        planned=planned,
        drafted=drafted,
        authored=authored,
        service=service,
        question_map=question_map,
    )
    given.run.finish(
        lambda: news_of(
            inventory=inventory, grouping=grouping, resolved=resolved, planned=planned, authored=authored
        )
    )
