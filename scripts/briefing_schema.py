"""Writes ``docs/briefing.schema.json`` anew from the records; run it where a field was changed."""

from __future__ import annotations

import json
from pathlib import Path

from kbminer.publish.briefings import briefing_schema

FILE = Path(__file__).parent.parent / "docs" / "briefing.schema.json"


def text() -> str:
    """Write the schema as the file holds it."""
    return json.dumps(briefing_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
