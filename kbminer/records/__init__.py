"""The records that travel between the stages: frozen, made of tuples, with UTC datetimes.

A record is changed with :func:`dataclasses.replace`. A thread is named everywhere by its ``key``
(``source`` and ``id``), a post by its ``id`` inside that thread.
"""

from kbminer.records.article import (
    Article,
    ArticleDemand,
    ArticleMatch,
    ArticleUse,
    Coverage,
    Passage,
    StalePassage,
)
from kbminer.records.article_draft import (
    Citation,
    Draft,
    Redaction,
    Section,
    SectionName,
    Statement,
    Wording,
)
from kbminer.records.decision import Case, CaseState, Decision, DecisionKind, RejectReason, Verdict
from kbminer.records.forum_facts import Ending, FalseDates, ForumFacts, LostBreak
from kbminer.records.group import Group, Grouping, LeftOut, LineageEvent, Link, Theme
from kbminer.records.judgement import GroupVerdict, Judgement
from kbminer.records.overruled import Overruled
from kbminer.records.public_part import effective_visibility, public_part, without_removed_words
from kbminer.records.question import Question
from kbminer.records.question_map import QuestionMap
from kbminer.records.resolution import Cue, Resolution, Standing, State, StateChange
from kbminer.records.run_result import Counts, RunRecord, RunResult, StageRecord, Withheld
from kbminer.records.service import Escalation, Figure, Service, ServiceFigures, Solver
from kbminer.records.suggestion import Action, Queue, Ranking, Reason, Suggestion, queue_of
from kbminer.records.thread import BodyFormat, Post, Problem, Thread, ThreadSummary
from kbminer.records.visibility import Audience, Visibility, strictest

__all__ = [
    "Action",
    "Article",
    "ArticleDemand",
    "ArticleMatch",
    "ArticleUse",
    "Audience",
    "BodyFormat",
    "Case",
    "CaseState",
    "Citation",
    "Counts",
    "Coverage",
    "Cue",
    "Decision",
    "DecisionKind",
    "Draft",
    "Ending",
    "Escalation",
    "FalseDates",
    "Figure",
    "ForumFacts",
    "Group",
    "GroupVerdict",
    "Grouping",
    "Judgement",
    "LeftOut",
    "LineageEvent",
    "Link",
    "LostBreak",
    "Overruled",
    "Passage",
    "Post",
    "Problem",
    "Question",
    "QuestionMap",
    "Queue",
    "Ranking",
    "Reason",
    "Redaction",
    "RejectReason",
    "Resolution",
    "RunRecord",
    "RunResult",
    "Section",
    "SectionName",
    "Service",
    "ServiceFigures",
    "Solver",
    "StageRecord",
    "StalePassage",
    "Standing",
    "State",
    "StateChange",
    "Statement",
    "Suggestion",
    "Theme",
    "Thread",
    "ThreadSummary",
    "Verdict",
    "Visibility",
    "Withheld",
    "Wording",
    "effective_visibility",
    "public_part",
    "queue_of",
    "strictest",
    "without_removed_words",
]
