"""What a configured language model judges of solutions in a run, and how its verdicts are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kbminer.records import Judgement, Problem, Resolution, Suggestion, Thread
from kbminer.records.by_key import by_key

if TYPE_CHECKING:
    from kbminer.language_model import Asking


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
    """Say for the report what a model judged of solutions, each with its reason."""
    for each in judgements:
        words = f"post {each.other} solved it" if each.holds else "no post solved it"
        yield Problem(
            where=f"thread {each.one}",
            what=f"the language model judged: {words} ({each.reason})",
            lost=False,
        )
