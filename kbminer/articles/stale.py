"""Passages of an article that newer posts speak against: contradicted, outdated, or missing.

Three things are looked for, each of them by words that the post and the passage share, because an editor
must see at once why a passage is shown: a sentence which says that something named in the passage has gone;
another number for the same thing; and a fix that several threads found and the article does not hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Literal

from kbminer.languages import all_words
from kbminer.records import Article, Passage, Post, Resolution, StalePassage, Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import people_of, read_post
from kbminer.text.blocks import plain
from kbminer.text.sentences import sentences

MOST = 5  # stale passages shown of one article for one group
_LONGEST_QUOTE = 400
_ORDER = {"outdated": 0, "contradicted": 1, "missing": 2}  # the surest first
# What names one thing exactly: flags, keys, codes, files, commands, and names that a post sets off.
_TERM = re.compile(
    r"(?<![\w-])--?[a-z][\w-]{2,}|\b[A-Za-z]\w*(?:[_./:\\-]\w+)+\b|\b[a-z]+[A-Z]\w*|\b[A-Z]{2,}-?\d+\b|\b\w+\(\)"
)
_SET_OFF = re.compile(r"`([^`\n]{3,60})`|\*{1,2}([^*\n]{3,40})\*{1,2}|[\"“«„]([^\"”»“\n]{3,40})[\"”»“]")
_AMOUNT = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)\s?(%|[^\W\d_]{1,10})(?!\w)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ALIKE = 0.5  # share of a sentence's words that must stand in the other for two amounts to be compared


@cache
def _gone() -> re.Pattern[str]:
    """What is said of a thing that has gone, in any language: a forum about software mixes them."""
    return re.compile(rf"\b(?:{'|'.join(all_words('articles.gone'))})\b", re.I)


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """One sentence or code block of a post, redacted, as Markdown and as words."""

    text: str
    words: str
    code: bool
    solves: bool
    thread: Thread
    post: Post


def stale_passages(
    article: Article, threads: Iterable[Thread], resolutions: Mapping[str, Resolution]
) -> tuple[StalePassage, ...]:
    """Find what posts newer than the article say against it, the surest first.

    Parameters
    ----------
    article : Article
        With ``updated_at`` unknown, every post counts as newer.
    threads : iterable of Thread
        The threads of a group that the article covers.
    resolutions : mapping of thread key to Resolution
        The post that solved a thread weighs more than others.

    Returns
    -------
    tuple of StalePassage
        At most five; one for each passage and kind.
    """
    read = list(threads)
    names = tuple(sorted({name for thread in read for name in people_of(thread)}))
    excerpts = [
        each for thread in read for each in _newer(article, thread, resolutions.get(thread.key), names)
    ]
    found = [*_outdated(article, excerpts), *_contradicted(article, excerpts), *_missing(article, excerpts)]
    found.sort(key=lambda f: (_ORDER[f[0].kind], not f[1], f[0].thread, f[0].post, f[0].quote))
    best: dict[tuple[str, str | None], StalePassage] = {}
    for stale, _ in found:
        best.setdefault((stale.kind, stale.passage), stale)
    return tuple(best.values())[:MOST]


def _newer(
    article: Article, thread: Thread, resolution: Resolution | None, names: tuple[str, ...]
) -> Iterator[_Excerpt]:
    solution = resolution.best_post if resolution and resolution.is_solved else None
    for i, post in enumerate(thread.posts):
        if article.updated_at and (post.created_at is None or post.created_at <= article.updated_at):
            continue
        if i == 0:
            title = redact(thread.title, names).text
            yield _Excerpt(title, plain(title), False, False, thread, post)
        for passage in read_post(post, names).segments:
            code = passage.kind == "code"
            words = passage.text if code else " ".join(plain(passage.text).split())
            yield _Excerpt(passage.text, words, code, post.id == solution, thread, post)


def _outdated(article: Article, excerpts: Iterable[_Excerpt]) -> Iterator[tuple[StalePassage, bool]]:
    """A sentence says that something has gone which a passage names."""
    for each in excerpts:
        if each.code or not _gone().search(each.words):
            continue
        for passage in article.passages:
            if any(_names(passage.text, term) for term in _terms(each)):
                yield _stale(article, "outdated", passage, each), each.solves


def _contradicted(article: Article, excerpts: Iterable[_Excerpt]) -> Iterator[tuple[StalePassage, bool]]:
    """Two sentences say nearly the same with another amount of the same unit; only from what solved."""
    claims = list(_claims(article))
    for each in excerpts:
        amounts = _amounts(each.words) if each.solves and not each.code else {}
        for passage, sentence, claimed in claims if amounts else ():
            if _differ(amounts, claimed) and _overlap(each.words, sentence) >= _ALIKE:
                yield _stale(article, "contradicted", passage, each), True


def _claims(article: Article) -> Iterator[tuple[Passage, str, dict[str, set[str]]]]:
    """Each sentence of an article with its passage and its amounts."""
    for passage in article.passages:
        for sentence in sentences(passage.text):
            yield passage, sentence, _amounts(sentence)


def _differ(amounts: Mapping[str, set[str]], claimed: Mapping[str, set[str]]) -> bool:
    """Whether two sentences share a unit and no amount of it."""
    return any(unit in claimed and not amounts[unit] & claimed[unit] for unit in amounts)


def _missing(article: Article, excerpts: Iterable[_Excerpt]) -> Iterator[tuple[StalePassage, bool]]:
    """What two or more threads were solved with and no passage holds."""
    solving = [each for each in excerpts if each.solves]
    threads = Counter(chain.from_iterable(_terms_by_thread(solving).values()))
    whole = "\n".join((article.title, *(passage.text for passage in article.passages)))
    new = {term for term, count in threads.items() if count > 1 and not _names(whole, term)}
    if not new:
        return
    best = max(solving, key=lambda each: (len(new & _terms(each)), each.thread.key))
    if new & _terms(best):
        yield _stale(article, "missing", None, best), True


def _terms_by_thread(excerpts: Iterable[_Excerpt]) -> dict[str, set[str]]:
    terms: dict[str, set[str]] = {}
    for each in excerpts:
        terms.setdefault(each.thread.key, set()).update(_terms(each))
    return terms


def _terms(excerpt: _Excerpt) -> set[str]:
    """The exact names in a sentence or in code, in lower case and without placeholders."""
    found = {match.group() for match in _TERM.finditer(excerpt.words)}
    if not excerpt.code:
        found |= {next(g for g in match.groups() if g) for match in _SET_OFF.finditer(excerpt.text)}
    lowered = {" ".join(plain(term).strip(" .,:;!?").lower().split()) for term in found}
    return {term for term in lowered if len(term) > 2 and "⟨" not in term}


def _names(text: str, term: str) -> bool:
    """Whether a text names a thing: the same signs, not as a part of a longer word."""
    return re.search(rf"(?<![\w-]){re.escape(term)}(?![\w-])", " ".join(text.lower().split())) is not None


def _amounts(sentence: str) -> dict[str, set[str]]:
    """Amounts by unit: "30 days, 25 MB" → {"days": {"30"}, "mb": {"25"}}."""
    found: dict[str, set[str]] = {}
    for number, unit in _AMOUNT.findall(sentence):
        found.setdefault(unit.lower().rstrip("s") or unit, set()).add(number.replace(",", "."))
    return found


def _overlap(one: str, other: str) -> float:
    mine, theirs = (set(_WORD.findall(text.lower())) for text in (one, other))
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller >= 3 else 0.0


def _stale(
    article: Article,
    kind: Literal["contradicted", "outdated", "missing"],
    passage: Passage | None,
    excerpt: _Excerpt,
) -> StalePassage:
    return StalePassage(
        article=article.id,
        kind=kind,
        passage=passage.text if passage else None,
        quote=excerpt.words[:_LONGEST_QUOTE],
        thread=excerpt.thread.key,
        post=excerpt.post.id,
        date=excerpt.post.created_at,
    )
