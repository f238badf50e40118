"""By what is known again what a second reader has read: the sentence, and the posts as they were."""

from __future__ import annotations

from collections.abc import Iterable

from kbminer.digests import digest_of
from kbminer.records import Post


def reading_digest(text: str, posts: Iterable[Post]) -> str:
    """Digest a sentence with the letters and digits of its posts: line breaks may be mended since.

    >>> one, same, other = (Post(id="1", body=body) for body in ("Open it.", "Open\\nit.", "Shut it."))
    >>> reading_digest("Open.", [one]) == reading_digest("Open.", [same])
    True
    >>> reading_digest("Open.", [one]) == reading_digest("Open.", [other])
    False
    """
    bodies = ("".join(filter(str.isalnum, post.body)) for post in posts)
    return digest_of([part.encode() for part in (text, *bodies)])
