"""Private things in a text give way to placeholders such as ``⟨e-mail⟩`` before anything else reads it.

The brackets are U+27E8 and U+27E9: neither Markdown nor HTML gives them a meaning, and hardly any post
holds them, so a placeholder is never mistaken for somebody's words. Redacting twice changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kbminer.languages import LatePattern
from kbminer.printable import unseen_signs
from kbminer.records import Redaction
from kbminer.redact import known_names as known
from kbminer.redact.recognisers.account_names import account_users
from kbminer.redact.recognisers.accounts import cards, ibans, order_numbers
from kbminer.redact.recognisers.emails import emails
from kbminer.redact.recognisers.home_folders import home_users
from kbminer.redact.recognisers.identity_numbers import identity_numbers
from kbminer.redact.recognisers.issued import unnamed_keys
from kbminer.redact.recognisers.keys import keys
from kbminer.redact.recognisers.licences import licences
from kbminer.redact.recognisers.network import inner_hosts, ip_addresses, mac_addresses
from kbminer.redact.recognisers.passwords import passwords
from kbminer.redact.recognisers.people import greeted_people
from kbminer.redact.recognisers.phones import phones
from kbminer.redact.recognisers.tokens import tokens
from kbminer.redact.samples import without_samples
from kbminer.redact.spans import Recogniser, Span, longest_word

SHORT = 1000  # characters; shorter texts are sentences, which are composed, checked and checked again
PLACEHOLDER = LatePattern(r"⟨[^⟨⟩\n]{2,20}⟩")

# Order is precedence: where two recognisers claim the same characters, the earlier one names the kind.
RECOGNISERS: tuple[tuple[str, Recogniser], ...] = (
    ("key", keys),
    ("token", tokens),
    ("password", passwords),
    ("key", unnamed_keys),
    ("e-mail", emails),
    ("IBAN", ibans),
    ("licence", licences),
    ("identity number", identity_numbers),
    ("card number", cards),
    ("MAC address", mac_addresses),
    ("IP address", ip_addresses),
    ("order number", order_numbers),
    ("phone", phones),
    ("host", inner_hosts),
    ("user", home_users),
    ("user", account_users),
    ("name", greeted_people),
)
# Kinds that can't be without a digit: most sentences have none, and are spared these recognisers.
NUMERIC = frozenset(
    {"licence", "IBAN", "card number", "IP address", "order number", "phone", "identity number"}
)
# Kinds that can't be in words and the signs between sentences alone, unless one is as long as a key.
_NOT_IN_PROSE = frozenset({"key", "token", "password", "MAC address"})
_PROSE = LatePattern(r"(?:[^\d_:=/\\@\"'“”‘‹›«»`$#%&*+<>\[\]{}|~^⟨⟩：＝]++|(?<=[^\W\d_])'(?=[^\W\d_]))*+")
_LONG = 20  # signs; hardly a word has as many, and hardly a key fewer
_DIGIT = LatePattern(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A text whose private things gave way to placeholders, and how many of each kind."""

    text: str
    found: tuple[Redaction, ...] = ()


def redact(text: str, names: tuple[str, ...] = ()) -> Redacted:
    """Replace everything private in ``text`` by a placeholder of its kind.

    ``names`` are the people of the thread, as the forum names them; they are replaced wherever they stand
    as a word, except in addresses.

    >>> redact("Hi Anna, write to anna@example.org from /home/anna/src").text
    'Hi ⟨name⟩, write to ⟨e-mail⟩ from /home/⟨user⟩/src'
    >>> redact("Version 1.2.3.4 costs 19.99").found
    ()
    """
    return _redact_cached(text, names) if len(text) <= SHORT else _redact(text, names)


@lru_cache(maxsize=8192)
def _redact_cached(text: str, names: tuple[str, ...]) -> Redacted:
    return _redact(text, names)


def _redact(text: str, names: tuple[str, ...]) -> Redacted:
    """Look at a text as its readers see it; what they don't see goes with the private thing that it is in."""
    unseen, names = list(unseen_signs(text)), _seen_names(names)
    if not unseen:
        return _replace(text, _private_in(text, names))
    places = _seen(text, unseen)
    seen = "".join(text[place] for place in places)
    found = _private_in(seen, names)
    return _replace(
        text, [(Span(places[span.start], places[span.end - 1] + 1), kind) for span, kind in found]
    )


def _seen(text: str, unseen: Iterable[tuple[int, int]]) -> list[int]:
    """The places of the signs of a text that are seen."""
    ends = [(0, 0), *unseen, (len(text), len(text))]
    return [place for (_, start), (end, _) in pairwise(ends) for place in range(start, end)]


@lru_cache(maxsize=2048)
def _seen_names(names: tuple[str, ...]) -> tuple[str, ...]:
    seen = ("".join(name[place] for place in _seen(name, unseen_signs(name))) for name in names)
    return tuple(filter(None, seen))


def _private_in(text: str, names: tuple[str, ...]) -> list[tuple[Span, str]]:
    """What is private in a text, in its order, each with its kind."""
    kept = PLACEHOLDER.finditer(text) if "⟨" in text else ()
    taken: list[tuple[Span, str]] = [(Span(*match.span()), "") for match in kept]
    spared = _spared(text)
    for kind, recognise in RECOGNISERS:
        if kind not in spared:
            _take(taken, kind, without_samples(kind, text, recognise(text)))
    _take(taken, "name", known.named_people(text, names))
    return sorted(item for item in taken if item[1])


def _spared(text: str) -> frozenset[str]:
    """The kinds that a text can't hold, as its signs alone tell."""
    if _DIGIT.search(text) is not None:
        return frozenset()
    is_prose = _PROSE.fullmatch(text) is not None and text.count("-") < 5
    return NUMERIC | _NOT_IN_PROSE if is_prose and longest_word(text) < _LONG else NUMERIC


def _take(taken: list[tuple[Span, str]], kind: str, spans: Iterable[Span]) -> None:
    """Add the spans that overlap none of those taken, which stand in the order of the text."""
    for span in spans:
        at = bisect_left(taken, (span, ""))
        if at and taken[at - 1][0].end > span.start:
            continue
        if at == len(taken) or span.end <= taken[at][0].start:
            taken.insert(at, (span, kind))


def _replace(text: str, taken: list[tuple[Span, str]]) -> Redacted:
    if not taken:
        return Redacted(text=text)
    parts: list[str] = []
    at = 0
    for span, kind in taken:
        parts += [text[at : span.start], f"⟨{kind}⟩"]
        at = span.end
    counts = Counter(kind for _, kind in taken)
    found = tuple(Redaction(kind=kind, count=counts[kind]) for kind in sorted(counts))
    return Redacted(text="".join([*parts, text[at:]]), found=found)
