"""What of a page is not public, by the class names of every board in one list.

Boards show moderators, and saved pages keep, what guests don't see: deleted, unapproved, ignored and
hidden posts. Their classes say so in few words, with others around them that tell what is meant:
``message--deleted``, ``unapproved_post``, ``ipsComment_hidden``, ``isDeleted``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import ancestors, attribute_of, ids_around
from kbminer.ingest.boards.shown_notices import notices
from kbminer.records import Visibility, strictest
from kbminer.records.visibility import PUBLIC

_AROUND = frozenset(
    "post posts message messages msg item comment comments topic thread discussion answer question reply "
    "entry is has b ips js u p postbit postcontainer bit row box block body content state status notice "
    "placeholder badge label flag tag icon info text type wrapper container inner article structitem "
    "struct poster stream bg trow".split()
)
"""Words beside the one that counts."""

_REMOVED = {
    "deleted": "deleted", "softdeleted": "deleted", "soft deleted": "deleted", "deletedpost": "deleted",
    "postbitdeleted": "deleted", "deleted hidden": "deleted", "user deleted": "deleted", "removed": "removed",
    "trashed": "trash", "trash": "trash", "spam": "spam", "spammed": "spam",
}  # fmt: skip
_WITHHELD = {
    "unapproved": "unapproved", "moderated": "unapproved", "unmoderated": "unapproved",
    "approvebg": "unapproved", "approvebg2": "unapproved", "trow shaded": "unapproved",
    "awaiting moderation": "unapproved",
    "awaiting approval": "unapproved", "needs approval": "unapproved", "pending approval": "unapproved",
    "pending moderation": "unapproved", "moderation pending": "unapproved", "unpublished": "unpublished",
    "scheduled": "scheduled", "whisper": "whisper", "whispered": "whisper", "private note": "private note",
    "internal note": "internal note", "staff note": "staff note", "staff only": "staff only",
    "ignored": "ignored", "ignore": "ignored", "postbitignored": "ignored", "ignored user": "ignored",
    "archetype private": "private message",
}  # fmt: skip
_OWN = {"hidden": "hidden", "invisible": "hidden", "private": "private", "pending": "pending"}
"""Words that count on a post's own box alone, as all do but these:"""

_FAR = frozenset(
    ["deleted", "unapproved", "whisper", "private message", "private note", "internal note", "staff note"]
)
"""Marks that count inside of a post's box and around it too; others name buttons and hide boxes there."""

_NAMES_A_POST = frozenset(["post", "message", "comment"])
"""Words with which "hidden" counts inside and around, too: what else is hidden there is a button."""

_INSIDE = tuple(
    (part.encode(), f"[class*='{part}']")
    for part in "eleted pprov oderat hisper ost_hidden ost-hidden".split()
)
"""Finds the notices that stand inside of a post's box; a capital may begin the word."""

_LONGEST = 500  # signs of an attribute that are read
_WORD = re.compile(r"[A-Z]?[a-z]+\d?|[A-Z]+(?![a-z])")


def visibility_at(page: Page, element: LexborNode, body: LexborNode | None = None) -> Visibility:
    """Judge who may read a post by the classes of its box, and of what stands around and inside of it.

    Parameters
    ----------
    page : Page
    element : LexborNode
        The post's box.
    body : LexborNode or None
        What its author wrote, in which classes say nothing.
    """
    found = [_of_classes(attribute_of(element, "class"), own=True), _around(page, element.parent)]
    own, inside = element.mem_id, body.mem_id if body is not None else None
    found += (
        visibility for _, above, visibility in _placed_marks(page) if own in above and inside not in above
    )
    return _of_all(found)


def _of_all(found: Iterable[Visibility]) -> Visibility:
    withheld = [each for each in found if not each.is_public]
    return strictest(withheld) if withheld else PUBLIC


def _around(page: Page, element: LexborNode | None) -> Visibility:
    """What is said by the classes of an element that holds posts, and of all around it, read once."""
    if element is None:
        return PUBLIC
    known = page.classes_around.get(element.mem_id)
    if known is None:
        classes = [attribute_of(each, "class") for each in (element, *ancestors(element))]
        known = page.classes_around[element.mem_id] = _of_all(_of_classes(c, own=False) for c in classes)
    return known


def marked_elements(page: Page) -> list[tuple[LexborNode, Visibility]]:
    """List the notices of a page whose classes say that something is not public."""
    return [(element, visibility) for element, _, visibility in _placed_marks(page)]


def _placed_marks(page: Page) -> list[tuple[LexborNode, frozenset[int], Visibility]]:
    """The same, each with the ids of what it stands in."""
    if page.class_marks is None:
        named = (
            (each, _of_classes(attribute_of(each, "class"), own=False))
            for each in page.select_any(_INSIDE, page.class_names)
        )
        meant = [(element, meant) for element, meant in named if not meant.is_public]
        marks = (*meant, *notices(page))
        page.class_marks = [(element, ids_around(element), meant) for element, meant in marks]
    return page.class_marks


def visibility_of_classes(own: Iterable[str], others: Iterable[str]) -> Visibility:
    """Judge the classes of a post's own boxes, and those of elements around and inside of them.

    >>> str(visibility_of_classes(["post unapproved_post"], ["page"]))
    'internal: unapproved'
    """
    return _of_all(
        (*(_of_classes(names, own=True) for names in own), *(_of_classes(o, own=False) for o in others))
    )


@lru_cache(maxsize=8192)
def _of_classes(names: str, *, own: bool) -> Visibility:
    return strictest(_meant(name, own=own) for name in names[:_LONGEST].split())


def _meant(name: str, *, own: bool) -> Visibility:
    """What one class says: its words without those around the one that counts."""
    words = [word.lower() for word in _WORD.findall(name)]
    own = own or (words[-1:] == ["hidden"] and not _NAMES_A_POST.isdisjoint(words))
    while words and words[0] in _AROUND and " ".join(words) not in _WITHHELD:
        del words[0]
    while words and words[-1] in _AROUND and " ".join(words) not in _WITHHELD:
        del words[-1]
    plain = " ".join(words)
    mark = _REMOVED.get(plain) or _WITHHELD.get(plain) or _OWN.get(plain)
    if mark is None or not (own or mark in _FAR):
        return PUBLIC
    return Visibility("removed" if plain in _REMOVED else "internal", mark)
