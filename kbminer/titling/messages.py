"""The messages of programs that a question quotes: in its code and logs, or among its own words."""

from __future__ import annotations

import re
from functools import cache

from kbminer.languages import all_words
from kbminer.records import Question
from kbminer.text.program_lines import (
    is_code_line,
    is_error_message,
    names_source_line,
    opens_as_error,
    shows_error,
)
from kbminer.text.sentences import sentences

_SHORTEST, _LONGEST = 12, 110  # characters that somebody would search for
# A mark behind a letter closes: what stands between two arguments of a call is no quotation.
_QUOTED = re.compile(r"(?<![^\s(\[{=:,>])[\"“„«](?=\S)([^\"“”„«»]{8,110})(?<=\S)[\"”“»](?!\w)")
_FEWEST_WORDS = 3
_BRACKETED = re.compile(r"\[[^\]]{0,200}+\]")
_BEFORE = 25  # characters before a quotation in which it is called an error
_LEADS_IN = re.compile(
    r"^(?:[>$#*\s]|\?{2,}|\[[^\]]{0,40}\]|\d{4}-\d\d-\d\d[T ][\d:.,]+|(?:[A-Z]:\\|/)\S+:|(?i:line) \d+:)+"
)

_CODE = re.compile(r"^[\w.@ ]+\s=\s|;\s*(?://|$)|^\w+\(|^\"\w+\"\s*:")  # an assignment, a call, a field

_MAY_OPEN = re.compile(r"error|exception|fatal|\bld\b", re.IGNORECASE)  # else no sentence begins as a message


def messages(question: Question) -> list[str]:
    """List what programs said, the last and so nearest to the cause at the end.

    >>> messages(Question(thread="f:1", title="Login", ask='I get the error "Token has expired" since May.'))
    ['Token has expired']
    """
    found = [*_standing(question.ask), *_quoted(question.ask), *map(_bare, question.errors)]
    return [each for each in dict.fromkeys(found) if _is_telling(each) and not is_code_line(each)]


def _standing(ask: str) -> list[str]:
    """Sentences that begin as only a message does."""
    if _MAY_OPEN.search(ask) is None:
        return []
    return [said.rstrip(" .") for said in sentences(ask) if opens_as_error(said) and len(said) <= _LONGEST]


def _quoted(ask: str) -> list[str]:
    """Quotations that say what failed, or that are called an error before."""
    found = []
    for match in _QUOTED.finditer(ask):
        said, before = match.group(1).strip(" .,"), ask[max(match.start() - _BEFORE, 0) : match.start()]
        if is_error_message(said) or shows_error(said) or _error_word().search(before):
            found.append(said)
    return found


def _bare(line: str) -> str:
    """A line without the prompts, stamps and paths before its message; nothing of a line of code."""
    bare = _LEADS_IN.sub("", line).strip()
    return "" if _CODE.search(bare) else bare


def _is_telling(message: str) -> bool:
    words = re.findall(
        r"[^\W\d_]{2,}", _BRACKETED.sub(" ", message)
    )  # "make: *** [all] Error 2" names no cause
    return len(message) >= _SHORTEST and len(words) >= _FEWEST_WORDS and not names_source_line(message)


def without_error_word(message: str, title: str) -> str:
    """Take "Error:" off a message where the title that it completes says so already.

    >>> without_error_word("Error: no such lamp", "Error with lamps")
    'no such lamp'
    >>> without_error_word("Error: no such lamp", "Lamps")
    'Error: no such lamp'
    """
    if _error_word().search(title) is None:
        return message
    return _leading_error_word().sub("", message)


@cache
def _error_word() -> re.Pattern[str]:
    words = "|".join(map(re.escape, all_words("programs.error_words")))
    return re.compile(rf"(?<!\w)(?:{words})s?(?!\w)", re.IGNORECASE)


@cache
def _leading_error_word() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_error_word().pattern})\s*:\s*(?=\S)", re.IGNORECASE)
