"""How the sentences of a written section are set out: steps, items of a list, short paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kbminer.draft.author.article_answer import Start
from kbminer.records import Statement

MOST_IN_PARAGRAPH = 4  # sentences: strangers called everything longer a wall, five times of twenty-two
FULL_PARAGRAPH = 3  # sentences after which one from another post begins a new paragraph
Placed = tuple[Statement, Start]


def set_out(placed: Sequence[Placed]) -> tuple[Statement, ...]:
    """Count steps anew and part sentences into paragraphs and items, as a model wants and where it does not.

    A model's numbers may leave gaps, or repeat. One step alone is no list, nor is one item; a paragraph ends
    after a few sentences, whatever the model says. What leads to nothing at the end goes.

    Parameters
    ----------
    placed
        Statements in their order, each with what begins with it.
    """
    placed = _without_loose_end(placed)
    steps = {statement.step for statement, _ in placed if statement.step is not None}
    items = sum(start == "bullet" and statement.kind == "sentence" for statement, start in placed)
    found = list[Statement]()
    number = 0
    for step, run in groupby(placed, key=lambda each: each[0].step):
        number += step is not None
        counted = number if step is not None and len(steps) > 1 else None
        found += _in_paragraphs(list(run), counted, has_items=items > 1)
    return tuple(found)


def _without_loose_end(placed: Sequence[Placed]) -> Sequence[Placed]:
    while len(placed) > 1 and placed[-1][0].kind == "sentence" and placed[-1][0].text.endswith((":", "：")):
        placed = placed[:-1]
    return placed


def _in_paragraphs(placed: Sequence[Placed], step: int | None, *, has_items: bool) -> Iterator[Statement]:
    """The statements of one step, or of none, with marks where a paragraph or an item begins."""
    length, in_item = 0, False
    for place, (statement, start) in enumerate(placed):
        is_item = has_items and step is None and start == "bullet" and statement.kind == "sentence"
        goes_on = place > 0 and bool(set(placed[place - 1][0].citations) & set(statement.citations))
        is_full = length >= MOST_IN_PARAGRAPH or (length >= FULL_PARAGRAPH and not goes_on)
        begins = place == 0 or is_item or start == "paragraph" or is_full
        is_paragraph = begins or (in_item and start != "")
        if statement.kind != "sentence":
            length, in_item = 0, False
            yield replace(statement, step=step, opens=False, item=False)
            continue
        length = 1 if is_paragraph else length + 1
        in_item = is_item or (in_item and not is_paragraph)
        yield replace(statement, step=step, opens=is_paragraph, item=is_item)
