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

from kbminer.records import Article, Passage, Post, Resolution, StalePassage, Thread
from kbminer.redact.engine import redact
from kbminer.redact.posts import people_of, read_post
from kbminer.text.blocks import plain

MOST = 5  # stale passages shown of one article for one group
_LONGEST_QUOTE = 400
_GONE_WORDS = (
    # English
    r"no longer",
    r"(?:is|are|was|does|do|did|works?)(?:n['’]t| not)\b[^.;:]{0,40}\bany ?more|not any ?more",
    r"deprecated|obsolete|outdated|out of date|superseded|went away|(?:has|is|have|are) gone",
    r"(?:was|were|been|got) (?:removed|renamed|dropped|replaced|moved)|replace[sd] (?:by|the|that)",
    r"does(?:n['’]t| not) exist|is ignored",
    r"(?:unexpected|unknown|unrecogni[sz]ed) (?:argument|option|flag|setting|key)",
    r"valid (?:for|until|up to) .{0,30}\bonly|only (?:until|up to|before) v?\d",
    r"(?:since|as of|from|after) (?:version |v)?\d+\.\d+[^.]{0,60}\b(?:gone|not?|instead|ignored|moved)",
    # German, French, Spanish
    r"nicht mehr|veraltet|überholt|entfernt|umbenannt|ersetzt durch|gibt es (?:seit|ab) .{0,20}nicht",
    r"n['’](?:est|existe|a) plus|ne (?:\w+ ){1,2}plus|obsolète|a disparu",
    r"a été (?:supprimé|retiré|renommé|remplacé)",
    r"ya no|obsolet[oa]|en desuso|fue (?:eliminad|reemplazad|renombrad)[oa]",
)
_GONE = re.compile(rf"\b(?:{'|'.join(_GONE_WORDS)})\b", re.I)
# What names one thing exactly: flags, keys, codes, files, commands, and names that a post sets off.
_TERM = re.compile(
    r"(?<![\w-])--?[a-z][\w-]{2,}|\b[A-Za-z]\w*(?:[_./:\\-]\w+)+\b|\b[a-z]+[A-Z]\w*|\b[A-Z]{2,}-?\d+\b|\b\w+\(\)"
)
_SET_OFF = re.compile(r"`([^`\n]{3,60})`|\*{1,2}([^*\n]{3,40})\*{1,2}|[\"“«„]([^\"”»“\n]{3,40})[\"”»“]")
_AMOUNT = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)\s?(%|[^\W\d_]{1,10})(?!\w)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ALIKE = 0.5  # share of a sentence's words that must stand in the other for two amounts to be compared


@dataclass(frozen=True, slots=True)
class _Said:
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

    Args:
        article: with ``updated_at`` unknown, every post counts as newer.
        threads: the threads of a group that the article covers.
        resolutions: by thread key; the post that solved a thread weighs more than others.

    Returns:
        At most five; one for each passage and kind.
    """
    read = list(threads)
    names = tuple(sorted({name for thread in read for name in people_of(thread)}))
    said = [s for thread in read for s in _newer(article, thread, resolutions.get(thread.key), names)]
    found = [*_outdated(article, said), *_contradicted(article, said), *_missing(article, said)]
    order = {"outdated": 0, "contradicted": 1, "missing": 2}
    best: dict[tuple[str, str | None], StalePassage] = {}
    found.sort(key=lambda f: (order[f[0].kind], not f[1], f[0].thread, f[0].post, f[0].quote))
    for stale, _ in found:
        best.setdefault((stale.kind, stale.passage), stale)
    return tuple(best.values())[:MOST]


def _newer(
    article: Article, thread: Thread, resolution: Resolution | None, names: tuple[str, ...]
) -> Iterator[_Said]:
    solution = resolution.best_post if resolution and resolution.is_solved else None
    for i, post in enumerate(thread.posts):
        if article.updated_at and (post.created_at is None or post.created_at <= article.updated_at):
            continue
        if i == 0:
            title = redact(thread.title, names).text
            yield _Said(title, plain(title), False, False, thread, post)
        for passage in read_post(post, names).passages:
            code = passage.kind == "code"
            words = passage.text if code else " ".join(plain(passage.text).split())
            yield _Said(passage.text, words, code, post.id == solution, thread, post)


def _outdated(article: Article, said: Iterable[_Said]) -> Iterator[tuple[StalePassage, bool]]:
    """A sentence says that something has gone which a passage names."""
    for one in said:
        if one.code or not _GONE.search(one.words):
            continue
        for passage in article.passages:
            if any(_names(passage.text, term) for term in _terms(one)):
                yield _stale(article, "outdated", passage, one), one.solves


def _contradicted(article: Article, said: Iterable[_Said]) -> Iterator[tuple[StalePassage, bool]]:
    """Two sentences say nearly the same with another amount of the same unit; only from what solved."""
    claims = [(p, s, _amounts(s)) for p in article.passages for s in re.split(r"(?<=[.!?])\s+|\n", p.text)]
    for one in said:
        mine = _amounts(one.words) if one.solves and not one.code else {}
        for passage, sentence, theirs in claims if mine else ():
            shared = [unit for unit in mine if unit in theirs and not mine[unit] & theirs[unit]]
            if shared and _overlap(one.words, sentence) >= _ALIKE:
                yield _stale(article, "contradicted", passage, one), True


def _missing(article: Article, said: Iterable[_Said]) -> Iterator[tuple[StalePassage, bool]]:
    """What two or more threads were solved with and no passage holds."""
    solving = [one for one in said if one.solves]
    found_in: Counter[str] = Counter()
    for terms in _by_thread(solving).values():
        found_in.update(terms)
    whole = "\n".join((article.title, *(p.text for p in article.passages)))
    new = {term for term, count in found_in.items() if count > 1 and not _names(whole, term)}
    holding = [(len(new & _terms(one)), one) for one in solving]
    if new and (best := max(holding, key=lambda h: (h[0], h[1].thread.key), default=None)) and best[0]:
        yield _stale(article, "missing", None, best[1]), True


def _by_thread(said: Iterable[_Said]) -> dict[str, set[str]]:
    terms: dict[str, set[str]] = {}
    for one in said:
        terms.setdefault(one.thread.key, set()).update(_terms(one))
    return terms


def _terms(one: _Said) -> set[str]:
    """The exact names in a sentence or in code, in lower case and without placeholders."""
    found = {match.group() for match in _TERM.finditer(one.words)}
    if not one.code:
        found |= {next(g for g in match.groups() if g) for match in _SET_OFF.finditer(one.text)}
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


def _stale(article: Article, kind: str, passage: Passage | None, one: _Said) -> StalePassage:
    return StalePassage(
        article=article.id,
        kind="outdated" if kind == "outdated" else "contradicted" if kind == "contradicted" else "missing",
        passage=passage.text if passage else None,
        quote=one.words[:_LONGEST_QUOTE],
        thread=one.thread.key,
        post=one.post.id,
        date=one.post.created_at,
    )
