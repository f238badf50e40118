"""Drafts that an editor trusts: every sentence cites a post that contains it.

``gather_evidence`` chooses and weighs the replies of a group, ``compose_draft`` makes the article.
"""

from kbminer.draft.compose import compose_draft
from kbminer.draft.evidence import Asked, CandidateAnswer, Evidence, gather_evidence

__all__ = ["Asked", "CandidateAnswer", "Evidence", "compose_draft", "gather_evidence"]
