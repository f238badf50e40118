"""Whether a sentence says more than its posts: without their condition, doubt, or question mark."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.languages.synonyms import is_light
from kbminer.verify.clauses import Clause, meaning_words
from kbminer.verify.told import Clauses, Match, Told, matches_of, share_of

FARTHEST = 5  # clauses behind a condition that it still governs
KEPT = 0.5  # share of a condition's words above which a sentence keeps it, with or without the word “if”


def drops_condition(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether a sentence says without a condition what its post says under one."""
    if any(clause.conditional for clause in sentence):
        return False
    return any(
        all(_is_conditional(match, sentence, language) for match in matches)
        for _, matches in matches_of(sentence, posts, language)
    )


def _is_conditional(match: Match, sentence: Clauses, language: str | None) -> bool:
    """Whether a clause stands under a condition: its own, one before it, or one right behind it."""
    own = meaning_words(language).conditions.fullmatch(match.clause.begins)
    if not own and _is_condition(
        match.clause, language
    ):  # who repeats the condition itself has not left it out
        return True
    place = match.unit.index(match.clause)
    before = next((clause for clause in match.unit[:place] if clause.content), None)
    if place > FARTHEST:
        before = None  # in a sentence without stops, a condition at its start governs not all of it
    behind = next(
        (c for c in match.unit[place + 1 : place + 2] if c.begins and (c.content or c.numbers)), None
    )
    return any(
        clause is not None and _is_condition(clause, language) and not _is_kept(clause, sentence, language)
        for clause in (before, behind)
    )


def _is_condition(clause: Clause, language: str | None) -> bool:
    """Whether a clause holds a condition; “without a problem” behind something is none, but a manner."""
    is_manner = meaning_words(language).negations.fullmatch(clause.begins) and not clause.opens
    return clause.conditional and not is_manner


def _is_kept(condition: Clause, sentence: Clauses, language: str | None) -> bool:
    words = {word for clause in sentence for word in clause.tokens}
    telling = [word for word in condition.content if not is_light(word, language)]
    return bool(telling) and share_of(telling, words, language) > KEPT


def drops_hedge(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether a sentence says for sure what its post only guesses, or says roughly."""
    if any(clause.hedged for clause in sentence):
        return False
    return any(
        all(_is_hedged(match, clause) for match in matches)
        for clause, matches in matches_of(sentence, posts, language)
    )


def _is_hedged(match: Match, said: Clause) -> bool:
    """Whether a clause is a guess, or stands beside one that is nothing else: “I think”.

    A rough figure makes a guess of what repeats it alone.
    """
    told = match.clause
    is_guess = told.hedged and (not told.rough or not set(said.numbers).isdisjoint(told.numbers))
    return is_guess or any(each.hedged and not each.content for each in match.unit if each is not told)


def asserts_question(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether a sentence says what its post asks."""
    if meaning_words(language).questionings.search(_text(sentence)):
        return False
    return any(
        all(match.clause.asks and not match.clause.hedged for match in matches)
        for _, matches in matches_of(sentence, posts, language)
    )


def _text(sentence: Clauses) -> str:
    return " ".join(token for clause in sentence for token in clause.tokens)


def overstates(sentence: Clauses, posts: Sequence[Told]) -> bool:
    """Tell whether a sentence claims that something holds without exception, and no post does."""
    if not any(clause.certain for clause in sentence):
        return False
    return not any(clause.certain for post in posts for clause in post.clauses)
