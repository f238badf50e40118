"""Which addresses may be asked: never an inner one, unless the user names that host.

The name is resolved once, every address that it has is checked, and the connection goes to the one that was
checked: a name that resolves differently a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from kbminer.errors import SourceError

Resolve = Callable[[str, int], list[str]]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOST = re.compile(r"[^\s%\x00-\x20\x7f]{1,253}")  # RFC 1035 gives a name 253 signs
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")


class AddressRefused(SourceError):
    """An address may not be asked: it is inner, or no plain http(s) address."""


def check_url(url: str) -> str:
    """Check that an address is a plain http or https one.

    Returns
    -------
    str
        Its host, in small letters.

    Raises
    ------
    AddressRefused
        Another scheme, no host, no valid port, or a name and password in the address.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.port != 0 and _is_host(parts.hostname or "")
    except ValueError:
        usable = False
    if not usable:
        raise AddressRefused(f"{url} is no http or https address")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(f"the address of {parts.hostname} holds a name or password; leave them out")
    return (parts.hostname or "").lower().rstrip(".")


def _is_host(name: str) -> bool:
    try:
        encoded = name.encode("ascii" if name.isascii() else "idna")
    except UnicodeError:
        return False
    return _HOST.fullmatch(name) is not None and all(len(part) <= 63 for part in encoded.split(b"."))


def safe_addresses(
    host: str, port: int, *, allowed: Iterable[str] = (), resolve: Resolve | None = None
) -> list[str]:
    """Resolve a host to its addresses, all of them checked.

    Parameters
    ----------
    host : str
        A name or an address.
    port : int
        For the resolver.
    allowed : iterable of str
        Hosts that the user named: theirs may be inner.
    resolve : callable
        Stands in for the system's resolver.

    Raises
    ------
    AddressRefused
        One of the addresses is loopback, private, link-local, shared or otherwise not public.
    OSError
        The name does not resolve.
    """
    addresses = (resolve or _system_resolve)(host, port)
    if host.lower().rstrip(".") in {name.lower().rstrip(".") for name in allowed}:
        return addresses
    for address in addresses:
        if not is_public(address):
            raise AddressRefused(
                f"{host} leads to the inner address {address}; if that is meant, allow that "
                f"host by name: --allow-host {host}"
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, also where an IPv4 one hides in an IPv6 one.

    >>> is_public("93.184.216.34"), is_public("::ffff:127.0.0.1"), is_public("100.64.0.1")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    return all(_is_global(each) for each in _hidden(found))


def _is_global(address: _Address) -> bool:
    is_of_a_site = (
        address.version == 6 and address.is_site_local
    )  # fec0::/10, given up and still routed inside
    return address.is_global and not (address.is_multicast or address.is_reserved or is_of_a_site)


def _hidden(address: _Address) -> list[_Address]:
    """The address itself, or the IPv4 address that it stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return [address.ipv4_mapped]
        if address in _NAT64:
            return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
        if address in _SIX_TO_FOUR:
            return [ipaddress.IPv4Address((int(address) >> 80) & 0xFFFFFFFF)]
        if address.teredo:
            return list(address.teredo)
    return [address]


def _system_resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
