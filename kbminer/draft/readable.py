"""What of a post's sentences can be read outside its thread: without openers, and with what they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from kbminer.draft.boilerplate import is_logged, names_file_share
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import is_chatter, names_fact, normalised, trimmed
from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.text.blocks import without_local_links, without_pictures
from kbminer.text.segments import Segment

MOST_OF_A_POINTER = 6  # words of a sentence that does nothing but show something
LEAST_DONE = 4  # words of what a writer did; not measured
LONGEST_SIGNATURE = 8  # lines behind a rule of dashes; what is longer goes on
LONGEST_BEHIND_MARK = 14  # the same in one paragraph, or behind the two dashes of mails; by reading mails
MOST_ON_LINE = 9  # words of a line below a name; by reading mails
_RULE = re.compile(r"(?:\\?[-_=*–—]){2,}\s*|[-_=*]{20,}+ .*", re.S)  # some programs set words behind it
_SIGNATURE_MARK = re.compile(r"\\?-\\?- ?")
_SIGNED = re.compile(r"[-–—~*_\s]*(?:(?:⟨name⟩|[A-ZÄÖÜÀ-Þ][\w.'’-]*)(?:\s+|$)){1,2}")
_SIGNER = re.compile(r"[-–—~*_\s]*(?=[^\n]*⟨name⟩)(?:(?:⟨name⟩|[A-ZÄÖÜÀ-Þ][\w.'’-]*),?(?:\s+|$)){1,4}")
_ENDS_SENTENCE = re.compile(r"[.!?:;…][)\"'”’*_\s]*$")
_DEMONSTRATIVE = LatePattern(lambda: rf"\b(?:{alternatives('draft.demonstratives')})\b", re.I)


@cache
def _leads() -> frozenset[str]:
    """How a sentence breaks off before what it leads to: "So I changed it to", "Ich nutze den folgenden"."""
    return frozenset(all_words("draft.leads"))


def bare(segment: Segment, cues: PhraseCues) -> Segment:
    """Cut greetings, discourse words and smileys off a sentence; pictures and local links leave their words.

    Code stays as it is.
    """
    if segment.kind != "sentence":
        return segment
    text = without_local_links(without_pictures(segment.text))
    text = text if segment.quoted else trimmed(text, cues)
    return segment if text == segment.text else replace(segment, text=text)


def tells_step(text: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence says what to do, or what was done, with a thing that it names.

    That is told whatever stands around it: "Sorry, you must not delete `cache.db` before".
    """
    words = normalised(text)
    if words.endswith("?") or not names_fact(text) or cues.dialogue.search(words):
        return False
    return cues.directive.search(words) is not None and cues.aside.search(words) is None


def tells_deed(segment: Segment, cues: PhraseCues) -> bool:
    """Tell whether a sentence says what its writer did: where the post says what helped, that is a step."""
    words = normalised(segment.text)
    if segment.kind != "sentence" or len(words.split()) < LEAST_DONE or is_chatter(segment.text, cues):
        return False
    says_else = cues.aside.search(words) or cues.asking_back.search(words)
    return says_else is None and cues.first_person.search(words) is not None


def may_be_missed(text: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence that is left out may hold a step or a condition: the editor is shown it."""
    if names_file_share(text) or is_logged(text):
        return False
    if names_fact(text):
        return True
    return cues.directive.opening.match(normalised(text)) is not None and not is_chatter(text, cues)


def with_verdict(kept: Sequence[Segment], written: Sequence[Segment], cues: PhraseCues) -> list[Segment]:
    """Put the yes or no back with which a post answers, where its first words are told.

    Parameters
    ----------
    kept
        What is kept of the post.
    written
        All that it says, nothing cut off.
    cues
        The cues of its language.
    """
    first = next((segment for segment in kept if not segment.quoted), None)
    if first is None or first.kind != "sentence" or not written or first.item:
        return list(kept)
    opening, *further = written
    if first.text in opening.text and cues.verdict.match(opening.text):
        whole = opening.text[: opening.text.index(first.text) + len(first.text)]
        return [replace(each, text=whole) if each is first else each for each in kept]
    is_behind = bool(further) and further[0].text.endswith(first.text) and further[0].block == first.block
    is_verdict = is_behind and cues.verdict.fullmatch(opening.text.rstrip(" .!")) is not None
    at = kept.index(first)
    return [*kept[:at], opening, *kept[at:]] if is_verdict else list(kept)


def without_signature(said: Sequence[Segment], *, asks: bool = False) -> Sequence[Segment]:
    """Cut off a post's end who signs it: a name with its lines below, or all behind a line of dashes.

    Who asks sets dashes around listings, too: what is said in sentences behind them is the question.
    """
    rule = max((place for place, each in enumerate(said) if place and _RULE.fullmatch(each.text)), default=0)
    if rule and _is_signature(said[rule], said[rule + 1 :]) and not (asks and _goes_on(said[rule:])):
        said = said[:rule]
    while len(said) > 1 and _is_name(said[-1]) and not (introduces(said[-2]) or said[-2].item):
        said = said[:-1]
    return said[: _signed_from(said)]


def _is_signature(rule: Segment, behind: Sequence[Segment]) -> bool:
    """Whether what stands behind a line of dashes is no more of the post."""
    stands_together = all(each.kind == "sentence" and each.block == rule.block for each in behind)
    if _SIGNATURE_MARK.fullmatch(rule.text) or stands_together:
        return sum(each.text.count("\n") + 1 for each in behind) <= LONGEST_BEHIND_MARK
    return len(behind) < LONGEST_SIGNATURE and all(each.kind == "sentence" for each in behind)


def _goes_on(said: Sequence[Segment]) -> bool:
    """Whether sentences stand behind a line of dashes that is no sign of a signature."""
    is_sign = _SIGNATURE_MARK.fullmatch(said[0].text) or said[0].text.startswith(("_", "\\_"))
    return not is_sign and any(_ENDS_SENTENCE.search(each.text) for each in said[1:])


def _signed_from(said: Sequence[Segment]) -> int:
    """The place of the name in the last paragraph, where nothing but lines of its bearer stand below it."""
    for place in range(1, len(said)):
        name, behind = said[place], said[place + 1 :]
        is_signer = _SIGNER.fullmatch(name.text) and _is_last_line(said[place - 1], name)
        if is_signer and all(_may_be_below_name(each, name) for each in behind):
            return place
    return len(said)


def _is_last_line(before: Segment, name: Segment) -> bool:
    """Whether a name ends what a post says, and belongs to no line above it."""
    return name.kind == "sentence" and not (name.item or name.heading or introduces(before) or before.item)


def _may_be_below_name(line: Segment, name: Segment) -> bool:
    is_line = line.kind == "sentence" and line.block == name.block and not line.item
    return is_line and len(line.text.split()) <= MOST_ON_LINE and not _ENDS_SENTENCE.search(line.text)


def _is_name(segment: Segment) -> bool:
    last = segment.paragraph.rstrip().rpartition("\n")[2].strip()
    alone = segment.kind == "sentence" and not segment.heading and last == segment.text
    return alone and _SIGNED.fullmatch(segment.text) is not None and not names_fact(segment.text)


def introduces(segment: Segment) -> bool:
    """Tell whether a sentence only leads to what follows it: "Set it like this:"."""
    text = segment.text.rstrip("*_ ")
    return segment.kind == "sentence" and (text.endswith(":") or text.rpartition(" ")[2].lower() in _leads())


def without_dangling(
    kept: Sequence[Segment], cues: PhraseCues, pictured: frozenset[int] = frozenset()
) -> list[Segment]:
    """Leave out what only leads to something that is gone: "Code:", "Check this example."; steps stay.

    Blocks are counted: where one is missing there stood a quote or what was no text. What leads to a picture
    stays, for the picture is left to the editor there.

    Parameters
    ----------
    kept
        What is kept of a post.
    cues
        The cues of its language.
    pictured
        The blocks that are pictures.
    """
    return list(_from_last(kept, cues, pictured))[::-1]


def _from_last(kept: Sequence[Segment], cues: PhraseCues, pictured: frozenset[int]) -> Iterator[Segment]:
    after: Segment | None = None
    for segment in reversed(kept):
        is_gap = after is None or after.block - segment.block > 1
        leads_to_gone = is_gap and segment.block + 1 not in pictured
        if leads_to_gone and _only_leads(segment, cues, is_last=after is None):
            continue
        if segment.heading and (after is None or after.heading):
            continue
        after = segment
        yield segment


def _only_leads(segment: Segment, cues: PhraseCues, *, is_last: bool) -> bool:
    if segment.kind != "sentence" or segment.heading or names_fact(segment.text):
        return False
    if introduces(segment):
        return True
    return not is_last and _only_shows(segment)


def _only_shows(segment: Segment) -> bool:
    """Whether a short sentence only shows something: "Check this example.", "Here it is"."""
    return (
        len(segment.text.split()) <= MOST_OF_A_POINTER
        and "](" not in segment.text
        and "//" not in segment.text
        and _DEMONSTRATIVE.search(segment.text) is not None
    )
