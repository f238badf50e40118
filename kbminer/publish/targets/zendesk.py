"""The JSON that Zendesk Guide's "create article" takes; the article is a draft and nobody is notified.

The caller adds ``permission_group_id`` and ``user_segment_id``, which only the help centre knows. Source:
developer.zendesk.com, Help Center API, Articles.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.printable import printable_line
from kbminer.publish.safe_json import Json
from kbminer.publish.targets.html import fragment
from kbminer.records import Draft

_LOCALES = {"en": "en-us"}  # Zendesk's default; other languages go by their plain code


def files(drafts: Mapping[str, Draft]) -> dict[str, Json]:
    """One request body a draft; a label holds the group, so that the article can be found again."""
    return {f"{name}.json": Json.of(_request(name, draft)) for name, draft in drafts.items()}


def _request(name: str, draft: Draft) -> dict[str, object]:
    language = (draft.language or "en").lower()
    return {
        "article": {
            "title": printable_line(draft.title),
            "body": fragment(draft),
            "locale": _LOCALES.get(language, language),
            "draft": True,
            "label_names": [*draft.terms, f"kbminer-{name}"],
        },
        "notify_subscribers": False,
    }
