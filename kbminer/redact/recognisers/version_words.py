"""What stands before a version, so that its digits and dots are no number or address of anybody's."""

from __future__ import annotations

from kbminer.languages import LatePattern, alternatives

VERSION_WORD = LatePattern(
    lambda: (
        rf"(?:\bv|\b(?:{alternatives('redact.version_words')}))[ .:=\"'(]{{0,9}}"
        rf"(?:[\d.]{{1,40}}[ ,]{{0,9}}(?:{alternatives('redact.version_links')}|-)?[ ]{{0,9}})?$"
    )
)
"""Matches at the end of what stands before a number: "v", "version", "releases 1.2 to"."""
