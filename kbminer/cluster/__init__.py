"""Vectors to groups of questions that ask the same thing, with ids that last.

>>> from kbminer.cluster import group_questions
>>> grouped = group_questions([], __import__("numpy").zeros((0, 384), "float32"))
>>> grouped.grouping.groups
()
"""

from __future__ import annotations

from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.clusterer import Clusterer, IncrementalClusterer, Placed
from kbminer.cluster.clusterer_registry import clusterer_names, make_clusterer
from kbminer.cluster.constraints import Constraints
from kbminer.cluster.grouping import Cut, GroupedQuestions, group_questions
from kbminer.cluster.hierarchy import Hierarchy
from kbminer.cluster.pair_model import PairModel

__all__ = [
    "ClusterSettings",
    "Clusterer",
    "Constraints",
    "Cut",
    "GroupedQuestions",
    "Hierarchy",
    "IncrementalClusterer",
    "PairModel",
    "Placed",
    "clusterer_names",
    "group_questions",
    "make_clusterer",
]
