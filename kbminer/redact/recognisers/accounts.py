"""Bank cards, bank accounts, and numbers of orders, customers and support cases.

A number alone says little, so each recogniser asks for proof: a checksum (Luhn for cards, ISO 7064 mod 97 for
IBAN with the length of its country), or a word beside it that says what the number is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from kbminer.languages import LatePattern, all_words, alternatives, codes, words
from kbminer.redact.spans import BEGINS, BEYOND, Marks, Span, group_spans, lowered

_CARD = LatePattern(
    r"\d(?<![\w.#/-].)\d{3}(?:([ -]?)\d{4}\1\d{4}\1\d{1,7}|(?<=3[47]..)([ -]?)\d{6}\2\d{5})(?![\w]|[.-]\d)"
)
_CARD_FIELD = LatePattern(r"(?:card|\bpan\b|\bcc)[\w\]\[.-]{0,20}=\Z", re.I)  # other fields hold numbers, too
_ISSUER = LatePattern(r"4|5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5)|35|30|36|38")
_GAPS = " .\u00a0\u2007\u2009\u202f-"  # what stands between the groups of an account number
_BETWEEN = f"[{_GAPS}]"
_WITHOUT = dict.fromkeys(map(ord, _GAPS))
_IBAN = LatePattern(
    rf"(?<!\w)[A-Z]{{2}}\d{{2}}(?:{_BETWEEN}?[A-Z0-9]{{4}}){{2,7}}(?:{_BETWEEN}?[A-Z0-9]{{1,3}})?(?!\w)", re.I
)
_MAY_BE_IBAN = LatePattern(rf"\d(?<=[A-Za-z]{{2}}.)(?<!\w...)\d(?:{_BETWEEN}?[A-Za-z0-9]{{4}}){{2}}")
# The registry of ISO 13616: how many signs an account number has in each country.
_LENGTHS = {
    **dict.fromkeys("NO".split(), 15),
    **dict.fromkeys("BE".split(), 16),
    **dict.fromkeys("DK FI FK FO GL NL SD".split(), 18),
    **dict.fromkeys("MK SI".split(), 19),
    **dict.fromkeys("AT BA EE KZ LT LU MN XK".split(), 20),
    **dict.fromkeys("CH HR LI LV".split(), 21),
    **dict.fromkeys("BG BH CR DE GB GE IE ME RS VA".split(), 22),
    **dict.fromkeys("AE GI IL IQ OM SO TL".split(), 23),
    **dict.fromkeys("AD CZ ES MD PK RO SA SE SK TN VG".split(), 24),
    **dict.fromkeys("LY PT ST".split(), 25),
    **dict.fromkeys("IS TR".split(), 26),
    **dict.fromkeys("BI DJ FR GR IT MC MR SM".split(), 27),
    **dict.fromkeys("AL AZ BY CY DO GT HN HU LB NI PL SV".split(), 28),
    **dict.fromkeys("BR EG PS QA UA".split(), 29),
    **dict.fromkeys("JO KW MU YE".split(), 30),
    **dict.fromkeys("MT SC".split(), 31),
    **dict.fromkeys("LC".split(), 32),
    **dict.fromkeys("RU".split(), 33),
}
_SOME_DIGITS = LatePattern(r"\d[A-Z/-]{0,4}\d[A-Z/-]{0,4}\d[A-Z/-]{0,4}\d", re.I)


def _orders_in(language: str) -> str:
    """Make the pattern of one language: those of all together would be sought several times as long.

    For text in lower case. Where words are not parted by spaces, one may begin inside a run of letters.
    """
    owners, orders, number_of, numbered = (
        "|".join(words(f"redact.{part}", language)) or "(?!)"
        for part in ("order_owners", "orders", "number_of", "numbered")
    )
    return (
        rf"{BEGINS}(?:(?P<owner>{owners}) )?"
        rf"(?:(?:{orders})(?:[ _-]?(?P<number>{alternatives('redact.order_numbers')}))?|"
        rf"(?P<of>{number_of})(?:{numbered}))"
        rf"(?P<link>,?[ ]*+(?:(?:{alternatives('redact.says_order')})[ ]*+)?"
        r"(?:[:：=#]++[ ]*+)?(?:#[ ]*+)?[\"'(]?)"
        r"(?P<private>(?=(?:[a-z/-]{0,40}\d){4})(?:[a-z]{0,4}[-/]?\d|[0-9a-f]{8}-)[\da-z/-]{2,}[\da-z]|"
        r"[a-z]{2,4}_(?=[a-z]{0,30}\d)[\da-z]{12,40})"
        rf"(?!\.\d|[^\W{BEYOND}])"
    )


# Six signs under which an airline or a hotel knows who travels.
_LOCATOR = LatePattern(
    r"\b(?i:booking|reservation|confirmation|pnr)(?i:[ ](?:code|ref(?:erence)?|no|number|locator))?\.?"
    r"(?i:[ ]?[:=#]|[ ]is)?[ ](?P<private>(?=[A-Z]{0,5}\d)(?=\d{0,5}[A-Z])[A-Z\d]{6})(?![\w-])"
)
_SAYS_BOOKING = LatePattern("booking|reservation|confirmation|pnr")
_SAYS_ORDER = Marks(lambda: all_words("redact.order_marks"))
_ORDERS = [
    (Marks(partial(words, "redact.order_marks", code)), LatePattern(partial(_orders_in, code)))
    for code in codes()
]
# Masked, or one figure among noughts.
_SAMPLE = LatePattern(r"(?:(?!xx).)*+xx.*|0*+(?:[1-9]0*+)?", re.I)
_CLIENT_ID = LatePattern(r"client[ _-]?id", re.I)  # an application's; a customer's number is longer
_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_A_GUID = LatePattern(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-")
_ACCOUNT = LatePattern(
    rf"""(?:(?:account|customer)[ _.-]?(?:id(?:guid|field)?|guid|number)|
        (?P<user>(?:user|client|member|tenant|subscription)(?:[ _.-]?(?:id|guid|name))?))
    (?:\\?["'\]])?\s*(?:=>|:=|[:=>]|</[\w-]+>\s*<[\w-]+>|\bshould[ ]be\b)
    \s*(?:\\?["'\[])?(?:(?P<private>{_GUID})|(?P<digits>\d{{5,12}}\b))
    |\\?/accounts?\\?/(?P<path>{_GUID}|\d{{5,12}}\b)""",
    re.X | re.I,
)
# Trackers count tickets and cases, too; a customer's has an owner, business beside it, or many digits.
_TRACKED = LatePattern(lambda: rf"(?:{alternatives('redact.tracked')})(?!\w)|(?!)")
_SAYS_COMMERCE = Marks(lambda: all_words("redact.commerce"))
_BESIDE = 60  # characters before and behind
_MANY_DIGITS = 7  # no tracker of a project has counted so far
_SAYS_NUMBER = LatePattern(lambda: rf"(?:{alternatives('redact.order_numbers')}|\brma)\Z")
_PRICE = LatePattern(  # an amount: the codes are those of ISO 4217, in lower case
    r"[ ]?(?:[$€£¥₽₺₴円원]|(?:eur|usd|gbp|chf|sek|nok|dkk|pln|czk|huf|ron|try|rub|uah|jpy|brl|cad|aud)\b)"
)
_DATE = LatePattern(r"(?:19|20)\d\d(?:[-/](?:19|20)?\d\d){0,2}|(?:19|20)\d\d[01]\d[0-3]\d")
# Ten digits in groups, letters before some, a nought before seven: no amount, year or place in a list.
_COUNTED = LatePattern(
    r"(?=(?:[a-z]{0,4}-?\d){10})\d+(?:-\d+)+|[a-z]{2,4}-?(?:\d-?){6,20}|[a-z]{2,4}\d{8,}|0\d{7,}|"
    r"(?!(?:19|20)\d\d[01]\d[0-3]\d)\d{9,20}|"
    r"[a-z]{1,4}-(?:\d-?){4,20}|[a-z](?:19|20)\d\d-\d{3,8}"
)
_GROUPED = LatePattern(r"[a-z]{0,4}\d+(?:[-/]\d+)+")
_FEWEST_SAID = 5  # signs of a number behind a verb
_COUNTS_NOTHING = LatePattern(r"0|[a-z]|\d+[-/]|\d{8}")  # how a number begins that is no amount


def cards(text: str) -> Iterator[Span]:
    """Find payment card numbers: a known issuer, 13 to 19 digits, and a right Luhn digit."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if (
            _ISSUER.match(digits)
            and 13 <= len(digits) <= 19
            and not digits.endswith("0" * 8)
            and _luhn(digits)
            and not (
                text[match.start() - 1 : match.start()] == "="
                and not _CARD_FIELD.search(text, max(0, match.start() - 40), match.start())
            )
        ):
            yield Span(*match.span())


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def ibans(text: str) -> Iterator[Span]:
    """Find bank account numbers, in any case, whose country, length and check digits are right."""
    for match in _IBAN.finditer(text) if _MAY_BE_IBAN.search(text) else ():
        found = match.group()
        code = found.translate(_WITHOUT).upper()
        length = _LENGTHS.get(code[:2], 99)
        if len(code) >= length and _checks(code[:length]):
            yield Span(match.start(), match.start() + _place(found, length))


def _checks(code: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1


def _place(written: str, count: int) -> int:
    """Where the sign of that number ends, spaces left out; what follows is another word."""
    ends = [place for place, sign in enumerate(written, start=1) if ord(sign) not in _WITHOUT]
    return ends[count - 1]


def order_numbers(text: str) -> Iterator[Span]:
    """Find numbers of orders, invoices, customers and support cases where the text calls them so."""
    lower = lowered(text)
    if _SAYS_BOOKING.search(lower):
        yield from group_spans(_LOCATOR.finditer(text))
    if _SOME_DIGITS.search(text) is None:
        return
    for says, orders in _ORDERS if _SAYS_ORDER.in_text(lower) else ():
        if says.in_text(lower):
            yield from group_spans(match for match in orders.finditer(lower) if _is_order(match))
    if "account" in lower or "customer" in lower or _A_GUID.search(text):
        yield from _accounts(text)


def _accounts(text: str) -> Iterator[Span]:
    for match in _ACCOUNT.finditer(text):
        group = next(name for name in ("private", "path", "digits") if match[name])
        if group != "digits" or not match["user"]:  # a user's number is mostly a row in the asker's table
            yield Span(*match.span(group))


def _is_of_tracker(match: re.Match[str], label: str) -> bool:
    """Tell whether a number counts the tickets of a project: nobody is said to have bought anything."""
    if match["owner"] or match["of"] or _TRACKED.fullmatch(label) is None:
        return False
    beside = match.string[max(0, match.start() - _BESIDE) : match.end() + _BESIDE]
    return sum(map(str.isdigit, match["private"])) < _MANY_DIGITS and not _SAYS_COMMERCE.in_text(beside)


def _is_order(match: re.Match[str]) -> bool:
    label, number = match.string[match.start() : match.start("link")], match["private"]
    is_sample = _SAMPLE.fullmatch(number) or (len(number) < 5 and _CLIENT_ID.fullmatch(label))
    if is_sample or _is_of_tracker(match, label):
        return False
    if match["of"] or match["number"] or _SAYS_NUMBER.search(label):
        return True
    if _PRICE.match(match.string, match.end()):
        return False
    return re.search(r"[:：=#]", match["link"]) is not None or _is_no_amount(match, number)


def _is_no_amount(match: re.Match[str], number: str) -> bool:
    """Tell whether a number's form, its owner or a verb before it says that it names something."""
    if _DATE.fullmatch(number):
        return False
    if match["link"] and _COUNTED.fullmatch(number):
        return True
    is_said = match["link"].strip(" \"'(") != "" and len(number) >= _FEWEST_SAID
    if match["owner"] is not None and (is_said or _COUNTS_NOTHING.match(number)):
        return True
    return is_said and _GROUPED.fullmatch(number) is not None
