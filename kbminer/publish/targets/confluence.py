"""The JSON that Confluence's "create page" takes, in storage format; the page's status is "draft".

The caller adds ``spaceId``. Source: Atlassian's documentation of the storage format and of REST API v2.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from kbminer.publish.html_body import BlockMarkup, body
from kbminer.publish.safe_json import to_json
from kbminer.records import Draft

_CODE = (
    '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[{}]]></ac:plain-text-body>'
    "</ac:structured-macro>"
)
_TODO = (
    '<ac:structured-macro ac:name="note"><ac:rich-text-body><p><strong>{}:</strong> {}</p>'
    "</ac:rich-text-body></ac:structured-macro>"
)


def files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """One request body a draft."""
    return {f"{name}.json": to_json(_request(draft)) for name, draft in drafts.items()}


def storage(draft: Draft) -> str:
    """Write a draft's body in Confluence's storage format, which is XML."""
    return body(draft, BlockMarkup(code=_code, todo=_todo))


def _request(draft: Draft) -> dict[str, object]:
    return {
        "status": "draft",
        "title": draft.title,
        "body": {"representation": "storage", "value": storage(draft)},
    }


def _code(code: str) -> str:
    """Code may hold the end of its own wrapping: it is then parted over two sections."""
    return _CODE.format(code.replace("]]>", "]]]]><![CDATA[>"))


def _todo(label: str, text: str) -> str:
    return _TODO.format(escape(label, quote=False), escape(text, quote=False))
