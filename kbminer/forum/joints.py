"""Joints: places inside a token at which a capital follows a small letter, with or without a mark between."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from kbminer.forum.prose_spans import prose_spans
from kbminer.languages import all_words, alternatives
from kbminer.records import BodyFormat

SMALL, CAPITAL = "a-zß-öø-ÿšžа-яё", "A-ZÀ-ÖØ-ÞŠŽА-ЯЁ"
# Begins with the capital, which is quick to find, and ends its token: most joints of code do not.
_RIGHT = re.compile(
    rf"[{CAPITAL}](?<=[^\s<>/\\=|{{}}#$_@*-].)[{SMALL}]*+(?=(?:['’][a-z]{{1,2}})?(?:[\"”).,!?]{{0,3}}(?:\s|<|$)|[.,!?][{CAPITAL}]))"
)
_BEFORE = re.compile(rf"[{SMALL}\d)\]\"”’'](?P<mark>[.?!:,]{{0,3}}[\"”')]?)[\"“(]?$")
_NOTHING = re.compile(r"[ .,!?)]*+\Z")
_NAME_ENDS = ("", "\n", "<", ".", ",", "!")
_REACH = 48  # characters of a token before a joint: longer ones are code, addresses or keys
_CODE_SIGN = re.compile(r"[{}<>=|\\/@#$%&*+_~^;\[\]]|\(\)|::|->|\w\(")
_CODE_NEAR = re.compile(r"[{}=\\|<>]|;\s*$|\(\)|::|->|\w\(")
_LEFT = re.compile(
    rf"(?:^|[?!:,.)])[\"“'(]*+(?P<word>[{SMALL}{CAPITAL}\d.+#'’-]{{0,60}}?[{SMALL}\d+#])[\"”’')\]]*$"
)
_GOES_ON = re.compile(rf"(?:['’][a-z]{{1,2}})?,? +[\"“'(]?(?:[{SMALL}\d]|I\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One joint of a token.

    Parameters
    ----------
    at
        Where the right part begins in the body.
    token
        The whole token, without punctuation around it.
    left, mark, right
        The last word before the joint, what stands between, and the first word behind it.
    goes_on
        Whether running words follow: a space and a small letter.
    last
        Whether nothing follows in its line.
    names_member
        Whether the right word is a part of the name of somebody who wrote in the thread.
    """

    at: int
    token: str
    left: str
    mark: str
    right: str
    goes_on: bool
    last: bool
    names_member: bool


def joints_of(body: str, format: BodyFormat, people: Collection[str]) -> Iterator[Joint]:
    """Find the joints of a body that stand in prose, with no sign of code in or beside their token."""
    found = [each for each in _RIGHT.finditer(body) if _may_part(each, people)]
    spans = list(prose_spans(body, format)) if found else []
    at = 0
    for each in found:
        while at < len(spans) and spans[at][1] < each.start():
            at += 1
        if at < len(spans) and spans[at][0] < each.start() and each.end() <= spans[at][1]:
            yield from _joint(each, *spans[at], people)


def _may_part(right: re.Match[str], people: Collection[str]) -> bool:
    """A quick look: words go on behind what begins anew, but for names and farewells."""
    body, word, end = right.string, right[0], right.end()
    if body[right.start() - 1].isalpha() and not opens_sentence(word):
        return body[end : end + 1] in _NAME_ENDS or word in people
    goes_on = _GOES_ON.match(body, end) is not None
    return goes_on or word in people or body[end : end + 1] in _NAME_ENDS


def _joint(right: re.Match[str], start: int, end: int, people: Collection[str]) -> Iterator[Joint]:
    body = right.string
    before = _BEFORE.search(body, max(start, right.start() - 6), right.start())
    if before is None:
        return
    at = before.end("mark")
    token = body[max(start, at - _REACH) : before.start("mark")].split()[-1]
    first, last = before.start("mark") - len(token), right.end()
    left = _LEFT.search(token)
    near = f"{body[max(start, first - 30) : first]} {body[last : min(end, last + 30)]}"
    if left and not _CODE_SIGN.search(body, first, last) and not _CODE_NEAR.search(near):
        yield Joint(
            at=at,
            token=body[first:last].strip("\"“”'(),.!?:"),
            left=left["word"],
            mark=before["mark"],
            right=right[0],
            goes_on=_GOES_ON.match(body, last, end) is not None,
            last=_NOTHING.match(body, last, end) is not None,
            names_member=right[0] in people,
        )


@cache
def _capitalised(part: str) -> frozenset[str]:
    return frozenset(word[:1].upper() + word[1:] for word in all_words(part) if word[:1].isalpha())


def opens_sentence(word: str) -> bool:
    """Tell whether a capitalised word may well begin a sentence in some language: "The", "Thanks"."""
    return is_commonest(word) or word in _capitalised("common_words.distinctive")


def is_commonest(word: str) -> bool:
    """Tell whether a capitalised word is one of the commonest of some language: "The", "If"."""
    return word in _capitalised("common_words.commonest")


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('redact.closings')}|{alternatives('questions.farewells')})", re.I)


@cache
def _greeting() -> re.Pattern[str]:
    return re.compile(alternatives("redact.greetings"), re.I)


def takes_leave(word: str) -> bool:
    """Tell whether people sign behind a word: "thanks", "regards"."""
    return len(word) > 1 and _closing().fullmatch(word) is not None


def greets(word: str) -> bool:
    """Tell whether people are called behind a word: "hello"."""
    return len(word) > 1 and _greeting().fullmatch(word) is not None
