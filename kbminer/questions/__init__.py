"""Thread to question: the ask as clean text, or the reason why there is none.

First each thread by itself (:func:`read_ask`), then all together (:func:`find_templates`), since only the
corpus shows what a form wrote and which titles are a series; :func:`to_questions` does the second half.
"""

from kbminer.questions.ask import Ask, read_ask
from kbminer.questions.forum_questions import to_questions
from kbminer.questions.templates import Templates, find_templates

__all__ = ["Ask", "Templates", "find_templates", "read_ask", "to_questions"]
