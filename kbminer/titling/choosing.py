"""The best title of some questions that ask the same, and how good one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kbminer.records import Question
from kbminer.redact.placeholders import redact
from kbminer.titling.title_candidates import TitleCandidate, title_candidates
from kbminer.titling.title_model import TitleModel
from kbminer.titling.title_signs import GroupWords, title_signs

_MOST_TRIED = 8  # candidates that are looked at for private things


def best_title(
    questions: Sequence[Question],
    terms: Sequence[str] = (),
    people: tuple[str, ...] = (),
    taken: frozenset[str] = frozenset(),
) -> TitleCandidate:
    """Choose the words of one of some askers that people would search for most likely.

    What holds something private is passed over; where everything does, it is redacted.

    Parameters
    ----------
    questions : sequence of Question
        At least one.
    terms : sequence of str, default ()
        The words that set them apart from others.
    people : tuple of str, default ()
        Names that are private, beside those of the askers.
    taken : frozenset of str, default ()
        Titles of others, not chosen again where there is another candidate.

    Examples
    --------
    >>> best_title([Question(thread="f:1", title="[SOLVED] HELP!!!", ask="The export stays empty.")]).text
    'The export stays empty'
    """
    names = tuple(dict.fromkeys((*people, *(each.asker for each in questions if each.asker))))
    candidates = title_candidates(questions)
    ranked = TitleModel.shipped().ranked(candidates, GroupWords.of(questions, terms))
    ranked = [each for each in ranked if each.text not in taken] or ranked
    shown = [(each, redact(each.text, names)) for each in ranked[:1]]
    if shown[0][1].found:
        shown += [(each, redact(each.text, names)) for each in ranked[1:_MOST_TRIED]]
    best, words = min(shown, key=lambda each: bool(each[1].found))
    return replace(best, text=words.text)


def title_odds(title: str, questions: Sequence[Question], terms: Sequence[str] = ()) -> float:
    """Tell how likely people would search for the title of some questions, in log-odds.

    Parameters
    ----------
    title : str
        One of their candidates; of another one, such as a title that a person gave, it is told how good the
        best candidate is.
    questions : sequence of Question
        At least one.
    terms : sequence of str, default ()
        The words that set them apart from others.

    Examples
    --------
    >>> asked = [Question(thread="f:1", title="Help!!!", ask="How do I export a map to PDF?")]
    >>> title_odds("How do I export a map to PDF", asked) > title_odds("Help", asked)
    True
    """
    candidates = title_candidates(questions)
    group = GroupWords.of(questions, terms)
    model = TitleModel.shipped()
    meant = next((each for each in candidates if each.text == title), None)
    return model.score(title_signs(meant or model.ranked(candidates, group)[0], group))
