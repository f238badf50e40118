"""Whether posts bear out a sentence that says in other words what they say.

What must not change is looked at piece by piece: code, names, numbers, units, denials, conditions, doubts,
the order of steps. What no rule can settle is a matter of degree: which words of the sentence no post holds,
and which stand in another sentence of it; of these a calibrated probability is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kbminer.languages.synonyms import is_light
from kbminer.redact.posts import RedactedPost
from kbminer.similarity.log_odds import to_probability
from kbminer.verify.clauses import Clause, clauses_of, knows_meaning
from kbminer.verify.denials import denies_another_word, is_turned_round
from kbminer.verify.exact_tokens import counted, named_numbers
from kbminer.verify.missing_exact import missing_exact
from kbminer.verify.modality import asserts_question, drops_condition, drops_hedge, overstates
from kbminer.verify.time_order import order_is_swapped
from kbminer.verify.told import Clauses, Match, Told, matches_of
from kbminer.verify.word_likeness import found_in, is_near, stands_for

LINE = 0.7
"""The probability from which a sentence counts as borne out: at it, of the sentences for tuning in
tests/verify_cases, each thread weighed by what the others taught, 93 % of those that distort are refused and
80 % of those that do not are passed (scripts/fit_support.py)."""

READ_AGAIN = 0.95
"""The probability that a sentence holds which a second reader bears out and no precise rule refuses: of the
sentences kept aside in tests/verify_cases, docs/quality/verify.md."""

# Of the constant and of what _measures finds, in its order: scripts/fit_support.py.
WEIGHTS = (1.86, -9.23, -6.64, -3.88, -1.45, -2.24, -1.15)
LIGHT = 0.4  # what a verb of many senses counts, beside a word that names something; not measured by itself
SHORT = 4  # words of a sentence in which one from the question weighs as in a longer one; not measured
SAME_CLAUSE = 0.7  # overlap of two clauses in which one word stands for another; chosen with the weights
MOST_WORDS = 2  # borrowed and exchanged words that count; beyond these a sentence is refused anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How well posts bear out a sentence.

    Parameters
    ----------
    score
        The probability that they do; 0 where something stands against it.
    reason
        Why it may not stand, as the end of a sentence; None where it may.
    measures
        What the score was made of, the constant first; empty where no rule let it come so far.
    """

    score: float
    reason: str | None = None
    measures: tuple[float, ...] = ()


def support_of(
    text: str,
    posts: Sequence[RedactedPost],
    context: str = "",
    language: str | None = "en",
    *,
    is_read_again: bool = False,
    dates: frozenset[str] = frozenset(),
    beside: str = "",
) -> Support:
    """Hold a sentence against the posts that it cites.

    Parameters
    ----------
    text
        The sentence, as inline Markdown.
    posts
        The posts that it cites, read and redacted; all of them together must bear it out, and none may
        stand against it.
    context
        The question with its title: what the posts may take for granted.
    language
        The language of all of them; one whose file does not hold the words that turn a meaning passes
        nothing, unless somebody read it again.
    is_read_again
        Whether a second reader bore it out: then only what must stand letter by letter, and rules that
        refuse hardly any true sentence, can stand against it.
    dates
        The years and months in which the posts were written, as `dates_of` gives them: a sentence may say
        "in July 2012" where no post does.
    beside
        What else the article's threads ask: where somebody read it again, names may come from there.

    Examples
    --------
    >>> from kbminer.records import Post
    >>> from kbminer.redact.posts import read_post
    >>> told = [read_post(Post(id="2", body="If the lamp stays dark, you have to open the lid first."), ())]
    >>> support_of("If the lamp is still dark, open the lid first.", told).reason
    >>> support_of("Open the lid first.", told).reason
    'leaves out a condition'
    >>> support_of("If the lamp stays dark, do not open the lid.", told).reason
    'says the opposite, or denies something else'
    """
    if not knows_meaning(language) and not is_read_again:
        return Support(score=0.0, reason="is in a language in which other wordings can't be checked")
    told = [Told(post, language) for post in posts]
    asked = f"{context}\n{beside}" if is_read_again else context
    given = dates
    if is_read_again:
        given |= named_numbers(text, asked) | counted(text, language)
    sentence = tuple(_without(clause, dates) for clause in clauses_of(text, language))
    whole = "\n".join(f"{post.markdown}\n{post.words}" for post in posts)
    missing = missing_exact(text, whole, asked, language, is_lenient=is_read_again, given=given)
    if missing:
        return Support(score=0.0, reason=f"holds {missing} that no cited post has")
    leads_on = is_read_again and text.rstrip().endswith(":")  # “Other ways are:”, above a list
    if not leads_on and not any(clause.content or clause.numbers for clause in sentence):
        return Support(score=0.0, reason="says nothing that a post could bear out")
    rules = RULES_OF_READ if is_read_again else (*PRECISE_RULES, *OTHER_RULES)
    unnamed = tuple(_without(clause, given) for clause in sentence)
    against = next(_broken(rules, sentence, told, language), None)
    if against and next(_broken(rules, unnamed, told, language), None):
        return Support(score=0.0, reason=against)
    if is_read_again:
        return Support(score=READ_AGAIN)
    measures = _measures(sentence, told, context, language)
    weighed = sum(weight * value for weight, value in zip(WEIGHTS, measures, strict=True))
    score = round(to_probability(weighed), 3)
    reason = None if score >= LINE else "says more than its posts bear out"
    return Support(score=score, reason=reason, measures=measures)


def _without(clause: Clause, given: frozenset[str]) -> Clause:
    """A clause without the numbers that are no figures of its own."""
    left = tuple(word for word in clause.tokens if word not in given)
    return clause if left == clause.tokens else replace(clause, tokens=left)


def _broken(
    rules: Iterable[Rule], sentence: Clauses, posts: Sequence[Told], language: str | None
) -> Iterator[str]:
    """Why a sentence may not stand, with the words in question where a rule names them."""
    for holds, reason in rules:
        if found := holds(sentence, posts, language):
            yield f"{reason} (“{found}”)" if isinstance(found, str) else reason


def _other_figure(sentence: Clauses, posts: Sequence[Told], language: str | None) -> str | None:
    """The number or code of a clause where the clause that says it otherwise the same has another."""
    return next((figures[0].strip("`") for _, figures in _others(sentence, posts, language)), None)


def _strange_figure(sentence: Clauses, posts: Sequence[Told], language: str | None) -> str | None:
    """Such a number or code that no sentence of the posts has beside a word of the clause.

    What a second reader bears out may put figures of several clauses of its post together.
    """
    for clause, figures in _others(sentence, posts, language):
        if not any(_stands_beside(clause, figure, posts, language) for figure in figures):
            return figures[0].strip("`")
    return None


def _others(
    sentence: Clauses, posts: Sequence[Told], language: str | None
) -> Iterator[tuple[Clause, list[str]]]:
    for clause, matches in matches_of(sentence, posts, language):
        for figures in (_numbers, _code):
            told = [
                [figure for each in match.unit for figure in figures(each)]
                for match in matches
                if figures(match.clause)
            ]
            mine = figures(clause)
            if (
                mine
                and told
                and not any(_is_same(one, f, language) for one in mine for fs in told for f in fs)
            ):
                yield clause, mine


def _stands_beside(clause: Clause, figure: str, posts: Sequence[Told], language: str | None) -> bool:
    """Whether a sentence of the posts has a figure, in ticks or not, and a word of a clause, or nothing else.

    A command of several words is no figure that could be another's: that it stands in a post was seen before.
    """
    bare = figure.strip("`").lower()
    if " " in bare:
        return True
    words = [word for word in clause.content if word != figure]
    for unit in chain.from_iterable(post.units for post in posts):
        told = {token.strip("`").lower() for each in unit for token in each.tokens}
        if bare in told and (told == {bare} or any(found_in(word, told, language) for word in words)):
            return True
    return False


def _numbers(clause: Clause) -> list[str]:
    return list(clause.numbers)


def _code(clause: Clause) -> list[str]:
    return [] if clause.is_block else [token for token in clause.content if token.startswith("`")]


def _is_same(mine: str, told: str, language: str | None) -> bool:
    """Whether two figures are one; “one” is a pronoun, too, and says nothing."""
    return mine in (told, "1") or (mine.startswith("`") and stands_for(mine, told, language))


def _swaps_order(sentence: Clauses, posts: Sequence[Told], language: str | None) -> bool:
    return any(order_is_swapped(sentence, post.units, language) for post in posts)


Rule = tuple[Callable[[Clauses, Sequence[Told], str | None], bool | str | None], str]
# What stands against a sentence, each as the end of a sentence. How many distortions and true sentences
# each rule meets: docs/quality/verify.md. Those on doubt and order are precise on tidy posts; of a model's
# sentences on three forums at hand they met 16, and were right about one.
PRECISE_RULES: tuple[Rule, ...] = (
    (_other_figure, "holds another number or code than its post there"),
    (lambda sentence, posts, _: overstates(sentence, posts), "is surer than its post"),
)
RULES_OF_READ: tuple[Rule, ...] = (
    (_strange_figure, "holds another number or code than its post there"),
    PRECISE_RULES[1],
)
OTHER_RULES: tuple[Rule, ...] = (
    (is_turned_round, "says the opposite, or denies something else"),
    (denies_another_word, "says the opposite, or denies something else"),
    (drops_condition, "leaves out a condition"),
    (drops_hedge, "is surer than its post"),
    (_swaps_order, "tells steps in another order"),
)


def _measures(
    sentence: Clauses, posts: Sequence[Told], context: str, language: str | None
) -> tuple[float, ...]:
    """What no rule settles.

    The shares of its words that stand nowhere, in the question alone, and in the posts by a synonym; how many
    stand elsewhere in the post; how many are in the place of another word; whether the post only asks it.
    """
    told = frozenset(word for post in posts for word in post.words)
    asked = frozenset(word for clause in clauses_of(context, language) for word in clause.tokens)
    weights = {word: _weight(word, language) for clause in sentence for word in clause.content}
    said = [word for clause in sentence for word in clause.content if not found_in(word, told, language)]
    in_question = [word for word in said if found_in(word, asked, language)]
    absent = [word for word in said if word not in in_question]
    near = [word for word in absent if is_near(word, told | asked, language)]
    nowhere = sum(weights[word] for word in absent if word not in near)
    whole = max(
        1.0, sum(weights[w] for c in sentence for w in c.content) + sum(len(c.numbers) for c in sentence)
    )
    borrowed = sum(_borrowed(clause, posts, told, asked, language) for clause in sentence)
    exchanged = max(
        (_exchanged(c, ms, sentence, told, language) for c, ms in matches_of(sentence, posts, language)),
        default=0,
    )
    return (
        1.0,
        nowhere / whole,
        len(in_question) / max(SHORT, whole),
        len(near) / whole,
        min(borrowed, MOST_WORDS),
        min(exchanged, MOST_WORDS),
        float(asserts_question(sentence, posts, language)),
    )


def _weight(word: str, language: str | None) -> float:
    return LIGHT if is_light(word, language) else 1.0


def _exchanged(
    clause: Clause, matches: Sequence[Match], sentence: Clauses, told: frozenset[str], language: str | None
) -> int:
    """How many words of a clause stand elsewhere in the post, each for one that the nearest clause has.

    Nothing is exchanged where no clause of the post is near enough to be the same one.
    """
    if max(match.overlap for match in matches) < SAME_CLAUSE:
        return 0
    said = [word for each in sentence for word in (*each.content, *each.numbers)]
    counts = []
    for match in matches:
        theirs = match.clause.content
        foreign = [
            w for w in clause.content if found_in(w, told, language) and not _is_in(w, theirs, language)
        ]
        unsaid = [w for w in theirs if not _is_in(w, said, language)]
        counts.append(min(len(foreign), len(unsaid)))
    return min(counts)


def _is_in(word: str, words: Sequence[str], language: str | None) -> bool:
    return found_in(word, words, language) or is_near(word, words, language)


def _borrowed(
    clause: Clause, posts: Sequence[Told], told: frozenset[str], asked: frozenset[str], language: str | None
) -> int:
    """How many words of a clause its post holds far from the sentence that has most, and the question not."""
    spans = [
        frozenset(
            word for unit in post.units[max(0, place - 1) : place + 1] for c in unit for word in c.tokens
        )
        for post in posts
        for place in range(len(post.units))
    ]
    lacking = [
        [word for word in clause.content if not found_in(word, span | asked, language)] for span in spans
    ]
    fewest = min(lacking, key=len, default=[])
    return sum(found_in(word, told, language) for word in fewest)
