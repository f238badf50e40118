"""A run's language model: what it may spend, what it wrote, and what that cost."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kbminer.errors import SettingsError
from kbminer.logs import line
from kbminer.pipeline.results import Authored, Drafted
from kbminer.records import Draft, Problem, Resolution, Thread

if TYPE_CHECKING:
    from kbminer.config import Settings
    from kbminer.language_model import Asking
    from kbminer.store import Store

MODEL = "language model"
_log = logging.getLogger(__name__)


def asking_of(settings: Settings, store: Store | None = None) -> Asking | None:
    """Make the language model that the settings name; ``None`` where they name none.

    Without a store its answers are not kept.

    Raises
    ------
    SettingsError
        They name an address without a model, or one that can't be used.
    """
    if settings.llm_url is None:
        return None
    from kbminer.language_model import Asking, ChatEndpoint, NoCache  # noqa: PLC0415 - most runs ask no model

    if settings.llm_model is None:
        raise SettingsError("llm_url is set but llm_model is not; name the model at that endpoint.")
    endpoint = ChatEndpoint(
        url=settings.llm_url,
        model=settings.llm_model,
        key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        timeout=settings.llm_timeout,
    )
    return Asking(
        model=endpoint,
        name=settings.llm_model,
        budget=settings.llm_budget,
        cache=store or NoCache(),
        parallel=settings.llm_parallel,
    )


def written_by(
    asking: Asking,
    drafts: tuple[Draft, ...],
    threads: Mapping[str, Thread],
    resolutions: Mapping[str, Resolution],
    judged: Sequence[Problem] = (),
) -> Authored:
    """Let a language model write the articles of a run, and say what that costs, before and after.

    Parameters
    ----------
    asking
        The model, with the run's budget.
    drafts
        As composed; each stays as it is where the model is of no use.
    threads
        By key, at least those that the drafts name.
    resolutions
        What is known of their solutions, by key.
    judged
        What the model judged before in this run: it is told with the rest.
    """
    from kbminer.draft.author.writing import article_cost, write_articles  # noqa: PLC0415

    expected = sum(article_cost(draft, threads, asking, resolutions) for draft in drafts)
    _log.info(
        line("the language model is asked", articles=len(drafts), tokens=expected, budget=asking.budget)
    )
    written = write_articles(drafts, threads, asking, resolutions)
    spent = f"{asking.spending}; at most {expected:,} were expected for articles"
    _log.info(line("the language model was asked", spent=spent))
    problems = (_of_draft(each.draft, each.problem) for each in written if each.problem)
    said = (_of_draft(each.draft, words) for each in written for words in each.told)
    return Authored(
        drafts=tuple(each.draft for each in written if each.left is None),
        undrafted=tuple(
            (each.draft.group, f"{each.left}: it needs a person") for each in written if each.left
        ),
        problems=tuple(problems),
        told=(Problem(where=MODEL, what=spent, lost=False), *judged, *said),
    )


def without_seeds(authored: Authored, drafted: Drafted) -> Authored:
    """Leave out what was composed for the model alone and stayed as it was.

    Parameters
    ----------
    authored
        What became of the drafts.
    drafted
        The drafts before.
    """
    seeds = dict(drafted.seeds)
    silent = {draft.group for draft in authored.drafts if draft in drafted.drafts and draft.group in seeds}
    return replace(
        authored,
        drafts=tuple(draft for draft in authored.drafts if draft.group not in silent),
        undrafted=(*authored.undrafted, *(pair for pair in drafted.seeds if pair[0] in silent)),
    )


def _of_draft(draft: Draft, what: str) -> Problem:
    return Problem(where=f"draft of group {draft.group}", what=what, lost=False)
