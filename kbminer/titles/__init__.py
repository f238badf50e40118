"""What people would search for: a title chosen among an asker's title, sentences and error messages."""

from kbminer.titles.choosing import best_title
from kbminer.titles.title_candidates import TitleCandidate, title_candidates
from kbminer.titles.title_model import TitleModel

__all__ = ["TitleCandidate", "TitleModel", "best_title", "title_candidates"]
