"""Which sentences of a post are left out of an article: chatter, and what means nothing outside its thread.

What tells a step is never chatter, whatever stands around it: "Sorry, you must not delete `cache.db` before".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kbminer.draft.boilerplate import is_logged, names_file_share
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import (
    asks_back,
    is_chatter,
    names_fact,
    normalised,
    says_little,
    trimmed,
)
from kbminer.languages import all_words, alternatives
from kbminer.text.blocks import without_local_links, without_pictures
from kbminer.text.segments import Segment

MOST_OF_A_POINTER = 6  # words of a sentence that does nothing but show something
LEAST_DONE = 4  # words of what a writer did; not measured
MUCH_MORE = 14  # words from which chatter is only a part of a sentence; chosen by reading drafts
# How a sentence breaks off before what it leads to: "So I changed it to", "Ich nutze den folgenden".
_LEADS = frozenset(all_words("draft.leads"))
_DEMONSTRATIVE = re.compile(rf"\b(?:{alternatives('draft.demonstratives')})\b", re.I)


def bare(segment: Segment, cues: PhraseCues) -> Segment:
    """Cut greetings, discourse words and smileys off a sentence; pictures and local links leave their words.

    Code stays as it is.
    """
    if segment.kind != "sentence":
        return segment
    text = trimmed(without_local_links(without_pictures(segment.text)), cues)
    return segment if text == segment.text else replace(segment, text=text)


def is_needless(
    segment: Segment, cues: PhraseCues, *, beside_code: bool = False, in_report: bool = False
) -> bool:
    """Tell whether a sentence of an answer, already :func:`bare`, says nothing to an article's reader.

    That is chatter, a question back, a plan or a feeling, a scrap, and what a program logged; an item of a
    list and a sentence that tells a step with its fact are none. ``beside_code`` tells that "the above" and
    "below" may mean the code beside it, ``in_report`` that the post says what helped: then what its writer
    did is a step.
    """
    text = segment.text
    if not text or is_logged(text) or names_file_share(text):
        return True
    if tells_step(text, cues):
        return False
    if _is_talk(text, cues) or (not beside_code and _points_elsewhere(text, cues)):
        return True
    is_part = segment.item or segment.heading or introduces(segment)
    return not is_part and says_little(text, cues) and not (in_report and _tells_deed(text, cues))


def _is_talk(text: str, cues: PhraseCues) -> bool:
    """Whether a sentence is chatter, a question back, or a plan, a feeling or the news of a day."""
    words = normalised(text)
    if asks_back(text, cues) or (is_chatter(text, cues) and not _says_more(words, cues)):
        return True
    return cues.aside.search(words) is not None and cues.reports_fix.search(words) is None


def _points_elsewhere(text: str, cues: PhraseCues) -> bool:
    """Whether a sentence speaks of what stands above or below it in the thread, and is no step."""
    words = normalised(text)
    return cues.pointing.search(words) is not None and cues.directive.opening.match(words) is None


def _tells_deed(text: str, cues: PhraseCues) -> bool:
    words = normalised(text)
    return len(words.split()) >= LEAST_DONE and cues.first_person.search(words) is not None


def _says_more(words: str, cues: PhraseCues) -> bool:
    """Whether a long sentence gives a cause or says what helped beside its chatter, not opening with it."""
    if len(words.split()) < MUCH_MORE or cues.chatter.opening.match(words) or cues.dialogue.search(words):
        return False
    return cues.cause.search(words) is not None or cues.reports_fix.search(words) is not None


def tells_step(text: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence says what to do, or what was done, with a thing that it names."""
    words = normalised(text)
    if words.endswith("?") or not names_fact(text) or cues.dialogue.search(words):
        return False
    return cues.directive.search(words) is not None and cues.aside.search(words) is None


def may_be_missed(text: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence that is left out may hold a step or a condition: the editor is shown it."""
    if names_file_share(text) or is_logged(text):
        return False
    if names_fact(text):
        return True
    return cues.directive.opening.match(normalised(text)) is not None and not is_chatter(text, cues)


def introduces(segment: Segment) -> bool:
    """Tell whether a sentence only leads to what follows it: "Set it like this:"."""
    text = segment.text.rstrip("*_ ")
    return segment.kind == "sentence" and (text.endswith(":") or text.rpartition(" ")[2].lower() in _LEADS)


def without_dangling(kept: Sequence[Segment], cues: PhraseCues) -> list[Segment]:
    """Leave out what only leads to something that is gone: "Code:", "Check this example."; steps stay.

    Blocks are counted: where one is missing there stood a quote, a picture or what was no text.
    """
    return list(_from_last(kept, cues))[::-1]


def _from_last(kept: Sequence[Segment], cues: PhraseCues) -> Iterator[Segment]:
    after: Segment | None = None
    for segment in reversed(kept):
        is_gap = after is None or after.block - segment.block > 1
        if is_gap and _only_leads(segment, cues, is_last=after is None):
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


def left_out_words(left_out: Iterable[Segment], cues: PhraseCues) -> tuple[str, ...]:
    """List the sentences among those left out that :func:`may_be_missed`, each once."""
    return tuple(dict.fromkeys(each.text for each in left_out if may_be_missed(each.text, cues)))
