"""A paragraph's sentences: each one a piece of the paragraph as it stands, so that it can be found again."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATIONS = (
    r"e\.g|i\.e|etc|vs|cf|approx|resp|no|nr|fig|eq|sec|ch|vol|pp?|dr|mr|mrs|ms|prof|st|jr|sr|inc|ltd|co|"
    r"ver|v|min|max|z\.b|d\.h|u\.a|bzw|ca|evtl|ggf|usw|sog|p\.ex|ex|env|p\.ej|ej|sra?|ud|uds"
)
_NO_END = re.compile(rf"(?:^|[\s(\[])(?:{_ABBREVIATIONS}|[A-Z])\.$", re.I)
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]*_]*|[。！？]+)(?=\s+\S|$)|(?<=[。！？])")
# "Set the flag in" / "`config.ini`" / "to get it": words that can't end a sentence, or the rest of one.
_BROKEN_OFF = re.compile(
    r"(?:[\w)]\s*,|\b(?:the|an?|to|of|in|on|at|by|for|from|with|into|and|or|as|that|is|are|use|using|called|"
    r"der|die|das|den|dem|ein|eine|und|oder|mit|von|in|le|la|les|un|une|de|du|des|et|ou|avec|el|los|las|"
    r"y|con|del)|`[^`]+`)$",
    re.I,
)
_GOES_ON = re.compile(r"(?:[a-zß-öø-ÿ]+(?:['’][a-z]+)?(?:[\s,.]|$)(?![ ]*[=({<:])|`|\*)")
_BULLET = re.compile(r"^\s*[•·▪–—*+-]\s+")
_MARKUP = re.compile(
    r"\[/?(?:code|quote|b|i|u|s|li|ul|ol|tr|td|table|font|h[1-6]|url|img|list|size|color|center|spoiler|\*)(?:=[^\]\n]*)?\]",
    re.I,
)
_HELD = re.compile(
    r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)|!?\[[^\]\n]*\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\)|<?https?://[^\s<>]+",
    re.S,
)


def sentences(paragraph: str) -> tuple[str, ...]:
    """Split inline Markdown into its sentences; code, links and addresses are never cut.

    A line break ends a sentence unless the text is wrapped at a fixed width, as mail is. Leaked BBCode tags
    end a sentence and are dropped.

    >>> sentences("Open `a. b` first, e.g. version 1.5. Then run it!")
    ('Open `a. b` first, e.g. version 1.5.', 'Then run it!')
    """
    return tuple(found for line in _lines(paragraph) for found in _split(line))


def _lines(paragraph: str) -> Iterator[str]:
    for piece in _without_bbcode(paragraph):
        lines = [re.sub(r"\\$", "", line).strip() for line in piece.split("\n")]
        lines = [line for line in lines if line]
        if _is_wrapped(lines):
            yield " ".join(lines)
        else:
            yield from (_BULLET.sub("", line) for line in _joined(lines))


def _joined(lines: list[str]) -> Iterator[str]:
    """Join a line that breaks off in mid-sentence to the next one, which goes on in lower case."""
    whole = ""
    for line in lines:
        goes_on = whole and _BROKEN_OFF.search(whole) and _GOES_ON.match(line)
        if whole and not goes_on:
            yield whole
        whole = f"{whole} {line}" if goes_on else line
    if whole:
        yield whole


def _without_bbcode(paragraph: str) -> Iterator[str]:
    """Cut at leaked BBCode tags, but not at those that stand in inline code or links."""
    if "[" not in paragraph:
        yield paragraph
        return
    held = [match.span() for match in _HELD.finditer(paragraph)]
    at = 0
    for tag in _MARKUP.finditer(paragraph):
        if not any(start <= tag.start() < end for start, end in held):
            yield paragraph[at : tag.start()]
            at = tag.end()
    yield paragraph[at:]


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether the breaks come from a fixed width: all lines but the last nearly equally long."""
    full = [len(line) for line in lines[:-1]]
    return len(full) >= 2 and max(full) <= 100 and min(full) >= 50 and min(full) >= 0.7 * max(full)


def _split(line: str) -> Iterator[str]:
    ends = tuple(_END.finditer(line))
    held = [match.span() for match in _HELD.finditer(line)] if ends else []
    start = 0
    for match in ends:
        end = match.end()
        if any(a < end < b for a, b in held) or _NO_END.search(line[start:end]):
            continue
        if line[end:].lstrip()[:1].islower() and not match.group().startswith(("!", "?")):
            continue
        if line[start:end].strip():
            yield line[start:end].strip()
        start = end
    if line[start:].strip():
        yield line[start:].strip()
