"""All asks together: what is left of them when the form's lines and the series are known."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.questions.ask import Ask
from kbminer.questions.asking_model import AskingModel
from kbminer.questions.set_aside import find_series, reason_to_set_aside
from kbminer.questions.templates import Templates, find_templates
from kbminer.records import Question
from kbminer.text.language import main_language


def to_questions(asks: Sequence[Ask]) -> list[Question]:
    """Turn all asks of a corpus into questions, in order; those that ask nothing carry the reason."""
    templates = find_templates(asks)
    series = find_series(asks)
    language = main_language(ask.language for ask in asks)
    chances = _chances(asks, templates)
    return [
        Question(
            thread=ask.thread,
            title=ask.title,
            ask=" ".join(templates.strip(ask.lines)),
            errors=ask.errors,
            language=ask.language or language,
            asker=ask.asker,
            asked_at=ask.asked_at,
            set_aside=reason_to_set_aside(ask, in_series=ask.thread in series, chance=chance),
        )
        for ask, chance in zip(asks, chances, strict=True)
    ]


def _chances(asks: Sequence[Ask], templates: Templates) -> list[float]:
    """Tell of every ask of a corpus how likely it asks anything."""
    rows = [(*ask.signs, float(templates.opens(ask.lines))) for ask in asks]
    return AskingModel.shipped().probabilities(rows, [ask.board for ask in asks])
