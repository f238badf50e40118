"""The error messages that a question shows: the lines of its logs that say what failed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.draft.boilerplate import is_machine_line, is_personal
from kbminer.draft.evidence import Asked
from kbminer.draft.sentence_scoring import is_code_line
from kbminer.text.blocks import plain
from kbminer.text.program_lines import is_error_message, opens_as_error

MOST_MESSAGES = 3
LONGEST_MESSAGE = 300  # characters
_NO_FAILURE = re.compile(r"\W*(?:INFO|DEBUG|TRACE|import|from|using|xmlns)\b")
# A line that only says that something failed, or the program that would have said so.
_SAYS_NOTHING = re.compile(
    r"\*\*\*.*\bError \d+$|^\W*\w+\W+Error \d+$|\bexit (?:status|code)\b.{0,9}$|"
    r"^\W*(?:compilation terminated|build failed|\d+ errors? generated|\[?end of output\]?)\W*$|"
    r"^\s*(?:assert|echo|print|raise|throw|except|catch|return|if|else|#)\b|^\w+ ?\([^()]*\)\s*[;{]?$|:\s*$",
    re.I,
)


def says_nothing(line: str) -> bool:
    """Tell whether a line only says that something failed, or is the program that would have said so.

    >>> says_nothing("make: *** [all] Error 2"), says_nothing("cannot find -lGL")
    (True, False)
    """
    return _SAYS_NOTHING.search(line) is not None


def messages(item: Asked) -> list[str]:
    """Give up to three lines of a first post that say what failed, as it holds them, the first ones first.

    Where it shows none, those count that the question was read with.
    """
    found: list[str] = []
    for line in _shown(item):
        is_new = not any(_core(known) in _core(line) for known in found)
        if is_new and is_error_message(line) and _stands(line, item):
            found.append(line)
    known = (line.strip() for line in (item.question.errors if item.question else ()))
    return (found or list(dict.fromkeys(line for line in known if _stands(line, item))))[:MOST_MESSAGES]


def _core(line: str) -> str:
    """Give what a message says, without numbers and what a log sets before it: "[Python] ", "ERROR: "."""
    return re.sub(r"\d+", "", re.sub(r"^(?:\[[^\]]*\]\s*|\w+:\s+)+", "", line) or line)


def _shown(item: Asked) -> Iterator[str]:
    """Give the lines that a program wrote, in code or pasted among the words."""
    for passage in item.reading.passages:
        if passage.kind == "code":
            yield from (line.strip() for line in passage.text.split("\n"))
        else:
            line = plain(passage.text).strip()
            if opens_as_error(line) or (is_machine_line(passage.text) and not is_personal(line)):
                yield line


def _stands(line: str, item: Asked) -> bool:
    if not line or len(line) > LONGEST_MESSAGE or _NO_FAILURE.match(line) or says_nothing(line):
        return False
    return (line in item.reading.markdown or line in item.reading.lines) and not is_code_line(line)
