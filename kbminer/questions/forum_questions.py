"""All asks together: what is left of them when the form's lines and the series are known."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.questions.ask import Ask
from kbminer.questions.set_aside import find_series, reason_to_set_aside
from kbminer.questions.templates import find_templates
from kbminer.records import Question
from kbminer.text.language import main_language


def to_questions(asks: Sequence[Ask]) -> list[Question]:
    """Turn all asks of a corpus into questions, in order; those that ask nothing carry the reason."""
    templates = find_templates(asks)
    series = find_series(asks)
    language = main_language(ask.language for ask in asks)
    return [
        Question(
            thread=ask.thread,
            title=ask.title,
            ask=" ".join(templates.strip(ask.lines)),
            errors=ask.errors,
            language=ask.language or language,
            asker=ask.asker,
            asked_at=ask.asked_at,
            set_aside=reason_to_set_aside(
                ask, in_series=ask.thread in series, in_form=templates.opens(ask.lines)
            ),
        )
        for ask in asks
    ]
