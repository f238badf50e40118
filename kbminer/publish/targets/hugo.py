"""Markdown for Hugo, which obeys shortcodes everywhere, even in code, unless they are commented out.

Source: gohugo.io/content-management/shortcodes and gohugo.io/content-management/markdown-attributes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from kbminer.publish.inline import outside_code
from kbminer.publish.targets.site_markdown import BraceMarkdown, site_files
from kbminer.records import Draft

# Inside a comment, neither another shortcode nor the mark of a comment may stand.
_INSIDE = r"(?:(?!\{\{[<%]|/\*|\*/).)*?"
_SHORTCODE = re.compile(
    rf"\{{\{{<(?P<angle>{_INSIDE})>\}}\}}|\{{\{{%(?P<percent>{_INSIDE})%\}}\}}|\{{\{{(?=[<%])", re.S
)
_ATTRIBUTES = re.compile(r"\{(?=(?:\s*+[.#]|[^{}=]*+=)[^{}]*+\}\s*+$)")  # what a heading may end in


class HugoMarkdown(BraceMarkdown):
    """Markdown that Hugo shows."""

    indents_code_in_steps: ClassVar[bool] = False

    @classmethod
    def _reads(cls, line: str) -> str:
        return outside_code(commented_out(line), lambda words: _ATTRIBUTES.sub(r"\\{", words))

    @classmethod
    def _code(cls, code: str) -> str:
        return commented_out(code)


def files(drafts: Mapping[str, Draft]) -> dict[str, HugoMarkdown]:
    """Write one file a draft."""
    return site_files(drafts, HugoMarkdown)


def commented_out(text: str) -> str:
    """Comment out every shortcode, so that Hugo shows it; what can't be is parted by a space.

    >>> commented_out("{{< all >}} {{< half")
    '{{</* all */>}} { {< half'
    """
    return _SHORTCODE.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    if found["angle"] is not None:
        return f"{{{{</*{found['angle']}*/>}}}}"
    if found["percent"] is not None:
        return f"{{{{%/*{found['percent']}*/%}}}}"
    return "{ {"
