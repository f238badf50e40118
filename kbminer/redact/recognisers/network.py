"""Addresses of machines: IPv4 and IPv6, hardware addresses, and names inside a company's network.

A version is written like an IPv4 address. Where no word says what the digits are, they count as an address
only if they have as many digits as addresses mostly have and no product stands before them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from kbminer.languages import LatePattern, alternatives
from kbminer.redact.recognisers.machine_names import called_hosts, undotted_hosts
from kbminer.redact.recognisers.version_words import VERSION_WORD
from kbminer.redact.spans import Marks, Span, group_spans, lowered, words_before

# Lost white space glues an address to the words around it; after "%" two of its digits encode a character.
# A pattern that begins with a sign, and asks behind it what stood before, is sought three times as fast.
_IPV4 = LatePattern(r"\d(?<![\d._%].)\d{0,2}\.(?:\d{1,3}\.){2}\d{1,3}(?![\d_a-z%]|\.\d|[A-Z](?![A-Za-z]))")
_IPV6 = LatePattern(r"(?<![\w:.])(?=[0-9a-f:]{0,8}\d)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])", re.I)
_NO_PERSONS_IP = frozenset(
    """8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 1.1.1.2 1.0.0.2 1.1.1.3 1.0.0.3 9.9.9.9 9.9.9.10 149.112.112.112
    149.112.112.10 208.67.222.222 208.67.220.220 208.67.222.123 208.67.220.123 4.2.2.1 4.2.2.2 4.2.2.3 4.2.2.4
    64.6.64.6 64.6.65.6 94.140.14.14 94.140.15.15 185.228.168.9 185.228.169.9 76.76.2.0 76.76.10.0
    84.200.69.80 84.200.70.40 77.88.8.8 77.88.8.1 114.114.114.114 223.5.5.5 223.6.6.6 119.29.29.29""".split()
)
"""Name servers that anybody may ask."""
_NAME_SERVERS = frozenset(
    ipaddress.IPv6Address(address)
    for address in (
        "2001:4860:4860::8888",
        "2001:4860:4860::8844",
        "2606:4700:4700::1111",
        "2606:4700:4700::1001",
        "2620:fe::fe",
        "2620:fe::9",
        "2620:119:35::35",
        "2620:119:53::53",
    )
)
"""Of the providers above, that anybody may ask."""
# Addresses that thousands of networks use at once lead to nobody, and configuration needs them as they are.
_EVERYBODYS_NETWORKS = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "224.0.0.0/4",
        "192.0.2.0/24",  # these three are kept for examples (RFC 5737)
        "198.51.100.0/24",
        "203.0.113.0/24",
    )
)
_OF_EXAMPLES = ipaddress.IPv6Network("2001:db8::/32")  # RFC 3849
_IP_WORD = LatePattern(lambda: rf"\b(?:{alternatives('redact.address_words')})\b|//$|@$")
_VERSION_BEHIND = LatePattern(lambda: rf"[ ,]{{1,3}}(?:{alternatives('redact.version_behind')})\b", re.I)
# In the middle of a sentence a capital or a package's name before the digits is a product's.
_PRODUCT_BEFORE = LatePattern(
    r"(?:\w[^.!?\n]{0,60}[ ]|[a-z]{1,40}[ ])(?:[A-Z][\w.+#-]{0,40}|[a-z]{1,20}[-.][\w.-]{1,40})[ ]$|"
    r"^(?!.{0,40}[a-z]{4}ed[ ]$)[A-Z][\w+#-]{0,40}[ ]$"
)
_PORT = LatePattern(r":\d{2,5}(?!\d)")
_NETWORK = LatePattern(r"/(?:[1-9]|[12]\d|3[01])(?!\d)")
_FEWEST_DIGITS = 8  # of an address that no word announces; versions seldom have so many, most addresses do

_DOTTED = LatePattern(r"\.[0-9a-fA-F]{4}\.")
_MAC = LatePattern(
    r"[0-9a-fA-F](?<![\w:.-].)[0-9a-fA-F](?:(?P<sep>[:-])(?:[0-9a-fA-F]{2}(?P=sep)){4}[0-9a-fA-F]{2}|"
    r"[0-9a-fA-F]{2}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4})(?![\w]|[:.-]\w)"
)
_CALLED_MAC = LatePattern(
    lambda: (
        rf"\bmac(?:[ _-]?(?:{alternatives('redact.address_words')}))?"
        rf"(?:[ ]?[:=]|[ ](?:{alternatives('redact.says_password')}))?[ ]?[\"'(]?"
        r"(?P<private>(?=[0-9a-f]{0,11}[a-f])(?=[0-9a-f]{0,11}\d)[0-9a-f]{12})(?!\w)"
    )
)

_UNC = LatePattern(
    r"(?<![\w:\\/])\\{2,8}(?P<private>[A-Za-z0-9][\w-]{1,62}(?:\.[\w-]{1,62}){0,4})(?=\\{1,4}[\w$])"
)
# Sought from its end on, which is rarer than what may stand before it.
_INSIDE = LatePattern(
    r"\.(?:local|lan|internal|corp|intranet|intern|intra|localdomain|domain|home(?:\.arpa)?|priv|lab|dmz|mgmt)"
    r"(?![\w-]|\.\w|\()",
    re.I,
)
_ONLY_HOSTS = LatePattern(r"\.(?:local|lan|corp|intranet|intern|localdomain|home\.arpa)", re.I)
"""Endings that no name in a program has: three labels under one are a server, whatever they are called."""
_OF_PROGRAMS = LatePattern(
    r"(?:com|org|net|io|edu|gov|java|javax|jdk|sun|de|this|self|window|app)\.|\d+\.", re.I
)
_SHARED = LatePattern(
    r"(?<![\w+])(?:smb|cifs|nfs|afp|file|dfs)://(?:[\w.%;-]{1,40}@)?(?P<private>[A-Za-z0-9][\w-]{1,62}(?:\.[\w-]{1,62}){0,4})"
    r"(?=:?/)",
    re.I,
)
_SAYS_SHARED = Marks(f"{scheme}://" for scheme in ("smb", "cifs", "nfs", "afp", "file", "dfs"))
_SAYS_INSIDE = Marks(
    f".{label}." for label in ("corp", "intra", "intranet", "intern", "internal", "int", "dmz", "lan", "priv")
)
_NEW_MACHINE = LatePattern(r"(?<![\w-])(?:DESKTOP|LAPTOP|WIN)-(?=[A-Z0-9]{0,10}\d)[A-Z0-9]{7,11}(?![\w-])")
_INSIDE_NAME = (
    r"(?:[\w-]{1,62}\.){1,4}(?:corp|intra|intranet|intern|internal|int|dmz|lan|priv)"
    r"\.[\w-]{1,62}\.[a-z]{2,12}"
)
_INSIDE_ADDRESS = LatePattern(
    rf"(?:://(?:[^\s/@]{{1,60}}@)?|[=@](?![=@]))(?P<private>{_INSIDE_NAME})(?=[:/\s?#)\"',;]|$)|"
    rf"(?<![\w.@/-])(?P<reached>{_INSIDE_NAME})(?=:\d{{2,5}}(?!\d))|"
    rf"(?<![\w.@/-])(?!(?:com|org|net|io|de)\.)(?P<plain>(?=[\w-]+\.(?:intra|intranet|intern|corp|dmz|lan)\.)"
    rf"{_INSIDE_NAME})(?![\w.(/-])",
    re.I,
)
_LABELS = LatePattern(r"(?<![\w.-])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){0,4}\Z", re.I)
_EVERYBODYS_HOSTS = LatePattern(
    r"(?:localhost|raspberrypi|octopi|homeassistant|hassio|host\.docker|gateway\.docker|metadata\.google|"
    r"kubernetes|server|fileserver|hostname|host|computer|machine|example|your-?\w{0,20}|my-?\w{0,20})\.\w+|(?:[\w-]+\.)?(?:default|kube-\w+)(?:\.svc)?\.cluster\.local|(?:svc\.)?cluster\.local|metadata\..*",
    re.I,
)
_NOBODYS_SERVERS = frozenset(
    """localhost server servername computername hostname host share wsl$ wsl machine pc tsclient
    example""".split()
)


_IN_A_PATH = ("/", "\\", ".", "_")


def ip_addresses(text: str) -> Iterator[Span]:
    """Find public IPv4 and IPv6 addresses: not private ranges, loopback, masks, name servers, versions."""
    for match in _IPV4.finditer(text) if text.count(".") >= 3 else ():
        glued = text[max(0, match.start() - 3) : match.start()]
        if glued[-1:].isalpha() and not (len(glued) == 3 and glued.isalpha()):  # "v1.2.3.4" is no word
            continue
        if _is_ipv4(match):
            yield Span(*match.span())
    if "::" in text or text.count(":") >= 7:
        for match in _IPV6.finditer(text):
            if _is_ipv6(match.group()):
                yield Span(*match.span())


def _is_ipv4(match: re.Match[str]) -> bool:
    octets = match.group().split(".")
    if any(len(octet) > 1 and int(octet[0]) == 0 for octet in octets) or max(map(int, octets)) > 255:
        return False
    address = ipaddress.IPv4Address(".".join(str(int(octet)) for octet in octets))
    if _leads_to_nobody(address) or len(set(octets)) == 1:
        return False
    return _is_meant_as_address(match, address)


def _is_meant_as_address(match: re.Match[str], address: ipaddress.IPv4Address) -> bool:
    text, start, end = match.string, match.start(), match.end()
    before = words_before(text, start, 30)
    if VERSION_WORD.search(before) or _VERSION_BEHIND.match(text, end):
        return False
    if _NETWORK.match(text, end) and address.packed[3] == 0:  # a range of addresses is nobody's
        return False
    if _IP_WORD.search(before) or _PORT.match(text, end):
        return True
    as_written = text[max(0, start - 70) : start].rpartition("\n")[2]
    digits = sum(sign.isdigit() for sign in match.group())
    return digits >= _FEWEST_DIGITS and address.packed[0] > 10 and not _PRODUCT_BEFORE.search(as_written)


def _leads_to_nobody(address: ipaddress.IPv4Address) -> bool:
    """Tell whether an address is a mask, a name server, or one of the networks that everybody uses."""
    is_mask = address.packed[0] in (0, 255)
    is_shared = any(address in network for network in _EVERYBODYS_NETWORKS)
    return is_mask or is_shared or str(address) in _NO_PERSONS_IP


def _is_ipv6(address: str) -> bool:
    try:
        parsed = ipaddress.IPv6Address(address)
    except ValueError:
        return False
    if parsed in _NAME_SERVERS or parsed in _OF_EXAMPLES:
        return False
    groups = [group for group in address.split(":") if group]
    return len(groups) >= 3 and not parsed.is_loopback and not parsed.is_unspecified


def mac_addresses(text: str) -> Iterator[Span]:
    """Find hardware addresses of six bytes; longer fingerprints and dashed decimal numbers stay."""
    lower = lowered(text)
    if "mac" in lower:
        yield from group_spans(_CALLED_MAC.finditer(lower))
    if text.count(":") < 5 and text.count("-") < 5 and not (text.count(".") > 1 and _DOTTED.search(text)):
        return
    for match in _MAC.finditer(text):
        found = match.group()
        if len(set(found.lower())) == 2:  # ff:ff:… is everybody, 00:00:… nobody
            continue
        if ":" in found or re.search(r"[a-f]", found, re.I) or found.startswith("00"):
            yield Span(*match.span())


def inner_hosts(text: str) -> Iterator[Span]:
    """Find names of machines inside a network: servers of shares, and names that no public server has."""
    if "\\\\" in text:
        shares = _UNC.finditer(text)
        yield from group_spans(match for match in shares if match["private"].lower() not in _NOBODYS_SERVERS)
    if any(sign in text for sign in ("://", "@", "=", ":", "//", "\\\\")):
        yield from _in_addresses(text)
    yield from called_hosts(text)
    if "TOP-" in text or "WIN-" in text:
        yield from (Span(*match.span()) for match in _NEW_MACHINE.finditer(text))
    yield from _named_inside(text)


def _named_inside(text: str) -> Iterator[Span]:
    if "." in text:
        for end in _INSIDE.finditer(text):
            labels = _LABELS.search(text, max(0, end.start() - 200), end.start())
            if labels and _is_inner_host(text, labels.start(), text[labels.start() : end.end()]):
                yield Span(labels.start(), end.end())


def _in_addresses(text: str) -> Iterator[Span]:
    """Servers that an address of a share names, and those whose name says that they are inside."""
    lower = lowered(text)
    for match in _SHARED.finditer(text) if _SAYS_SHARED.in_text(lower) else ():
        if match["private"].lower() not in _NOBODYS_SERVERS:
            yield Span(*match.span("private"))
    yield from undotted_hosts(text, lower)
    if _SAYS_INSIDE.in_text(lower):
        yield from (Span(*match.span(match.lastgroup or "")) for match in _INSIDE_ADDRESS.finditer(text))


def _is_inner_host(text: str, start: int, name: str) -> bool:
    if _EVERYBODYS_HOSTS.fullmatch(name) or _OF_PROGRAMS.match(name):
        return False
    is_host_like = re.search(r"\d|-", name) is not None
    before = words_before(text, start, 30)
    is_reached = _PORT.match(text, start + len(name)) is not None and name.count(".") > 1
    return (
        is_reached
        or (name.count(".") > 1 and _ONLY_HOSTS.search(name) is not None and not before.endswith(_IN_A_PATH))
        or _IP_WORD.search(before) is not None
        or (is_host_like and not before.endswith(_IN_A_PATH))
    )
