"""Passwords that commands are given: what their options mean is in no name, only in the command's manual."""

from __future__ import annotations

from collections.abc import Iterator

from kbminer.languages import LatePattern
from kbminer.redact.recognisers.secret_values import NO_SECRET
from kbminer.redact.spans import Marks, Span, lowered

_REACH = r"\b[^\n|;]{0,200}?"  # of a command line, up to the option
_VALUE = r"(?:'(?P<single>[^'\n]{3,64})'|\"(?P<double>[^\"\n]{3,64})\"|(?P<bare>[^\s\"'$<>|;]{3,64}))"
_LOGIN = r"[\"']?[^\s:%\"'/]{1,64}[:%](?P<login>[^\s\"']{3,64})"
# What the command is called, and how its options hand over a password; a short one follows at once.
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
    (
        ("sqlcmd", "osql", "bcp ", "isql", "tsql", "rdesktop", "cqlsh", "useradd", "usermod", "dsadd"),
        r"(?:sqlcmd|o?isql|osql|bcp|tsql|rdesktop|cqlsh|user(?:add|mod)|dsadd)",
        r"[ ](?:-[pP]|-pwd)[ ]?",
        _VALUE,
    ),
    (("plink", "pscp", "psftp", "winscp"), r"(?:plink|pscp|psftp|winscp)\w{0,4}", r"[ ]-pw[ ]", _VALUE),
    (("schtasks", "runas", "wmic"), r"(?:schtasks|runas|wmic)\w{0,4}", r"[ ]/(?:rp|p)[ ]", _VALUE),
    (("snmp",), r"snmp\w{3,10}", r"[ ]-[AX][ ]", _VALUE),
    (("wpa_passphrase",), r"wpa_passphrase[ ]\S{1,64}", r"[ ]", _VALUE),
    (
        ("kinit", "gpg", "ssh-keygen", "openssl", "keytool"),
        r"(?:kinit|gpg2?|ssh-keygen|openssl|keytool)",
        r"[ ](?:--passphrase|--passwd|-N|-pass(?:in|out)?|-k)[ =](?:pass:)?",
        _VALUE,
    ),
    (("net use",), r"net[ ]use", r"[ ]/user:\S{1,80}[ ]", _VALUE),
    (
        ("net use",),
        r"net[ ]use[ ](?:\w:[ ])?\\{2,4}\S{1,120}",
        r"[ ]",
        r"(?P<bare>(?=\S*[\dA-Z!#%&+=?@^_-])[^\s\"'$<>|;/*][^\s\"'$<>|;]{2,63})",
    ),
    (
        ("sqlplus", "rman", "expdp", "impdp", "sqlldr", "jdbc:oracle"),
        r"(?:sqlplus|rman|expdp|impdp|sqlldr|jdbc:oracle:\w{2,5}:)"
        r"(?:[ ]\w{1,12}=?)??(?:[ ]-\w{1,3}){0,3}[ ]?[\"']?\b[\w#$]{1,30}/",
        "",
        r"(?P<bare>(?=[^\s@]{0,60}\d)[^\s@\"'/<>|;]{4,64})(?=[@\"'\s]|$)",
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
    (says, LatePattern(rf"\b{name}{_REACH if len(option) > 3 else ''}{option}{value}"))
    for says, name, option, value in _COMMANDS
)


# One of these stands in every such line.
_SIGNS = Marks((" -", " /", "net use", "jdbc:", "sqlplus", "rman ", "expdp", "impdp", "sqlldr", "passphrase"))
_SAY_COMMAND = Marks(word for says, _ in _PATTERNS for word in says)


def passwords_of_commands(text: str) -> Iterator[Span]:
    """Find what a command line hands over as a password."""
    if not _SIGNS.in_text(text):
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
