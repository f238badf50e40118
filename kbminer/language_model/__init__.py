"""A language model where one is configured: asked within a budget, never twice the same, and never needed.

Rooms that ask it give instructions, data and the shape of the answer; what counts of it is theirs to say.
"""

from kbminer.language_model.answer_json import answer_json, answer_object, numbered_verdicts
from kbminer.language_model.asking import AnswerCache, Asking, Inquiry, NoCache, Spending
from kbminer.language_model.data_json import data_json
from kbminer.language_model.endpoint import Answer, ChatEndpoint, LanguageModel, ModelFailed
from kbminer.language_model.prompt import Prompt, read_prompt

__all__ = [
    "Answer",
    "AnswerCache",
    "Asking",
    "ChatEndpoint",
    "Inquiry",
    "LanguageModel",
    "ModelFailed",
    "NoCache",
    "Prompt",
    "Spending",
    "answer_json",
    "answer_object",
    "data_json",
    "numbered_verdicts",
    "read_prompt",
]
