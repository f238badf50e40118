"""What an element is an example of: its tag with its first lasting class, or with its id without numbers.

Elements of one signature do the same work on a page. Classes that change from post to post (numbers, odd and
even, staff, accepted) do not count.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CHANGING = re.compile(
    r"\d|^(?:odd|even|alt|first|last|active|new|unread|read|op|own|staff|admin|moderator|mod|accepted|solved|"
    r"best|solution|correct|selected|bypostauthor|has-\w+|is-\w+|no-\w+|rowodd|roweven|windowbg|topic-author|"
    r"byuser|hentry|clearfix|cf|row)$|accepted|solution|staff",
    re.I,
)
_PARITY = re.compile(r"(?:Odd|Even)(?=[A-Z_-]|$)|(?:^|[-_])(?:odd|even)(?=[-_]|$)")
_NUMBER = re.compile(r"\d.*+", re.S)


@lru_cache(maxsize=16_384)
def signature(tag: str, classes: str, identity: str) -> str:
    """Name what an element is an example of.

    >>> signature("div", "post odd", "p12"), signature("div", "", "post_901"), signature("td", "", "")
    ('div.post', 'div#post_', 'td')
    """
    for name in classes.split():
        if not _CHANGING.search(name):
            return f"{tag}.{_PARITY.sub('', name)}"
    return f"{tag}#{_NUMBER.sub('', identity)}" if identity else tag
