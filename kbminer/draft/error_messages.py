"""The error messages that a question shows: the lines of its logs that say what failed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.draft.boilerplate import is_machine_line, is_personal
from kbminer.draft.evidence import Asked
from kbminer.text.blocks import plain
from kbminer.text.program_lines import is_code_line, is_error_message, opens_as_error

MOST_MESSAGES = 3  # what a reader compares with their own
LONGEST_MESSAGE = 300  # characters
_NO_FAILURE = re.compile(r"\W*(?:INFO|DEBUG|TRACE|import|from|using|xmlns)\b")
# A line that only says that something failed, or the program that would have said so.
_BARE_FAILURE = re.compile(
    r"^(?:[^*\n]|\*(?!\*\*))*+\*\*\*.*\bError \d+$|^\W*\w+\W+Error \d+$|\bexit (?:status|code)\b.{0,9}$|"
    r"^\W*(?:compilation terminated|build failed|\d+ errors? generated|\[?end of output\]?)\W*$|"
    r"^\s*(?:assert|echo|print|raise|throw|except|catch|return|if|else|#)\b|^\w+ ?\([^()]*\)\s*[;{]?$|:\s*$",
    re.I,
)
_NUMBER = re.compile(r"\d+")
_BEFORE_MESSAGE = re.compile(r"^(?:\[[^\]]*\]\s*|\w+:\s+)+")


def is_bare_failure(line: str) -> bool:
    """Tell whether a line only says that something failed, or is the program that would have said so.

    >>> is_bare_failure("make: *** [all] Error 2"), is_bare_failure("cannot find -lGL")
    (True, False)
    """
    return _BARE_FAILURE.search(line) is not None


def messages(item: Asked) -> list[str]:
    """Find up to three lines of a first post that say what failed, as it holds them, the first ones first.

    Where it shows none, those count that the question was read with.
    """
    found: list[str] = []
    for line in _program_lines(item):
        if is_error_message(line) and _is_quotable(line, item) and _is_new(line, found):
            found.append(line)
    return (found or _read_with(item))[:MOST_MESSAGES]


def _is_new(line: str, found: list[str]) -> bool:
    return not any(_core(known) in _core(line) for known in found)


def _core(line: str) -> str:
    """What a message says, without numbers and what a log sets before it: "[Python] ", "ERROR: "."""
    return _NUMBER.sub("", _BEFORE_MESSAGE.sub("", line) or line)


def _read_with(item: Asked) -> list[str]:
    lines = dict.fromkeys(line.strip() for line in (item.question.errors if item.question else ()))
    return [line for line in lines if _is_quotable(line, item)]


def _program_lines(item: Asked) -> Iterator[str]:
    """The lines that a program wrote, in code or pasted among the words."""
    for segment in item.redacted.segments:
        if segment.kind == "code":
            yield from (line.strip() for line in segment.text.split("\n"))
        else:
            line = plain(segment.text).strip()
            if opens_as_error(line) or (is_machine_line(segment.text) and not is_personal(line)):
                yield line


def _is_quotable(line: str, item: Asked) -> bool:
    """Whether a line says what failed and stands in the post as it is."""
    if not line or len(line) > LONGEST_MESSAGE or _NO_FAILURE.match(line) or is_bare_failure(line):
        return False
    return (line in item.redacted.markdown or line in item.redacted.lines) and not is_code_line(line)
