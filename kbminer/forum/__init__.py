"""What only all threads of a forum together tell of each one, and each thread mended by it.

``false_dates`` finds the days of copies and years that no post is of, ``lost_breaks`` where line breaks were
lost; ``learning`` goes through all threads once, ``mending`` gives each as its forum had it.
"""

from kbminer.forum.learning import learn_facts, problems_of
from kbminer.forum.mending import mended, what_is_mended, without_false_dates

__all__ = ["learn_facts", "mended", "problems_of", "what_is_mended", "without_false_dates"]
