"""Markdown that is finished: what a post said is shown there, by MkDocs and by every plain reader.

Generators that obey more than this have a class of their own beside their target.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Self, TypeVar

import yaml

from kbminer.printable import printable, printable_line
from kbminer.publish.escaped import Escaped
from kbminer.publish.inline import CODE_SPAN, outside_code, safe_links
from kbminer.web_address import is_web

M = TypeVar("M", bound="Markdown")
# Python-Markdown, on which MkDocs stands, knows no escaped "<".
_KEPT = rf"\\[\[~]|{CODE_SPAN}|<https?://[^\s<>`]++>"
_OBEYED = re.compile(rf"(?P<kept>{_KEPT})|(?P<sign>`+|~{{3,}}|\[(?=\^))|\\?<(?=[A-Za-z/!?])")
_KEPT_OR_LINK = re.compile(rf"{_KEPT}|\]\((?:<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)")
_LAST_ADDRESS = re.compile(r"(?<!\S)(?=\S*?(?:https?://|www\.))\S*+$")
# What begins a block: headings, quotations, rules, tables, boxes, tasks, files that Snippets would put in.
# Two tildes before a word strike it through.
_BLOCK = re.compile(
    r"#{1,6}(?:\s|$)|>|[=|+]|~(?!~\w)|:{2}|!{3}|\?{3}|/{3}|(?:[-*_]\s*){3,}$|;*-+8<|\[[ xX]\]\s"
)
_ESCAPED_OR_BRACE = re.compile(r"\\[!-/:-@\[-`{-~]|\{")
# A formula as TeX, or code: none of a formula's signs begins or ends an element of Markdown.
_CODE_OR_FORMULA = re.compile(
    rf"{CODE_SPAN}|(?<![\\$\w])(?P<sign>\$\$?)(?![\s$])(?P<tex>[^$`*~<>\[\]&!]{{1,2000}}?)(?<!\s)(?P=sign)(?![$\w])",
    re.S,
)
_OPENS_OR_OBEYED = re.compile(r"(?<![^\W_])_|\{[{%#]")  # emphasis, and what macros obey
_IN_TEX = re.compile(r"\\([\\_])")
_IN_NAME = {
    **{sign: f"\\{sign}" for sign in "\\`*_[]~|"},
    "<": "&lt;",
    "&": "&amp;",
    "{": "&#123;",
    "}": "&#125;",
}
_NAME_SIGN = re.compile(r"[\\`*_\[\]~|<{}]|&(?=#|\w+;)")
_CODE_LANGUAGE = re.compile(r"[\w#+.-]+")
_SNIPPET = re.compile(r"^([ \t]*;*)(?=-+8<-+)", re.M)
_TAG_OR_ENTITY = re.compile(r"<|&(?=#|\w+;)")


class Markdown(Escaped):
    """Markdown for MkDocs and for reading.

    Attributes
    ----------
    indents_code_in_steps : bool
        Whether code inside a numbered step is indented, since fences count at the start of a line alone.
    """

    indents_code_in_steps: ClassVar[bool] = True

    @classmethod
    def words(cls, text: str) -> Self:
        r"""Write a line of a post's inline Markdown: its code, emphasis and web links stand, no more.

        >>> Markdown.words("<b> {.x} `<c>` [go](javascript:alert)")
        '&lt;b> \\{.x} `<c>` [go\\](javascript:alert)'
        """
        shown = _OBEYED.sub(_escaped, safe_links(printable_line(text)))
        return cls._finished(cls._begin(cls._reads(shown)))

    @classmethod
    def name(cls, text: str) -> Self:
        """Write a name, a title or a note as the plain words that it is.

        >>> Markdown.name("<b> [x](y) {z}")
        '&lt;b> \\\\[x\\\\](y) &#123;z&#125;'
        """
        return cls._finished(
            cls._begin(_NAME_SIGN.sub(lambda found: _IN_NAME[found[0]], printable_line(text)))
        )

    @classmethod
    def code(cls, code: str, language: str | None = None) -> Self:
        """Write a block of code between fences that are longer than any of its own."""
        text = cls._code(printable(code))
        longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        return cls._finished(f"{fence}{cls._language(language or '')}\n{text}\n{fence}")

    @classmethod
    def indented_code(cls, code: str) -> Self:
        """Write a block of code without fences."""
        return cls._finished(
            "\n".join(f"    {line}" if line else "" for line in cls._code(printable(code)).split("\n"))
        )

    @classmethod
    def link(cls, label: Self, url: str | None) -> Self:
        """Link a label to a web address; to any other it stays a label."""
        address = printable_line(url or "")
        return cls._finished(f"[{label}](<{cls._address(address)}>)") if is_web(address) else label

    @classmethod
    def number(cls, number: int) -> Self:
        """Write a number."""
        return cls._finished(str(number))

    @classmethod
    def cited(cls, words: Self, marks: Self) -> Self:
        """Set footnotes after words, whose last one may neither escape nor swallow them."""
        return cls._finished(f"{words}{_gap(words)}{marks}" if marks else words)

    @classmethod
    def quote(cls, blocks: Iterable[Self]) -> Self:
        """Write blocks as one quotation."""
        lines = "\n\n".join(blocks).split("\n")
        return cls._finished("\n".join(f"> {line}" if line else ">" for line in lines))

    @classmethod
    def item(cls, marker: Self, blocks: Self, width: int) -> Self:
        """Write blocks as one item of a list: a marker, and what follows it indented by ``width``."""
        indent = " " * width
        lines = blocks.split("\n")
        rest = (f"{indent}{line}" if line else "" for line in lines[1:])
        return cls._finished("\n".join([f"{marker.ljust(width)}{lines[0]}", *rest]))

    @classmethod
    def front_matter(cls, fields: Mapping[str, object]) -> Self:
        """Write front matter; a list of type :class:`InLine` stands in one line."""
        text = yaml.dump(
            _each(dict(fields), cls._in_front),
            Dumper=_FrontMatter,
            sort_keys=False,
            allow_unicode=True,
            width=1000,
        )
        return cls._finished(f"---\n{text.rstrip()}\n---")

    # What generators that obey more do otherwise.

    @classmethod
    def _reads(cls, line: str) -> str:
        """Escape attribute lists, which MkDocs's readers take behind any word; in formulas there are none."""
        return _braces_escaped(line)

    @classmethod
    def _begin(cls, line: str) -> str:
        """Write a line's first sign so that it begins no block."""
        return f"&#{ord(line[0])};{line[1:]}" if _BLOCK.match(line) else line

    @classmethod
    def _code(cls, code: str) -> str:
        """Escape lines of code that Snippets would take for the name of a file to put in."""
        return _SNIPPET.sub(r"\1;", code)

    @classmethod
    def _language(cls, language: str) -> str:
        """Let a fence name a language and nothing else."""
        return language if _CODE_LANGUAGE.fullmatch(language) else ""

    @classmethod
    def _address(cls, url: str) -> str:
        return url.replace("\\", "%5C")

    @classmethod
    def _in_front(cls, text: str) -> str:
        """Themes of MkDocs write a title as it stands in front matter: tags in it would be obeyed."""
        return _TAG_OR_ENTITY.sub(lambda found: _IN_NAME[found[0]], text)


class InLine(list[str]):
    """A list that stands in one line: a hundred threads may not keep a reader from the first word."""


class _FrontMatter(yaml.SafeDumper):
    """Writes plain values, and :class:`InLine` in a line."""


_FrontMatter.add_representer(
    InLine,
    lambda dumper, values: dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True),
)


def _each(value: object, change: Callable[[str], str]) -> object:
    """Change every text of plain values, wherever it stands."""
    if isinstance(value, str):
        return change(printable_line(value))
    if isinstance(value, list):
        return type(value)(_each(item, change) for item in value)
    if isinstance(value, dict):
        return {str(_each(key, change)): _each(item, change) for key, item in value.items()}
    return value


def _braces_escaped(line: str) -> str:
    """Escape braces but in code and in formulas: whoever sets these needs them as TeX has them."""
    parts: list[str] = []
    at = 0
    for found in _CODE_OR_FORMULA.finditer(line):
        tex = _IN_TEX.sub(r"\1", found["tex"] or "")
        if tex and not _OPENS_OR_OBEYED.search(tex):
            parts += [_outside(line[at : found.start()]), found["sign"], tex, found["sign"]]
            at = found.end()
    return "".join([*parts, _outside(line[at:])])


def _outside(words: str) -> str:
    return outside_code(words, lambda each: _ESCAPED_OR_BRACE.sub(_brace, each))


def _brace(found: re.Match[str]) -> str:
    return found[0] if found[0] != "{" else "\\{"


def _gap(text: str) -> str:
    """What must stand between a text and a footnote: many readers make links of bare addresses."""
    slash = "\\" if (len(text) - len(text.rstrip("\\"))) % 2 else ""
    bare = _KEPT_OR_LINK.sub(lambda found: "_" if found[0].startswith("\\") else " ", text)
    return f"{slash} " if _LAST_ADDRESS.search(bare) else slash


def _escaped(found: re.Match[str]) -> str:
    """A lone backtick would take the next statement's for its end, and lay bare what that one holds."""
    if found["sign"]:
        return "".join(f"\\{sign}" for sign in found["sign"])
    return found["kept"] or "&lt;"
