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


def with_left_out(draft: Draft, solutions: Iterable[tuple[Citation, RedactedPost]]) -> Draft:
    """List the steps and conditions of the posts that solved a question that no sentence of its draft uses.

    Parameters
    ----------
    draft
        The draft.
    solutions
        The posts that solved it, read and redacted, with their citations.
    """
    cues = cues_for(draft.language)
    listed = (each for cited, post in solutions for each in _unused(draft, cited, post, cues))
    return replace(draft, left_out=tuple(listed))


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
