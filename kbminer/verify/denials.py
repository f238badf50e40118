"""Whether a sentence turns round what its posts say: denied, opposite, or with its parts exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbminer.verify.clauses import Clause, meaning_words
from kbminer.verify.told import Clauses, Match, Told, matches_of
from kbminer.verify.word_likeness import found_in, same_form, stands_for

# Overlap from which two clauses say the same so nearly that each denial counts, and from which even a clause
# of one word tells: chosen on the sentences of tests/verify_cases that are for tuning.
SAME, SAME_WORD = 0.8, 1.05


def is_turned_round(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether a clause of a sentence denies what its post says, or says what its post denies."""
    for clause, matches in matches_of(sentence, posts, language):
        is_short = len(clause.content) <= 1 and len(sentence) > 1
        prose = [match for match in matches if not match.clause.is_block]
        told = [
            m for m in prose if (m.overlap >= SAME_WORD if is_short else _shares_enough(clause, m, language))
        ]
        if told and all(_differs(clause, match, language) for match in told):
            return True
    return False


def _shares_enough(clause: Clause, match: Match, language: str | None) -> bool:
    """Whether two clauses share two words, or all that one of them says: one word in common tells nothing."""
    shared = sum(found_in(word, match.clause.content, language) for word in clause.content)
    return shared >= min(2, len(clause.content), max(1, len(match.clause.content)))


def _differs(clause: Clause, match: Match, language: str | None) -> bool:
    mine, theirs = clause.denials, match.clause.denials
    turned = mine % 2 != theirs % 2 if match.overlap >= SAME else bool(mine) != bool(theirs)
    return turned != _is_opposed(clause, match.clause, language)


def _is_opposed(clause: Clause, told: Clause, language: str | None) -> bool:
    """Whether two clauses hold opposite words, each only one side."""
    opposites = meaning_words(language).opposites
    mine = {place for token in clause.tokens for place in opposites.get(token, ())}
    theirs = {place for token in told.tokens for place in opposites.get(token, ())}
    return any(
        (name, 1 - side) in theirs and (name, side) not in theirs and (name, 1 - side) not in mine
        for name, side in mine
    )


def denies_another_word(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether a word is denied that no post denies, or stands that a post only denies."""
    told = [clause for post in posts for clause in post.clauses]
    denied = {word for clause in sentence for word in clause.denied}
    for word in denied:
        places = [clause for clause in told if any(stands_for(word, w, language) for w in _claims(clause))]
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


def swaps_roles(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    """Tell whether two words change places around a third one: “the server wakes the phone”."""
    passive = meaning_words(language).passive
    return any(
        all(_are_exchanged(clause, match.clause, passive) for match in matches)
        for clause, matches in matches_of(sentence, posts, language)
    )


def _are_exchanged(clause: Clause, told: Clause, passive: re.Pattern[str]) -> bool:
    mine, theirs = clause.tokens, told.tokens
    if bool(passive.search(" ".join(mine))) != bool(passive.search(" ".join(theirs))):
        return False
    names = [word for word in clause.content if mine.count(word) == theirs.count(word) == 1]
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            between = set(mine[mine.index(one) + 1 : mine.index(other)])
            if between & set(theirs[theirs.index(other) + 1 : theirs.index(one)]):
                return True
    return False
