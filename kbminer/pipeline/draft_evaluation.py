"""The drafts of a mined store, held against its posts, with the marks of a third of it hidden."""

from __future__ import annotations

from kbminer.evaluate.drafts import DraftsReport, evaluate_drafts, held_back_threads
from kbminer.evaluate.resolution import hidden
from kbminer.pipeline.analyse import read_store
from kbminer.pipeline.run import mine_store, question_vectors
from kbminer.resolve import ResolutionModel
from kbminer.similarity.embed import CachedEmbedder, SentenceEmbedder
from kbminer.store import Store


def evaluate_mined(store: Store) -> DraftsReport:
    """Draft every solved group of a store and measure the drafts, as :func:`evaluate_drafts` says.

    What the store holds is mined first where it was not.
    """
    kb = mine_store(store)
    resolutions = {found.thread: found for found in kb.resolutions}
    held_back = held_back_threads(kb.grouping.groups, resolutions)
    _, signals = read_store(store, store.digests())
    # The model may not have learned from the marks that are held back.
    blind = [hidden(each) if each.thread in held_back else each for each in signals]
    inferred = ResolutionModel.shipped().refitted(blind).resolve_all(blind)
    members = {key for group in kb.grouping.groups for key in group.members}
    return evaluate_drafts(
        kb.grouping.groups,
        {thread.key: thread for thread in store.threads(members)},
        {question.thread: question for question in kb.questions},
        resolutions,
        inferred={found.thread: found for found in inferred if found.thread in held_back},
        vectors=question_vectors(kb.questions, CachedEmbedder(SentenceEmbedder(), store)),
    )
