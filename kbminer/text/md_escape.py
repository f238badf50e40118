"""Markdown's own signs: set them, escape them, and keep the lines between them tidy."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

_MAY_BE_SPECIAL = re.compile(r"[\\`*_~<\]]")  # a quick look before the slow one
_SPECIAL = re.compile(
    r"\\(?=[\\`*_{}\[\]()#+\-.!~>|<])|`|\*(?!\s)|(?<!\s)\*|(?<![^\W_])_|_(?![^\W_])|(?<=\])\(|~~|<(?=[A-Za-z/!?])"
)
_HEADING_SIGN = re.compile(r"^(#{1,6}) ", re.M)
_EMPTY_LINES = re.compile("\n{3,}")
_RAW_HTML = re.compile(r"</?(?:[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.I)
_FENCED = re.compile(r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^ {0,3}\1[`~]*\s*$|\Z)", re.M | re.S)


def without_raw_html(body: str) -> str:
    """Markdown as it is, but for the tags in its text; code keeps every sign."""
    parts: list[str] = []
    at = 0
    for fence in _FENCED.finditer(body):
        parts += [_untagged(body[at : fence.start()]), fence.group()]
        at = fence.end()
    return "".join([*parts, _untagged(body[at:])])


def _untagged(text: str) -> str:
    if "<" not in text:
        return text
    for opening, closing in (("<script", "</script"), ("<style", "</style"), ("<!--", "--")):
        text = _without(text, opening, closing)
    text = re.sub(r"<br\s*/?>", "\n", text, flags=re.I)
    text = re.sub(
        r'<img\s[^<>]{0,300}?src="([^"<>\s]+)"[^<>]*>',
        lambda m: f"![{_attribute(m.group(), 'alt')}]({m.group(1)})",
        text,
    )
    pieces = re.split(r"((?<!`)`++[^`\n]+`+)", text)
    return "".join(piece if i % 2 else _RAW_HTML.sub("", piece) for i, piece in enumerate(pieces))


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two signs, found in one pass however often they stand there."""
    lower = text.lower()
    if len(lower) != len(text):
        return text
    parts: list[str] = []
    at = 0
    while (start := lower.find(opening, at)) >= 0 and (end := lower.find(closing, start + len(opening))) >= 0:
        parts.append(text[at:start])
        at = lower.find(">", end) + 1 or len(text)
    return "".join([*parts, text[at:]])


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""


def escaped(text: str) -> str:
    """Escape what Markdown would take for markup, and nothing that it would not."""
    if _MAY_BE_SPECIAL.search(text):
        text = _SPECIAL.sub(lambda m: "\\" + m.group(), text)
    return _HEADING_SIGN.sub(r"\\\1 ", text) if "#" in text else text


def tidy(text: str) -> str:
    """Strip every line, and leave one empty line between blocks."""
    text = "\n".join([line.strip(" ") for line in text.strip().split("\n")])
    return _EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def spaced(text: str) -> str:
    """Every run of white space as one space, as a browser shows it."""
    words = " ".join(text.split())
    if not words:
        return " "
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")


def set_apart(block: str) -> str:
    """Put empty lines around a block; nothing around nothing."""
    return f"\n\n{block}\n\n" if block else ""


def emphasised(text: str, sign: str) -> str:
    """Put signs of emphasis around the words, not around the space beside them."""
    core = text.strip()
    if not core or "\n\n" in core or "\x00" in core:
        return text
    core = core.replace("\n", " ")
    if core.startswith(sign) and core.endswith(sign) and len(core) > 2 * len(sign):
        return text
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return f"{text[:start]}{sign}{core}{sign}{text[end:]}"


def inline_code(text: str) -> str:
    """Set code inside a line, with more ticks than it holds."""
    core = text.strip()
    if not core:
        return ""
    longest = max((len(run) for run in re.findall("`+", core)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if core.startswith("`") or core.endswith("`") else ""
    return f"{ticks}{pad}{core}{pad}{ticks}"


def link(words: str, address: str) -> str:
    """Set a link; an address that is its own words stays bare."""
    if words == address:
        return safe_address(address)
    if "]" in words and "](" not in words:
        words = words.replace("[", "\\[").replace("]", "\\]")
    return f"[{words}]({safe_address(address)})"


def safe_address(address: str) -> str:
    """Escape what would end an address too early."""
    return address.replace(" ", "%20").replace("\n", "").replace("(", "%28").replace(")", "%29")


def quote(words: str, author: str | None) -> str:
    """Set a quote apart, under the name of whom it quotes."""
    lines = [f"**{author.replace('*', '')} wrote:**"] if author else []
    lines += words.split("\n") if words else []
    return set_apart("\n".join("> " + line if line else ">" for line in lines))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Set a table; its first row is its head, and short rows are filled up."""
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
