"""What a form, a program or a log wrote into a post: an article takes over what a person wrote alone."""

from __future__ import annotations

import re
from functools import lru_cache, partial

from kbminer.languages import LatePattern, alternatives
from kbminer.records import Question
from kbminer.redact.placeholders import PLACEHOLDER
from kbminer.text.blocks import plain
from kbminer.text.language import common_share
from kbminer.text.program_lines import is_program_output, is_stamped

_LABEL = re.compile(r"^(?P<label>[\W\d_]*[^\W\d_][^:?\n`]{1,60}?\s*[:?][*_]*)(?=\s|$)(?P<value>.*)$", re.S)
_KNOWN_FIELD = LatePattern(
    lambda: (
        rf"^\W*(?:{alternatives('draft.operating_system')}|os(?: version)?|platform|browser|"
        r"[\w .]{0,24}version|severity|priority|category|tags?)\s*:\s*\S.{0,60}$"
    ),
    re.I,
)
_KNOWN_LABEL = LatePattern(lambda: rf"^\W*(?:{alternatives('draft.form_labels')})\W*$", re.I)
LONG_ASK = 2900  # characters; of a longer question not all is kept in ``Question.ask``
_FILE_SHARE = re.compile(
    r"\b(?:dropbox|drive\.google|sharepoint|1drv|onedrive|wetransfer|mega\.(?:nz|io)|mediafire|pastebin)\b",
    re.I,
)
_COMMENT = re.compile(r"\s*(?://|#+ |-- )")
_MACHINE_SIGN = re.compile(
    r"(?<![\w.:/])(?:/|[A-Za-z]:[\\/])[\w.+-]+[\\/]|\w::\w|\b__\w|\b0x[0-9a-f]{3}|[=<>{}|]|\[\s*\d+%|"
    r"\b\d+\.\d+\.\d|\w\.(?:c|cpp|cc|cxx|h|hpp|py|cs|java|js|ts|lua|rb|go|rs|so|dll|lib|o|obj|exe|cmake)\b"
)
_PERSON = LatePattern(lambda: rf"\b(?:{alternatives('draft.persons')})\b|\?$")
# Share of common words up to which a line with a machine's signs is a machine's: chosen by reading drafts.
MOST_COMMON = 0.16
LEAST_LOG = 4  # lines; a shorter one is the message that an answer speaks of
LONG_LOG = 8  # lines; from so many on, lines that differ by numbers alone are a program's
# Shares of a block's lines: known as output, or alike but for numbers. Chosen by reading drafts.
LOG_KNOWN, LOG_ALIKE = 0.3, 0.5
_VARYING = re.compile(r"(?<![0-9a-f])[a-f]*+\d[\da-f]*+", re.I)
_WORDED = re.compile(r"[^\W\d_]{2}")
LEAST_PIECE = 3  # words; a shorter piece between placeholders stands anywhere
_PATH = re.compile(r"(?<!\S)[^\s/\\]*+[/\\]\S*+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@[\w.-]+")


def without_boilerplate(sentence: str, question: Question | None) -> str:
    """Take off what a form wrote into a post: its labels, and whole lines of it; nothing may be left.

    Parameters
    ----------
    sentence
        One sentence of a first post.
    question
        What was read from the thread: what the whole forum's form asks, and what is a log, is missing from
        its ``ask``. A few labels that every form has are known without it.
    """
    if is_field(sentence) or is_program_output(plain(sentence)):
        return ""
    label, value = _labelled(sentence)
    is_form_label = _KNOWN_LABEL.match(plain(label)) is not None
    if value and is_form_label:
        return without_boilerplate(value, question)
    if question is None or not 0 < len(question.ask) < LONG_ASK:
        return "" if is_form_label else sentence
    return next(filter(partial(_is_in, ask=_words(question.ask)), (sentence, value)), "")


def is_field(sentence: str) -> bool:
    """Tell whether a line is a field that every form has, with its value: "Browser: Chrome 88.0"."""
    return _KNOWN_FIELD.match(plain(sentence)) is not None


def _labelled(sentence: str) -> tuple[str, str]:
    """A form's label at the start of a sentence, and what stands behind it; empty where there is none."""
    match = _LABEL.match(sentence)
    return (match["label"], match["value"].strip()) if match else ("", "")


@lru_cache(maxsize=4096)
def is_machine_line(sentence: str) -> bool:
    """Tell whether a program wrote a line, or a program reads it: a log, a comment, a call, no sentence.

    It has paths, signs of code or versions in it, and hardly a word that holds sentences together.
    """
    words = plain(sentence)
    if _COMMENT.match(words) or is_program_output(words):
        return True
    if len(words.split()) < LEAST_PIECE or not _MACHINE_SIGN.search(words) or is_personal(words):
        return False
    return common_share(_PATH.sub(" ", words)) <= MOST_COMMON


@lru_cache(maxsize=4096)
def is_log(code: str) -> bool:
    """Tell whether a code block is what a program said, not what somebody shall type."""
    lines = [line for line in code.split("\n") if line.strip()]
    if len(lines) < LEAST_LOG:
        return False
    known = sum(map(is_program_output, lines))
    worded = [line for line in lines if _WORDED.search(line)]  # rows of numbers are somebody's data
    alike = len(worded) - len({_VARYING.sub("", line) for line in worded})
    return known >= LOG_KNOWN * len(lines) or (len(lines) > LONG_LOG and alike >= LOG_ALIKE * len(lines))


def is_logged(sentence: str) -> bool:
    """Tell whether a line begins as a log's do, with a level or a time: nobody types that."""
    return is_stamped(plain(sentence))


def names_file_share(sentence: str) -> bool:
    """Tell whether a sentence leads to somebody's own files: they vanish, and often bear his name."""
    return _FILE_SHARE.search(sentence) is not None


def is_personal(sentence: str) -> bool:
    """Tell whether a sentence speaks of its writer, or asks: then no program wrote it."""
    return _PERSON.search(sentence) is not None


def has_label(sentence: str) -> bool:
    """Tell whether a sentence begins like a form's field: all or nothing is left of others without theirs."""
    return _LABEL.match(sentence) is not None


def _is_in(text: str, ask: str) -> bool:
    """Whether all words of a text stand in a row in a question; what was redacted is passed over."""
    pieces = [_words(piece) for piece in PLACEHOLDER.split(_ADDRESS.sub(" ", text))]
    whole = [piece for piece in pieces if len(pieces) == 1 or len(piece.split()) >= LEAST_PIECE]
    return all(f" {piece} " in f" {ask} " for piece in whole if piece)


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain(text).lower()))
