"""Whether a draft tells an accepted answer whole: its code, list items, conditions and what names a thing."""

from __future__ import annotations

import re

from kbminer.records import Draft, Post
from kbminer.redact.posts import read_post
from kbminer.text.segments import Segment
from kbminer.verify.completeness import unused_of

LONGEST_LISTING = 60  # lines: of longer code a draft says only that it is there
_NAMES = re.compile(r"`[^`]+`|https?://\S|\w\(|\s[>→]\s|\b\w+[_/\\]\w|[\"“«][^\"”»]{2,60}[\"”»]")


def tells_whole(draft: Draft, thread: str, post: Post, people: tuple[str, ...]) -> bool | None:
    """Tell whether a draft holds all that matters of a post, or lists it as left out.

    Parameters
    ----------
    draft
        The draft.
    thread
        The key of the post's thread.
    post
        An accepted answer.
    people
        The names that are redacted in the draft.

    Returns
    -------
    bool or None
        ``None`` where the draft does not cite the post.
    """
    said = [statement for section in draft.sections for statement in section.statements]
    citing = [s.text for s in said if any((c.thread, c.post) == (thread, post.id) for c in s.citations)]
    if not any(s.kind != "todo" for s in said if s.text in citing):
        return None
    told = [*citing, *(statement.text for statement in draft.left_out)]
    unused = unused_of(read_post(post, people), told, draft.language, matters=_matters)
    return all(each.kind == "table" or each.text.count("\n") >= LONGEST_LISTING for each in unused)


def _matters(segment: Segment) -> bool:
    return _NAMES.search(segment.text) is not None
