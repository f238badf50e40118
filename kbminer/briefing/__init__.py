"""What changed since the last briefing, in order of value: from what a run found to one record."""

from kbminer.briefing.compose_briefing import compose_briefing
from kbminer.briefing.facts import Facts
from kbminer.briefing.items import Briefing
from kbminer.briefing.seen import Seen

__all__ = ["Briefing", "Facts", "Seen", "compose_briefing"]
