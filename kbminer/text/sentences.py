"""Where sentences end: with care, for what is quoted; at plain marks, for what is counted or compared.

:func:`sentences` is what drafts are made of: each one a piece of a paragraph as it stands, so that it can be
found again. :func:`plain_sentences` is for figures that must not depend on that care, and
:func:`split_at_marks` for words that were folded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from kbminer.languages import all_words
from kbminer.text.code_spans import code_spans
from kbminer.text.line_wraps import WIDEST, is_forced, wrap_width

_END = re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'”’»)\]*_]*+|(?<![。！？])[。！？]++)(?=\s+\S|$)|(?<=[。！？])")
_PLAIN_END = re.compile(r"(?<=[.!?])\s+|\n")
_MARKS = (*".!?…", "\n")
# Runs of other letters are passed over at once: twice as fast as to look for a mark at every letter.
_TO_MARK = re.compile(r"[^.!?…\n]*(?:\.(?=\w)[^.!?…\n]*)*(?:[!?…\n]|\.(?!\w)|\Z)")
_GOES_ON = re.compile(r"(?:[a-zß-öø-ÿ]+(?:['’][a-z]+)?(?:[\s,.]|$)(?![ ]*[=({<:])|`|\*)")
_FULL = 45  # characters of a line that, followed by small letters, was broken by a program
_BULLET = re.compile(r"^\s*[•·▪–—*+-]\s+")
_MARKUP = re.compile(
    r"\[/?(?:code|quote|b|i|u|s|li|ul|ol|tr|td|table|font|h[1-6]|url|img|list|size|color|center|spoiler|\*)(?:=[^\[\]\n]*+)?\]",
    re.I,
)
_LINK = re.compile(
    r"!?\[(?:!\[)?[^\[\]\n]*+\]\((?:[^)\s\]]++|\](?!\())*+(?:\s++\"[^\"\n]*+\")?\)|<?https?://[^\s<>]+"
)
_NEXT = re.compile(r"\s*+(\S?)")
_CLOSING = ('"', "'", "”", "’", "»", ")", "]")
# A quoted word of an old mail whose closing mark an archive lost: "`host? and `port?".
_TICKED = re.compile(r"(?:^|[\s(\[])\\?`[^\s`]+\?$")
_LONGEST_UNFINISHED = 40  # signs; no abbreviation and no word that can't end a line is longer


def sentences(paragraph: str, width: int | None = None) -> tuple[str, ...]:
    """Split inline Markdown into its sentences; code, links and addresses are never cut.

    A line break ends a sentence unless the text is wrapped at a fixed width, as mail is. Leaked BBCode tags
    end a sentence and are dropped.

    Parameters
    ----------
    paragraph
        Inline Markdown.
    width
        At which its post is wrapped (see :func:`kbminer.text.line_wraps.wrap_width`); by default the
        paragraph's own lines tell.

    >>> sentences("Open `a. b` first, e.g. version 1.5. Then run it!")
    ('Open `a. b` first, e.g. version 1.5.', 'Then run it!')
    """
    return tuple(found for line in _lines(paragraph, width) for found in _split(line))


def plain_sentences(text: str) -> list[str]:
    """Split text without markup after each full stop, question or exclamation mark before white space.

    The end of a line is the end of a sentence too; abbreviations are not known.

    >>> plain_sentences("Use e.g. 1.5. Then run it!\\nDone")
    ['Use e.g.', '1.5.', 'Then run it!', 'Done']
    """
    return _PLAIN_END.split(text)


def split_at_marks(text: str) -> list[str]:
    """Split text behind each end mark that :func:`kbminer.text.folding.words_of` finds in it.

    Returns
    -------
    list of str
        One for each such mark, in order, and what is left behind the last; together they are the text.

    Examples
    --------
    >>> split_at_marks("It hums. Why?! Now")
    ['It hums.', ' Why?', '!', ' Now']
    """
    parts = _TO_MARK.findall(text)
    if len(parts) > 1 and not parts[-2].endswith(_MARKS):
        parts.pop()  # nothing, which is found once more at the end of the text
    return parts


def _lines(paragraph: str, width: int | None) -> Iterator[str]:
    width = width or wrap_width([paragraph])
    for piece in _without_bbcode(paragraph):
        lines = [re.sub(r"\\$", "", line).strip() for line in piece.split("\n")]
        lines = [line for line in lines if line]
        yield from (_BULLET.sub("", line) for line in _joined(lines, width))


def _joined(lines: list[str], width: int | None) -> Iterator[str]:
    """Join a line that breaks off in mid-sentence, or at the width, to the next one."""
    whole: list[str] = []
    for line in lines:
        if whole and not _goes_on(whole, line, width):
            yield " ".join(whole)
            whole = []
        whole.append(line)
    if whole:
        yield " ".join(whole)


def _goes_on(lines: list[str], after: str, width: int | None) -> bool:
    """Whether the last of some joined lines goes on in the next: broken at the width, or no end."""
    last = lines[-1]
    if width and is_forced(last, after, width):
        return True
    if not _GOES_ON.match(after):
        return False
    is_full = _FULL <= len(last) <= WIDEST and last[-1:].isalpha()
    return is_full or _breaks_off(lines)


def _breaks_off(lines: list[str]) -> bool:
    """Tell whether the last of some joined lines is no end: "Set the flag in", "First,", "`config.ini`"."""
    last = lines[-1]
    if last.endswith("`"):
        return _ends_in_code(lines)
    if len(last) < _LONGEST_UNFINISHED and len(lines) > 1:
        last = f"{lines[-2][-_LONGEST_UNFINISHED:]} {last}"
    return _broken_off().search(last, max(0, len(last) - _LONGEST_UNFINISHED)) is not None


def _ends_in_code(lines: list[str]) -> bool:
    """Tell whether the tick that ends the last line closes anything: one before it, with words between."""
    opening = lines[-1].rfind("`", 0, -1)
    if opening >= 0:
        return opening < len(lines[-1]) - 2
    return any("`" in line for line in reversed(lines[:-1]))


def _without_bbcode(paragraph: str) -> Iterator[str]:
    """Cut at leaked BBCode tags, but not at those that stand in inline code or links."""
    if "[" not in paragraph:
        yield paragraph
        return
    held = _Held(paragraph)
    at = 0
    for tag in _MARKUP.finditer(paragraph):
        if not held.holds(tag.start() + 1):
            yield paragraph[at : tag.start()]
            at = tag.end()
    yield paragraph[at:]


def _split(line: str) -> Iterator[str]:
    ends = tuple(_END.finditer(line))
    held = _Held(line if ends else "")
    start = 0
    for match in ends:
        end = match.end()
        if held.holds(end) or not _ends_here(line, start, match):
            continue
        if sentence := line[start:end].strip():
            yield sentence
        start = end
    if rest := line[start:].strip():
        yield rest


class _Held:
    """The pieces of a text that are never cut: inline code, links and addresses."""

    def __init__(self, text: str) -> None:
        masked = list(text) if "`" in text else []
        spans = [(span.start, span.end) for span in (code_spans(text) if masked else ())]
        for start, end in spans:
            masked[start:end] = "\x00" * (end - start)  # no link begins inside code
        links = _LINK.finditer("".join(masked) if masked else text)
        spans = sorted([*spans, *(match.span() for match in links)])
        self._starts = [start for start, _ in spans]
        self._furthest = list(accumulate((end for _, end in spans), max))

    def holds(self, at: int) -> bool:
        """Tell whether a place lies inside a piece, not at its edge."""
        before = bisect_left(self._starts, at) - 1
        return before >= 0 and at < self._furthest[before]


def _ends_here(line: str, start: int, mark: re.Match[str]) -> bool:
    """Whether a mark ends its sentence: not behind an abbreviation, and no full stop before small letters."""
    end = mark.end()
    tail = line[max(start, end - _LONGEST_UNFINISHED) : end]
    if _no_end().search(tail if end - start <= _LONGEST_UNFINISHED else f"_{tail}") or _TICKED.search(tail):
        return False
    following = _NEXT.match(line, end)
    goes_on = following is not None and following.group(1).islower()
    if mark.group()[-1:] in _CLOSING:
        return not (goes_on or _LINK.match(line, following.start(1) if following else end))
    return mark.group().startswith(("!", "?")) or not goes_on


@cache
def _no_end() -> re.Pattern[str]:
    """A full stop that ends no sentence: after an abbreviation or an initial."""
    words = "|".join(all_words("sentences.abbreviations"))
    return re.compile(rf"(?:^|[\s(\[\"'“„«‘])(?:{words}|[A-Z]|(?:[^\W\d_]\.)+[^\W\d_])\.$", re.I)


@cache
def _broken_off() -> re.Pattern[str]:
    """The end of a line that is no end: "Set the flag in", "First,"."""
    words = "|".join(all_words("sentences.unfinished"))
    return re.compile(rf"(?:[\w)]\s*+,|\b(?:{words}))$", re.I)
