"""What an article takes over from one reply: chatter dropped, the order kept, steps numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kbminer.draft.code_segments import line_count, merge_code_lines, stray_logs, without
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import depends_on_previous, introduces, readable, without_openers
from kbminer.draft.sentence_scoring import heaviest, is_about_writer, normalised, weight
from kbminer.draft.steps import steps_of
from kbminer.redact.posts import RedactedPost
from kbminer.similarity.term_overlap import terms
from kbminer.text.language import is_foreign
from kbminer.text.segments import Segment

# Share of sentences about the writer from which a reply is a story: chosen by reading drafts.
STORY = 0.5
SIGNS_PER_LINE = 24  # characters of sentences that a line of code stands for; not measured
LONGEST_LISTING = 60  # lines; a longer code block is a log or a whole file, which no article needs
MOST_BESIDE_LINK = 7  # words around an address that say hardly anything about it
_LINK = re.compile(r"\[[^\[\]]*+\]\((?:[^\s)\]]++|\](?!\())++\)|<?https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What an article takes over from one reply, and what is left to the editor.

    Parameters
    ----------
    segments
        The sentences and the code, in the reply's order.
    steps
        For each segment the number of its step, from 1, or None.
    listings
        How many lines the code blocks and logs had that are left out.
    link_only
        Whether nothing but addresses is left.
    picture_only
        Whether the reply is a picture.
    weak
        Whether little but a question back or a story was found.
    """

    segments: tuple[Segment, ...]
    steps: tuple[int | None, ...]
    listings: tuple[int, ...] = ()
    link_only: bool = False
    picture_only: bool = False
    weak: bool = False


def select(post: RedactedPost, cues: PhraseCues, budget: int, language: str | None = None) -> Extract:
    """Select what an article takes over from a reply.

    Parameters
    ----------
    post
        The reply.
    cues
        The cues of its language.
    budget
        How many characters of sentences to keep; the weakest go first, the order stays. Of code as many lines
        are kept as would fill it.
    language
        The article's language; paragraphs clearly in another one are left out.

    Examples
    --------
    >>> from kbminer.draft.phrase_cues import cues_for
    >>> from kbminer.records import Post
    >>> from kbminer.redact.posts import read_post
    >>> reply = read_post(Post(id="2", body="Hi! You have to open the lid. Hope that helps."), ())
    >>> [segment.text for segment in select(reply, cues_for("en"), budget=100).segments]
    ['You have to open the lid.']
    """
    kept, listings, weak = _selected(post, cues, language)
    kept, more = _with_code(_within(kept, cues, budget), budget // SIGNS_PER_LINE)
    while kept and introduces(kept[-1]):
        kept = kept[:-1]
    return Extract(
        segments=tuple(kept),
        steps=steps_of(kept, cues),
        listings=(*listings, *more),
        link_only=bool(kept) and all(map(is_bare_link, kept)),
        picture_only=not kept and post.images > 0,
        weak=weak and bool(kept),
    )


@lru_cache(maxsize=1024)  # a reply is asked for at several lengths: as the best one, as another, as a hint
def _selected(
    post: RedactedPost, cues: PhraseCues, language: str | None
) -> tuple[list[Segment], tuple[int, ...], bool]:
    """What is worth taking over, the lengths of listings left out, and whether it is weak."""
    merged = merge_code_lines(_in_language(post, language) or post.segments)
    whole = [s for s in merged if not _is_listing(s)]
    kept = readable(whole, cues, strict=True)
    weak = not kept or _is_story(kept, cues)
    kept = kept or readable(whole, cues, strict=False)
    logs = stray_logs(kept)
    listings = tuple(line_count(s) for s in merged if s in logs or _is_listing(s))
    return without(kept, logs), listings, weak


def _in_language(post: RedactedPost, language: str | None) -> list[Segment]:
    return [s for s in post.segments if not s.paragraph or not is_foreign(s.paragraph, language)]


def _is_listing(segment: Segment) -> bool:
    return segment.kind == "code" and line_count(segment) > LONGEST_LISTING


def _is_story(kept: Sequence[Segment], cues: PhraseCues) -> bool:
    """Whether most sentences are about the writer, none says what helped, and there is no code."""
    written = [segment.text for segment in kept if segment.kind == "sentence"]
    if len(written) < len(kept) or any(cues.reports_fix.search(normalised(text)) for text in written):
        return False
    return sum(is_about_writer(text, cues) for text in written) > max(1, STORY * len(written))


def terms_at_most(post: RedactedPost, cues: PhraseCues) -> frozenset[str]:
    """Find terms among which are all those that :func:`select` may take over, at a fraction of its price."""
    return frozenset(terms(without_openers(s, cues) for s in merge_code_lines(post.segments)))


def _within(kept: list[Segment], cues: PhraseCues, budget: int) -> list[Segment]:
    """Keep the heaviest sentences that the budget allows, in their order."""
    sentences = [i for i, segment in enumerate(kept) if segment.kind == "sentence"]
    if sum(len(kept[i].text) for i in sentences) <= budget:
        return kept
    chosen = heaviest({i: (kept[i].text, weight(kept[i].text, cues)) for i in sentences}, budget)
    chosen |= {i for i, segment in enumerate(kept) if segment.kind == "code"}
    return [
        kept[i]
        for i in sorted(chosen)
        if not _is_cut_off(kept[i], cues, follows=i - 1 in chosen, is_followed=i + 1 in chosen)
    ]


def _is_cut_off(segment: Segment, cues: PhraseCues, *, follows: bool, is_followed: bool) -> bool:
    """Whether a sentence lost the neighbour that it refers to, or leads to."""
    if not is_followed and introduces(segment):
        return True
    return segment.kind == "sentence" and not follows and depends_on_previous(segment.text, cues)


def _with_code(kept: list[Segment], lines: int) -> tuple[list[Segment], tuple[int, ...]]:
    """Keep so many lines of code, whole blocks from the first on, and the length of what is left out."""
    left_out: list[Segment] = []
    for segment in kept:
        if segment.kind == "code":
            lines -= line_count(segment)
            if lines < 0:
                left_out.append(segment)
    return without(kept, left_out), (sum(map(line_count, left_out)),) if left_out else ()


def is_bare_link(segment: Segment) -> bool:
    """Tell whether a sentence is an address with hardly a word about it."""
    if segment.kind == "code":
        return False
    left = _LINK.sub("", segment.text)
    return left != segment.text and len(re.findall(r"\w{2,}", left)) <= MOST_BESIDE_LINK
