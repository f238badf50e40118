"""Numbers under which a state knows a person: announced by a word, or of a form that nothing else has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.spans import Marks, Span, letters_of, longest_word, lowered

# Any number of some length; the letters before it, and whether it names a person, are looked for from there.
_NUMBER = LatePattern(
    r"(?<!\d)\d(?:[.\-/+]?[A-Za-z\d]|[ ](?:\d|[A-Za-z](?![A-Za-z'’])|[A-Za-z]{1,2}\d)){4,20}"
    r"(?![A-Za-z0-9_]|[.-]\d)"
)
_GLUED_LETTERS = LatePattern(r"(?<![A-Za-z0-9_])[A-Za-z]{0,6}\Z")
_TWO_LETTERS = LatePattern(r"(?<![A-Za-z0-9_])[A-Z]{2} \Z")
_NAMED_BEFORE = LatePattern(
    lambda: (
        rf"(?:(?<![^\W_])|(?<=[^\x00-\x7f]))(?:{alternatives('redact.identity_numbers')})(?![A-Za-z0-9])\.?"
        rf"(?:[ .:_-]{{0,2}}(?:{alternatives('redact.numbers')})(?!\w)[.:]?)?"
        rf"(?:[ ]{{1,3}}(?:{alternatives('redact.says')})\b|"
        rf"[ ]?[:：=#]|[\"']{{1,2}}[:=]?)?[ ]{{0,3}}[\"'#(]?\Z|"
        rf"(?:(?<![^\W_])|(?<=[^\x00-\x7f]))(?:{alternatives('redact.identity_numbers')})(?![A-Za-z0-9])"
        rf"(?:(?:[ ][^\W\d_]{{1,6}})??[ ]"
        rf"(?:{alternatives('redact.says')}|{alternatives('redact.says_password')})"
        r"[ :]{1,2}|(?:[ ][^\W\d_]{1,10}){1,2}[ ]?[:=][ ]{0,3})\Z"
    ),
    re.I,
)


@cache
def _letters() -> dict[str, str]:
    return {name: letters_of(name) for name in all_words("redact.identity_numbers")}


_SAYS_IDENTITY = Marks(lambda: (letters for letters in _letters().values() if len(letters) > 1))
_ODD_NAMES = LatePattern(lambda: "|".join(name for name, letters in _letters().items() if len(letters) < 2))
_ORDINARY = LatePattern(r"(?:ein|nie|tin|ni|rut|ic)\b")  # in small letters these are words
_REACH = 60  # characters before a number that may name it
_FEWEST_DIGITS = 5
_MIXED = LatePattern(r"(?<![\w-])(?=[A-Z]{0,8}\d[A-Z]{0,8}\d)[A-Z\d]{8,10}(?![\w-])")
_COMPACT = LatePattern(r"[A-Z\d]{7,9}")  # letters and digits mixed, as on cards and passports of today
_SOME_DIGITS = LatePattern(r"\d[A-Za-z]?[ .+/-]?(?:\d[A-Za-z]?[ .+/-]?){3}\d")
_AMERICAN = LatePattern(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)")
_BRITISH = LatePattern(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(?:\d{2} ?){3}[A-D](?!\w)"
)
_ITALIAN = LatePattern(r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)")
_FRENCH = LatePattern(r"(?<![\w.-])[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?![\w.-])")
_NORDIC = LatePattern(r"(?<![\w.-])\d{6}(?:\d{2})?[-+]\d{4}(?![\w-]|\.\d)")
_FINNISH = LatePattern(r"(?<![\w.-])(\d{6})[-+A-FU-Y](\d{3})([0-9A-Y])(?![\w-])")
_BRAZILIAN = LatePattern(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])")
_BRAZILIAN_FIRM = LatePattern(r"(?<![\w.-])\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?![\w-])")
_KOREAN = LatePattern(r"(?<![\w.-])\d{6}-[1-4]\d{6}(?![\w-])")
_CHINESE = LatePattern(r"(?<![\w.-])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![\w-])")
_SPANISH = LatePattern(
    r"(?<![\w.-])(?P<lead>[XYZ]|\d)-?(?P<digits>\d{7})-?(?P<letter>[A-HJ-NP-TV-Z])(?![\w-])"
)
_ON_A_PLATE, _ON_OTHERS = LatePattern("[A-Z][A-Z -]{0,6}[0-9]"), LatePattern("[0-9][ -]?[A-Z]")
_OF_A_CAR = LatePattern(
    lambda: (
        rf"\b(?i:{alternatives('redact.vehicle_numbers')})(?![A-Za-z])"
        rf"(?:[ ](?i:{alternatives('redact.says')})\b|[ ]?[:=#])?[ ]{{1,2}}"
        r"(?P<private>[A-Z0-9]{1,17}(?:[ ·-][A-Z0-9]{1,4}){0,3})(?!\w)"
    )
)
_SAYS_CAR = Marks(lambda: all_words("redact.vehicle_marks"))
_CAR_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))  # ISO 3779
_CAR_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_FINNISH_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_SPANISH_SIGNS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CHINESE_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_numbers(text: str) -> Iterator[Span]:
    """Find national identity, tax and social security numbers, and those of passports."""
    yield from _whole_forms(text)
    if _SOME_DIGITS.search(text) is None and not _holds_mixed(text):
        return
    for match in _NUMBER.finditer(text):
        digits = sum(map(str.isdigit, match.group()))
        if digits >= _FEWEST_DIGITS or _COMPACT.fullmatch(text, match.start(), match.end()):
            starts = (before.start() for before in _before(text, match.start()))
            if (start := next((s for s in starts if _is_meant(text, s, match.end())), None)) is not None:
                yield Span(start, match.end())


def _holds_mixed(text: str) -> bool:
    return _SAYS_IDENTITY.in_text(lowered(text)) and _MIXED.search(text) is not None


def _whole_forms(text: str) -> Iterator[Span]:
    """Numbers that begin with letters, and of cars: by their form and check digit, or by what names them."""
    for says, pattern, holds in _WHOLE if _FOUR_DIGITS.search(text) or "SIN" in text else ():
        if says(text):
            group = "private" if "private" in pattern.compiled.groupindex else 0
            yield from (Span(*match.span(group)) for match in pattern.finditer(text) if holds(match))
    if not (_ON_A_PLATE.search(text) or _ON_OTHERS.search(text)) or not _SAYS_CAR.in_text(lowered(text)):
        return
    for match in _OF_A_CAR.finditer(text):
        number = match["private"].rstrip()
        if re.search(r"\d", number) and re.search(r"[A-Z]", number):
            yield Span(match.start("private"), match.start("private") + len(number))


def _before(text: str, start: int) -> Iterator[re.Match[str]]:
    """Where a number may begin: with the letters that it is glued to, or two that stand apart."""
    for pattern in (_GLUED_LETTERS, _TWO_LETTERS):
        if (match := pattern.search(text, max(0, start - 9), start)) is not None:
            yield match


def _is_meant(text: str, start: int, end: int) -> bool:
    """Tell whether a number is said to name a person, or has a form that nothing else has."""
    said = text[max(0, start - _REACH) : start]
    named = _NAMED_BEFORE.search(said) if _may_name(said.lower()) else None
    if named and not _ORDINARY.match(named.group()):
        return True
    found = ((pattern.fullmatch(text, start, end), holds) for pattern, holds in _FORMS)
    return any(match is not None and holds(match) for match, holds in found)


def _may_name(before: str) -> bool:
    return _SAYS_IDENTITY.in_text(before) or _ODD_NAMES.search(before) is not None


def _always(_: re.Match[str]) -> bool:
    return True


def _is_french(match: re.Match[str]) -> bool:
    digits = match.group().replace(" ", "").replace("A", "0").replace("B", "0")
    written = match.group().replace(" ", "")
    taken = 1_000_000 if "A" in written else 2_000_000 if "B" in written else 0
    return 97 - (int(digits[:13]) - taken) % 97 == int(digits[13:])


def _is_nordic(match: re.Match[str]) -> bool:
    """A Swedish number has a check digit behind a date, a Danish one a date written the other way round."""
    digits = re.sub(r"\D", "", match.group())[-10:]
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(digits)]
    checks = sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
    is_swedish = checks and _is_day(digits[4:6], digits[2:4])
    return is_swedish or (
        len(match.group()) == 11 and _is_day(digits[:2], digits[2:4]) and match.group()[6] == "-"
    )


def _is_day(day: str, month: str) -> bool:
    try:
        date(2000, int(month), int(day) - 60 if int(day) > 60 else int(day))
    except ValueError:
        return False
    return True


def _is_finnish(match: re.Match[str]) -> bool:
    born, own, sign = match.groups()
    return _is_day(born[:2], born[2:4]) and _FINNISH_SIGNS[int(born + own) % 31] == sign


def _is_brazilian(match: re.Match[str]) -> bool:
    digits = [int(sign) for sign in match.group() if sign.isdigit()]
    checks = (
        sum(d * w for d, w in zip(digits, range(n + 1, 1, -1), strict=False)) * 10 % 11 % 10 for n in (9, 10)
    )
    return list(checks) == digits[9:]


def _is_brazilian_firm(match: re.Match[str]) -> bool:
    digits = [int(sign) for sign in match.group() if sign.isdigit()]
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    sums = (sum(d * w for d, w in zip(digits, weights[13 - n :], strict=False)) for n in (12, 13))
    return [0 if total % 11 < 2 else 11 - total % 11 for total in sums] == digits[12:]


def _is_korean(match: re.Match[str]) -> bool:
    return _is_day(match.group()[4:6], match.group()[2:4])


def _is_chinese(match: re.Match[str]) -> bool:
    own = match.group()
    total = sum(int(sign) * weight for sign, weight in zip(own, _CHINESE_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == own[-1].upper() and _is_day(own[12:14], own[10:12])


def _is_spanish(match: re.Match[str]) -> bool:
    lead = str("XYZ".find(match["lead"])) if match["lead"] in "XYZ" else match["lead"]
    return _SPANISH_SIGNS[int(lead + match["digits"]) % 23] == match["letter"]


def _is_hong_kong(match: re.Match[str]) -> bool:
    letters, digits, check = match.groups()
    values = [ord(sign) - 55 for sign in letters.rjust(2)] if len(letters) > 1 else [36, ord(letters) - 55]
    values += map(int, digits)
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return "0123456789A"[-total % 11] == check


def _is_mexican(match: re.Match[str]) -> bool:
    return _is_day(match[1][4:6], match[1][2:4])


def _is_canadian(match: re.Match[str]) -> bool:
    digits = [int(sign) for sign in match.group() if sign.isdigit()]
    return sum(n if i % 2 == 0 else n * 2 - 9 * (n > 4) for i, n in enumerate(digits)) % 10 == 0


def _is_swiss(match: re.Match[str]) -> bool:
    digits = [int(sign) for sign in match.group() if sign.isdigit()]
    return -sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits[:12])) % 10 == digits[12]


def _is_of_a_car(match: re.Match[str]) -> bool:
    own = match.group()
    total = sum(
        int(_CAR_VALUES.get(sign, sign)) * weight for sign, weight in zip(own, _CAR_WEIGHTS, strict=True)
    )
    if re.match(r"[\w-]", match.string[max(0, match.start() - 1) : match.start()]):
        return False
    is_mixed = sum(map(str.isdigit, own)) >= 5 and sum(map(str.isalpha, own)) >= 3
    return is_mixed and own[-4:].isdigit() and "0123456789X"[total % 11] == own[8]


_FOUR_DIGITS = LatePattern(r"\d\d\d\d")
_CHECKED_END = LatePattern(r"[0-9]{6}\([0-9A]\)")
_INDIAN_END = LatePattern(r"(?<=[A-Z])\d{4}[A-Z](?![\w-])")
_WHOLE: tuple[tuple[Callable[[str], object], LatePattern, Callable[[re.Match[str]], bool]], ...] = (
    # What a text must hold before it is worth the look; the form; its check.
    (
        lambda text: _INDIAN_END.search(text) is not None,
        LatePattern(r"(?<![\w-])[A-Z]{3}[PCHFATBLJG][A-Z]\d{4}[A-Z](?![\w-])"),
        _always,
    ),  # India's PAN
    (
        lambda text: _CHECKED_END.search(text) is not None,
        LatePattern(r"(?<![\w-])([A-Z]{1,2})(\d{6})\(([\dA])\)(?!\w)"),
        _is_hong_kong,
    ),
    (
        lambda text: "RFC" in text,  # a tax number of Mexico's, and the documents of the Internet
        LatePattern(r"(?<![\w-])[A-ZÑ&]{3,4}(\d{6})[A-Z\d]{3}(?![\w-])"),
        _is_mexican,
    ),
    (
        lambda text: "SIN" in text,  # a number of Canada's, and a function
        LatePattern(r"\bSIN(?: number)?(?: is)?[ :#]{1,2}(?P<private>\d{3}[ -]?\d{3}[ -]?\d{3})(?![\w-])"),
        _is_canadian,
    ),
    (
        lambda text: "756" in text,
        LatePattern(r"(?<![\w.-])756\.?\d{4}\.?\d{4}\.?\d{2}(?![\w-]|\.\d)"),
        _is_swiss,
    ),
    (
        lambda text: longest_word(text) > 16,
        LatePattern(r"(?<![\w-])[A-HJ-NPR-Z0-9]{17}(?![\w-])"),
        _is_of_a_car,
    ),
)
_FORMS = (
    (_AMERICAN, _always),
    (_BRITISH, _always),
    (_ITALIAN, _always),
    (_FRENCH, _is_french),
    (_NORDIC, _is_nordic),
    (_FINNISH, _is_finnish),
    (_BRAZILIAN, _is_brazilian),
    (_BRAZILIAN_FIRM, _is_brazilian_firm),
    (_KOREAN, _is_korean),
    (_CHINESE, _is_chinese),
    (_SPANISH, _is_spanish),
)
