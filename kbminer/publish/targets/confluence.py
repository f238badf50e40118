"""The JSON that Confluence's "create page" takes, in storage format; the page's status is "draft".

The caller adds ``spaceId``. Source: Atlassian's documentation of the storage format and of REST API v2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from kbminer.printable import printable, printable_line
from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.publish.safe_json import Json
from kbminer.records import Draft

_CODE = (
    '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[{}]]></ac:plain-text-body>'
    "</ac:structured-macro>"
)
_LONGEST_TITLE = 255  # Confluence takes no longer one
_TODO = (
    '<ac:structured-macro ac:name="note"><ac:rich-text-body><p><strong>{}:</strong> {}</p>'
    "</ac:rich-text-body></ac:structured-macro>"
)


class Storage(Html):
    """Confluence's storage format, which is XML with macros."""

    @classmethod
    def code(cls, code: str) -> Self:
        """Write code, which may hold the end of its own wrapping: it is then parted over two sections."""
        return cls._finished(_CODE.format(printable(code).replace("]]>", "]]]]><![CDATA[>")))

    @classmethod
    def todo(cls, label: Self, text: Self) -> Self:
        """Write what an editor has to do as a note."""
        return cls.form(_TODO, label, text)


def files(drafts: Mapping[str, Draft]) -> dict[str, Json]:
    """One request body a draft."""
    return {f"{name}.json": Json.of(_request(draft)) for name, draft in drafts.items()}


def storage(draft: Draft) -> Storage:
    """Write a draft's body in Confluence's storage format."""
    return body(draft, Storage)


def _request(draft: Draft) -> dict[str, object]:
    return {
        "status": "draft",
        "title": printable_line(draft.title)[:_LONGEST_TITLE],
        "body": {"representation": "storage", "value": storage(draft)},
    }
