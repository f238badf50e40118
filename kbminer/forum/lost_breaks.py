"""Where a source lost line breaks: "the last word.The next", "this messageThis user", "1.Open it2.Close it".

A capital inside a word may as well be an identifier's or a file's, so a place counts by evidence: what stands
around it, how words begin sentences elsewhere in the source, what its parts are joined with elsewhere, and
whether the source loses line breaks at all. The places of all posts are taken in first and judged then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from kbminer.forum.joints import Joint, greets, is_commonest, opens_sentence, takes_leave
from kbminer.forum.thread_evidence import ThreadEvidence
from kbminer.forum.word_usage import WordCounts, WordUsage
from kbminer.records import BodyFormat, LostBreak

# A source loses line breaks where so large a share of its posts, and so many, hold a sentence glued to the
# one before with nothing between (measured: docs/quality/ingest.md).
GLUED_SHARE, LEAST_GLUED = 0.003, 3
SAMPLE = 1_500  # posts from whose sentences the words that begin one are learned; more tell no more
CLOSING = "\"”')"  # what may close the words before a lost break
OFTEN = 3  # times a word begins a sentence of the sample, for each word that it is joined to elsewhere


class BreakEvidence:
    """What all posts of one source tell about lost line breaks: take what every thread tells, then ask.

    Parameters
    ----------
    usage : WordUsage
        How the source writes words; it learns from what is taken in.
    """

    def __init__(self, usage: WordUsage) -> None:
        self._posts = 0
        self._joints: list[tuple[str, str, BodyFormat, Joint]] = []
        self._lists: list[tuple[str, str, BodyFormat, int, str]] = []
        self._usage = usage

    def take(self, evidence: ThreadEvidence, words: WordCounts | None = None) -> None:
        """Take in what a thread tells, and its words where it is one of the source's first threads."""
        if words is not None:
            self._usage.take(words)
        self._posts += evidence.posts
        self._joints += [(evidence.key, *joint) for joint in evidence.joints]
        self._lists += [(evidence.key, *place) for place in evidence.lists]

    @cached_property
    def loses_breaks(self) -> bool:
        """Whether the source lost line breaks in a part of its posts."""
        glued = {(thread, post) for thread, post, _, joint in self._joints if self._is_glued(joint)}
        return len(glued) >= max(LEAST_GLUED, GLUED_SHARE * self._posts)

    def lost_breaks(self) -> Iterator[tuple[str, tuple[LostBreak, ...]]]:
        """Yield the lost breaks of each thread that has some, by key; those of a post in order."""
        found: dict[str, dict[tuple[str, int], LostBreak]] = defaultdict(dict)
        end = "\n" if self.loses_breaks else " "
        for thread, post, format, joint in self._joints:
            if self._is_lost(joint):
                text = _written(end, format)
                found[thread][post, joint.at] = LostBreak(post=post, at=joint.at, text=text)
        for thread, post, format, at, text in self._lists:
            found[thread][post, at] = LostBreak(post=post, at=at, text=_written(text, format))
        for thread in sorted(found):
            places = found[thread]
            yield thread, tuple(places[place] for place in sorted(places))

    def _is_lost(self, joint: Joint) -> bool:
        if not joint.mark.strip(",.!") and (takes_leave(joint.left) or greets(joint.left)):
            return _parts_greeting(joint)
        if not joint.mark.strip(CLOSING):
            return self.loses_breaks and self._is_glued(joint)
        if not (joint.goes_on or takes_leave(joint.right)) or self._usage.is_code(joint.token):
            return False
        if joint.mark.startswith(("?", "!")):
            return joint.left.islower() or self._begins_sentences(joint.right)
        return self._is_unspaced(joint)

    def _is_glued(self, joint: Joint) -> bool:
        """Whether nothing at all stands between two sentences, and the whole is no name of its own."""
        if joint.mark.strip(CLOSING) or not joint.goes_on or self._usage.is_code(joint.token):
            return False
        word = joint.left[1:].islower() or joint.left.islower()
        known = self._usage.written_small(joint.left.lower()) > 1 or bool(joint.mark)
        return word and known and self._usage.times(joint.token) <= 1 and self._begins_sentences(joint.right)

    def _is_unspaced(self, joint: Joint) -> bool:
        """Whether a full stop, a colon or a comma ends something, and is no part of a name with dots."""
        if _is_abbreviation(joint):
            return False
        usage, left, right = self._usage, joint.left, joint.right
        if not left.islower() and len(usage.joined_to(left)) > 1:
            return False  # "System.In" where there is "System.Name", too
        if is_commonest(right) and len(right) > 1:
            return True
        if opens_sentence(right):
            return self._begins_sentences(right)
        return self.loses_breaks and joint.mark.startswith(".") and self._are_apart_elsewhere(joint)

    def _are_apart_elsewhere(self, joint: Joint) -> bool:
        """Whether both words are known, joined to nothing else, and the second mostly begins sentences."""
        usage, left, right = self._usage, joint.left, joint.right
        known = min(usage.written_small(left), usage.written_small(right.lower())) > 1
        apart = not usage.joined_to(left) - {right} and usage.times(joint.token) <= 1
        return known and apart and usage.starts(right) >= OFTEN * max(1, usage.humps(right))

    def _begins_sentences(self, word: str) -> bool:
        least = self._usage.humps(word) if is_commonest(word) else max(1, self._usage.humps(word))
        return opens_sentence(word) and self._usage.starts(word) >= OFTEN * least


def _parts_greeting(joint: Joint) -> bool:
    """Whether a name, the post's end, a sign or a sentence follows what greets or takes leave."""
    ends = joint.last and takes_leave(joint.left)
    return joint.names_member or ends or opens_sentence(joint.right) or bool(joint.mark)


def _is_abbreviation(joint: Joint) -> bool:
    return joint.mark.startswith(".") and (len(joint.left.rpartition(".")[2]) < 2 or joint.left == "etc")


def _written(text: str, format: BodyFormat) -> str:
    return "<br>" if text == "\n" and format == "html" else text
