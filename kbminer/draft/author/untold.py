"""What a written article does not tell: of the solution, of what was planned, of what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kbminer.draft.author.article_answer import SOLVING, ArticleAnswer
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.left_out import instructive_of, is_told_by_one, left_out_of
from kbminer.draft.author.solution_code import stands_in
from kbminer.draft.author.written_sentences import SentenceOutcome
from kbminer.records import Citation, Draft, Section, Statement
from kbminer.redact.posts import RedactedPost, read_post
from kbminer.verify.completeness import told_share

Solution = tuple[Citation, RedactedPost]
PLAN_TOLD = 0.5  # share of a planned item's words that its post's sentences hold: both are the model's words
MOST_OF_SOLUTION = 8  # sentences of the solution that go before what was planned: a long post has no end
MOST_UNPLANNED = 3  # sentences of a post of which neither plan nor article says anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Something that no sentence of an article tells.

    Parameters
    ----------
    words
        The post's own, or those by which the model planned it.
    post
        The number of the post.
    is_asked
        Whether it is a thing that the asker wants to know.
    """

    words: str
    post: int
    is_asked: bool = False


def solution_numbers(answer: ArticleAnswer, dossier: Dossier) -> tuple[int, ...]:
    """Give the posts that solved it: those that the model names and was shown, else the guess."""
    named = tuple(number for number in answer.solution if _is_of_use(number, dossier))
    return named or ((dossier.guess,) if dossier.guess else ())


def solutions_of(numbers: Sequence[int], dossier: Dossier) -> list[Solution]:
    """Read posts that solved it, each with its citation."""
    return [(dossier.citation(n), read_post(dossier.post(n), dossier.people)) for n in numbers]


def texts_before(number: int, dossier: Dossier) -> Iterator[str]:
    """Give what was written in the thread of a post before it."""
    for place in range(1, number):
        if dossier.places[place - 1][0] == dossier.places[number - 1][0]:
            yield read_post(dossier.post(place), dossier.people).markdown


def untold_of(
    draft: Draft, dossier: Dossier, answer: ArticleAnswer, outcomes: Sequence[SentenceOutcome]
) -> tuple[Untold, ...]:
    """Find what an article does not tell: what is asked, of the solution, and what was planned.

    Parameters
    ----------
    draft
        The draft as composed.
    dossier
        What the model was shown.
    answer
        What it wrote.
    outcomes
        What became of its sentences.
    """
    standing = tuple(outcome.statement for outcome in outcomes if outcome.statement)
    told = replace(draft, sections=(Section(name="resolution", statements=standing),))
    numbers = solution_numbers(answer, dossier)
    of_solution = [
        Untold(words=each.text, post=_number_of(each, dossier)) for each in missing(told, numbers, dossier)
    ]
    found = [
        *_asked(dossier, answer, outcomes),
        *of_solution[:MOST_OF_SOLUTION],
        *planned_untold(dossier, answer, standing),
        *of_solution[MOST_OF_SOLUTION:],
        *_unplanned(dossier, answer, standing),
    ]
    first = dict[str, Untold]()
    for each in found:
        first.setdefault(each.words, each)
    return tuple(first.values())


def missing(told: Draft, numbers: Sequence[int], dossier: Dossier) -> Iterator[Statement]:
    """Find what of the solution a draft does not tell; code that stood in a post before is a quotation."""
    before = {dossier.places[n - 1]: "\n".join(texts_before(n, dossier)) for n in numbers}
    for each in left_out_of(told, solutions_of(numbers, dossier)):
        if each.kind != "code" or not stands_in(each.text, before[_place(each.citations[0])]):
            yield each


def planned_untold(
    dossier: Dossier, answer: ArticleAnswer, standing: Sequence[Statement], *, only_uncited: bool = False
) -> Iterator[Untold]:
    """Find what the model planned and does not tell.

    Parameters
    ----------
    dossier, answer
        What the model was shown, and what it wrote.
    standing
        The article's statements.
    only_uncited
        Whether a post that any of them cites counts as told.
    """
    for item in answer.planned:
        if item.is_needed and item.words and _is_of_use(item.post, dossier):
            texts = [each.text for each in standing if _cites(each, item.post, dossier)]
            is_cited = bool(texts) and only_uncited
            if not is_cited and not _is_told(item.words, texts, standing, dossier.language):
                yield Untold(words=item.words, post=item.post)


def _is_told(words: str, texts: Sequence[str], standing: Sequence[Statement], language: str | None) -> bool:
    """Whether sentences that cite a post tell some words, or nearly all of them any one does."""
    if texts and told_share(words, texts, language) >= PLAN_TOLD:
        return True
    return is_told_by_one(words, (each.text for each in standing), language)


def _is_of_use(number: int, dossier: Dossier) -> bool:
    """Whether a post is one that was shown, behind the question and in a thread that asks the same."""
    return 1 < number <= len(dossier.places) and not dossier.is_apart(number)


def _asked(dossier: Dossier, answer: ArticleAnswer, outcomes: Sequence[SentenceOutcome]) -> Iterator[Untold]:
    """What the asker wants to know and a post answers, where no sentence of the answer cites such a post."""
    solving = [o.statement for o in outcomes if o.statement and o.sentence.section in (*SOLVING, "cause")]
    for item in answer.asked:
        posts = [number for number in item.posts if _is_of_use(number, dossier)]
        if posts and not any(_cites(each, number, dossier) for each in solving for number in posts):
            yield Untold(words=item.words, post=posts[0], is_asked=True)


def _unplanned(dossier: Dossier, answer: ArticleAnswer, standing: Sequence[Statement]) -> Iterator[Untold]:
    """What a helper's post instructs of which neither the model's plan nor its article says anything."""
    planned = {item.post for item in answer.planned} | set(solution_numbers(answer, dossier))
    for number in range(2, len(dossier.places) + 1):
        cited = dossier.citation(number)
        is_known = number in planned or any(_cites(each, number, dossier) for each in standing)
        if not is_known and cited.role != "asker" and not dossier.is_apart(number):
            post = read_post(dossier.post(number), dossier.people)
            texts = [each.text for each in standing]
            for segment in islice(instructive_of(post, texts, dossier.language), MOST_UNPLANNED):
                yield Untold(words=segment.text, post=number)


def _cites(statement: Statement, number: int, dossier: Dossier) -> bool:
    return any(_place(cited) == dossier.places[number - 1] for cited in statement.citations)


def _number_of(statement: Statement, dossier: Dossier) -> int:
    places = [_place(cited) for cited in statement.citations]
    return next((dossier.places.index(place) + 1 for place in places if place in dossier.places), 0)


def _place(cited: Citation) -> tuple[str, str]:
    return (cited.thread, cited.post)
