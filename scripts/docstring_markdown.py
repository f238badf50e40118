"""Turns docstrings into the Markdown that the documentation is built from.

Docstrings name other names in Sphinx's way, since editors know it; here these become links. The examples of a
short docstring, one that has no section for them, are shown as the examples they are.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

_SECTION = re.compile(r"^Examples\n-+$", re.M)
_EXAMPLE = re.compile(r"^>>> ", re.M)
_ROLE = re.compile(r":(?:func|class|mod|meth|attr|data|exc):`(?P<short>~?)(?P<name>[\w.]+)`")
_TABLE = re.compile(r"^(?P<rule>=+ +=+)\n(?P<head>.+)\n(?P=rule)\n(?P<rows>(?:.+\n)+?)(?P=rule)$", re.M)
_LITERAL_BLOCK = re.compile(r"::$", re.M)


class DocstringMarkdown(griffe.Extension):
    """Changes each docstring before it is parsed."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change one docstring, once all that it may name is known."""
        if obj.docstring:
            obj.docstring.value = markdown(obj.docstring.value, obj)


def markdown(text: str, obj: griffe.Object) -> str:
    """Write the text of a docstring as Markdown."""
    if not _SECTION.search(text):
        text = _EXAMPLE.sub("Examples\n--------\n>>> ", text, count=1)
    text = _TABLE.sub(_table, _LITERAL_BLOCK.sub(":", text))
    return _ROLE.sub(lambda role: _link(role, obj), text)


def _table(found: re.Match[str]) -> str:
    """Write a table of two columns, whose second may go on in the next line."""
    start = found["rule"].rindex(" ") + 1
    rows = re.sub(r"\n +", " ", found["rows"]).splitlines()
    cells = [(row[:start].strip(), row[start:].strip()) for row in (found["head"], *rows)]
    cells.insert(1, ("---", "---"))
    return "\n".join(f"| {name} | {meaning} |" for name, meaning in cells)


def _link(role: re.Match[str], obj: griffe.Object) -> str:
    """Write a link to a name; one that has no place on the site stays a name."""
    name = role["name"]
    shown = name.rsplit(".", 1)[-1] if role["short"] else name
    return f'<autoref identifier="{_path(name, obj)}" optional><code>{shown}</code></autoref>'


def _path(name: str, obj: griffe.Object) -> str:
    if name.startswith("kbminer."):
        return name
    try:
        return obj.resolve(name)
    except griffe.NameResolutionError:
        return name
