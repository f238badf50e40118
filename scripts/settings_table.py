"""Writes the table of ``docs/settings.md`` anew from the settings; run it where one was changed."""

from __future__ import annotations

import re
from pathlib import Path

from kbminer.config import Settings

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
_TABLE = re.compile(r"^\| setting \|.*?(?=^$)", re.M | re.S)


def table() -> str:
    """Write a row for each setting: its name, its default and what it says."""
    rows = (
        f"| `{name}` | {'–' if field.default is None else f'`{field.default}`'} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )
    return "| setting | default | what it says |\n| --- | --- | --- |\n" + "".join(rows)


def page(text: str) -> str:
    """Put the table of today into the page's text."""
    return _TABLE.sub(lambda _: table(), text, count=1)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
