"""Whether a written article's solution helped: who asked says so in a post that the model names."""

from __future__ import annotations

from kbminer.draft.author.article_answer import ArticleAnswer
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.untold import solution_numbers
from kbminer.draft.confirmation import open_note
from kbminer.languages.article_words import day, phrase
from kbminer.records import Statement
from kbminer.verify.second_reader import SentenceReading
from kbminer.verify.wording import reading_of


def confirming_post(answer: ArticleAnswer, dossier: Dossier) -> int:
    """Give the post that the model says confirms the solution, where it may: by the asker, and behind it.

    Parameters
    ----------
    answer
        What the model wrote.
    dossier
        What it was shown.

    Returns
    -------
    int
        0 where it names none, or one that can't confirm anything.
    """
    number, solved = answer.confirmed_by, solution_numbers(answer, dossier)
    if not 1 < number <= len(dossier.places) or not solved:
        return 0
    thread = dossier.places[number - 1][0]
    behind = any(dossier.places[n - 1][0] == thread and n < number for n in solved)
    is_question = dossier.citation(number).number == 1
    by_asker = dossier.citation(number).role == "asker" and not is_question
    return number if by_asker and (behind or number in solved) else 0


def confirmation_reading(answer: ArticleAnswer, dossier: Dossier) -> SentenceReading | None:
    """Show a second reader the post that is said to confirm the solution; ``None`` where there is none."""
    number = confirming_post(answer, dossier)
    if not number:
        return None
    text = phrase(dossier.language, "confirming")
    said = Statement(text=text, citations=(dossier.citation(number),))
    return reading_of(said, dossier.threads, dossier.people)


def note_of(
    numbers: tuple[int, ...], dossier: Dossier, answer: ArticleAnswer, *, confirmed: bool
) -> str | None:
    """Say when the solution was written, and who confirms it or that it is open.

    Parameters
    ----------
    numbers
        The posts that solved it.
    dossier, answer
        What the model was shown, and what it wrote.
    confirmed
        Whether the post that it names confirms it.
    """
    if not numbers:
        return None
    cited = dossier.citation(numbers[0])
    dated = [phrase(dossier.language, "answered_on", date=day(cited.date))] if cited.date else []
    key, post = dossier.places[numbers[0] - 1]
    if confirmed:
        said = [_confirmed(confirming_post(answer, dossier), dossier)]
    elif cited.role == "asker" or key in dossier.confirmed:
        said = []
    else:
        said = [phrase(dossier.language, open_note(dossier.threads[key], post))]
    return " ".join([*dated, *said]) or None


def _confirmed(number: int, dossier: Dossier) -> str:
    return phrase(dossier.language, "confirmed", number=dossier.citation(number).number)
