"""Whether two wordings tell steps in the same order of time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

from kbminer.verify.clauses import Clause, MeaningWords, meaning_words
from kbminer.verify.word_likeness import same_form, stands_for

Places = list[tuple[int, str]]
LEAST_BEHIND = 0.6  # clauses between two steps from which they count as told in that order


def order_is_swapped(
    sentence: tuple[Clause, ...], told: Sequence[tuple[Clause, ...]], language: str | None
) -> bool:
    """Tell whether a sentence puts behind one another what its post tells in the other order.

    Parameters
    ----------
    sentence, told
        The clauses of the sentence, and those of each sentence of the post.
    language
        Whose words tell the order.

    Examples
    --------
    >>> from kbminer.verify.clauses import clauses_of
    >>> post = [clauses_of("Stop the worker, then run the migration.", "en")]
    >>> order_is_swapped(clauses_of("Run the migration before you stop the worker.", "en"), post, "en")
    True
    >>> order_is_swapped(clauses_of("Run the migration after you have stopped the worker.", "en"), post, "en")
    False
    """
    known = meaning_words(language)
    parts = [_places(_in_time_order(unit, known)) for unit in told]
    whole = _places(_in_time_order(tuple(chain.from_iterable(told)), known))
    return any(
        _is_swapped(earlier, later, parts, whole, language)
        for earlier, later in _told_in_order(sentence, known)
    )


def _is_swapped(
    earlier: Clause, later: Clause, parts: list[Places], whole: Places, language: str | None
) -> bool:
    """Compare with the sentence that tells both steps, or with the whole post where none tells as much."""
    told = max((*parts, whole), key=lambda places: _told_of(earlier, later, places, language))
    before = _place_of(earlier, later, told, language)
    after = _place_of(later, earlier, told, language)
    return before is not None and after is not None and before - after >= LEAST_BEHIND


def _told_of(one: Clause, other: Clause, places: Places, language: str | None) -> int:
    words = {*_words_of(one), *_words_of(other)}
    return sum(any(stands_for(word, told, language) for _, told in places) for word in words)


def _told_in_order(sentence: tuple[Clause, ...], known: MeaningWords) -> list[tuple[Clause, Clause]]:
    """The neighbouring clauses of which a word says which one comes first."""
    pairs = []
    clauses = [clause for clause in sentence if _words_of(clause)]
    is_list = any(_holds(clause, known, "then") for clause in clauses)
    for one, other in pairwise(clauses):
        if known.earlier.fullmatch(other.begins) or known.later.fullmatch(one.begins):
            pairs.append((one, other))
        elif known.later.fullmatch(other.begins) or known.earlier.fullmatch(one.begins):
            pairs.append((other, one))
        elif is_list or _holds(one, known, "first"):
            pairs.append((one, other))
        elif _holds(other, known, "first"):
            pairs.append((other, one))
    return pairs


def _holds(clause: Clause, known: MeaningWords, kind: str) -> bool:
    pattern = known.then if kind == "then" else known.first
    return pattern.search(" ".join(clause.tokens)) is not None


def _in_time_order(clauses: tuple[Clause, ...], known: MeaningWords) -> list[Clause]:
    """Put clauses into the order in which things happen, as far as “before” and “after” tell."""
    ordered: list[Clause] = []
    waiting: Clause | None = None  # "before …" opens a sentence: it comes behind the next clause
    for clause in clauses:
        if known.earlier.fullmatch(clause.begins) and clause.opens and waiting is None:
            waiting = clause
            continue
        is_earlier = known.later.fullmatch(clause.begins) and not clause.opens and ordered
        if _holds(clause, known, "first") and not is_earlier:
            ordered.insert(0, clause)
        else:
            ordered.insert(len(ordered) - 1 if is_earlier else len(ordered), clause)
        if waiting is not None:
            ordered.append(waiting)
            waiting = None
    return [*ordered, waiting] if waiting else ordered


def _words_of(clause: Clause) -> tuple[str, ...]:
    """What a clause is known by: its code, where it has any, for words stand in many places."""
    code = tuple(word for word in clause.content if word.startswith("`"))
    return code or (*clause.content, *clause.numbers)


def _places(clauses: list[Clause]) -> Places:
    return [
        (number, word) for number, clause in enumerate(clauses) for word in (*clause.content, *clause.numbers)
    ]


def _place_of(clause: Clause, other: Clause, places: Places, language: str | None) -> float | None:
    """Where a post tells a clause: the mean of the places where a word stands first."""
    found: list[int] = []
    for word in _words_of(clause):
        if any(same_form(word, mate, language) for mate in _words_of(other)):
            continue
        at = [number for number, told in places if same_form(word, told, language)]
        at = at or [number for number, told in places if stands_for(word, told, language)]
        if at:
            found.append(min(at))
    return sum(found) / len(found) if found else None
