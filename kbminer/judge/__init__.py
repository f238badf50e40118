"""A language model as a judge, where one is configured: near pairs, unsure solutions, leading answers.

It is asked within a share of the run's budget, the most doubtful first. Its verdicts are kept with their
reasons; an editor's word and the forum's own marks count before them, and without a model nothing is missing.
"""

from kbminer.judge.groups import judge_groups, judged_groups
from kbminer.judge.leading_answers import judge_leading_answers
from kbminer.judge.solution_posts import judge_solutions, judged_resolutions

__all__ = [
    "judge_groups",
    "judge_leading_answers",
    "judge_solutions",
    "judged_groups",
    "judged_resolutions",
]
