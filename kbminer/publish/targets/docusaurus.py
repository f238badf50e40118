"""Markdown for Docusaurus, which reads it as MDX: braces hold program text, tags are components.

Source: mdxjs.com/docs/what-is-mdx and mdxjs.com/docs/troubleshooting-mdx.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from kbminer.publish.inline import outside_code
from kbminer.publish.targets.site_markdown import BraceMarkdown, site_files
from kbminer.records import Draft

# To MDX an address in angle brackets is a tag, and so is a link's destination where no link begins.
_OBEYED = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|\]\(\s*<(?P<destination>[^<>]*)>"
    r"|<(?P<address>https?://[^\s<>]+)>"
    r"|(?P<sign>[<{}])"
)
_MODULE = re.compile(r"(?:import|export)(?!\w)")
# Docusaurus unpacks such a block before it reads the page, wherever it stands, and runs what it holds.
_PROGRAM_BLOCK = re.compile(r"^([^\S\n]*+`{3,4} *mdx-code-block)$", re.M)
_IN_DESTINATION = {" ": "%20", "(": "%28", ")": "%29", "{": "%7B", "}": "%7D"}


class Mdx(BraceMarkdown):
    r"""Markdown that MDX shows.

    >>> Mdx.words("{a} <b> `{c}` < 3")
    '\\{a\\} &lt;b> `{c}` &lt; 3'
    >>> Mdx.words("import x from 'y'")
    "&#105;mport x from 'y'"
    """

    indents_code_in_steps: ClassVar[bool] = False  # MDX has no indented code

    @classmethod
    def _reads(cls, line: str) -> str:
        return outside_code(line, lambda words: _OBEYED.sub(_shown, words))

    @classmethod
    def _begin(cls, line: str) -> str:
        return f"&#{ord(line[0])};{line[1:]}" if _MODULE.match(line) else super()._begin(line)

    @classmethod
    def _code(cls, code: str) -> str:
        return _PROGRAM_BLOCK.sub(r"\1 ", code)

    @classmethod
    def _language(cls, language: str) -> str:
        return "" if language == "mdx-code-block" else super()._language(language)


def files(drafts: Mapping[str, Draft]) -> dict[str, Mdx]:
    """Write one file a draft."""
    return site_files(drafts, Mdx)


def _shown(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"]
    if found["destination"] is not None:
        return f"]({_encoded(found['destination'])}"
    if found["address"]:
        label = re.sub(r"([\[\]\\*_{}])", r"\\\1", found["address"])
        return f"[{label}]({_encoded(found['address'])})"
    return "&lt;" if found["sign"] == "<" else f"\\{found['sign']}"


def _encoded(destination: str) -> str:
    return "".join(_IN_DESTINATION.get(sign, sign) for sign in destination)
