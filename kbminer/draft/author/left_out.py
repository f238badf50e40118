"""What an article leaves out of its solution: every step and condition is used, or listed for the editor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbminer.draft.phrase_cues import PhraseCues, cues_for
from kbminer.draft.sentence_scoring import asks_back, is_chatter, normalised, says_little
from kbminer.records import Citation, Draft, Statement
from kbminer.redact.posts import RedactedPost
from kbminer.text.segments import Segment
from kbminer.verify.completeness import told_share, unused_of

MOST_LISTED = 3  # to-dos that an editor still reads one by one: strangers met lists of ten, most of them talk
# Characters of one: what is longer is a quoted mail or a log, which nobody can put right.
LONGEST_LISTED = 400

# Share of some words that one sentence holds, whatever post it cites: that two posts name the same things
# tells little. On the threads that this was made on, what repeated a sentence had .8 and more, a contrary
# experience .75.
TOLD_ELSEWHERE = 0.8

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]*_`]*\s*$")


def left_out_of(draft: Draft, solutions: Iterable[tuple[Citation, RedactedPost]]) -> tuple[Statement, ...]:
    """Find the steps, conditions and code of the posts that solved it that no sentence of a draft uses.

    Parameters
    ----------
    draft
        The draft.
    solutions
        The posts that solved it, read and redacted, with their citations.
    """
    found = (each for cited, post in solutions for each in _unused(draft, cited, post))
    return tuple({each.text: each for each in found}.values())


def listed_of(missing: Iterable[Statement]) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """Part what is missing into what is listed for the editor, and what is only counted.

    Listed are the first few that are whole, and short enough to be a step.
    """
    given = list(missing)
    listed = [each for each in given if len(each.text) <= LONGEST_LISTED and _is_whole(each)][:MOST_LISTED]
    return tuple(listed), tuple(each for each in given if each not in listed)


def instructive_of(post: RedactedPost, texts: Iterable[str], language: str | None) -> Iterator[Segment]:
    """Find what of a post instructs, or holds code or a link, and stands in none of some texts.

    Parameters
    ----------
    post
        Read and redacted.
    texts
        The article's.
    language
        Its language.
    """
    cues = cues_for(language)
    for segment in unused_of(post, texts, language, matters=lambda each: _instructs(each, cues)):
        if segment.kind == "code" or (segment.kind == "sentence" and not _is_talk(segment.text, cues)):
            yield segment


def _is_whole(statement: Statement) -> bool:
    """Whether it can be read by itself: what leads to a block of code is a shred without it."""
    return statement.kind == "code" or statement.item or _SENTENCE_END.search(statement.text) is not None


def is_told_by_one(words: str, texts: Iterable[str], language: str | None) -> bool:
    """Tell whether one sentence of an article holds nearly all of some words, whatever post it cites."""
    return any(told_share(words, [text], language) >= TOLD_ELSEWHERE for text in texts)


def _unused(draft: Draft, cited: Citation, post: RedactedPost) -> Iterator[Statement]:
    told = [statement for section in draft.sections for statement in section.statements]
    place = (cited.thread, cited.post)
    texts = [each.text for each in told if any((c.thread, c.post) == place for c in each.citations)]
    others = [each.text for each in told if each.text not in texts]
    for segment in instructive_of(post, texts, draft.language):
        if segment.kind == "code" or not is_told_by_one(segment.text, others, draft.language):
            yield Statement(
                text=segment.text,
                kind="code" if segment.kind == "code" else "sentence",
                citations=(cited,),
                language=segment.language,
                item=segment.item,
            )


def _is_talk(sentence: str, cues: PhraseCues) -> bool:
    return is_chatter(sentence, cues) or asks_back(sentence, cues) or says_little(sentence, cues)


def _instructs(segment: Segment, cues: PhraseCues) -> bool:
    return cues.directive.search(normalised(segment.text)) is not None
