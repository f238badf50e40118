"""What only all threads of a forum together tell of each one, and each thread mended by it.

``false_dates`` finds the days of copies and years that no post is of, ``lost_breaks`` where line breaks were
lost, both from the ``thread_evidence`` of each; ``learning`` puts all together, ``mending`` gives each
thread as its forum had it.
"""

from kbminer.forum.learning import facts_of, learn_facts, problems_of, sample_of, words_of
from kbminer.forum.mending import mended, what_is_mended, without_false_dates
from kbminer.forum.thread_evidence import ThreadEvidence, evidence_of
from kbminer.forum.word_usage import WordCounts

__all__ = [
    "ThreadEvidence",
    "WordCounts",
    "evidence_of",
    "facts_of",
    "learn_facts",
    "mended",
    "problems_of",
    "sample_of",
    "what_is_mended",
    "without_false_dates",
    "words_of",
]
