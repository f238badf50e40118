"""Which thread a page belongs to: the part of the pages' addresses that changes when the title does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

_PAGE_PART = re.compile(
    r"/(?:index\.\w+|page[-_/]?\d+|p\d+)|[-_.]?page[-_]?\d+(?=\.\w+$|$)|"
    r"[?&;](?:page|start|p|pg|offset|st)=\d+",
    re.I,
)
_PAGE = re.compile(r"(?:[?&;](?:page|pg)=|/page[-_/]?|[-_.]page[-_]?|/p)(\d{1,4})(?:\D|$)", re.I)
_THREAD_NAMES = """
t tid topic thread threadid topicid showtopic topic_id thread_id qid question id ptid post nid tt mid
""".split()
_WORDS = 0.03  # a number is preferred to words unless it tells threads apart worse
_SHARE = 0.25  # of the pages that a rule must read
_MOST = 6  # numbers of one address that are looked at


@dataclass(frozen=True, slots=True)
class AddressRule:
    """How threads' ids are read from addresses: the name of a parameter, or the place of a number."""

    parameter: str = ""
    number: int | None = None


def learn_addresses(pages: Sequence[tuple[str, str]]) -> tuple[AddressRule, ...]:
    """Learn which part of an address tells threads apart; for each kind of addresses where they are mixed.

    Parameters
    ----------
    pages : sequence of (str, str)
        Addresses with the titles of their threads.

    Examples
    --------
    >>> learn_addresses([("thread-5270-1-1.html", "Printer"), ("thread-5311-1-1.html", "Scanner")])
    (AddressRule(parameter='', number=0),)
    """
    found: list[AddressRule] = []
    left = list(pages)
    while left and len(found) < _MOST:
        rule = _best_rule(left)
        if rule is None:
            break
        found.append(rule)
        left = [page for page in left if _found(rule, page[0]) is None]
    return tuple(found)


def _best_rule(pages: Sequence[tuple[str, str]]) -> AddressRule | None:
    """The rule with the fewest faults on the pages that it reads, among those that read many of them."""
    rules = [AddressRule(parameter=name) for name in _parameters(pages)]
    rules += [AddressRule(number=place) for place in (*range(_MOST), -1, -2)]
    rules.append(AddressRule())
    best, least = None, float("inf")
    for rule in rules:
        own = [page for page in pages if _found(rule, page[0]) is not None]
        if len(own) >= _SHARE * len(pages) and own:
            faults = _faults(rule, own) / len(own) + 0.02 * (1 - len(own) / len(pages))
            faults += _WORDS if rule == AddressRule() else 0.0
            if faults < least - 1e-9:
                best, least = rule, faults
    return best


def _parameters(pages: Sequence[tuple[str, str]]) -> list[str]:
    names = {name for address, _ in pages for name, value in _query(address) if value.isdecimal()}
    known = [name for name in _THREAD_NAMES if name in names]
    return [*known, *sorted(names - set(known))]


def _faults(rule: AddressRule, pages: Sequence[tuple[str, str]]) -> float:
    """How often an id stands for two titles, or a title for two ids."""
    titles: dict[str, set[str]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    for address, title in pages:
        found = _found(rule, address) or ""
        titles[found].add(title)
        ids[title].add(found)
    mixed = sum(len(each) - 1 for each in titles.values())
    split = sum(len(each) - 1 for each in ids.values())
    return mixed + 0.4 * split


def _parts(address: str) -> tuple[str, str]:
    """The path and the query of an address or a file's name, without what saving it added.

    >>> _parts("forum/index.php?thread-36-8.html"), _parts("showthread.php?tid=7&page=2.html")
    (('forum/index.php/thread-36-8', ''), ('showthread.php', 'tid=7&page=2'))
    """
    bare = re.sub(r"\.html?$|/index\.html?$|/$", "", unquote(address).split("#")[0])
    path, _, query = bare.partition("?")
    if "://" in path:
        path = path.split("://", 1)[1].partition("/")[2]
    return (path, query) if "=" in query or not query else (f"{path}/{query}", "")


def _query(address: str) -> list[tuple[str, str]]:
    return parse_qsl(_parts(address)[1].replace(";", "&"))


def _found(rule: AddressRule, address: str) -> str | None:
    if rule.parameter:
        value = dict(_query(address)).get(rule.parameter, "")
        return value.split(".")[0] or None
    if rule.number is not None:
        numbers = _numbers(address)
        return numbers[rule.number] if -len(numbers) <= rule.number < len(numbers) else None
    return _slug(address)


def _numbers(address: str) -> list[str]:
    """The numbers of an address's path, in order, without those of pages."""
    return re.findall(r"(?<![^\W_])\d+(?![^\W_])", _PAGE_PART.sub("", _parts(address)[0]))


def _slug(address: str) -> str | None:
    path = _PAGE_PART.sub("", _parts(address)[0]).rstrip("/")
    last = re.sub(r"\.\w{2,5}$", "", path.rsplit("/", 1)[-1])
    return last or path or None


def thread_id(rules: Sequence[AddressRule], address: str) -> str:
    """Read the id of a page's thread; the address itself where it has none."""
    found = (_found(rule, address) for rule in rules)
    return next(filter(None, found), None) or _slug(address) or address


def lone_rules(address: str) -> tuple[AddressRule, ...]:
    """Guess the part of one address that names a thread, where there is no other page to compare it with."""
    return (_lone_rule(address),)


def _lone_rule(address: str) -> AddressRule:
    names = {name for name, value in _query(address) if value.split(".")[0].isdecimal()}
    known = next((name for name in _THREAD_NAMES if name in names), None)
    if known:
        return AddressRule(parameter=known)
    slug = _slug(address) or ""
    numbers = _numbers(address)
    own = re.findall(r"(?<![^\W_])\d+(?![^\W_])", slug)
    if own and (slug.startswith(own[0]) or re.search(r"-\d+-\d+$", slug)):
        return AddressRule(number=len(numbers) - len(own))
    if own and re.search(r"[-_.]\d+$", slug):
        return AddressRule(number=-1)
    return AddressRule(number=-1) if numbers and not own else AddressRule()


def page_number(address: str) -> int:
    """Read which page of its thread an address leads to."""
    found = _PAGE.search(unquote(address))
    return max(int(found.group(1)), 1) if found else 1
