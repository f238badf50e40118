"""How surely a suggestion is right, and how many people asked: what decides whether an editor sees it."""

from kbminer.sureness.one_conversation import different_askers
from kbminer.sureness.signs import SIGNS, surely_asking, sureness_signs
from kbminer.sureness.sureness_model import SurenessModel
from kbminer.sureness.told_apart import is_told_apart, tended_sources

__all__ = [
    "SIGNS",
    "SurenessModel",
    "different_askers",
    "is_told_apart",
    "surely_asking",
    "sureness_signs",
    "tended_sources",
]
