"""What an article leaves out of its solution: every step and condition is used, or listed for the editor."""

from __future__ import annotations

from dataclasses import replace

from kbminer.draft.phrase_cues import PhraseCues, cues_for
from kbminer.draft.sentence_scoring import is_chatter, normalised
from kbminer.records import Citation, Draft, Statement
from kbminer.redact.posts import RedactedPost
from kbminer.text.segments import Segment
from kbminer.verify.completeness import unused_of


def with_left_out(draft: Draft, solution: Citation, post: RedactedPost) -> Draft:
    """List the steps and conditions of the solution post that no sentence of a draft uses.

    Parameters
    ----------
    draft
        The draft.
    solution
        Cites the post that solved the question.
    post
        That post, read and redacted.
    """
    cues = cues_for(draft.language)
    texts = [
        statement.text
        for section in draft.sections
        for statement in section.statements
        if any((c.thread, c.post) == (solution.thread, solution.post) for c in statement.citations)
    ]
    unused = unused_of(post, texts, draft.language, matters=lambda segment: _instructs(segment, cues))
    return replace(
        draft,
        left_out=tuple(
            Statement(
                text=segment.text,
                kind="code" if segment.kind == "code" else "sentence",
                citations=(solution,),
                language=segment.language,
            )
            for segment in unused
            if segment.kind == "code" or (segment.kind == "sentence" and not is_chatter(segment.text, cues))
        ),
    )


def _instructs(segment: Segment, cues: PhraseCues) -> bool:
    return cues.directive.search(normalised(segment.text)) is not None
