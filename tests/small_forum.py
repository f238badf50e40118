"""A forum small enough to read: three questions that repeat, a few that don't, as Discourse topics."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2025, 3, 1, 9, tzinfo=UTC)

TILES_FIX = (
    "Open <b>Settings</b>, then <b>Storage</b>, and press <b>Rebuild tiles</b>. "
    "The offline map is drawn again within a minute."
)
WATCH_FIX = "Remove the watch from the phone's Bluetooth list and start pairing from Pedalo instead."

# Title, ask, and the replies: (author, text) with "*" before an author whose post is accepted.
SOLVED_MAPS = [
    (
        "Offline map stays grey after the update",
        "<p>Since the update to 4.2 the offline map stays grey. How do I get the offline map back?</p>",
        [("*moss", f"<p>{TILES_FIX}</p>"), ("ASKER", "<p>That solved it, thank you!</p>")],
    ),
    (
        "Grey offline map since update 4.2",
        "<p>My offline map is grey since the update, only the track is drawn. What can I do?</p>",
        [("fern", f"<p>{TILES_FIX}</p>"), ("ASKER", "<p>Works again, thanks a lot.</p>")],
    ),
    (
        "Offline map is grey, update 4.2",
        "<p>The offline map stays grey since the update to 4.2. Why is the map grey?</p>",
        [("*moss", f"<p>{TILES_FIX}</p>")],
    ),
    (
        "After update 4.2 the offline map is only grey",
        "<p>The offline map stays grey after the update. Is there a fix for the grey map?</p>",
        [("ivy", "<p>Same here, the map is grey.</p>")],
    ),
]
SOLVED_WATCHES = [
    (
        "Watch does not pair with my phone",
        "<p>The watch does not pair with the phone, pairing stops at step two. How do I pair the watch?</p>",
        [("*moss", f"<p>{WATCH_FIX}</p>"), ("ASKER", "<p>Perfect, it is paired now.</p>")],
    ),
    (
        "Pairing a watch with the phone stops at step two",
        "<p>Pairing the watch with my phone stops at step two. How can the watch pair with the phone?</p>",
        [("fern", f"<p>{WATCH_FIX}</p>"), ("ASKER", "<p>Thank you, that was it.</p>")],
    ),
    (
        "Watch will not pair, phone says step two",
        "<p>My watch will not pair with the phone. Pairing stops at step two, what can I do?</p>",
        [],
    ),
]
OPEN_EXPORTS = [
    (
        "GPX export loses elevation",
        "<p>The GPX export loses the elevation of my rides. How do I keep elevation in the export?</p>",
        [("ivy", "<p>I have the same problem with elevation.</p>")],
    ),
    (
        "Elevation is missing in GPX export",
        "<p>The elevation is missing in every GPX export of my rides. Why does export lose elevation?</p>",
        [],
    ),
    (
        "No elevation in the GPX export of a ride",
        "<p>GPX export of my rides has no elevation. Is elevation lost in the export?</p>",
        [("moss", "<p>We don't know yet.</p>")],
    ),
]
ALONE = [
    (
        "Can I change the colour of the lap marker?",
        "<p>I would like the lap marker in orange. Can its colour be changed?</p>",
        [("fern", "<p>Not at the moment.</p>")],
    ),
    (
        "Which heart belt do you recommend?",
        "<p>I am looking for a heart belt that lasts. Which one do you wear?</p>",
        [("ivy", "<p>Any belt with the common radio will do.</p>")],
    ),
]


def topic(
    number: int,
    title: str,
    ask: str,
    replies: Sequence[tuple[str, str]] = (),
    *,
    author: str | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Give one topic as Discourse does at ``/t/ID.json``; "ASKER" replies are by its first author."""
    asker = author or f"asker{number}"
    posts = []
    for i, (who, cooked) in enumerate([(asker, ask), *replies]):
        posts.append(
            {
                "id": number * 100 + i,
                "post_number": i + 1,
                "post_type": 1,
                "username": asker if who == "ASKER" else who.lstrip("*"),
                "created_at": (START + timedelta(days=number, hours=i)).isoformat(),
                "cooked": cooked,
                "accepted_answer": who.startswith("*"),
                "actions_summary": [],
                "staff": who.lstrip("*") == "moss",
            }
        )
    return {
        "id": number,
        "title": title,
        "slug": f"topic-{number}",
        "created_at": posts[0]["created_at"],
        "views": 10 * number,
        "category_id": 3,
        "tags": [],
        "post_stream": {"posts": posts, "stream": [post["id"] for post in posts]},
        **extra,
    }


def small_forum() -> list[dict[str, Any]]:
    """Twelve topics: four of grey maps, three of watches, three of exports that nobody solved, two alone."""
    told = [*SOLVED_MAPS, *SOLVED_WATCHES, *OPEN_EXPORTS, *ALONE]
    return [topic(number, *parts) for number, parts in enumerate(told, start=1)]


def write_forum(folder: Path, topics: Iterable[dict[str, Any]]) -> Path:
    """Write each topic as a file of its own into ``folder``, and give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in topics:
        (folder / f"{each['id']}.json").write_text(json.dumps(each, ensure_ascii=False), encoding="utf-8")
    return folder


def plain_threads() -> list[tuple[str, str, list[str]]]:
    """Every topic as plain text: its title, what is asked, and the replies."""
    told = [*SOLVED_MAPS, *SOLVED_WATCHES, *OPEN_EXPORTS, *ALONE]
    return [(title, _plain(ask), [_plain(said) for _, said in replies]) for title, ask, replies in told]


def _plain(cooked: str) -> str:
    return re.sub("<.*?>", "", cooked)
