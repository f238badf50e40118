"""What a configured language model judges in a run, and how its verdicts are told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kbminer.pipeline.results import Codec
from kbminer.records import Grouping, Judgement, Link, Problem, Question, Resolution, Suggestion, Thread
from kbminer.records.by_key import by_key

if TYPE_CHECKING:
    from kbminer.language_model import Asking

JUDGEMENTS = Codec[tuple[Judgement, ...]](tuple[Judgement, ...])
"""How verdicts on pairs are kept between runs."""


def judged_grouping(
    asking: Asking | None,
    grouping: Grouping,
    questions: Mapping[str, Question],
    links: Sequence[Link],
    cohesion_of: Callable[[Collection[str]], float] | None = None,
) -> tuple[Grouping, tuple[Judgement, ...]]:
    """Let a language model look at near pairs, and take apart what it says are two questions.

    Parameters
    ----------
    asking
        The model, where one is configured: without one the grouping stays as it is.
    grouping
        As grouped.
    questions
        By thread key.
    links
        An editor's words, which count before a model's.
    cohesion_of
        Tells the cohesion of what is left of a group.
    """
    if asking is None:
        return grouping, ()
    from kbminer.judge import judge_groups, judged_groups  # noqa: PLC0415 - most runs ask no model

    largest_first = sorted(grouping.groups, key=lambda group: -len(group.members))
    said = tuple(judge_groups(largest_first, questions, asking, links))
    judged = judged_groups(grouping.groups, said, links, cohesion_of=cohesion_of)
    return replace(grouping, groups=judged), said


def judged_solutions(
    asking: Asking | None,
    suggestions: Iterable[Suggestion],
    load: Callable[[Iterable[str]], Iterable[Thread]],
    resolutions: Mapping[str, Resolution],
) -> tuple[Mapping[str, Resolution], tuple[Judgement, ...]]:
    """Let a language model say which post solved the threads of suggestions of which the product is unsure.

    Parameters
    ----------
    asking
        The model, where one is configured.
    suggestions
        Those that are drafted.
    load
        Loads threads by their keys.
    resolutions
        By thread key.
    """
    if asking is None:
        return resolutions, ()
    from kbminer.judge import judge_solutions, judged_resolutions  # noqa: PLC0415 - most runs ask no model

    keys = [key for suggestion in suggestions for key in suggestion.group.members]
    threads = by_key(load(keys))
    said = tuple(judge_solutions((threads[key] for key in keys if key in threads), resolutions, asking))
    return judged_resolutions(resolutions, said), said


def with_verdicts(
    resolutions: Mapping[str, Resolution], judgements: Sequence[Judgement]
) -> Mapping[str, Resolution]:
    """Give resolutions as drafts were composed by them: with what a language model judged, if it did."""
    if not judgements:
        return resolutions
    from kbminer.judge import judged_resolutions  # noqa: PLC0415 - most runs ask no model

    return judged_resolutions(resolutions, judgements)


def told(judgements: Iterable[Judgement]) -> Iterator[Problem]:
    """Say for the report what a model judged and what followed, each with its reason."""
    for each in judgements:
        if words := _words(each):
            yield Problem(
                where=f"thread {each.one}",
                what=f"the language model judged: {words} ({each.reason})",
                lost=False,
            )


def _words(judgement: Judgement) -> str | None:
    if judgement.kind == "solution":
        return f"post {judgement.other} solved it" if judgement.holds else "no post solved it"
    if judgement.holds:
        return None
    return f"{judgement.other} asks something else and left the group; kbminer link brings it back"
