"""Drafts for what is to be written, worded by a language model only where one is configured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.draft import compose_draft, gather_evidence
from kbminer.errors import KbminerError, SettingsError
from kbminer.progress import track
from kbminer.records import Draft, Problem, Question, Resolution, Suggestion
from kbminer.store import Store, StoredThreads
from kbminer.verify import check_draft

if TYPE_CHECKING:
    from kbminer.draft.same_question import QuestionVectors

_NO_DRAFT = {
    "escalate": "nobody has solved it yet",
    "point": "an article answers it already",
    "merge": "several articles answer it already",
    "retire": "nobody asks any more",
}


def draft_all(
    suggestions: Sequence[Suggestion],
    store: Store,
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    vectors: QuestionVectors,
) -> tuple[list[Draft], list[tuple[str, str]]]:
    """Draft what is to be written; what can't be drafted is named with the reason."""
    drafts: list[Draft] = []
    undrafted: list[tuple[str, str]] = []
    for suggestion in track(suggestions, what="Drafting", total=len(suggestions), unit="draft"):
        group = suggestion.group
        if suggestion.action not in ("write", "update"):
            undrafted.append((group.id, _NO_DRAFT[suggestion.action]))
            continue
        threads = {thread.key: thread for thread in store.threads(group.members)}
        try:
            titles = frozenset(one.title for one in drafts)
            draft = compose_draft(gather_evidence(group, threads, questions, resolutions, vectors), titles)
            refusals = check_draft(draft, threads)
        except KbminerError as error:
            undrafted.append((group.id, str(error)))
            continue
        if refusals:
            undrafted.append((group.id, f"the draft failed its checks: {refusals[0]}"))
        else:
            drafts.append(draft)
    return drafts, undrafted


def reword_all(drafts: list[Draft], store: Store, settings: Settings) -> tuple[list[Draft], list[Problem]]:
    """Let a language model word the drafts, where one is configured; what fails stays as composed."""
    if settings.llm_url is None:
        return drafts, []
    from kbminer.draft.author.rewriting import ChatEndpoint, rewrite_drafts  # noqa: PLC0415

    if settings.llm_model is None:
        raise SettingsError("llm_url is set but llm_model is not; name the model at that endpoint.")
    endpoint = ChatEndpoint(
        url=settings.llm_url,
        model=settings.llm_model,
        key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        timeout=settings.llm_timeout,
    )
    reworded = list(rewrite_drafts(drafts, StoredThreads(store), endpoint))
    problems = [
        Problem(where=f"draft of group {each.draft.group}", what=each.problem, lost=False)
        for each in reworded
        if each.problem
    ]
    return [each.draft for each in reworded], problems
