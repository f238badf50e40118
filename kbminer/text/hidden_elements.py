"""Elements that a page carries and its readers do not see."""

from __future__ import annotations

import re
from typing import Any

_UNSEEN = frozenset("jammer".split())  # what Discuz! mixes into posts against those who copy them
_UNSEEN_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]))", re.I
)
_OPENS = re.compile(r"spoil|collaps|toggl|accordion|expand|hide-?(?:content|bbcode)", re.I)


def is_unseen(element: Any) -> bool:
    """Whether a reader of the page does not see the element: it is hidden, or a button that copies code.

    What opens at a click (a spoiler) is seen.
    """
    style, button = element.get("style"), element.get("onclick")
    if button and "copy" in button.lower():
        return True
    if not (style and _UNSEEN_STYLE.search(style)) and element.get("hidden") is None:
        return not _UNSEEN.isdisjoint((element.get("class") or "").split())
    around = element.getparent()
    names = (element.get("class") or "") + " " + ("" if around is None else around.get("class") or "")
    return _OPENS.search(names) is None
