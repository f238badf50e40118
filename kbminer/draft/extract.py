"""What an article takes over from one post: all of it but chatter, in its order, with its own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from kbminer.draft.boilerplate import is_logged, names_file_share
from kbminer.draft.code_segments import line_count, merge_code_lines, stray_logs, without
from kbminer.draft.context import comparison_key
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.quotes import own_quotes, with_answered, with_quotes
from kbminer.draft.readable import (
    bare,
    introduces,
    may_be_missed,
    tells_step,
    with_verdict,
    without_dangling,
    without_signature,
)
from kbminer.draft.sentence_roles import read_answer
from kbminer.draft.sentence_scoring import explains
from kbminer.draft.sentence_signs import Standing
from kbminer.draft.standing import said_in
from kbminer.draft.steps import steps_of
from kbminer.redact.posts import RedactedPost
from kbminer.text.language import is_foreign
from kbminer.text.segments import Segment

# Probability of belonging to the article from which a sentence of another post is told, from which a post
# that answers begins and ends, and from which one between these is told (docs/quality/draft.md).
TOLD_BESIDE, TOLD, TOLD_AMID = 0.5, 0.3, 0.12
LISTED = 0.2  # the same from which a sentence that is not told is listed for the editor
LEAST_MISSED = 0.1  # the same of a sentence that names what a reader may look for, to be listed
FEWEST_LISTED = 3  # words of a sentence that is listed
LEAST_LEAD = 0.2  # and of one that leads to what is told, to be told with it
# The same of its surest sentence from which a reply answers: chosen by reading drafts.
ANSWERS = 0.6
SOLUTION = Standing(is_solution=True)
LONGEST_LISTING = 60  # lines; a longer code block is a log or a whole file, which no article needs
MOST_BESIDE_LINK = 7  # words around an address that say hardly anything about it
_LINK = re.compile(r"\[[^\[\]]*+\]\((?:[^\s)\]]++|\](?!\())++\)|<?https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What an article takes over from one post, and what is left to the editor.

    Parameters
    ----------
    segments
        The sentences and the code, in the post's order.
    steps
        For each segment the number of its step, or None.
    left_out
        Sentences that are no part of it and may hold a step or a condition.
    listings
        How many lines the code blocks, tables and logs had that are left out.
    pictures
        How many pictures the post shows.
    above_picture
        How many of the segments stand above the first of them.
    link_only
        Whether nothing but addresses is left.
    chances
        For each segment the probability that it belongs to the article; 0 of what is told beside another.
    """

    segments: tuple[Segment, ...]
    steps: tuple[int | None, ...]
    left_out: tuple[str, ...] = ()
    listings: tuple[int, ...] = ()
    pictures: int = 0
    above_picture: int = 0
    link_only: bool = False
    chances: tuple[float, ...] = ()

    @property
    def own(self) -> tuple[Segment, ...]:
        """The segments in its writer's own words; what is shown in quotes is somebody else's."""
        return tuple(segment for segment in self.segments if not segment.quoted)

    @property
    def worth(self) -> float:
        """The probability of the surest segment that it belongs to the article."""
        return max(self.chances, default=0.0)

    @property
    def weak(self) -> bool:
        """Whether little but a question back or a story was found."""
        return self.worth < ANSWERS


@lru_cache(maxsize=1024)  # a reply is asked for as the one that leads, as another and as one that follows
def take_over(
    post: RedactedPost,
    cues: PhraseCues,
    language: str | None = None,
    standing: Standing = SOLUTION,
    *,
    asked: frozenset[str] = frozenset(),
    told_before: frozenset[str] = frozenset(),
    before: str = "",
    is_direct: bool = False,
) -> Extract:
    """Take over a post without its talk.

    Parameters
    ----------
    post
        The post.
    cues
        The cues of its language.
    language
        The article's language; paragraphs clearly in another one are left out.
    standing
        Where it stands in its thread; by default it is the post that solved it.
    asked
        The words of the thread's question.
    told_before
        The sentences that others wrote before it, as comparison keys: repeated, they are a quotation.
    before
        All words before it, as comparison keys: what it sets apart and they hold is one, too.
    is_direct
        Whether it answers the thread's question itself: then its yes or no is told.

    Examples
    --------
    >>> from kbminer.draft.phrase_cues import cues_for
    >>> from kbminer.records import Post
    >>> from kbminer.redact.posts import read_post
    >>> reply = read_post(Post(id="2", body="Hi! You have to open the lid. Hope that helps."), ())
    >>> [segment.text for segment in take_over(reply, cues_for("en")).segments]
    ['You have to open the lid.']
    """
    said = _in_language(_own(without_signature(said_in(post, cues)), told_before), language)
    listings = _listings(said)
    whole = [segment for segment in said if segment not in listings]
    chances = _smoothed(whole, read_answer(whole, cues, standing, asked))
    quotes = [bare(s, cues) for s in own_quotes(post, before)] if standing.is_solution else []
    told = with_quotes(_told(whole, chances, cues, standing), whole, quotes)
    told = [segment for segment in told if _may_stand(segment)]
    chance_of = dict(zip(whole, chances, strict=True))
    logs = stray_logs(told)
    pictured = frozenset(segment.block for segment in whole if not segment.text)
    own = without_dangling(without(told, logs), cues, pictured)
    cut = list(own)
    if is_direct and standing.is_solution:
        own = with_verdict(own, merge_code_lines(post.segments), cues)
        chance_of = {segment: max(chances, default=0.0) for segment in own[:1]} | chance_of
    kept = with_answered(own, said, [bare(segment, cues) for segment in merge_code_lines(post.text.answered)])
    return Extract(
        segments=tuple(kept),
        steps=steps_of(kept, cues),
        left_out=tuple(_left_out(whole, chances, [*cut, *kept], cues)),
        listings=tuple(_lengths(said, [*listings, *logs])),
        pictures=post.images,
        above_picture=sum(segment.block <= post.first_picture for segment in kept),
        link_only=any(map(is_bare_link, own)) and all(is_bare_link(s) or introduces(s) for s in own),
        chances=tuple(chance_of.get(segment, 0.0) for segment in kept),
    )


def _own(said: Sequence[Segment], told_before: frozenset[str]) -> Sequence[Segment]:
    """Leave out what quotes others without a mark, unless nothing else is said."""
    before = " ".join(told_before)
    own = [s for s in said if not (s.text and _is_repeated(s, told_before, before))]
    return own if any(s.kind == "sentence" for s in own) else said


def _is_repeated(segment: Segment, told_before: frozenset[str], before: str) -> bool:
    """Whether others wrote it before in sentences: code that they wrote so is a quotation set apart."""
    if segment.kind == "sentence":
        return comparison_key(segment.text) in told_before
    keys = map(comparison_key, segment.text.split("\n"))
    lines = [key for key in keys if key.count(" ") >= FEWEST_LISTED]
    return segment.kind == "code" and 2 * sum(line in before for line in lines) > len(lines)


def _in_language(said: Sequence[Segment], language: str | None) -> Sequence[Segment]:
    return [s for s in said if not s.paragraph or not is_foreign(s.paragraph, language)] or said


def _smoothed(segments: Sequence[Segment], chances: Sequence[float]) -> list[float]:
    """Let items stand with their list, and what leads to something with that.

    No item is told less surely than all of its list are on the average.
    """
    found: list[float] = []
    for is_item, run in groupby(zip(segments, chances, strict=True), key=lambda pair: pair[0].item):
        own = [chance for _, chance in run]
        least = sum(own) / len(own) if is_item else 0.0
        found += [max(chance, least) for chance in own]
    for place in range(len(segments) - 2, -1, -1):
        is_lead = segments[place].heading or introduces(segments[place])
        if is_lead and found[place] >= LEAST_LEAD:
            found[place] = max(found[place], found[place + 1])
    return found


def _may_matter(segment: Segment, chance: float, cues: PhraseCues) -> bool:
    if chance >= LISTED:
        return len(segment.text.split()) >= FEWEST_LISTED
    return chance >= LEAST_MISSED and may_be_missed(segment.text, cues)


def _told(
    said: Sequence[Segment], chances: Sequence[float], cues: PhraseCues, standing: Standing
) -> list[Segment]:
    """What of a post is told: of one that answers all between the talk at both ends, but for sure talk.

    Code, and what says what to do with a thing that it names, is never lost there.
    """
    answers = standing.is_solution or (standing.is_confirmed and (standing.by_answerer or standing.by_asker))
    if not answers:
        return [s for s, chance in zip(said, chances, strict=True) if chance >= TOLD_BESIDE]
    needed = [s.kind == "code" or tells_step(s.text, cues) or explains(s.text, cues) for s in said]
    sure = [place for place, chance in enumerate(chances) if chance >= TOLD or needed[place]]
    if not standing.is_solution:
        return [said[place] for place in sure]
    amid = range(min(sure, default=0), max(sure, default=-1) + 1)
    return [said[place] for place in amid if chances[place] >= TOLD_AMID or needed[place]]


def _may_stand(segment: Segment) -> bool:
    """Whether a sentence is none that a program logged, and leads to nobody's own files."""
    text = segment.text
    return bool(text) and (segment.kind == "code" or not (is_logged(text) or names_file_share(text)))


def _left_out(
    segments: Sequence[Segment], chances: Sequence[float], kept: Sequence[Segment], cues: PhraseCues
) -> Iterator[str]:
    """List the sentences that may be a part of the article, or name what a reader may look for, each once."""
    gone = ((s, c) for s, c in zip(segments, chances, strict=True) if s.kind == "sentence" and s not in kept)
    words = (s.text for s, chance in gone if _may_stand(s) and _may_matter(s, chance, cues))
    yield from dict.fromkeys(words)


def _listings(segments: Sequence[Segment]) -> list[Segment]:
    """Tables, and code that is too long for an article, alone or in paragraphs one behind the other."""
    found: list[Segment] = []
    for kind, run in groupby(segments, key=_kind):
        pieces = list(run)
        if kind == "table" or (kind != "sentence" and sum(map(line_count, pieces)) > LONGEST_LISTING):
            found += pieces
    return found


def _kind(segment: Segment) -> str | int:
    """By what neighbours are one listing: a fenced block is one by itself, code in paragraphs goes on."""
    return segment.block if segment.kind == "code" and not segment.paragraph else segment.kind


def _lengths(segments: Sequence[Segment], left_out: Sequence[Segment]) -> Iterator[int]:
    """How many lines each listing has that is left out."""
    for is_out, run in groupby(segments, key=lambda s: (s in left_out, _kind(s))):
        if is_out[0]:
            yield sum(map(line_count, run))


def is_bare_link(segment: Segment) -> bool:
    """Tell whether a sentence is an address with hardly a word about it."""
    if segment.kind == "code":
        return False
    left = _LINK.sub("", segment.text)
    return left != segment.text and len(re.findall(r"\w{2,}", left)) <= MOST_BESIDE_LINK
