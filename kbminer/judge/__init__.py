"""A language model as a judge, where one is configured: what one article answers, and unsure solutions.

It is asked within a share of the run's budget, what matters most first. Its verdicts are kept with their
reasons; an editor's word and the forum's own marks count before them, and without a model nothing is missing.
"""

from kbminer.judge.group_cases import GroupCase
from kbminer.judge.groups import MOST_GROUPS, judge_groups, standing_verdict
from kbminer.judge.lost_asks import is_lost, told_by_posts
from kbminer.judge.regrouped import JUDGED_SAME, Regrouped, regrouped
from kbminer.judge.solution_posts import judge_solutions, judged_resolutions

__all__ = [
    "JUDGED_SAME",
    "MOST_GROUPS",
    "GroupCase",
    "Regrouped",
    "is_lost",
    "judge_groups",
    "judge_solutions",
    "judged_resolutions",
    "regrouped",
    "standing_verdict",
    "told_by_posts",
]
