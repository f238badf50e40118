"""Passwords that commands are given: what their options mean is in no name, only in the command's manual."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.redact.recognisers.secret_values import NO_SECRET
from kbminer.redact.spans import Marks, Span, lowered

_REACH = r"\b[^\n|;]{0,200}?"  # of a command line, up to the option
_VALUE = r"(?:'(?P<single>[^'\n]{3,64})'|\"(?P<double>[^\"\n]{3,64})\"|(?P<bare>[^\s\"'$<>|;]{3,64}))"
_LOGIN = r"[\"']?[^\s:%\"'/]{1,64}[:%](?P<login>[^\s\"']{3,64})"
# What the command is called, and how its options hand over a password.
_COMMANDS = (
    (
        ("mysql", "mariadb", "7z", "rar "),
        r"(?:mysql\w{0,12}|mariadb|7z[az]?|unrar|rar)",
        r"[ ]-h?p(?!rotocol|ort)",
        _VALUE,
    ),
    (
        ("sshpass", "docker login", "mongo", "az login", "oc login", "psexec", "zip", "mosquitto"),
        r"(?:sshpass|(?:docker|az|oc)[ ]login|mongo\w{0,8}|psexec\w{0,4}|zip|unzip|mosquitto_\w{3})",
        r"[ ]-[pP][ ]?",
        _VALUE,
    ),
    (("redis-cli",), r"redis-cli", r"[ ]-a[ ]?", _VALUE),
    (("ldap",), r"ldap\w{3,8}", r"[ ]-w[ ]?", _VALUE),
    (("htpasswd",), r"htpasswd[ ]-\w{0,4}b\w{0,4}[ ]\S{1,99}[ ]\S{1,64}", r"[ ]", _VALUE),
    (("net user",), r"net[ ]user[ ]\w{1,40}", r"[ ]", _VALUE),
    (("xfreerdp", "cmdkey", "mstsc"), r"(?:xfreerdp\w?|cmdkey|mstsc)", r"[ ]/p(?:ass)?:", _VALUE),
    (("pass:",), r"openssl", r"[ ]pass:", _VALUE),
    (
        ("curl", "wget", "http ", "https ", "aria2c", "lftp", "smbclient", "rpcclient", "mount.cifs"),
        r"(?:curl|wget|https?|aria2c|lftp|smbclient|rpcclient)",
        r"[ ](?:-u|-U|-a|--user|--proxy-user|--auth)(?:[ =]{1,3})?",
        _LOGIN,
    ),
)
_PATTERNS = tuple(
    (says, re.compile(rf"\b{name}{'' if option == '[ ]' else _REACH}{option}{value}"))
    for says, name, option, value in _COMMANDS
)


_SAY_COMMAND = Marks(word for says, _ in _PATTERNS for word in says)


def passwords_of_commands(text: str) -> Iterator[Span]:
    """Find what a command line hands over as a password."""
    if " -" not in text and " /" not in text and "net user" not in text:
        return
    lower = lowered(text)
    if not _SAY_COMMAND.in_text(lower):
        return
    for says, pattern in _PATTERNS:
        if any(word in lower for word in says):
            for match in pattern.finditer(text):
                group = match.lastgroup or ""
                if not NO_SECRET.fullmatch(match[group]):
                    yield Span(*match.span(group))
