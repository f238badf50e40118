"""What an article takes over from one post: all of it but chatter, in its order, with its own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from kbminer.draft.code_segments import line_count, merge_code_lines, stray_logs, without
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import bare, is_needless, left_out_words, without_dangling
from kbminer.draft.sentence_scoring import is_about_writer, is_chatter, normalised
from kbminer.draft.steps import steps_of
from kbminer.redact.posts import RedactedPost
from kbminer.text.language import is_foreign
from kbminer.text.segments import Segment

# Share of sentences about the writer from which a reply is a story: chosen by reading drafts.
STORY = 0.5
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
    link_only
        Whether nothing but addresses is left.
    weak
        Whether little but a question back or a story was found.
    """

    segments: tuple[Segment, ...]
    steps: tuple[int | None, ...]
    left_out: tuple[str, ...] = ()
    listings: tuple[int, ...] = ()
    pictures: int = 0
    link_only: bool = False
    weak: bool = False


@lru_cache(maxsize=1024)  # a reply is asked for as the one that leads, as another and as one that follows
def take_over(post: RedactedPost, cues: PhraseCues, language: str | None = None) -> Extract:
    """Take over a post without its chatter.

    Parameters
    ----------
    post
        The post.
    cues
        The cues of its language.
    language
        The article's language; paragraphs clearly in another one are left out.

    Examples
    --------
    >>> from kbminer.draft.phrase_cues import cues_for
    >>> from kbminer.records import Post
    >>> from kbminer.redact.posts import read_post
    >>> reply = read_post(Post(id="2", body="Hi! You have to open the lid. Hope that helps."), ())
    >>> [segment.text for segment in take_over(reply, cues_for("en")).segments]
    ['You have to open the lid.']
    """
    merged = [bare(s, cues) for s in merge_code_lines(_in_language(post, language) or post.segments)]
    listings = _listings(merged)
    whole = [s for s in merged if s not in listings]
    in_report = any(s.kind == "sentence" and cues.reports_fix.search(normalised(s.text)) for s in whole)
    said = [
        segment
        for segment, beside_code in zip(whole, _beside_code(whole), strict=True)
        if segment.kind == "code"
        or not is_needless(segment, cues, beside_code=beside_code, in_report=in_report)
    ]
    weak = not said or _is_story(said, cues)
    said = said or [s for s in whole if s.text and not is_chatter(s.text, cues)]
    logs = stray_logs(said)
    kept = without_dangling(without(said, logs), cues)
    return Extract(
        segments=tuple(kept),
        steps=steps_of(kept, cues),
        left_out=left_out_words((s for s in whole if s.kind == "sentence" and s not in kept), cues),
        listings=tuple(_lengths(merged, [*listings, *logs])),
        pictures=post.images,
        link_only=bool(kept) and all(map(is_bare_link, kept)),
        weak=weak and bool(kept),
    )


def _beside_code(segments: Sequence[Segment]) -> list[bool]:
    """Of each segment, whether code stands before or behind it."""
    code = [False, *(segment.kind == "code" for segment in segments), False]
    return [before or after for before, after in zip(code, code[2:], strict=False)]


def _in_language(post: RedactedPost, language: str | None) -> list[Segment]:
    return [s for s in post.segments if not s.paragraph or not is_foreign(s.paragraph, language)]


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


def _is_story(kept: Sequence[Segment], cues: PhraseCues) -> bool:
    """Whether most sentences are about the writer, none says what helped, and there is no code."""
    written = [segment.text for segment in kept if segment.kind == "sentence"]
    if len(written) < len(kept) or any(cues.reports_fix.search(normalised(text)) for text in written):
        return False
    return sum(is_about_writer(text, cues) for text in written) > max(1, STORY * len(written))


def is_bare_link(segment: Segment) -> bool:
    """Tell whether a sentence is an address with hardly a word about it."""
    if segment.kind == "code":
        return False
    left = _LINK.sub("", segment.text)
    return left != segment.text and len(re.findall(r"\w{2,}", left)) <= MOST_BESIDE_LINK
