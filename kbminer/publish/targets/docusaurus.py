"""Markdown for Docusaurus, which reads it as MDX: braces hold program text, tags are components.

Source: mdxjs.com/docs/what-is-mdx and mdxjs.com/docs/troubleshooting-mdx.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbminer.publish.inline import outside_code
from kbminer.publish.targets.site_markdown import SiteSyntax, site_files
from kbminer.records import Draft

# To MDX an address in angle brackets is a tag, and so is a link's destination where no link begins.
_OBEYED = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|\]\(\s*<(?P<destination>[^<>]*)>"
    r"|<(?P<address>https?://[^\s<>]+)>"
    r"|(?P<sign>[<{}])"
)
# At the start of a line: modules of the program, and boxes.
_LINE_START = re.compile(r"(?:import|export)(?!\w)|:::")
_IN_DESTINATION = {" ": "%20", "(": "%28", ")": "%29", "{": "%7B", "}": "%7D"}


def files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """Write one file a draft."""
    return site_files(drafts, SiteSyntax(words=mdx_words, reads_braces=True))


def mdx_words(line: str) -> str:
    r"""Write a line of inline Markdown so that MDX shows its braces, tags and imports.

    >>> mdx_words("{a} <b> `{c}`")
    '\\{a\\} &lt;b> `{c}`'
    >>> mdx_words("import x from 'y'")
    "&#105;mport x from 'y'"
    """
    shown = outside_code(line, lambda words: _OBEYED.sub(_shown, words))
    return f"&#{ord(shown[0])};{shown[1:]}" if _LINE_START.match(shown) else shown


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
