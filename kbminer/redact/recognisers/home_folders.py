"""Names of people in paths: whose home folder, mail box or drive it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words
from kbminer.redact.spans import Span, group_spans, lowered

# Where systems have the folders of homes: Windows' drives under Linux, volumes of a Mac, servers, phones.
_ABOVE = (
    r"(?:[A-Z]:|[\\/](?:mnt|cygdrive)[\\/][a-z]|/[a-z](?=/)|/(?:System/)?Volumes/[^\s/\n][^/\n]{0,40}|"
    r"/(?:var|export|nfs|usr|u\d{1,2}|net/[\w.-]{1,40})|/data/data/[\w.]{3,60}/files|"
    r"[\\/]{2,8}wsl[\w.$]{0,20}[\\/]{1,4}[\w.-]{1,40}|file:/{2,3}(?:[A-Z]:)?)"
)
_NAME = r"(?P<private>[^\s\\/:*?\"'<>|,;()\[\]$%{}]+(?:[ ][^\s\\/:*?\"'<>|,;()\[\]]+)?(?=[\\/])|[\w.-]*\w)"
_HOME = LatePattern(
    rf"(?:(?<![\w.])|(?<=-[IL])){_ABOVE}?"
    rf"[\\/]{{1,8}}(?:Users|homes?|Documents and Settings)[\\/]{{1,8}}{_NAME}|"
    r"(?<![\w.])[A-Z]:[\\/]{1,4}Profiles[\\/]{1,4}(?P<profile>[\w.-]*\w)|"
    r"%2F(?:Users|home)%2F(?P<encoded>[\w.-]*?\w)(?=%|\W|$)",
    re.I,
)
# Places that bear a user's name on Linux beside the home.
_OWN = LatePattern(
    r"/run/media/(?P<drive>[a-z][\w.-]*\w)(?=/)|/var/(?:spool/)?mail/(?P<mail>[a-z][\w.-]*\w)|"
    r"/crontabs/(?P<cron>[a-z][\w.-]*\w)|(?<![\w/.~])~(?P<tilde>[a-z][\w.-]*\w)(?=/)"
)
_DRIVES = frozenset(
    "cdrom cdrom0 usb usb0 floppy sdcard disk hdd data backup external removable dvd iso".split()
)


@cache
def _nobody() -> frozenset[str]:
    return frozenset(all_words("redact.nobodys_users"))


def home_users(text: str) -> Iterator[Span]:
    """Find the user's name in paths below a home folder; shared and generic accounts stay."""
    lower = lowered(text)
    if any(folder in lower for folder in ("home", "users", "settings", "profiles")):
        for match in _HOME.finditer(text):
            group = match.lastgroup or ""
            if match[group].lower().strip(".") not in _nobody():
                yield from group_spans([match], group)
    if "/" in text and ("run/media/" in lower or "mail/" in lower or "crontabs/" in lower or "~" in text):
        for match in _OWN.finditer(text):
            group = match.lastgroup or ""
            if match[group] not in _nobody() and match[group] not in _DRIVES:
                yield Span(*match.span(group))
