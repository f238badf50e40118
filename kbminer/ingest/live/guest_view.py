"""What of a keyed answer a guest could have read: the rest is not written down.

A key reads what its owner reads: whispers, deleted posts, closed categories, private messages. Before an
answer is remembered, every object in it that is not public gives way to its bare numbers and who may read it:
readers count it as they count any other, and nobody can read there what it said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from kbminer.ingest.decode import load_json
from kbminer.ingest.formats.discourse_topic import Category, post_visibility, topic_visibility
from kbminer.records import Visibility

_NUMBERS = (
    "id", "post_number", "topic_id", "category_id", "parent_category_id", "posts_count",
    "highest_post_number", "bumped_at", "last_posted_at", "created_at",
)  # fmt: skip


def guest_view(body: bytes, categories: Mapping[int, Category]) -> bytes:
    """Leave of an answer of a Discourse forum what a guest may read; of what is no JSON, nothing is kept.

    A cut-off answer may hold a whisper, and nobody can tell where.

    Parameters
    ----------
    body : bytes
    categories : mapping of int to Category
        Those that are known, with who may read them.

    Examples
    --------
    >>> guest_view(b'{"posts": [{"id": 1, "raw": "Why?"}, {"id": 2, "raw": "Psst", "whisper": true}]}', {})
    b'{"posts":[{"id":1,"raw":"Why?"},{"id":2,"visibility":"internal"}]}'
    """
    try:
        data = load_json(body)
    except ValueError:
        return b""
    kept = _kept(data, categories)
    return body if kept == data else orjson.dumps(kept)


def _kept(value: Any, categories: Mapping[int, Category]) -> Any:
    if isinstance(value, list):
        return [_kept(each, categories) for each in value]
    if not isinstance(value, dict):
        return value
    is_topic = "post_stream" in value or "bumped_at" in value
    found = topic_visibility(value, categories) if is_topic else post_visibility(value)
    if found.is_public:
        return {name: _kept(each, categories) for name, each in value.items()}
    return _numbers(value, found)


def _numbers(value: dict[str, Any], found: Visibility) -> dict[str, Any]:
    """The numbers of an object that is withheld; of a topic also its first post's, by which it is one."""
    kept = {name: value[name] for name in _NUMBERS if name in value} | {"visibility": found.audience}
    if "post_stream" in value:
        kept["post_stream"] = {"posts": [{"id": 0, "post_number": 1}], "stream": []}
    return kept
