"""Telephone numbers: international ones, and national ones that a word or a numbering plan tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.languages import LatePattern, alternatives
from kbminer.redact.recognisers.version_words import VERSION_WORD
from kbminer.redact.spans import Marks, Span, group_spans, lowered, words_before

_PHONE = LatePattern(
    r"[+(\d](?<![A-Za-z0-9_.,:/#=+\[-].)(?:(?<=\d)|(?<=\+)\d|(?<=\()\+?\d)"
    r"(?:[\d()]|[ .\-–/](?=[\d(+])|\)[ ]|[ ][/–-][ ](?=\d)){5,20}\d(?![\w%]|[.,:]\d)"
)
_IN_ADDRESS = LatePattern(
    r"(?:(?<![A-Za-z])(?:tel|sms|callto|facetime(?:-audio)?|whatsapp|skype|sip):(?://)?|\bwa\.me/|"
    r"\bsignal\.me/#p/|[?&](?:phone|tel|mobile|msisdn)=)(?:%2B)?"
    r"(?P<private>\+?\(?\d[\d().-]{4,18}\d(?:;ext=\d{1,8})?)(?![\w@])",
    re.I,
)
_SAYS_ADDRESS = Marks(
    (
        "tel:",
        "sms:",
        "callto:",
        "facetime",
        "whatsapp:",
        "skype:",
        "sip:",
        "wa.me/",
        "signal.me/",
        "phone=",
        "tel=",
        "mobile=",
        "msisdn=",
    )
)
_PHONE_WORD = LatePattern(
    lambda: (
        r"\b(?:tele)?(?:phone|fon|fono)s?\b|\btext(?:[ ](?:me|us|to))?(?:[ ](?:at|on))?[: ]{0,9}$|"
        rf"\b(?:{alternatives('redact.phone_words')})\b|(?:{alternatives('redact.phone_signs')})|"
        r"(?:phone|fax)\w{0,8}\W{0,4}$"
    )
)
_OTHER_NUMBER = LatePattern(
    lambda: (
        rf"\b(?:{alternatives('redact.other_numbers')})"
        rf"(?:[ .-]{{1,2}}(?:{alternatives('redact.numbers')}))?\W{{0,4}}$"
    )
)
_UNIT_BEHIND = LatePattern(lambda: rf"[ ]?(?:{alternatives('redact.units')})\b", re.I)
_NANP = LatePattern(r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}")
_FRENCH = LatePattern(r"0[1-9](?:[ .-]\d{2}){4}")
# Forms without a trunk zero that no other number is written in, and whose plan must know them.
_OWN_FORMS = (
    (LatePattern(r"\(\d{2}\) ?9?\d{4}[- ]\d{4}"), "BR"),
    (LatePattern(r"8[ -]?\(?\d{3}\)?[ -]?\d{3}[ -]\d{2}[ -]\d{2}"), "RU"),
    (LatePattern(r"[679]\d{2}[ .]\d{2}[ .]\d{2}[ .]\d{2}|9\d[ .]\d{3}[ .]\d{2}[ .]\d{2}"), "ES"),
)
_DATE = LatePattern(
    r"(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}\b|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d{2}\b|(?:19|20)\d{6}|"
    r"(?:19|20)\d{2}[-–/](?:19|20)\d{2}.*"
)
_REGIONS = (
    "GB",
    "DE",
    "FR",
    "ES",
    "IT",
    "NL",
    "CH",
    "AT",
    "BE",
    "AU",
    "SE",
    "FI",
    "IE",
    "NZ",
    "ZA",
    "JP",
    "TR",
)


_ABROAD = LatePattern(r"\(?(\+|00(?=[1-9]))")


def phones(text: str) -> Iterator[Span]:
    """Find telephone numbers, written internationally or in a national form that one recognises."""
    for match in _PHONE.finditer(text):
        if _is_phone(match):
            yield Span(*match.span())
    if _SAYS_ADDRESS.in_text(lowered(text)):
        yield from group_spans(_IN_ADDRESS.finditer(text))


def _is_phone(match: re.Match[str]) -> bool:
    number, before = match.group(), words_before(match.string, match.start())
    digits = re.sub(r"\D", "", number)
    if not 7 <= len(digits) <= 15 or len(set(digits)) == 1 or number.count("(") != number.count(")"):
        return False
    if VERSION_WORD.search(before) or _OTHER_NUMBER.search(before):
        return False
    if (abroad := _ABROAD.match(number)) and (abroad[1] != "00" or (len(digits) > 9 and " " in number)):
        return _plan_allows(f"+{number[abroad.end() :]}", None)
    if _DATE.fullmatch(number):
        return False
    if _PHONE_WORD.search(before):
        return True
    return _UNIT_BEHIND.match(match.string, match.end()) is None and _is_known_form(number)


def _is_known_form(number: str) -> bool:
    if _NANP.fullmatch(number):
        return True
    if _FRENCH.fullmatch(number):
        return not _ascends(number)
    own = any(form.fullmatch(number) and _plan_allows(number, region) for form, region in _OWN_FORMS)
    return own or _is_national(number)


def _ascends(number: str) -> bool:
    """Tell whether pairs of digits grow from one to the next, as steps of a scale do."""
    pairs = [int(pair) for pair in re.findall(r"\d+", number)]
    return pairs == sorted(set(pairs))


def _is_national(number: str) -> bool:
    """Tell whether a number with a trunk zero, written in groups, is one in a national numbering plan."""
    groups = re.split(r"[ /().–-]+", number.strip("()"))
    written_so = len(groups) > 1 and "." not in number and min(map(len, groups)) > 1
    if not written_so or not number.startswith(("0", "(0")) or re.fullmatch(r"\d{5,6}-\d{4,5}", number):
        return False
    return any(_plan_allows(number, region) for region in _REGIONS)


def _plan_allows(number: str, region: str | None) -> bool:
    import phonenumbers  # noqa: PLC0415 - few texts hold what may be a number

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    if region is None:
        return bool(phonenumbers.is_possible_number(parsed))
    return bool(phonenumbers.is_valid_number(parsed))
