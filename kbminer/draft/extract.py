"""From one reply to the statements of a resolution: chatter dropped, the order kept, steps numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from kbminer.draft.boilerplate import is_log, is_logged, names_file_share
from kbminer.draft.phrase_cues import Cues
from kbminer.draft.sentence_scoring import (
    asks_back,
    is_chatter,
    is_code_line,
    leans_back,
    says_little,
    spoken,
    trimmed,
    weight,
)
from kbminer.draft.steps import steps_of
from kbminer.languages import all_words, alternatives
from kbminer.redact.posts import RedactedPost
from kbminer.similarity.term_overlap import terms
from kbminer.text.blocks import plain
from kbminer.text.language import is_foreign
from kbminer.text.segments import Segment

LONGEST_LOG = 12  # lines; in a longer one a reader does not find what the answer speaks of
STORY = 0.5  # share of sentences about the writer from which a reply is his story
MOST_OF_A_POINTER = 6  # words of a sentence that does nothing but show something
SIGNS_PER_LINE = 24  # characters of sentences that a line of code stands for
LONGEST_LISTING = 60  # lines; a longer code block is a log or a whole file, which no article needs
# How a sentence breaks off before what it leads to: "So I changed it to", "Ich nutze den folgenden".
_LEADS = frozenset(all_words("draft.leads"))
_DEMONSTRATIVE = re.compile(rf"\b(?:{alternatives('draft.demonstratives')})\b", re.I)
_LINK = re.compile(r"\[[^\]]*\]\(\S+?\)|<?https?://\S+")
_MARKUP_LEFT = re.compile(r"!\[[^\]]*\]\([^)\s]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one reply tells: passages in order, each with the number of its step, and what is left to do.

    ``listings`` are the lengths in lines of code blocks and logs left out, ``pointer`` says that only an
    address is told, ``loose`` that little but a question back or a story was found.
    """

    passages: tuple[Segment, ...]
    steps: tuple[int | None, ...]
    listings: tuple[int, ...] = ()
    pointer: bool = False
    picture: bool = False
    loose: bool = False


def select(reading: RedactedPost, cues: Cues, budget: int, language: str | None = None) -> Extract:
    """Select what an article takes over from a reply.

    Args:
        reading: the reply.
        cues: the cues of its language.
        budget: how many characters of sentences to keep; the weakest go first, the order stays. Of code as
            many lines are kept as would fill it.
        language: the article's language; paragraphs clearly in another one are left out.
    """
    kept, listings, loose = _selected(reading, cues, language)
    kept, more = _with_code(_within(kept, cues, budget), budget // SIGNS_PER_LINE)
    while kept and announces(kept[-1]):
        kept = kept[:-1]
    return Extract(
        passages=tuple(kept),
        steps=steps_of(kept, cues),
        listings=(*listings, *more),
        pointer=bool(kept) and all(points_only(p) for p in kept),
        picture=not kept and reading.images > 0,
        loose=loose and bool(kept),
    )


@lru_cache(maxsize=1024)  # a reply is told at several lengths: as the best one, as another, as a hint
def _selected(
    reading: RedactedPost, cues: Cues, language: str | None
) -> tuple[list[Segment], tuple[int, ...], bool]:
    """Give what is worth telling, the lengths of listings left out, and whether it is loose."""
    own = tuple(p for p in reading.passages if not p.paragraph or not is_foreign(p.paragraph, language))
    merged = _merge_code_lines(own or reading.passages)
    whole = [p for p in merged if p.kind == "sentence" or _lines(p) <= LONGEST_LISTING]
    kept = _readable(whole, cues, strict=True)
    loose = not kept or _is_story(kept, cues)
    kept = kept or _readable(whole, cues, strict=False)
    logs = _stray_logs(kept)
    kept = _without(kept, logs)
    return kept, tuple(_lines(p) for p in merged if p in logs or p not in whole), loose


def _stray_logs(kept: list[Segment]) -> list[Segment]:
    """Name the code blocks that are logs: all long ones, and short ones that no sentence leads to."""
    logs = [(i, p) for i, p in enumerate(kept) if p.kind == "code" and is_log(p.text)]
    return [p for i, p in logs if _lines(p) > LONGEST_LOG or i == 0 or not announces(kept[i - 1])]


def _is_story(kept: list[Segment], cues: Cues) -> bool:
    """Tell whether most sentences are about the writer, none tells what helped, and there is no code."""
    written = [spoken(p.text) for p in kept if p.kind == "sentence"]
    if len(written) < len(kept) or any(cues.reports_fix.search(words) for words in written):
        return False
    own = sum(is_own(words, cues) for words in written)
    return own > max(1, STORY * len(written))


def is_own(words: str, cues: Cues) -> bool:
    """Tell whether a sentence is about its writer: no cause, no fix, and nothing said to the reader."""
    extract = cues.cause.search(words) or cues.address.search(words) or cues.reports_fix.search(words)
    return extract is None and cues.first_person.search(words) is not None


def terms_at_most(reading: RedactedPost, cues: Cues) -> frozenset[str]:
    """Give terms among which are all those that :func:`tell` may take over, at a fraction of its price."""
    pieces = _merge_code_lines(reading.passages)
    return frozenset(terms(p if p.kind == "code" else _bare(p, cues) for p in pieces))


def _bare(passage: Segment, cues: Cues) -> Segment:
    text = trimmed(passage.text, cues)
    return passage if text == passage.text else replace(passage, text=text)


def _lines(passage: Segment) -> int:
    return passage.text.count("\n") + 1


def _merge_code_lines(passages: tuple[Segment, ...]) -> list[Segment]:
    """Join neighbouring lines of code that nobody fenced into one code block."""
    merged: list[Segment] = []
    codes = [passage.kind == "sentence" and is_code_line(passage.text) for passage in passages]
    if not any(codes):
        return list(passages)
    mostly_code = _code_blocks(passages, codes)
    for passage, is_code in zip(passages, codes, strict=True):
        if passage.kind == "code" or (passage.block not in mostly_code and not is_code):
            merged.append(passage)
        elif passage.block in mostly_code:
            if not merged or merged[-1].block != passage.block:
                whole = "\n".join(plain(line) for line in passage.paragraph.split("\n"))
                merged.append(replace(passage, kind="code", text=whole))
        elif merged and merged[-1].kind == "code" and merged[-1].block == passage.block:
            merged[-1] = replace(merged[-1], text=f"{merged[-1].text}\n{plain(passage.text)}")
        else:
            merged.append(replace(passage, kind="code", text=plain(passage.text)))
    return merged


def _code_blocks(passages: tuple[Segment, ...], codes: list[bool]) -> frozenset[int]:
    """Name the paragraphs in which at least half of the lines, and two, are code."""
    lines: dict[int, list[bool]] = {}
    for passage, is_code in zip(passages, codes, strict=True):
        if passage.kind == "sentence" and not passage.item:
            lines.setdefault(passage.block, []).append(is_code)
    return frozenset(b for b, found in lines.items() if sum(found) >= 2 and 2 * sum(found) >= len(found))


def _readable(passages: list[Segment], cues: Cues, *, strict: bool) -> list[Segment]:
    """Drop chatter, and what leans on a sentence that was dropped.

    The first sentence may lean on the question, unless a quote stands before it.
    """
    kept: dict[int, Segment] = {}
    dropped = bool(passages) and passages[0].block > 0
    for i, passage in enumerate(passages):
        if passage.kind == "code":
            kept[i] = passage
            dropped = False
            continue
        bare = _bare(passage, cues)
        text = bare.text
        if _MARKUP_LEFT.search(text) or is_chatter(text, cues) or is_logged(text) or names_file_share(text):
            continue
        beside = [near.kind for near in passages[max(i - 1, 0) : i + 2]]
        is_lead = beside[-1] == "code" and announces(bare)
        hangs = (dropped and _hangs(text, cues)) or ("code" not in beside and _points(text, cues))
        if strict and not is_lead and (_is_remark(text, cues) or hangs):
            dropped = True
            continue
        kept[i] = bare
        dropped = False
    return _without_dangling(kept)


def _points(text: str, cues: Cues) -> bool:
    """Tell whether a sentence speaks of what stands above or below it in the thread, and is no step."""
    words = spoken(text)
    return cues.pointing.search(words) is not None and cues.directive.opening.match(words) is None


def _is_remark(text: str, cues: Cues) -> bool:
    words = spoken(text)
    if asks_back(text, cues):
        return True
    if cues.aside.search(words) and not cues.reports_fix.search(words):
        return True
    return not text.rstrip("*_ ").endswith(":") and says_little(text, cues)


def _hangs(text: str, cues: Cues) -> bool:
    words = spoken(text)
    return leans_back(text, cues) and not (cues.cause.search(words) or cues.directive.search(words))


def _without_dangling(kept: dict[int, Segment]) -> list[Segment]:
    """Drop a sentence that leads to something ("like this:", "Check this.") when that was dropped.

    Blocks are counted: where one is missing there stood a quote, a picture or what was no text.
    """
    result: dict[int, Segment] = {}
    end = -1  # the block of the last passage that stays
    for i, passage in sorted(kept.items(), reverse=True):
        is_gap = i + 1 not in result or result[i + 1].block - passage.block > 1
        is_followed = end - passage.block > 1
        if not (is_gap and (announces(passage) or (is_followed and _shows(passage)))):
            result[i] = passage
            end = max(end, passage.block)
    return [result[i] for i in sorted(result)]


def _shows(passage: Segment) -> bool:
    """Tell whether a short sentence only shows something: "Check this example.", "Here it is"."""
    words = passage.text.split()
    return (
        passage.kind == "sentence"
        and len(words) <= MOST_OF_A_POINTER
        and "](" not in passage.text
        and "//" not in passage.text
        and _DEMONSTRATIVE.search(passage.text) is not None
    )


def announces(passage: Segment) -> bool:
    """Tell whether a sentence only leads to what follows it: "Set it like this:"."""
    text = passage.text.rstrip("*_ ")
    return passage.kind == "sentence" and (text.endswith(":") or text.rpartition(" ")[2].lower() in _LEADS)


def _within(kept: list[Segment], cues: Cues, budget: int) -> list[Segment]:
    """Keep the heaviest sentences that the budget allows, in their order."""
    sentences = [i for i, p in enumerate(kept) if p.kind == "sentence"]
    if sum(len(kept[i].text) for i in sentences) <= budget:
        return kept
    chosen: set[int] = set()
    left = budget
    for i in sorted(sentences, key=lambda i: (-weight(kept[i].text, cues), i)):
        if len(kept[i].text) <= left:
            chosen.add(i)
            left -= len(kept[i].text)
    left_in = [i for i, p in enumerate(kept) if p.kind == "code" or i in chosen]
    return [
        kept[i]
        for before, i, after in zip([-9, *left_in], left_in, [*left_in[1:], -9], strict=False)
        if not (kept[i].kind == "sentence" and _hangs(kept[i].text, cues) and before != i - 1)
        and not (announces(kept[i]) and after != i + 1)
    ]


def _with_code(kept: list[Segment], lines: int) -> tuple[list[Segment], tuple[int, ...]]:
    """Keep so many lines of code, whole blocks from the first on; give the length of what is left out."""
    left_out: list[Segment] = []
    for passage in kept:
        if passage.kind == "code":
            lines -= _lines(passage)
            if lines < 0:
                left_out.append(passage)
    return _without(kept, left_out), (sum(map(_lines, left_out)),) if left_out else ()


def _without(kept: list[Segment], left_out: list[Segment]) -> list[Segment]:
    """Leave passages out, and with each the sentence that leads to it."""
    return [
        passage
        for passage, after in zip(kept, [*kept[1:], None], strict=False)
        if passage not in left_out and not (after in left_out and announces(passage))
    ]


def points_only(passage: Segment) -> bool:
    """Tell whether a sentence is an address with hardly a word about it."""
    if passage.kind == "code":
        return False
    left = _LINK.sub("", passage.text)
    return left != passage.text and len(re.findall(r"\w{2,}", left)) <= 7
