"""The one checker: nothing stands in a draft that no cited post contains, and nothing private.

It knows nothing of how a draft was composed: it reads the cited posts again and compares. It is called once
where a draft is made (:func:`verified`: what may not stand is left out) and once where a draft leaves
(:func:`check_draft`: then it is refused), for between them lie a store and maybe an author. An evaluation
compares with the raw posts instead (:mod:`kbminer.evaluate.containment`), on purpose: a yardstick must not be
what it measures.
"""

from kbminer.verify.checker import Refusal, check_draft, refusal_of, title_refusal, verified
from kbminer.verify.quotation import contains

__all__ = ["Refusal", "check_draft", "contains", "refusal_of", "title_refusal", "verified"]
