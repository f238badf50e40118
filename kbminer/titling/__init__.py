"""What people would search for: a title chosen among an asker's title, sentences and error messages."""

from kbminer.titling.choosing import best_title, title_odds
from kbminer.titling.title_candidates import TitleCandidate, as_title, title_candidates
from kbminer.titling.title_model import TitleModel

__all__ = ["TitleCandidate", "TitleModel", "as_title", "best_title", "title_candidates", "title_odds"]
