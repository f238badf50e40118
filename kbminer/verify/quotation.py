"""Whether a post contains a statement as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbminer.languages import LatePattern, alternatives
from kbminer.records import Statement
from kbminer.redact.posts import RedactedPost, squeeze
from kbminer.text.blocks import plain
from kbminer.text.line_wraps import is_forced

SHORT = 5  # words; what is shorter is a name or a step, which no "not" before it turns round
LEAD = 80  # characters before a sentence in which a word can turn it round: a clause is hardly longer
# Characters: mail programs break lines at 72 to 78 (RFC 3676 and 5322), and leave longer ones alone.
MAIL_WIDTH, WIDEST_MAIL = 72, 80
_CHANGES_MEANING = LatePattern(lambda: rf"\b(?:{alternatives('verify.meaning_changers')})\b", re.I)
_CLAUSE_ENDS = re.compile(r"[.!?…:;,]\s|[.!?…]$| - |⟩")


def contains(post: RedactedPost, statement: Statement) -> bool:
    """Tell whether a post contains a statement as it stands.

    A code block must be there byte for byte, and if it says that it is "rephrased" but for lines that a mail
    program broke; a sentence but for white space and markup, with no word cut in two, and with no "not" or
    "if" cut off in front of it, in the languages whose files name such words (``verify.meaning_changers``).

    Parameters
    ----------
    post
        The post, read and redacted.
    statement
        A sentence or code; a title or a to-do is in no post.

    Examples
    --------
    >>> from kbminer.records import Post
    >>> from kbminer.redact.posts import read_post
    >>> post = read_post(Post(id="2", body="You should not open the lid of the lamp at night."), ())
    >>> contains(post, Statement(text="You should not open the lid"))
    True
    >>> contains(post, Statement(text="open the lid of the lamp at night"))
    False
    """
    if statement.kind == "code":
        is_joined = statement.wording == "rephrased" and _contains_joined(post, statement.text)
        return is_joined or _contains_code(post, statement.text)
    marked, bare = squeeze(statement.text), squeeze(plain(statement.text))
    if _contains_sentence(post.squeezed, marked) or _contains_sentence(post.words, bare):
        return True
    # A line without a full stop ends all the same: its "not" says nothing about the next one.
    sentences = [segment.text for segment in post.segments if segment.kind == "sentence"]
    return any(
        _contains_sentence(squeeze(text), marked) or _contains_sentence(squeeze(plain(text)), bare)
        for text in sentences
    )


def _contains_code(post: RedactedPost, code: str) -> bool:
    """Ask for a whole code block, whole lines, a piece of one line, or lines that one of words leads to."""
    if any(segment.kind == "code" and segment.text == code for segment in post.segments):
        return True
    if code.startswith("\n") or code.endswith("\n") or not code.strip():
        return False
    texts = (post.markdown, post.lines)
    if "\n" not in code:
        held = any(_contains_sentence(text, code) for text in texts)
    else:
        held = any(f"\n{code}\n" in f"\n{text}\n" or _led_to(code, text) for text in texts)
    return held


def _led_to(code: str, text: str) -> bool:
    """Whether lines of code begin in a line of words, behind its colon: “Try this: fit(a,” and “b)”."""
    at = text.find(code)
    while at >= 0:
        before, end = text[max(0, at - WIDEST_MAIL) : at], at + len(code)
        if before.endswith(" ") and before.rstrip(" ").endswith(":") and text[end : end + 1] in ("", "\n"):
            return True
        at = text.find(code, at + 1)
    return False


def _contains_joined(post: RedactedPost, code: str) -> bool:
    """Ask for code whose lines a mail program broke."""
    return any(_holds_wrapped(text.split("\n"), code.split("\n")) for text in (post.markdown, post.lines))


def _holds_wrapped(lines: Sequence[str], code: Sequence[str]) -> bool:
    """Whether code is lines of a mail one behind the other, each maybe joined with what was broken off it."""
    starts = [at for at, line in enumerate(lines) if line and code[0].startswith(line)]
    return any(_follows(lines[at:], code) for at in starts)


def _follows(lines: Sequence[str], code: Sequence[str]) -> bool:
    at = 0
    for line in code:
        if at >= len(lines) or not line.startswith(lines[at]):
            return False
        whole = lines[at]
        while whole != line:
            at += 1
            if at >= len(lines) or not _is_broken(lines[at - 1], lines[at]):
                return False
            whole = f"{whole} {lines[at].strip()}"
            if not line.startswith(whole):
                return False
        at += 1
    return True


def _is_broken(line: str, after: str) -> bool:
    """Whether a line ends only because the next word did not fit into a mail's width."""
    return len(line) <= WIDEST_MAIL and bool(after.strip()) and is_forced(line, after, MAIL_WIDTH)


def _contains_sentence(whole: str, sentence: str) -> bool:
    start = whole.find(sentence) if sentence else -1
    while start >= 0:
        end = start + len(sentence)
        is_cut = _cuts_word(whole, start) or _cuts_word(whole, end)
        if not is_cut and not _is_turned(whole[:start], sentence):
            return True
        start = whole.find(sentence, start + 1)
    return False


def _cuts_word(whole: str, at: int) -> bool:
    return 0 < at < len(whole) and whole[at - 1].isalnum() and whole[at].isalnum()


def _is_turned(before: str, sentence: str) -> bool:
    """Whether words that were cut off in front, in the same clause, turn the meaning of a sentence round."""
    if len(sentence.split()) < SHORT:
        return False
    clause = _CLAUSE_ENDS.split(before[-LEAD:])[-1]
    return _CHANGES_MEANING.search(clause) is not None
