"""Drafts for what is to be written; composing verifies each before anybody sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.draft_id import with_id
from kbminer.draft.interview import answers_of, resolutions_told, with_answers
from kbminer.draft.solutions import BARS, Bars
from kbminer.errors import KbminerError, NoAnswer
from kbminer.pipeline.results import Drafted
from kbminer.progress import track
from kbminer.records import Draft, Post, Question, Resolution, Suggestion, Thread
from kbminer.records.by_key import by_key
from kbminer.verify import title_refusal

if TYPE_CHECKING:
    from kbminer.draft.evidence import Evidence
    from kbminer.draft.same_question import QuestionVectors

_NO_DRAFT = {
    "escalate": "nobody has solved it yet",
    "point": "an article answers it already",
    "merge": "several articles answer it already",
    "retire": "nobody asks any more",
}


def draft_all(
    suggestions: Sequence[Suggestion],
    load: Callable[[Iterable[str]], Iterable[Thread]],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    vectors: QuestionVectors,
    *,
    interviews: Mapping[str, Thread] | None = None,
    told: Mapping[str, Post] | None = None,
    shown: int | None = None,
    titles: Mapping[str, str] | None = None,
    seed: Bars | None = None,
) -> Drafted:
    """Draft what is to be written; what can't be drafted is named with the reason.

    Parameters
    ----------
    suggestions : sequence of Suggestion
    load : callable
        Loads threads by their keys.
    questions, resolutions : mapping
        By thread key.
    vectors : QuestionVectors
        The questions' vectors as drafting compares them, by thread key.
    interviews : mapping, optional
        What people answered to the questions that drafts left open, by thread key.
    told : mapping, optional
        What people told to solve a thread that nobody there solved, by its key.
    shown : int, optional
        So many of the suggestions are drafted in any case, further ones only until there are as many drafts;
        by default all are.
    titles : mapping, optional
        By group what its draft is called in a model's words, where its threads bear them out.
    seed : Bars, optional
        How sure a draft must be that a language model words anew; by default there is none. What people told
        is drafted however it's worded.
    """
    resolutions = {**resolutions, **resolutions_told(told or {})}
    drafts: list[Draft] = []
    undrafted: list[tuple[str, str]] = []
    seeds: list[tuple[str, str]] = []
    shown = len(suggestions) if shown is None else shown
    for place, suggestion in enumerate(
        track(suggestions, what="Drafting", total=len(suggestions), unit="draft")
    ):
        if place >= shown and len(drafts) >= shown:
            break
        group = suggestion.group
        answers = answers_of(group.id, interviews or {})
        is_told = not set(group.members).isdisjoint(told or {})
        if suggestion.action not in ("write", "update", *(("escalate",) if is_told else ())):
            undrafted.append((group.id, _NO_DRAFT[suggestion.action]))
            continue
        threads = by_key(load(group.members))
        try:
            taken = frozenset(one.title for one in drafts)
            evidence = gather_evidence(group, threads, questions, resolutions, vectors)
            bars = replace(BARS, signed=0.0) if is_told or answers else BARS
            composed, unshown = _composed(evidence, taken, bars, seed)
            titled = _titled(composed, (titles or {}).get(group.id), threads)
            drafts.append(with_answers(titled, answers, evidence.people))
            seeds += [(group.id, unshown)] if unshown else []
        except KbminerError as error:
            undrafted.append((group.id, str(error)))
    return Drafted(drafts=tuple(drafts), undrafted=tuple(undrafted), seeds=tuple(seeds))


def _composed(
    evidence: Evidence, taken: frozenset[str], bars: Bars, seed: Bars | None
) -> tuple[Draft, str | None]:
    """A draft, and why it is there for a model alone; None where everybody may see it."""
    try:
        return compose_draft(evidence, taken, bars), None
    except NoAnswer as error:
        if seed is None:
            raise
        with suppress(NoAnswer):
            return compose_draft(evidence, taken, seed), str(error)
        raise


def _titled(draft: Draft, title: str | None, threads: Mapping[str, Thread]) -> Draft:
    """Call a draft as its group is called, where its own threads bear that out."""
    if title is None or title == draft.title:
        return draft
    titled = with_id(replace(draft, title=title))
    return draft if title_refusal(titled, threads) else titled
