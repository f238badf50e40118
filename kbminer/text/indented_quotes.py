"""Quotations that a mail program set in: "    > Have you tried …", which reads as code in plain text.

A program's session is set in as well, behind the same sign. What stands behind the signs tells them apart:
words, or code.
"""

from __future__ import annotations

import re

from kbminer.text.code_lines import log_odds

_MARKED = re.compile(r"^[ \t]{2,12}(?P<quote>>+(?: .*|$))", re.M)
_MARKS = re.compile(r"^[> ]+")
FEWEST_WORDED, LEAST_WORDED = 2, 1 / 3  # lines of words, and their share, that make a quotation; by reading


def outdented_quotes(text: str) -> str:
    """Take the indentation off quotations, so that they are read as such; sessions keep theirs.

    Parameters
    ----------
    text
        A plain text.

    Examples
    --------
    >>> print(outdented_quotes("    > My lamp stays dark\\n    > all night.\\n\\nOpen the lid."))
    > My lamp stays dark
    > all night.
    <BLANKLINE>
    Open the lid.
    >>> outdented_quotes("   > x <- c(1, 2)\\n   > plot(x, type = 'l')")
    "   > x <- c(1, 2)\\n   > plot(x, type = 'l')"
    """
    told = [_MARKS.sub("", each["quote"]) for each in _MARKED.finditer(text)]
    worded = [log_odds(line) < 0 for line in told if line.strip()]
    if sum(worded) < max(FEWEST_WORDED, LEAST_WORDED * len(worded)):
        return text
    return _MARKED.sub(r"\g<quote>", text)
