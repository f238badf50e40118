"""The title that a model gives an article: it stands where it says what is asked."""

from __future__ import annotations

from dataclasses import replace

from kbminer.draft.author.article_answer import ArticleAnswer
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.untold import solution_numbers
from kbminer.records import Draft, Statement
from kbminer.redact.placeholders import PLACEHOLDER
from kbminer.text.title_words import is_empty_title
from kbminer.verify import title_refusal
from kbminer.verify.second_reader import SecondReading, SentenceReading
from kbminer.verify.wording import reading_of

# Characters. A model is asked for 90, as a judge is, and counts badly: one a few longer is better than the
# scrap that an asker wrote.
LONGEST_TITLE = 110


def title_reading(answer: ArticleAnswer, dossier: Dossier) -> SentenceReading | None:
    """Show a second reader a model's title with the question and its answer, which narrows what is asked.

    There is nothing to read where it is no title, or the one that stands.
    """
    if answer.title == dossier.title or len(answer.title) > LONGEST_TITLE or is_empty_title(answer.title):
        return None
    shown = dict.fromkeys((1, *solution_numbers(answer, dossier)[:1]))
    asked = Statement(text=answer.title, citations=tuple(map(dossier.citation, shown)))
    return reading_of(asked, dossier.threads, dossier.people, is_title=True)


def with_title(draft: Draft, answer: ArticleAnswer, dossier: Dossier, read: SecondReading | None) -> Draft:
    """Put a written article under the model's title, where that may stand.

    Parameters
    ----------
    draft
        The article under its composed title.
    answer
        What the model wrote.
    dossier
        What it was written from.
    read
        What a second reader said of it; None where nobody read it.
    """
    if title_reading(answer, dossier) is None or (read is not None and not read.bears_out):
        return draft
    titled = replace(draft, title=answer.title)
    is_private = PLACEHOLDER.search(answer.title) is not None
    return draft if is_private or title_refusal(titled, dossier.threads) else titled
