"""Drafts that an editor trusts: every sentence cites a post that contains it, nothing private is told.

``gather_evidence`` chooses and weighs the replies of a group, ``compose_draft`` makes the article,
``check_draft`` reads the cited posts again, ``render_markdown`` writes it for people.
"""

from kbminer.draft.cite import Refusal, check_draft, ensure_checked
from kbminer.draft.compose import compose_draft
from kbminer.draft.evidence import Answer, Asked, Evidence, gather_evidence
from kbminer.draft.redaction import Redacted, redact
from kbminer.draft.render import render_markdown

__all__ = [
    "Answer",
    "Asked",
    "Evidence",
    "Redacted",
    "Refusal",
    "check_draft",
    "compose_draft",
    "ensure_checked",
    "gather_evidence",
    "redact",
    "render_markdown",
]
