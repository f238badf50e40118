"""Names of people as accounts: of a domain, and in addresses of their profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.recognisers.system_users import system_users
from kbminer.redact.spans import Span, group_spans, lowered, words_before

_DOMAIN_USER = LatePattern(
    r"(?<![\w\\/:.$%-])(?P<domain>[A-Z][A-Z0-9-]{1,14})\\{1,2}"
    r"(?P<private>[a-z][a-z0-9._-]{1,30}[a-z0-9]|[A-Z][a-z]{1,20}\.[A-Z][a-z]{1,20})(?![\w\\/:(*])"
)
_NO_DOMAIN = LatePattern(
    r"HK\w+|NT|BUILTIN|IIS|APPPOOL|DOMAIN|COMPUTER|SERVER|HOST|MACHINE|WORKGROUP|YOUR.*|MY.*"
)
_SAYS_ACCOUNT = LatePattern(
    r"\b(?:user(?:name)?s?|log(?:ged)?[ -]?(?:in|on)s?|accounts?|domain|credentials?|runas|runs?|running|as|"
    r"owner|principal|identity|impersonat\w{1,4})\b[^\n]{0,24}$"
)
_FOR_MEMBERS = r"https?://(?!(?:docs|help|support|wiki|developers?|learn|api)\.)[\w.-]{3,100}(?::\d{1,5})?/(?:[\w.-]{1,30}/){0,3}?"
_PROFILE = LatePattern(
    rf"{_FOR_MEMBERS}(?:u/(?P<short>[A-Za-z][\w.-]{{1,40}})|@(?P<at>[A-Za-z][\w.-]{{1,40}})(?=[/\s)\"'?#]|$)|"
    r"(?:users?|members?|profiles?|people|author)/(?:(?:\d{1,12}[/-]|~)(?P<numbered>[A-Za-z][\w.-]{1,40})|"
    r"(?P<named>[A-Za-z][\w.-]{2,40})))|"
    r"steamcommunity\.com/id/(?P<player>[\w-]{3,40})|linkedin\.com/in/(?P<linkedin>[\w%-]{3,60})",
    re.I,
)
# The owner of a repository is mostly a project; it is a person's where the writer calls it his own.
_REPOSITORY = LatePattern(
    r"(?<![\w.@-])(?:github|gitlab|bitbucket|codeberg|gitee)\.(?:com|org)/(?P<private>[A-Za-z][\w.-]{1,38})"
    r"(?P<repository>/[\w.-]{1,60})?(?!/(?:issues?|pulls?|releases|wiki|discussions|merge_requests|commits?)\b)"
)
_OWN_REPOSITORY = LatePattern(r"/(?:dot-?files|\.?emacs\.d|\.?vim(?:rc)?|nvim(?:-config)?|my[-_].*)", re.I)
_SAYS_OWN = LatePattern(
    lambda: (
        rf"(?<![\w'’])(?:{alternatives('redact.own_repositories')})"
        rf"(?:[ ]?[:(,-]|[ ](?:{alternatives('redact.own_repository_links')})(?!\w)){{0,4}}+[ :(<\[]*+(?:https?://)?(?:www\.)?$"
    ),
    re.I,
)
# Who signs in, where a directory names its entry.
_ENTRY = LatePattern(
    r"(?<![\w-])uid=(?P<private>[A-Za-z][\w.-]{1,40})(?=,[ ]?(?:ou|cn|dc|o)=)|"
    r"(?<![\w-])cn=(?P<called>[A-Za-z][\w.-]*[ ._-][\w. -]{1,40}?)"
    r"(?=,[ ]?ou=(?:people|persons|users|staff|employees)\b)",
    re.I,
)
_FORGES = ("github.", "gitlab.", "bitbucket.", "codeberg.", "gitee.")
_REACH = 90  # characters before the address that say whose it is
_NO_NAME = LatePattern(
    r"(?:sign|log)[-_.]?(?:in|up|out|off)|getting[-_]started|"
    r"(?:reset|verify|confirm|edit|new|list|index|settings?|latest|guides?|search|api|v\d++|me|self|current|"
    r"(?:forgot|change)?[-_.]?password)[-_.\w]*",
    re.I,
)
_FILES = (".html", ".htm", ".php", ".asp", ".aspx", ".js", ".css", ".md", ".png", ".jpg", ".jpeg", ".json")
_SERVICES = frozenset("system service services localservice networkservice software network".split())


@cache
def _nobody() -> frozenset[str]:
    return frozenset(all_words("redact.nobodys_users"))


def account_users(text: str) -> Iterator[Span]:
    """Find the names of accounts behind their domain's, and in addresses of profiles."""
    if "\\" in text:
        yield from _of_domains(text)
    lower = lowered(text)
    yield from system_users(text, lower)
    if any(forge in lower for forge in _FORGES):
        yield from group_spans(match for match in _REPOSITORY.finditer(text) if _is_of_writer(match))
    if "dc=" in lower or "ou=" in lower:
        yield from _of_entries(text)
    if "http" in lower or "linkedin." in lower:
        yield from _of_profiles(text)


def _of_entries(text: str) -> Iterator[Span]:
    for match in _ENTRY.finditer(text):
        name = match[match.lastgroup or ""]
        if name.lower() not in _nobody() and not name.isupper():
            yield Span(*match.span(match.lastgroup or ""))


def _of_profiles(text: str) -> Iterator[Span]:
    for match in _PROFILE.finditer(text):
        group = match.lastgroup or ""
        if _is_name(match[group], sure=group != "named"):
            yield Span(*match.span(group))


def _is_of_writer(match: re.Match[str]) -> bool:
    if not _is_name(match["private"], sure=True):
        return False
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    return bool(_OWN_REPOSITORY.fullmatch(match["repository"] or "") or _SAYS_OWN.search(before))


def _of_domains(text: str) -> Iterator[Span]:
    for match in _DOMAIN_USER.finditer(text):
        name = match["private"].lower()
        if name in _nobody() or name in _SERVICES or _NO_DOMAIN.fullmatch(match["domain"]):
            continue
        if re.search(r"[._\d-]", name) or _SAYS_ACCOUNT.search(words_before(text, match.start(), 40)):
            yield Span(*match.span("private"))


def _is_name(name: str, *, sure: bool) -> bool:
    """Tell whether a part of an address names a person; after "users" most words name a page."""
    if name.lower() in _nobody() or _NO_NAME.fullmatch(name) or name.lower().endswith(_FILES):
        return False
    return sure or re.search(r"[._\d-]", name) is not None
