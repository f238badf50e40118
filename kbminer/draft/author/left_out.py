"""What an article leaves out of its solution: every step and condition is used, or listed for the editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kbminer.draft.phrase_cues import PhraseCues, cues_for
from kbminer.draft.sentence_scoring import asks_back, is_chatter, normalised, says_little
from kbminer.records import Citation, Draft, Statement
from kbminer.redact.posts import RedactedPost
from kbminer.text.segments import Segment
from kbminer.verify.completeness import unused_of

MOST_LISTED = 3  # to-dos that an editor still reads one by one: strangers met lists of ten, most of them talk
LONGEST_LISTED = (
    400  # characters of one; what is longer is a quoted mail or a log, which nobody can put right
)


def left_out_of(draft: Draft, solutions: Iterable[tuple[Citation, RedactedPost]]) -> tuple[Statement, ...]:
    """Find the steps, conditions and code of the posts that solved it that no sentence of a draft uses.

    Parameters
    ----------
    draft
        The draft.
    solutions
        The posts that solved it, read and redacted, with their citations.
    """
    cues = cues_for(draft.language)
    found = (each for cited, post in solutions for each in _unused(draft, cited, post, cues))
    return tuple({each.text: each for each in found}.values())


def with_left_out(draft: Draft, missing: Iterable[Statement]) -> Draft:
    """List for the editor what is missing, the first few that are short enough to be a step."""
    listed = [each for each in missing if len(each.text) <= LONGEST_LISTED]
    return replace(draft, left_out=tuple(listed[:MOST_LISTED]))


def _unused(draft: Draft, cited: Citation, post: RedactedPost, cues: PhraseCues) -> Iterator[Statement]:
    texts = [
        statement.text
        for section in draft.sections
        for statement in section.statements
        if any((c.thread, c.post) == (cited.thread, cited.post) for c in statement.citations)
    ]
    for segment in unused_of(post, texts, draft.language, matters=lambda each: _instructs(each, cues)):
        if segment.kind == "code" or (segment.kind == "sentence" and not _is_talk(segment.text, cues)):
            yield Statement(
                text=segment.text,
                kind="code" if segment.kind == "code" else "sentence",
                citations=(cited,),
                language=segment.language,
            )


def _is_talk(sentence: str, cues: PhraseCues) -> bool:
    return is_chatter(sentence, cues) or asks_back(sentence, cues) or says_little(sentence, cues)


def _instructs(segment: Segment, cues: PhraseCues) -> bool:
    return cues.directive.search(normalised(segment.text)) is not None
