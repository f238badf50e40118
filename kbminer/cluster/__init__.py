"""Vectors to groups of questions that ask the same thing, with ids that last.

>>> from kbminer.cluster import group_questions
>>> grouped = group_questions([], __import__("numpy").zeros((0, 384), "float32"))
>>> grouped.grouping.groups
()
"""

from __future__ import annotations

from kbminer.cluster.grouping import GroupedQuestions, Level, group_questions
from kbminer.cluster.cluster_settings import ClusterSettings

__all__ = ["ClusterSettings", "GroupedQuestions", "Level", "group_questions"]
