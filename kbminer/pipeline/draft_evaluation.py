"""The drafts of a mined store, held against its posts, with the marks of a third of it hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbminer.evaluate.drafts import DraftsReport, evaluate_drafts, held_back_threads
from kbminer.evaluate.hidden_marks import hidden
from kbminer.pipeline.analyse import load_signals
from kbminer.pipeline.latest import load_result, questions_and_vectors
from kbminer.pipeline.mended_threads import last_threads
from kbminer.pipeline.mining.draft_articles import question_vectors
from kbminer.records.by_key import by_key, by_thread
from kbminer.resolve import ResolutionModel
from kbminer.store import Store

if TYPE_CHECKING:
    from kbminer.similarity.embed import Embedder


def evaluate_mined(store: Store, embedder: Embedder | None = None) -> DraftsReport:
    """Draft every solved group that the last run found, and measure the drafts.

    See :func:`kbminer.evaluate.drafts.evaluate_drafts` for what is measured.

    Raises
    ------
    NoRun
        Nothing has been mined yet.
    """
    found = load_result(store)
    resolutions = by_thread(found.resolutions)
    held_back = held_back_threads(found.grouping.groups, resolutions)
    signals = [each for each in load_signals(store) if each.thread in resolutions]
    # The model may not have learned from the marks that are held back.
    blind = [hidden(each) if each.thread in held_back else each for each in signals]
    inferred = ResolutionModel.shipped().refitted(blind).resolve_all(blind)
    members = {key for group in found.grouping.groups for key in group.members}
    asked, vectors = questions_and_vectors(store, embedder)
    return evaluate_drafts(
        found.grouping.groups,
        by_key(last_threads(store).load(members)),
        by_thread(found.questions),
        resolutions,
        inferred=by_thread(each for each in inferred if each.thread in held_back),
        vectors=question_vectors(asked, vectors, ()),
    )
