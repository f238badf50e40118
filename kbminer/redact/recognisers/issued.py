"""Keys and tokens of known issuers, by how these look: a kept set of rules, read from ``issuers.toml``.

Such keys are long and have no spaces, so only long runs of their signs are looked at, and a rule's pattern
only where the run holds what the rule always holds. Keys that look like any other are known by the name of
their issuer before them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from kbminer.languages import LatePattern
from kbminer.redact.recognisers.secret_values import is_random, is_scrambled, is_wordy
from kbminer.redact.spans import Span, longest_word

Kind = Literal["key", "token"]

_RUN = LatePattern(r"(?<![\w.~+/=:!$-])[\w.~+/=:!$-]{18,}")
_ASSIGNED = LatePattern(
    r"(?:=>|:{1,3}=|[=:>,])[`'\"\s=]{0,5}(?P<private>[A-Za-z0-9+/=_-]{16,400})(?![\w.(/])"
)
_MADE = LatePattern(r"[\w+/=~-]{16,}")
_LONG = 18  # signs; as many as the shortest keys of the rules have, less a beginning
_DIGIT = LatePattern(r"\d")
# No word, version or path: capitals, small letters and digits, or digits among few letters.
_IS_MIXED = LatePattern(r"(?=\S{0,400}?[A-Z])(?=\S{0,400}?[a-z])(?=\S{0,400}?\d)|(?=(?:\D{0,40}?\d){6})")
_TELEGRAM = LatePattern(r"(?<!\d)\d{8,10}:[A-Za-z0-9_-]{32,40}(?![\w-])")


# An issuer that nobody named here: a short word, and behind it what only a machine writes.
_BEHIND_A_WORD = LatePattern(
    r"(?<![A-Za-z0-9_/.-])(?!sha\d)[A-Za-z][A-Za-z0-9]{1,11}(?:[_-][a-z0-9]{1,8}){0,2}[_-]"
    r"(?P<made>[A-Za-z0-9]{20,200})(?![\w/])"
)
# What says that a key is coming, and as much of a sentence as may stand between.
_ANNOUNCED = LatePattern(
    r"(?<![A-Za-z])(?:api|key|token|secret|credential|bearer|auth\w{0,12}|pat)s?(?![A-Za-z])"
    r"[^\n/]{0,30}?[\s\"'`=:(<]\Z",
    re.I,
)
_RIGHT_BEHIND = LatePattern(
    r"(?<![A-Za-z])(?:api|access|secret|client|private|auth)[ _-]?(?:key|token|secret)[ \"'`:=]{1,4}\Z", re.I
)
# A key of another kind has figures that anybody may read, or names a row.
_OTHER_KEY = LatePattern(
    r"(?:cache|primary|foreign|public|gpg|pgp|redis|partition|sort|index|registry|hash|finger)"
    r"\w{0,20}[ _-]?\Z"
)
_CALLED_A_KEY = LatePattern(
    r"(?<![A-Za-z])(?P<before>[a-z]{0,20}[ _.-]?)(?:key|secret|pat|app_?id)"
    r"(?:[\"'`]?[ ]?[:=][ ]?|[ ](?:[a-z]{2,10}[ ])?)[\"'`]?\Z",
    re.I,
)
_HEX = LatePattern(
    r"(?=(?:\D*\d){5})[0-9a-f]{32,64}|(?=(?:\D*\d){5})[0-9A-F]{32,64}|(?=(?:\D*\d){6})[a-z0-9]{40,80}"
)
"""Signs that a digest has, too: a key where nothing stands between them and its name."""
_ALONE = LatePattern(r"(?<![\w/+=.-])(?<!SHA256:)(?<!SHA512:)[A-Za-z0-9_-]{20,200}(?![\w/+=-])")


@cache
def _rules() -> dict[str, Any]:
    """The kept rules with our own beside them."""
    kept, own = (
        tomllib.loads(files("kbminer.redact").joinpath(name).read_text("utf-8"))
        for name in ("issuers.toml", "issuers_own.toml")
    )
    return {
        name: kept[name] + own[name] if isinstance(kept[name], list) else kept[name] | own[name]
        for name in own
    } | {"names": kept["names"]}


@lru_cache(maxsize=64)
def _long_runs(text: str) -> tuple[tuple[int, str], ...]:
    """Where a text holds long runs with a digit, and these: most hold none."""
    if longest_word(text) < _LONG:
        return ()
    runs = (match for start, end in _long_words(text) for match in _RUN.finditer(text, start, end))
    return tuple((match.start(), match.group()) for match in runs if _holds_a_key(match.group()))


def _long_words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words lie that are long enough: patterns take longer to pass over the others."""
    at = 0
    for word in text.split():
        if len(word) >= _LONG:
            at = text.index(word, at)
            yield at, at + len(word)
            at += len(word)


def _holds_a_key(run: str) -> bool:
    return any(_DIGIT.search(piece) for piece in _MADE.findall(run))


def issued(text: str, kind: Kind) -> Iterator[Span]:
    """Find keys, or tokens, that look as their issuer makes them."""
    for start, run in _long_runs(text):
        for first, last in _in_run(run, kind):
            yield Span(start + first, start + last)


@lru_cache(maxsize=4096)
def _in_run(run: str, kind: Kind) -> tuple[tuple[int, int], ...]:
    found = [match.span() for match in _begun(kind).finditer(run) if _is_made(match.group())]
    lower = run.lower()
    for word, pattern in _rules()[f"{kind}_shapes"].values():
        if word in lower:
            found += [match.span() for match in _compiled(pattern).finditer(run)]
    if kind == "token" and ":" in run:
        found += [match.span() for match in _TELEGRAM.finditer(run)]
    return tuple(sorted(found))


def _is_made(value: str) -> bool:
    return _IS_MIXED.match(value) is not None and not is_wordy(value)


@cache
def _begun(kind: Kind) -> re.Pattern[str]:
    """Any known beginning with a long value behind it."""
    begins = "|".join(map(re.escape, _rules()[f"{kind}_prefixes"]))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{begins})[\w.~+/=-]{{15,}}")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])")


def named_issuers(text: str) -> Iterator[Span]:
    """Find values made by a machine that stand behind the name of an issuer of keys."""
    if not _long_runs(text) or not any(sign in text for sign in "=:>,"):
        return
    for match in _ASSIGNED.finditer(text):
        start, end = match.span("private")
        if is_random(match["private"]) and _issuer_before().search(
            text, max(0, match.start() - 60), match.start()
        ):
            yield Span(start, end)


def unnamed_keys(text: str) -> Iterator[Span]:
    """Find what only a machine writes behind a short word, or behind one that announces a key."""
    for start, run in _long_runs(text):
        if _HEX.fullmatch(run) and _names_a_key(text, start):
            yield Span(start, start + len(run))
        if "://" in run or run.islower() or run.isupper():
            continue
        for found in _BEHIND_A_WORD.finditer(run):
            if is_scrambled(found["made"]):
                yield Span(start + found.start(), start + found.end())
        for found in _ALONE.finditer(run) if "/" not in run else ():
            at = start + found.start()
            if is_scrambled(found.group()) and _ANNOUNCED.search(text, max(0, at - 60), at):
                yield Span(at, start + found.end())


def _names_a_key(text: str, start: int) -> bool:
    """Tell whether what stands before signs that a digest has, too, calls them a secret key."""
    if _RIGHT_BEHIND.search(text, max(0, start - 30), start):
        return True
    called = _CALLED_A_KEY.search(text, max(0, start - 45), start)
    return called is not None and not _OTHER_KEY.search(called["before"].lower())


@cache
def _issuer_before() -> re.Pattern[str]:
    names = "|".join(map(re.escape, _rules()["names"]))
    return re.compile(rf"(?:{names})[ \t\w.-]{{0,20}}[\s'\"]{{0,3}}\Z", re.I)
