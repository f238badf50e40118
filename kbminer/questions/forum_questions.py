"""All asks together: what is left of them when the form's lines and the series are known."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.questions.ask import Ask
from kbminer.questions.asking_model import AskingModel
from kbminer.questions.set_aside import find_series, has_asking_words, reason_to_set_aside
from kbminer.questions.templates import FormLine, Templates, read_lines, templates_of
from kbminer.records import Question
from kbminer.text.language import main_language


def to_questions(asks: Sequence[Ask]) -> list[Question]:
    """Turn all asks of a corpus into questions, in order; those that ask nothing carry the reason."""
    lines = [read_lines(ask.lines) for ask in asks]
    templates = templates_of(lines)
    series = find_series(asks)
    language = main_language(ask.language for ask in asks)
    chances = _chances(asks, lines, templates)
    return [
        Question(
            thread=ask.thread,
            title=ask.title,
            ask=" ".join(templates.strip(own)),
            errors=ask.errors,
            language=ask.language or language,
            asker=ask.asker,
            asked_at=ask.asked_at,
            asks=round(chance, 4) if has_asking_words(ask.language) else None,
            quotes=ask.quotes,
            set_aside=reason_to_set_aside(ask, in_series=ask.thread in series, chance=chance),
        )
        for ask, own, chance in zip(asks, lines, chances, strict=True)
    ]


def _chances(asks: Sequence[Ask], lines: Sequence[Sequence[FormLine]], templates: Templates) -> list[float]:
    """Tell of every ask of a corpus how likely it asks anything."""
    rows = [(*ask.signs, float(templates.opens(own))) for ask, own in zip(asks, lines, strict=True)]
    return AskingModel.shipped().probabilities(rows, [ask.board for ask in asks])
