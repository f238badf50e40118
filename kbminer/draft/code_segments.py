"""Code in a reply: lines that nobody fenced become blocks, and logs are left to the editor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from kbminer.draft.boilerplate import is_log
from kbminer.draft.readable import introduces
from kbminer.text.blocks import plain
from kbminer.text.language import common_share
from kbminer.text.program_lines import is_code_line
from kbminer.text.segments import Segment
from kbminer.text.unfenced_code import code_runs

LONGEST_LOG = 12  # lines; in a longer one a reader does not find what the answer speaks of
LEAST_SCRIPT_LINES = 3  # of a paragraph that may be a script; not measured
# First words of a line, and the share of them that hold sentences together, that show a sentence; by reading.
FEWEST_SPOKEN, LEAST_SPOKEN = 6, 0.3
_OF_CODE = re.compile(
    r"[\])}]+[,;]?|[\"'\w.<$@-]+\s*[=:(][^\n]{0,100}[\"'\w)\]}][,;]|\"[\w.-]+\"\s*:[^\n]{1,100}|[\"'\w.]+\s*[=:]\s*[\[{(]"
)
LEAST_CODE_LINES = 2  # lines that make a paragraph code, if they are half of it


def line_count(segment: Segment) -> int:
    """Count the lines of a segment that hold anything: some boards set an empty one behind each."""
    return sum(map(bool, map(str.strip, segment.text.split("\n"))))


def merge_code_lines(segments: Sequence[Segment]) -> list[Segment]:
    """Join neighbouring lines of code that nobody fenced into one code block.

    A paragraph that is code for the most part becomes one block as a whole.
    """
    merged: list[Segment] = []
    for _, block in groupby(segments, key=lambda segment: segment.block):
        lines = list(block)
        merged += _merged_block(lines) if any(map(_may_be_code, lines)) else lines
    return merged


def _merged_block(block: list[Segment]) -> Iterator[Segment]:
    first = block[0]
    if _is_mostly_code(block) or _reads_as_script(first):
        whole = "\n".join(plain(line) for line in first.paragraph.split("\n"))
        yield replace(first, kind="code", text=whole)
        return
    for may_be_code, lines in groupby(block, key=lambda each: _is_unfenced_code(each) or _fits_code(each)):
        neighbours = list(lines)
        is_code = may_be_code and any(map(_is_unfenced_code, neighbours))
        yield from [_joined(neighbours)] if is_code else neighbours


def _joined(lines: list[Segment]) -> Segment:
    return replace(lines[0], kind="code", text="\n".join(plain(line.text) for line in lines))


def _is_unfenced_code(segment: Segment) -> bool:
    return (
        segment.kind == "sentence"
        and not segment.item
        and is_code_line(segment.text)
        and not _speaks(segment)
    )


def _speaks(segment: Segment) -> bool:
    """Whether words lead to code in the same line: "It helps to write this into the file: a { b: c; }"."""
    words = segment.text.split()
    return len(words) >= FEWEST_SPOKEN and common_share(" ".join(words[:FEWEST_SPOKEN])) >= LEAST_SPOKEN


def _fits_code(segment: Segment) -> bool:
    """Whether a line goes on in a program beside it: `"size": 3,`, `ID = "1",`, `},`."""
    is_line = segment.kind == "sentence" and not segment.item and not segment.heading
    return is_line and _OF_CODE.fullmatch(plain(segment.text)) is not None


def _may_be_code(segment: Segment) -> bool:
    return _is_unfenced_code(segment) or _reads_as_script(segment)


def _reads_as_script(segment: Segment) -> bool:
    """Whether all lines of a paragraph read as code."""
    stands_alone = segment.kind == "sentence" and not segment.item and not segment.heading
    return stands_alone and "\n" in segment.paragraph and _is_script(segment.paragraph)


@lru_cache(maxsize=16)  # each sentence of a paragraph asks again
def _is_script(paragraph: str) -> bool:
    lines = [plain(line) for line in paragraph.split("\n")]
    return len(lines) >= LEAST_SCRIPT_LINES and all(is_code for is_code, _ in code_runs(lines))


def _is_mostly_code(block: Iterable[Segment]) -> bool:
    """Whether at least half of a paragraph's lines, and two, are code; items of lists are none."""
    lines = [_is_unfenced_code(each) for each in block if each.kind == "sentence" and not each.item]
    return sum(lines) >= LEAST_CODE_LINES and 2 * sum(lines) >= len(lines)


def stray_logs(kept: Sequence[Segment]) -> list[Segment]:
    """Find the code blocks that are logs: all long ones, and short ones that no sentence leads to."""
    logs = [(i, segment) for i, segment in enumerate(kept) if segment.kind == "code" and is_log(segment.text)]
    return [
        segment
        for i, segment in logs
        if line_count(segment) > LONGEST_LOG or i == 0 or not introduces(kept[i - 1])
    ]


def without(kept: Sequence[Segment], left_out: Sequence[Segment]) -> list[Segment]:
    """Leave segments out, and with each the sentence that leads to it."""
    return [
        segment
        for segment, after in zip(kept, [*kept[1:], None], strict=False)
        if segment not in left_out and not (after in left_out and introduces(segment))
    ]
