"""What a Markdown file says of its topic or post: front matter, lines of facts, bylines in plain words."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kbminer.ingest.boards.unknown.authors import is_profile
from kbminer.ingest.dates import read_date
from kbminer.ingest.recognised_words import any_of, whole_words
from kbminer.ingest.tabular.columns import is_named
from kbminer.text.front_matter import split_front_matter

_FACT = r"[^\W\d][\w -]{0,40}:[ \t]+\S[^\n]*"
_FACTS = re.compile(rf"\A(?:{_FACT}\n)+(?=\s)")
_TITLED = re.compile(
    r"\A(?:#{1,3}[ \t]+(?P<hash>[^\n]{2,300})|(?P<lined>[^\n]{2,300})\n=+)[ \t]*(?:\n\s*|\Z)"
)
_ESCAPED = re.compile(r"\\([^\w\s]|_)")
_LINK = re.compile(r"\[([^\[\]]{1,80})\]\(([^()\s]{1,300})\)")
_RULE = re.compile(r"\n[^\S\n]*(?:-{3,}|_{3,}|\*{3,})\s*\Z")
_LONGEST = 300  # signs of a byline: a name, its address and a date
_SIGNS = " \t*#_:-–—|,.()[]@·•"
_EDGES = re.escape(_SIGNS)
_DATED = re.compile(r"(?:19|20)\d{2}")


def facts_and_words(text: str) -> tuple[dict[str, Any], str]:
    r"""Part what a Markdown file says of itself from its words.

    Facts are front matter, or lines such as "Date: 2023-02-01" at the top or below the title. Where no fact
    names an author, a byline does: a paragraph at either end with a name and a date.

    Parameters
    ----------
    text : str
        The file, with line feeds at the ends of its lines.

    Raises
    ------
    ValueError
        The front matter is not the YAML or TOML that it claims to be.

    Examples
    --------
    >>> facts_and_words("Lid sticks\n==========\n\nDate: 2023-02-01\n\nWhy?\n\nPosted by ada on 1 May 2023\n")
    ({'title': 'Lid sticks', 'Date': '2023-02-01', 'author': 'ada'}, 'Why?')
    """
    facts, words = split_front_matter(text)
    if not facts:
        facts, words = _written_facts(words)
    if facts and not any(is_named(name, "author") for name in facts):
        byline, words = _without_byline(words)
        facts |= {name: byline[name] for name in byline if not any(is_named(each, name) for each in facts)}
    return facts, words


def _written_facts(text: str) -> tuple[dict[str, Any], str]:
    """Lines of facts with a title among them, or a title with lines of facts below; else none."""
    titled = _TITLED.match(text := text.lstrip("\ufeff\n"))
    rest = text[titled.end() :] if titled else text
    lines = _FACTS.match(rest + "\n")
    facts = _pairs(lines[0]) if lines else {}
    if lines and _describe_a_post(facts):
        rest = rest[lines.end() :]
    else:
        facts = {}
    if titled:
        title = " ".join((titled["hash"] or titled["lined"]).strip(" #").split())
        facts = {"title": _ESCAPED.sub(r"\1", title), **facts}
    has_title = any(is_named(name, "title") for name in facts)
    return (facts, rest.lstrip("\n")) if has_title else ({}, text)


def _pairs(lines: str) -> dict[str, Any]:
    pairs = (line.split(":", 1) for line in lines.splitlines())
    return {name.strip(): value.strip() for name, value in pairs}


def _describe_a_post(facts: dict[str, Any]) -> bool:
    """Whether lines name a date that can be read, or a title and an author: else they are words."""
    if any(is_named(name, "date") and read_date(value) for name, value in facts.items()):
        return True
    return all(any(is_named(name, role) for name in facts) for role in ("title", "author"))


def _without_byline(text: str) -> tuple[dict[str, str], str]:
    """Who wrote a text and when, as a paragraph at its beginning or end says, and the text without it."""
    text = _RULE.sub("", text.strip("\n")).rstrip()
    first, _, after = text.partition("\n\n")
    before, _, last = text.rpartition("\n\n")
    for paragraph, rest in ((first, after), (last, before)):
        if rest.strip() and (byline := byline_of(" ".join(paragraph.split()))):
            return byline, _RULE.sub("", rest.strip("\n")).rstrip()
    return {}, text


def byline_of(line: str) -> dict[str, str] | None:
    """Read author and date of a line that says nothing else; ``None`` where it says more.

    >>> byline_of("Posted by ann on 2 May 2023"), byline_of("Posted on **2023-05-02** by **ann**:")["author"]
    ({'author': 'ann', 'date': '2023-05-02T00:00:00+00:00'}, 'ann')
    """
    if len(line) > _LONGEST:
        return None
    person = next((link[1] for link in _LINK.finditer(line) if is_profile(link[2])), None)
    plain = _ESCAPED.sub(r"\1", _LINK.sub(r"\1", line))
    dated = _dated_first().match(plain)
    if dated and (date := read_date(dated["date"].strip(_SIGNS))):
        return {"author": dated["name"].strip(_SIGNS), "date": date.isoformat()}
    if person is None and not _writes().match(plain):
        return None
    found = name_and_date(plain)
    return found and {**found, "author": _ESCAPED.sub(r"\1", person) if person else found["author"]}


@cache
def _writes() -> re.Pattern[str]:
    """The beginning of a line that says who wrote something."""
    wrote = rf"{any_of('boards.posted')}|{whole_words('boards.wrote')}"
    edge = rf"(?<![{_EDGES}])[{_EDGES}]*+(?:\w{{1,30}}+:\s++)?"
    return re.compile(rf"{edge}(?:(?:{wrote})\s+)?{any_of('boards.by')}\s", re.I)


@cache
def _dated_first() -> re.Pattern[str]:
    """A line whose date stands before the name: "Posted on 2 May 2023 by ann"."""
    wrote = rf"(?:{any_of('boards.posted')}|{whole_words('boards.wrote')})"
    signs = f"[{_EDGES}]*+"
    return re.compile(
        rf"{signs}{wrote}\s(?:{whole_words('boards.connects')})?(?P<date>[^\n]{{4,60}}?)[\s*]{any_of('boards.by')}"
        rf"\s(?P<name>[^\n]{{1,80}})$",
        re.I,
    )


def name_and_date(line: str) -> dict[str, str] | None:
    """Read who wrote something and when from a line that ends in a date; ``None`` where it does not.

    >>> name_and_date("Reply by bo on 2 February 2023")
    {'author': 'bo', 'date': '2023-02-02T00:00:00+00:00'}
    """
    start = _date_start(line) if _DATED.search(line) else None
    date = read_date(line[start:].strip(_SIGNS)) if start else None
    author = _author(line[:start])
    return {"author": author, "date": date.isoformat()} if date and author else None


def _date_start(line: str) -> int | None:
    """Where the date begins: at the first digit, or a word or two before it."""
    for found in re.finditer(r"(?<!\w)\d", line):
        for start in (found.start(), line.rfind(" ", 0, max(0, found.start() - 1)) + 1):
            if read_date(line[start:].strip(_SIGNS)):
                return start
    return None


def _author(words: str) -> str:
    """The name in what stands before a date: "Reply by ann on" is ann."""
    by = re.search(rf"(?:^|\s){any_of('boards.by')}\s++(\S.*+)", words, re.I)
    name = (by.group(1) if by else words).strip(_SIGNS)
    return _connects_at_end().sub("", name).strip(_SIGNS)[:80]


@cache
def _connects_at_end() -> re.Pattern[str]:
    """What stands between a name and its date: "ann wrote on"."""
    return re.compile(rf"(?:(?<!\s)\s++{whole_words('boards.connects')})++$")
