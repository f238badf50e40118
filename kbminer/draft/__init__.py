"""Drafts that an editor trusts: every sentence cites a post that contains it.

:func:`gather_evidence` chooses and weighs the replies of a group, :func:`compose_draft` makes the article
of them. In between, ``solutions`` chooses the answers, ``extract`` what is taken over from each, ``sections``
and ``article_title`` set that in KCS form, and :mod:`kbminer.verify` has the last word.
"""

from kbminer.draft.compose import compose_draft
from kbminer.draft.evidence import Asked, CandidateAnswer, Evidence
from kbminer.draft.gathering import gather_evidence

__all__ = ["Asked", "CandidateAnswer", "Evidence", "compose_draft", "gather_evidence"]
