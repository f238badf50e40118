"""Whether a sentence turns round what its posts say: denied, or opposite."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kbminer.verify.clauses import Clause, meaning_words
from kbminer.verify.told import Clauses, Match, Told, matches_of
from kbminer.verify.word_likeness import found_in, same_form

# Overlap from which two clauses say the same so nearly that each denial counts, and from which even a clause
# of one word tells: chosen on the sentences of tests/verify_cases that are for tuning.
SAME, SAME_WORD = 0.8, 1.05


def is_turned_round(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether a clause of a sentence denies what its post says, or says what its post denies."""
    sides = {side for clause in sentence for side in _sides(clause, language)}
    both = {name for name, side in sides if (name, 1 - side) in sides}
    for clause, matches in matches_of(sentence, posts, language):
        is_short = len(clause.content) <= 1 and len(sentence) > 1
        prose = [match for match in matches if not match.clause.is_block]
        if not clause.denials and len(prose) < len(matches):
            continue  # what the post's code does is told, whatever else is said of it
        told = [
            m for m in prose if (m.overlap >= SAME_WORD if is_short else _shares_enough(clause, m, language))
        ]
        if told and all(_differs(clause, match, both, language) for match in told):
            return True
    return False


def _shares_enough(clause: Clause, match: Match, language: str | None) -> bool:
    """Whether two clauses share two words, or all that one of them says: one word in common tells nothing."""
    shared = sum(found_in(word, match.clause.content, language) for word in clause.content)
    return shared >= min(2, len(clause.content), max(1, len(match.clause.content)))


def _differs(clause: Clause, match: Match, both: Collection[str], language: str | None) -> bool:
    mine, theirs = clause.denials, match.clause.denials
    turned = mine % 2 != theirs % 2 if match.overlap >= SAME else bool(mine) != bool(theirs)
    return turned != _is_opposed(clause, match.clause, both, language)


def _is_opposed(clause: Clause, told: Clause, both: Collection[str], language: str | None) -> bool:
    """Whether two clauses hold opposite words, each only one side; a sentence that holds both tells both."""
    mine, theirs = _sides(clause, language), _sides(told, language)
    return any(
        name not in both and (name, 1 - side) in theirs and (name, side) not in theirs for name, side in mine
    )


def _sides(clause: Clause, language: str | None) -> set[tuple[str, int]]:
    opposites = meaning_words(language).opposites
    return {place for token in clause.tokens for place in opposites.get(token, ())}


def denies_another_word(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether a word is denied that no post denies, or stands that a post only denies."""
    told = [clause for post in posts for clause in post.clauses]
    denied = {word for clause in sentence for word in clause.denied}
    for word in denied:
        places = [clause for clause in told if any(same_form(word, w, language) for w in _claims(clause))]
        if places and not any(clause.denials for clause in places):
            return True
    said = (word for clause in sentence if not clause.denials for word in _claims(clause))
    return any(_only_denied(word, post, language) for word in said if word not in denied for post in posts)


def _claims(clause: Clause) -> Iterator[str]:
    yield from clause.content
    yield from clause.numbers


def _only_denied(word: str, post: Told, language: str | None) -> bool:
    """Whether a post holds a word, and denies it wherever it does; code is no form of a word."""
    denied = [
        told in clause.denied
        for clause in post.clauses
        for told in _claims(clause)
        if (told[0] != "`" or word[0] == "`") and same_form(word, told, language)
    ]
    return bool(denied) and all(denied)
