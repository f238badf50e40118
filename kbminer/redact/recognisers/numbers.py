"""Recognisers of private numbers: telephones, network addresses, bank cards, accounts, orders.

A number alone says little, so each recogniser asks for proof: a checksum (Luhn for cards, ISO 7064 mod 97
for IBAN), a numbering plan (libphonenumber), or a word beside it that says what the number is. Versions,
dates, hashes, prices and coordinates stay.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

import phonenumbers

from kbminer.languages import all_words, alternatives
from kbminer.redact.spans import Span, group_spans, words_before

_PHONE = re.compile(
    r"(?<![\w.,:/#=+\[-])(?:\+|\(\+?)?\d(?:[\d()]|[ .\-/](?=[\d(+])|\)[ ]){5,20}\d(?![\w%]|[.,:]\d)"
)
_PHONE_WORD = re.compile(
    r"\b(?:tele)?(?:phone|fon|fono)s?\b|\btext(?:[ ](?:me|us|to))?(?:[ ](?:at|on))?[: ]*$|"
    rf"\b(?:{alternatives('redact.phone_words')})\b|"
    r"(?:phone|fax)\w{0,8}\W{0,4}$"
)
_NANP = re.compile(r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}")
_FRENCH = re.compile(r"0[1-9](?:[ .-]\d{2}){4}")
_DATE = re.compile(
    r"(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}\b|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d{2}\b|(?:19|20)\d{6}"
)
_REGIONS = ("GB", "DE", "FR", "ES", "IT", "NL", "CH", "AT", "BE", "AU")

# Lost white space glues an address to the words around it; after "%" two of its digits encode a character.
_IPV4 = re.compile(r"(?<![\d._%])(?:\d{1,3}\.){3}\d{1,3}(?![\d_a-z]|\.\d|[A-Z](?![A-Za-z]))")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9a-f:]*\d)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])", re.I)
_NO_PERSONS_IP = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
# Addresses that thousands of networks use at once lead to nobody, and configuration needs them as they are.
_EVERYBODYS_NETWORKS = tuple(
    ipaddress.IPv4Network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
)
_IP_WORD = re.compile(rf"\b(?:{alternatives('redact.address_words')})\b|//$|@$")
_VERSION_WORD = re.compile(
    rf"(?:\bv|\b(?:{alternatives('redact.version_words')}))[ .:=\"'(]*+"
    rf"(?:[\d.]++[ ,]*+(?:{alternatives('redact.version_links')}|-)? *+)?$"
)

_MAC = re.compile(
    r"(?<![\w:.-])(?:[0-9a-f]{2}(?P<sep>[:-])(?:[0-9a-f]{2}(?P=sep)){4}[0-9a-f]{2}|"
    r"(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})"
    r"(?![\w]|[:.-]\w)",
    re.I,
)
_CARD = re.compile(
    r"(?<![\w.#=/-])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}|3[47]\d{2}([ -]?)\d{6}\2\d{5})(?![\w]|[.-]\d)"
)
_ISSUER = re.compile(r"4|5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720)|3[47]|6(?:011|4[4-9]|5)|35|30|36|38")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")

_ORDER = re.compile(
    rf"""\b(?:(?:{alternatives("redact.orders")})(?:[ _-]?(?:{alternatives("redact.order_numbers")}))?
    |(?:{alternatives("redact.number_of")})[ ]de[ ](?:{alternatives("redact.numbered")}))
    (?P<link>[ ]*+(?:(?:{alternatives("redact.says_order")})[ ]*+)?(?:[:=\#]++[ ]*+)?(?:\#[ ]*+)?["']?)
    (?P<private>(?=(?:[A-Z/-]{{0,40}}\d){{4}})(?:[A-Z]{{0,4}}[-/]?\d|[0-9A-F]{{8}}-)[\dA-Z/-]{{2,}}[\dA-Z])
    (?![\w.]\d|\w)""",
    re.X | re.I,
)
# Masked, or one figure among noughts.
_SAMPLE = re.compile(r"(?:(?!xx).)*+xx.*|0*+(?:[1-9]0*+)?", re.I)
_CLIENT_ID = re.compile(r"client[ _-]?id", re.I)  # an application's; a customer's number is longer
_ORDER_WORDS = all_words("redact.order_marks")
_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_A_GUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-")
_ACCOUNT = re.compile(
    rf"""(?:(?:account|customer)[ _.-]?(?:id(?:guid|field)?|guid|number)|
        (?P<user>(?:user|client|member|tenant|subscription)(?:[ _.-]?(?:id|guid|name))?))
    (?:\\?["'\]])?\s*(?:=>|:=|[:=>]|</[\w-]+>\s*<[\w-]+>|\bshould[ ]be\b)
    \s*(?:\\?["'\[])?(?:(?P<private>{_GUID})|(?P<digits>\d{{5,12}}\b))
    |\\?/accounts?\\?/(?P<path>{_GUID}|\d{{5,12}}\b)""",
    re.X | re.I,
)
_SAYS_NUMBER = re.compile(r"num|no\.?$|nr\.?$|nummer|\bid$|_id$|n[°ºúo]|\brma$", re.I)


def phones(text: str) -> Iterator[Span]:
    """Find telephone numbers, written internationally or in a national form that one recognises."""
    for match in _PHONE.finditer(text):
        if _is_phone(match.group(), words_before(text, match.start())):
            yield Span(*match.span())


def _is_phone(number: str, before: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if not 7 <= len(digits) <= 15 or _VERSION_WORD.search(before) or number.count("(") != number.count(")"):
        return False
    if number.startswith(("+", "(+")):
        return _plan_allows(number, None)
    if _NANP.fullmatch(number) or _FRENCH.fullmatch(number):
        return True
    if _DATE.fullmatch(number):
        return False
    return _PHONE_WORD.search(before) is not None or _is_national(number)


def _is_national(number: str) -> bool:
    """Whether a number with a trunk zero, written in groups, is one in a national numbering plan."""
    groups = re.split(r"[ /().-]+", number.strip("()"))
    written_so = len(groups) > 1 and "." not in number and min(map(len, groups)) > 1
    if not written_so or not number.startswith(("0", "(0")) or re.fullmatch(r"\d{5}-\d{4}", number):
        return False
    return any(_plan_allows(number, region) for region in _REGIONS)


def _plan_allows(number: str, region: str | None) -> bool:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    if region is None:
        return bool(phonenumbers.is_possible_number(parsed))
    return bool(phonenumbers.is_valid_number(parsed))


def ip_addresses(text: str) -> Iterator[Span]:
    """Find public IPv4 and IPv6 addresses: not private ranges, loopback, masks, name servers, versions."""
    for match in _IPV4.finditer(text):
        glued = text[max(0, match.start() - 3) : match.start()]
        if glued[-1:].isalpha() and not (len(glued) == 3 and glued.isalpha()):  # "v1.2.3.4" is no word
            continue
        if _is_ipv4(match.group(), words_before(text, match.start(), 30)):
            yield Span(*match.span())
    if "::" in text or text.count(":") >= 7:
        for match in _IPV6.finditer(text):
            if _is_ipv6(match.group()):
                yield Span(*match.span())


def _is_ipv4(address: str, before: str) -> bool:
    try:
        parsed = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    if _leads_to_nobody(parsed) or _VERSION_WORD.search(before):
        return False
    if _IP_WORD.search(before):
        return True
    first, second, third, _ = parsed.packed
    return first > 10 and (second, third) != (0, 0)  # else more likely a version


def _leads_to_nobody(address: ipaddress.IPv4Address) -> bool:
    """Whether an address is a mask, a name server, or one of the networks that everybody uses."""
    is_mask = address.packed[0] in (0, 255)
    is_shared = any(address in network for network in _EVERYBODYS_NETWORKS)
    return is_mask or is_shared or str(address) in _NO_PERSONS_IP


def _is_ipv6(address: str) -> bool:
    try:
        parsed = ipaddress.IPv6Address(address)
    except ValueError:
        return False
    groups = [group for group in address.split(":") if group]
    return len(groups) >= 3 and not parsed.is_loopback and not parsed.is_unspecified


def mac_addresses(text: str) -> Iterator[Span]:
    """Find hardware addresses of six bytes; longer fingerprints and dashed decimal numbers stay."""
    for match in _MAC.finditer(text):
        found = match.group()
        if ":" in found or re.search(r"[a-f]", found, re.I) or found.startswith("00"):
            yield Span(*match.span())


def cards(text: str) -> Iterator[Span]:
    """Find payment card numbers: a known issuer, 13 to 19 digits, and a right Luhn digit."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if (
            _ISSUER.match(digits)
            and 13 <= len(digits) <= 19
            and not digits.endswith("0" * 8)
            and _luhn(digits)
        ):
            yield Span(*match.span())


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def ibans(text: str) -> Iterator[Span]:
    """Find bank account numbers whose ISO 13616 check digits are right."""
    for match in _IBAN.finditer(text):
        code = match.group().replace(" ", "")
        if 15 <= len(code) <= 34 and int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 == 1:
            yield Span(*match.span())


def order_numbers(text: str) -> Iterator[Span]:
    """Find numbers of orders, invoices, customers and support cases where the text calls them so."""
    lower = text.lower()
    if any(word in lower for word in _ORDER_WORDS):
        yield from group_spans(match for match in _ORDER.finditer(text) if _is_order(match))
    if "account" in lower or "customer" in lower or _A_GUID.search(text):
        yield from _accounts(text)


def _accounts(text: str) -> Iterator[Span]:
    for match in _ACCOUNT.finditer(text):
        group = next(name for name in ("private", "path", "digits") if match[name])
        if group != "digits" or not match["user"]:  # a user's number is mostly a row in the asker's table
            yield Span(*match.span(group))


def _is_order(match: re.Match[str]) -> bool:
    label, number = match.group()[: match.start("link") - match.start()], match["private"]
    if _SAMPLE.fullmatch(number) or (len(number) < 5 and _CLIENT_ID.fullmatch(label)):
        return False
    return re.search(r"[:=#]", match["link"]) is not None or _SAYS_NUMBER.search(label) is not None
