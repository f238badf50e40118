"""Lines of a post that no person speaks: code, what opens a line of a log, what says that something failed.

Lines of logs and messages are known in two strengths. Where a line is *dropped* from what a person asks, only
what no person types counts; where a line is *quoted* as an answer, anything that looks like a program's
output is kept out.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kbminer.languages import all_words
from kbminer.text.blocks import plain

_LEVEL = r"\[[A-Z]{3,8}\]|(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL|TRACE)\b\s*[:\[(]"
_CLOCK = r"\[[\d:/.]{6,}"
_LOG_LINE = re.compile(
    r"^\s*(?:\[?\d{1,4}[-:/.]\d\d[-:/.]\d{2,4}|\[[^\]]{1,40}\](?:\s|\[)|at [\w.$]+\(|File [\"“”']|#\d+\s+0x|"
    r"Traceback \(most recent|raise [A-Z]\w+\(|\*{1,3} [a-z]\w+ing\b[^\n]{0,200}\.\.\.|"
    r"[A-Z]:\\|/(?:usr|home|opt|var|lib)/|\w+(?:/\w+)+\.\w{1,4}:\d+|(?:DEBUG|INFO|WARN|ERROR|TRACE)\b|[^\w\s]{6,})"
)
# In a traceback the line after the file's name is a line of a program.
_NAMES_SOURCE = re.compile(r"^\s*File [\"“”'].*\bline \d+")
_OUTPUT = re.compile(
    rf"^\W*(?:{_LEVEL}|"
    r"Traceback\b|"
    r"File [\"“”']|raise \w+\(|warnings?\.warn\(|at [\w.$]+\(|#\d+\s+0x|(?:\d{1,4}[-:/.]){2}\d{2,4}\s|"
    r"\d+>|[a-z]\w+ing\b[^\n]{0,200}\.\.\.(?: \[[^\]]{0,20}\])? ?[A-Z]{2,}$|"  # "* checking it ... OK"
    r"--\s?(?:Check|Looking|Found|Performing)|Check(?:ing)? for working)|"
    r"^\W*+(?:\w[\w.]*|(?<=\.))(?:Error|Exception):|"
    rf"{_CLOCK}|"
    r"(?:\d{1,4}[-/.]){1,2}\d{1,4}[ T]\d{1,2}:\d{2}|make(?:\[\d+\])?:|\[\s*\d+%|"
    r".*\s-\s(?:done|found|works|success|failed|not found)$|"
    r"[A-Z]\w+ing\b[^.!?]{0,80}(?:…|\.\.\.|\s(?:/|[A-Za-z]:[\\/])\S+)$"  # progress: "Writing cache to /a/b"
)
_STAMPED = re.compile(rf"\W*(?:{_LEVEL}|(?:\d{{1,4}}[-/.]){{2}}\d{{2,4}}[ T]\d{{1,2}}:\d{{2}}|{_CLOCK})")
_MESSAGE = re.compile(
    r"\b[A-Z]\w*(?:Error|Exception)\b\W{0,2}:|\b(?:fatal|CMake|link(?:er)?|compil\w+|syntax|runtime) error\b|"
    r"\berror\b(?: [\w-]+)?[:\]]|\bundefined (?:reference|symbol)\b|\bunresolved external\b|"
    r"\bno such (?:file|module)\b|\b(?:could|can) ?not\b|\b(?:could|ca)n['’]t\b|\bunable to\b|"
    r"\bfailed (?:to|with|because)\b|\bnot found\b|\bcould be found\b|\bdenied\b|\bnot recognized\b|"
    r"\bunknown (?:command|option|argument)\b|\bsegmentation fault\b",
    re.I,
)
_CODE_LINE = re.compile(
    r"\s*(?:#\s*(?:include|define|ifdef|ifndef|if|endif|else|pragma)\b|import [\w.]+$|"
    r"using namespace|return\b.*;|</?\w++[^>]*+>$|"
    r"\$ |sudo |"
    r"(?:public|private|void|int|float|bool|auto|var|let|const|class|struct) [\w<>:*& ]+[=(;])|"
    r"\s*[\w.:>-]+\([^)]*\)\s*;?$|"
    r"\s*(?:set|if|elseif|else|endif|while|for|foreach|include|project|option|message|[a-z]+_\w+) ?"
    r"\(.*\)(?:\s*(?:#|//).*)?$"
)
_OPENS_MESSAGE = re.compile(
    r"(?i:CMake Error|error|fatal|ld)\b[\w \[\]-]{0,20}:|[A-Z]\w*(?:Error|Exception)\b\W{0,2}:"
)


@lru_cache(maxsize=16_384)
def is_code_line(line: str) -> bool:
    """Tell whether a line of a paragraph is code that nobody fenced.

    >>> is_code_line("make_current(window);"), is_code_line("Call make_current first.")
    (True, False)
    """
    words = plain(line)
    return words.endswith((";", "{", "}")) or _CODE_LINE.match(words) is not None


def is_log_line(line: str) -> bool:
    """Tell whether a line opens as only a log, a traceback or a compiler does: no person types that.

    >>> is_log_line("2024-05-01 10:00:03 step 3"), is_log_line("INFO would help")
    (True, True)
    >>> is_log_line("Looking for a flag"), is_log_line("3 of 4 work")
    (False, False)
    """
    return _LOG_LINE.match(line) is not None


def names_source_line(line: str) -> bool:
    """Tell whether a traceback's line names a file and a line, so that the line after it is a program's."""
    return _NAMES_SOURCE.match(line) is not None


def is_program_output(line: str) -> bool:
    """Tell whether a line looks like what a program says, progress and compilers included: not to be quoted.

    >>> is_program_output("[ 42%] Building"), is_program_output("Checking for updates helps.")
    (True, False)
    """
    return _OUTPUT.match(line) is not None


def is_stamped(line: str) -> bool:
    """Tell whether a line begins with a level or a time, as a log's do."""
    return _STAMPED.match(line) is not None


def shows_error(line: str) -> bool:
    """Tell whether a line of a log names an error: by its word, a code, or the way in which it failed.

    >>> shows_error("ERROR: LN-1042"), shows_error("Fehler beim Laden"), shows_error("errors are shown")
    (True, True, False)
    """
    return _error().search(line) is not None


def is_error_message(line: str) -> bool:
    """Tell whether a line says what failed, in words that can be shown to somebody who looks for them."""
    return _MESSAGE.search(line) is not None


def opens_as_error(line: str) -> bool:
    """Tell whether a line among a person's words begins as an error message does.

    >>> opens_as_error("fatal error C1083: cannot open"), opens_as_error("An error: what now?")
    (True, False)
    """
    return _OPENS_MESSAGE.match(line) is not None


def names_error(words: str) -> bool:
    """Tell whether a word for errors stands in some words, as in "AttributeError", in any language."""
    return _error_word().search(words) is not None


@cache
def _error() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:\w*(?:error|exception)\b\s*[:(]|(?:{'|'.join(all_words('programs.error_words'))})\b|"
        r"(?-i:[A-Z]{2,8}[-_]?\d{3,6})\b|"
        r"0x[0-9a-f]{6,8}\b|segmentation fault|undefined (?:reference|symbol)|cannot (?:open|find|load)|"
        r"no such file|failed (?:to|with)|access denied|permission denied|not found|status code [45]\d\d)",
        re.IGNORECASE,
    )


@cache
def _error_word() -> re.Pattern[str]:
    return re.compile(rf"exception|warning|{'|'.join(all_words('programs.error_words'))}", re.IGNORECASE)
