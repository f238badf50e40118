"""A language model as a judge, where one is configured: near pairs and unsure solutions, many in one request.

It is asked within a share of the run's budget, the most doubtful first. Its verdicts are kept with their
reasons; an editor's word and the forum's own marks count before them, and without a model nothing is missing.
"""

from kbminer.judge.groups import judge_groups, judged_groups
from kbminer.judge.solution_posts import judge_solutions, judged_resolutions

__all__ = [
    "judge_groups",
    "judge_solutions",
    "judged_groups",
    "judged_resolutions",
]
