"""What programs and page generators obey in a sentence: it must stand in a cited post letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Braces and paths, tags and entities, variables, mentions, calls, schemes, links that lead to no address of
# the web, and footnotes. Prose has none of them, so whoever writes one quotes it.
_OBEYED = re.compile(
    r"[{}\\]|<(?=[A-Za-z/!?%$])|&#?\w+;|\$(?=[A-Za-z_({])|@(?=[\w{])|(?<=\w)\(\)|(?<=[^\W\d_]):(?=[^\W\d_])|::"
    r"|\[(?=[\[^])|\](?=[(:]\S)"
)
_ESCAPED = re.compile(r"\\([^\w\s])")
_AROUND = "\"'“”‘’«»*_.,;:!?…("  # signs of a sentence before and behind a word


def program_text(text: str) -> Iterator[str]:
    """Find the words of a text, without its inline code and addresses, that hold what programs obey.

    Parameters
    ----------
    text
        Inline Markdown; its escapes stay.

    Examples
    --------
    >>> list(program_text("Set {{ site.title }} to <b>dark</b> (see file(s) and fit())."))
    ['{{', '}}', '<b>dark</b>', 'fit()']
    """
    for word in text.split():
        if _OBEYED.search(without_escapes(word)):
            bare = word.strip(_AROUND)
            while bare.endswith(")") and bare.count(")") > bare.count("("):
                bare = bare[:-1].rstrip(_AROUND)
            yield (bare if bare == word else bare.rstrip("\\")) or word


def without_escapes(text: str) -> str:
    r"""Give the signs that Markdown escapes without what escapes them.

    >>> without_escapes(r"\[lamp\]")
    '[lamp]'
    """
    return _ESCAPED.sub(r"\1", text)
