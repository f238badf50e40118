"""The best title of some questions that ask the same."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.records import Question
from kbminer.redact.engine import redact
from kbminer.titles.title_candidates import TitleCandidate, title_candidates
from kbminer.titles.title_model import TitleModel
from kbminer.titles.title_signs import GroupWords

_MOST_TRIED = 8  # candidates that are looked at for private things


def best_title(questions: Sequence[Question], terms: Sequence[str] = ()) -> TitleCandidate:
    """Choose the words of one of some askers that people would search for most likely.

    What holds something private is passed over, as far as its words and its asker's name show.

    Parameters
    ----------
    questions : sequence of Question
        At least one.
    terms : sequence of str, default ()
        The words that set them apart from others.

    Examples
    --------
    >>> best_title([Question(thread="f:1", title="[SOLVED] HELP!!!", ask="Hello. The export stays empty.")]).text
    'The export stays empty'
    """
    asker = {question.thread: question.asker for question in questions}
    candidates = title_candidates(questions)
    ranked = TitleModel.shipped().ranked(candidates, GroupWords.of(candidates, terms))
    for each in ranked[:_MOST_TRIED]:
        name = asker[each.thread]
        if not redact(each.text, (name,) if name else ()).found:
            return each
    return ranked[0]
