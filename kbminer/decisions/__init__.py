"""What people's decisions come to: which hold, what they make of a run, and how they bind the next one."""

from kbminer.decisions.applied import with_decisions
from kbminer.decisions.bound_links import bound_links
from kbminer.decisions.cases import Cases, cases_of
from kbminer.decisions.decision_log import DecisionLog
from kbminer.decisions.verdicts import standing_decisions, verdicts_of

__all__ = [
    "Cases",
    "DecisionLog",
    "bound_links",
    "cases_of",
    "standing_decisions",
    "verdicts_of",
    "with_decisions",
]
