"""The one checker: nothing stands in a draft that its cited posts do not bear out, and nothing private.

A quotation must stand in its post; a sentence in other words must say what its posts say
(:mod:`kbminer.verify.support`).

It knows nothing of how a draft was composed: it reads the cited posts again and compares. It is called once
where a draft is made (:func:`verified`: what may not stand is left out) and once where a draft leaves
(:func:`check_draft`: then it is refused), for between them lie a store and maybe an author. An evaluation
compares with the raw posts instead (:mod:`kbminer.evaluate.containment`), on purpose: a yardstick must not be
what it measures.
"""

from kbminer.verify.checker import Refusal, check_draft, refusal_of, title_refusal, verified
from kbminer.verify.quotation import contains
from kbminer.verify.support import Support, support_of

__all__ = [
    "Refusal",
    "Support",
    "check_draft",
    "contains",
    "refusal_of",
    "support_of",
    "title_refusal",
    "verified",
]
