"""All targets by name; each makes the texts of files from drafts by file name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kbminer.publish.targets import (
    confluence,
    html,
    intercom,
    llms,
    qapage,
    zendesk,
)
from kbminer.publish.targets import (
    site_markdown as markdown,
)
from kbminer.records import Draft

Target = Callable[[Mapping[str, Draft]], dict[str, str]]

TARGETS: Mapping[str, Target] = {
    "markdown": markdown.plain_files,
    "docusaurus": markdown.docusaurus_files,
    "hugo": markdown.hugo_files,
    "html": html.files,
    "zendesk": zendesk.files,
    "intercom": intercom.files,
    "confluence": confluence.files,
    "qapage": qapage.files,
    "llms": llms.files,
}
