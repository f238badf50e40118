"""The mail that an answer carries below it, as a quote: by the header lines that mail programs set above it.

Programs quote with ">" or a box, which needs no telling. Others copy the whole older mail under the answer,
with the words for From, Sent, To and Subject in their own language, and nothing says where it ends: all of
the rest is a quotation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from kbminer.languages import all_groups, all_words
from kbminer.text.code_lines import log_odds

_LONGEST_NAME = 30  # signs of a header's name; longer beginnings are sentences
_LONGEST_LINE = 1_000  # signs of a header line; a list of receivers may be long
_GAPS = 2  # empty or continued lines between two header lines
_MOST_LINES = 20  # of a heading; a list of receivers is folded
_MARKS = " \t*_\\>|#"
_RULE = re.compile(r"[\s\\*_>|]{0,40}[-_=—–\\* ]{3,200}+[\s|]{0,40}+")
_SET_APART = re.compile(r"[\s*_>\\|]*+-{2,}+\s*+(?P<words>[^-\n]{4,60}?)\s*+(?:-{2,}+)?[\s*_|]*+")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|\d{1,2}[/.]\d{1,2}[/.]\d{2}")
_ENDING = re.compile(r"[:：][ *_]*$", re.M)
_SENDER = re.compile(r"<(?=[^<>\s]+(?:@| at )[^<>\s])[^<>]{3,254}+>\)?\s*+[:：][ *_]*$")
_GOES_ON = re.compile(r"[,\d]\s*$|^\s*(?:\S+\s+)?[^\W\d_]{1,3}\.\s*$")  # a line that ends within a date
_MOST_WRAPPED = 4  # lines
_LONGEST_ATTRIBUTION = 300  # signs
_ADDRESS = re.compile(
    r"\\?<[^<>\s]*+>|\[[^\[\]@]*+@[^\[\]]*+\](?:\([^()]*+\))?|\(?mailto:[^\s)]*\)?|"
    r"(?:(?<!\S)|(?<=[>)\]]))[^\s@]{1,254}+@\S+"
)
# A quotation that a program set in: a session is set in as well, behind the same sign, and holds no words.
_SET_IN = re.compile(r"^[ \t]{2,12}(?P<quote>>+(?: .*|$))", re.M)
_BAR = re.compile(r"^((?:> ?)*)\|(?=[ \n]|\Z)(?![^\n]*\|[ \t]*$)", re.M)  # no table's row
_COLON = re.compile(r"^(?P<marks>(?:> ?)*):(?P<told>(?: [^\n]*)?)$", re.M)
_QUOTE_SIGNS = re.compile(r"^[> ]+")
FEWEST_OWN = 12  # words above a whole older mail that are an answer, and no greeting before answers in it
FEWEST_WORDED, LEAST_WORDED = 2, 1 / 3  # lines of words, and their share, that make a quotation; by reading


def outdented_quotes(text: str) -> str:
    """Take the indentation off quotations, so that they are read as such; sessions keep theirs.

    Parameters
    ----------
    text
        A plain text.

    Examples
    --------
    >>> print(outdented_quotes("    > My lamp stays dark\\n    > all night.\\n\\nOpen the lid."))
    > My lamp stays dark
    > all night.
    <BLANKLINE>
    Open the lid.
    >>> outdented_quotes("   > x <- c(1, 2)\\n   > plot(x, type = 'l')")
    "   > x <- c(1, 2)\\n   > plot(x, type = 'l')"
    """
    told = (_QUOTE_SIGNS.sub("", each["quote"]) for each in _SET_IN.finditer(text))
    return _SET_IN.sub(r"\g<quote>", text) if _are_words(told) else text


def marked_quotes(text: str) -> str:
    r"""Mark with ">" what other programs quote behind a bar, or behind a colon, if these lines are words.

    Examples
    --------
    >>> print(marked_quotes(": My lamp stays dark\n: all night long.\n\nOpen the lid."))
    > My lamp stays dark
    > all night long.
    <BLANKLINE>
    Open the lid.
    >>> marked_quotes(": ${JAVA_HOME=}\n: ${LAMP_HOME=/usr/lib/lamp}")
    ': ${JAVA_HOME=}\n: ${LAMP_HOME=/usr/lib/lamp}'
    """
    text = _BAR.sub(r"\1>", text)
    told = (each["told"] for each in _COLON.finditer(text))
    return _COLON.sub(r"\g<marks>>\g<told>", text) if _are_words(told) else text


def _are_words(lines: Iterable[str]) -> bool:
    """Whether lines that may be a quotation hold words: code and logs stand behind the same signs."""
    worded = [log_odds(line) < 0 for line in lines if line.strip()]
    return sum(worded) >= max(FEWEST_WORDED, LEAST_WORDED * len(worded))


def with_mail_quoted(markdown: str) -> str:
    r"""Turn an older mail below somebody's own words into a quote.

    A mail that has no words above it is forwarded, and stays, unless marks say what of it is quoted.

    Examples
    --------
    >>> print(with_mail_quoted("Clear it.\n\nVon: Ann <a@x.org>\nGesendet: heute\nBetreff: x\n\nWie?"))
    Clear it.
    <BLANKLINE>
    > **Ann wrote:**
    > Wie?
    """
    if not _may_hold_mail(markdown):
        return markdown
    lines = markdown.split("\n")
    for start in range(len(lines)):
        if lines[start].lstrip().startswith(">"):
            continue
        if (end := _heading_end(lines, start)) is not None:
            above, below = _above(lines, start), lines[_next_told(lines, end) :]
            if below and below[0].startswith(">") and _is_marked(above, lines[start:end]):
                # The marks say what is quoted; own words may follow.
                return "\n".join([*above, "", *below] if above else below)
            if not above:
                return markdown
            return _quoted(above, lines[start:end], below)
    return markdown


def _is_marked(above: list[str], heading: list[str]) -> bool:
    """Whether marks tell what is quoted below: not where all headers stand there, below a whole answer."""
    answers = sum(len(line.split()) for line in above) >= FEWEST_OWN
    headers = _next_told(heading, 1) if _announces(heading[0]) else 0
    return _is_attribution(heading) and not (answers and _headers_end(heading, headers) is not None)


def _may_hold_mail(text: str) -> bool:
    """A quick look: a line that begins with a header's name, or words between dashes, or one who wrote."""
    if _first_look().search(text):
        return True
    return bool(_ENDING.search(text) and _TIME.search(text) and _YEAR.search(text))


def _above(lines: list[str], start: int) -> list[str]:
    """The own words above, without empty lines and rules at their end; empty where there are none."""
    above = lines[:start]
    while above and (not above[-1].strip() or _RULE.fullmatch(above[-1])):
        above.pop()
    return above


def _heading_end(lines: list[str], start: int) -> int | None:
    """The line behind what introduces an older mail here; ``None`` where nothing does."""
    line = lines[start]
    if not line.strip():
        return None
    after = start + 1 if _announces(line) else start
    if (end := _headers_end(lines, _next_told(lines, after))) is not None:
        return end
    if after > start:
        return after
    return _attribution_end(lines, start)


def _announces(line: str) -> bool:
    """Whether the line says that an older mail follows: "-----Original Message-----"."""
    if len(line) > 120:
        return False
    apart = _SET_APART.fullmatch(line)
    words = apart["words"] if apart else line.strip(_MARKS)
    return _folded(words).strip(" :-") in _announcements() and bool(apart or words.rstrip().endswith(":"))


def _next_told(lines: list[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def _headers_end(lines: list[str], start: int) -> int | None:
    """The line behind a mail's header lines; ``None`` where fewer than three kinds of them stand here."""
    kinds: set[str] = set()
    gaps = 0
    end = at = start
    while at < min(len(lines), start + _MOST_LINES) and gaps <= _GAPS:
        found = _header_kinds(lines[at])
        if found:
            kinds |= found
            end, gaps = at + 1, 0
        elif not kinds:
            return None
        else:
            gaps += 1
            if _is_complete(kinds) and not lines[at].strip():
                break
        at += 1
    return end if _is_complete(kinds) else None


def _is_complete(kinds: set[str]) -> bool:
    return "from" in kinds and len(kinds & {"sent", "to", "subject"}) >= 2


def _header_kinds(line: str) -> set[str]:
    """What a header line may tell, by its name: some words are From in one language and To in another."""
    bare = line[:_LONGEST_LINE].lstrip(_MARKS)
    name, colon, _ = bare[: _LONGEST_NAME + 3].replace("：", ":").partition(":")
    if not colon or len(line) > _LONGEST_LINE:
        return set()
    return set(_kinds_by_name().get(_folded(name), ()))


def _attribution_end(lines: list[str], start: int) -> int | None:
    """The line behind "On … Ann wrote:", which a program may have wrapped anywhere."""
    for count in range(1, _MOST_WRAPPED + 1):
        told = lines[start : start + count]
        if not told[-1].strip():
            return None
        if _ENDING.search(told[-1]) and _is_attribution(told):
            inner = any(_is_attribution(told[at:]) for at in range(1, count))
            return start + count if not inner or _GOES_ON.search(told[0]) else None
    return None


def _is_attribution(lines: list[str]) -> bool:
    """Whether lines together say who wrote when: with the word for it, or with an address at their end."""
    words = " ".join(line.strip(_MARKS) for line in lines)
    if len(words) > _LONGEST_ATTRIBUTION or not (_TIME.search(words) and _YEAR.search(words)):
        return False
    return bool(_SENDER.search(words) or _wrote().search(words))


def _quoted(above: list[str], heading: list[str], below: list[str]) -> str:
    while below and not below[0].strip():
        below = below[1:]
    author = _author(heading)
    told = [f"> **{author} wrote:**"] if author else []
    quote = told + [f"> {line}" if line.strip() else ">" for line in below]
    while quote and quote[-1] == ">":
        quote.pop()
    return "\n".join([*above, "", *quote]) if quote else "\n".join(above)


def _author(heading: list[str]) -> str | None:
    """Whom the From line names; without the address, and nobody where there is nothing else."""
    for line in heading:
        if "from" in _header_kinds(line):
            _, _, value = line.replace("：", ":").partition(":")
            name = " ".join(_ADDRESS.sub(" ", value.replace("\\", "")).split()).strip(" *_\"'<>,;:|")
            return name[:80] or None
    return None


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).replace("\u00a0", " ")
    return " ".join(text.strip(_MARKS).lower().split())


@cache
def _kinds_by_name() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, names in all_groups("mail.headers").items():
        for name in names:
            found.setdefault(_folded(name), set()).add(kind)
    return {name: frozenset(kinds) for name, kinds in found.items()}


@cache
def _announcements() -> frozenset[str]:
    return frozenset(map(_folded, all_words("mail.original")))


@cache
def _wrote() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(all_words('quotes.wrote'))})", re.I)


@cache
def _first_look() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, all_groups("mail.headers")["from"]), key=len, reverse=True))
    words = "|".join(sorted(map(re.escape, all_words("mail.original")), key=len, reverse=True))
    return re.compile(
        rf"^[ \t*_\\|#]*(?:(?:{names})[ \u00a0*_]*[:：]|-{{2,}}[ ]*[^\W\d]|(?:{words}))", re.I | re.M
    )
