"""The JSON that Intercom's "create an article" takes; the article's state is "draft".

The caller adds ``author_id``, which only the workspace knows. Source: developers.intercom.com, Articles.
"""

from __future__ import annotations

from collections.abc import Mapping

from kbminer.printable import printable_line
from kbminer.publish.safe_json import Json
from kbminer.publish.targets.html import fragment
from kbminer.records import Draft


def files(drafts: Mapping[str, Draft]) -> dict[str, Json]:
    """One request body a draft."""
    return {f"{name}.json": Json.of(_request(draft)) for name, draft in drafts.items()}


def _request(draft: Draft) -> dict[str, object]:
    return {"title": printable_line(draft.title), "body": fragment(draft), "state": "draft"}
