"""A cited post as sentences are held against it: its clauses, and which of them is near to a sentence's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from kbminer.redact.posts import RedactedPost
from kbminer.text.segments import Segment
from kbminer.text.sentences import sentences
from kbminer.verify.clauses import Clause, clauses_of
from kbminer.verify.word_likeness import found_in

Clauses = tuple[Clause, ...]
# Overlap from which two clauses speak of the same, and how far from the best one another is as good: chosen
# on the sentences of tests/verify_cases that are for tuning, like the shares in _matches.
NEAR, AS_NEAR = 0.5, 0.03


@dataclass(frozen=True)
class Told:
    """One cited post, read for its meaning.

    Parameters
    ----------
    post
        The post, redacted.
    language
        Whose words turn a meaning.
    """

    post: RedactedPost
    language: str | None

    @cached_property
    def units(self) -> tuple[Clauses, ...]:
        """Its sentences, each with the code that follows it, and with what goes on behind that code."""
        units: list[Clauses] = []
        follows_code = False
        for segment in chain.from_iterable(map(_sentences, self.post.segments)):
            is_code = segment.kind == "code"
            made = _lines(segment) if is_code else clauses_of(segment.text, self.language)
            goes_on = is_code or (follows_code and segment.text[:1].islower())
            if goes_on and units:
                units[-1] = (*units[-1], *made)
            else:
                units.append(made)
            follows_code = is_code
        return tuple(unit for unit in units if unit)

    @cached_property
    def clauses(self) -> Clauses:
        """All clauses in order."""
        return tuple(clause for unit in self.units for clause in unit)

    @cached_property
    def words(self) -> frozenset[str]:
        """All its words."""
        return frozenset(word for clause in self.clauses for word in clause.tokens)


def _sentences(segment: Segment) -> Iterable[Segment]:
    """A quotation is read as one paragraph, and bears a sentence as its own sentences do."""
    if not segment.quoted or segment.kind == "code":
        return (segment,)
    return (replace(segment, text=text) for text in sentences(segment.text))


def _lines(segment: Segment) -> Clauses:
    lines = (f"`{line.strip()}`" for line in segment.text.splitlines() if line.strip())
    return tuple(Clause(tokens=(line,), content=(line,), is_block=True) for line in lines)


@dataclass(frozen=True, slots=True)
class Match:
    """A clause of a post that shares words with a clause of a sentence, and the sentence around it."""

    clause: Clause
    unit: Clauses
    overlap: float


def share_of(words: Sequence[str], others: Collection[str], language: str | None) -> float:
    """Measure the share of words for which one of the others may stand; 1 of none."""
    return sum(found_in(word, others, language) for word in words) / len(words) if words else 1.0


def matches_of(
    sentence: Clauses, posts: Sequence[Told], language: str | None
) -> list[tuple[Clause, list[Match]]]:
    """Find for each clause of a sentence the clauses of the posts that say the same, as far as words tell.

    Parameters
    ----------
    sentence
        Its clauses.
    posts
        The cited posts.
    language
        The language of both.

    Returns
    -------
    list of tuple
        A clause with its nearest ones, several where they are equally near; none where nothing is near.
    """
    found = []
    for clause in sentence:
        near = [match for match in _matches(clause, posts, language) if match.overlap >= NEAR]
        if near:
            best = max(match.overlap for match in near)
            found.append((clause, [match for match in near if match.overlap >= best - AS_NEAR]))
    return found


def _matches(clause: Clause, posts: Sequence[Told], language: str | None) -> list[Match]:
    words = clause.content or clause.tokens
    found = []
    for unit in (unit for post in posts for unit in post.units):
        around = share_of(words, [word for each in unit for word in each.content or each.tokens], language)
        for told in unit if around else ():
            theirs = told.content if clause.content else told.tokens
            mine = share_of(words, theirs, language) if theirs else 0.0
            if mine:  # what the sentence's clause says counts most
                back = share_of(theirs, words, language)
                found.append(Match(told, unit, 0.7 * mine + 0.2 * back + 0.2 * around))
    return found
