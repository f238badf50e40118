"""``briefing.atom``: the briefings as a feed (RFC 4287), the newest first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from kbminer.printable import printable

_ENTRIES = 20
_NEVER = "1970-01-01T00:00:00Z"  # a forum without a date still has a feed


def render_feed(archive: Path) -> str:
    """Write the feed of the briefings that an archive holds, each under an id that lasts."""
    files = sorted(archive.glob("[0-9]*.json"), reverse=True)[:_ENTRIES]
    entries = [(file.stem, json.loads(file.read_bytes())["briefing"]) for file in files]
    updated = next((made["until"] for _, made in entries if made["until"]), _NEVER)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom">',
            "<title>Briefings</title>",
            "<id>urn:kbminer:briefings</id>",
            "<author><name>kbminer</name></author>",
            f"<updated>{escape(updated)}</updated>",
            *(_entry(name, made) for name, made in entries),
            "</feed>",
            "",
        ]
    )


def _entry(name: str, made: dict[str, Any]) -> str:
    tasks = [f"{task['action']}: {task['title']} ({task['value']['words']})" for task in made["tasks"]]
    grown = [f"growing: {each['title']}" for each in made["growing"]]
    content = "\n".join([*tasks, *grown]) or made["headline"]
    return "\n".join(
        [
            "<entry>",
            f"<title>{_text(made['headline'])}</title>",
            f"<id>urn:kbminer:briefing:{escape(name)}</id>",
            f"<updated>{escape(made['until'] or _NEVER)}</updated>",
            f'<content type="text">{_text(content)}</content>',
            "</entry>",
        ]
    )


def _text(words: str) -> str:
    return escape(printable(words))
