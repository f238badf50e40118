"""What a page tells moderators of a post in words or by a picture, where no class says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import PurePosixPath

from selectolax.lexbor import LexborNode

from kbminer import languages
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, words_of
from kbminer.records import Visibility
from kbminer.records.visibility import PUBLIC
from kbminer.web_address import parted

_BOXES = tuple((part.encode(), f"[class*='{part}']") for part in ("otice", "post-alert", "post_alert"))
_NOTICE = re.compile("otice|post[-_]alert")
_NAMED = {"moderated": "unapproved", "unapproved": "unapproved", "deleted": "deleted", "trashcan": "deleted"}
_PICTURES = tuple((word.encode(), f"img[src*='{word}']") for word in _NAMED)
_LONGEST = 400  # signs: a longer notice is a post of its own
_BADGE = re.compile(
    r"(?:^|[\s_-])(?:badge|label|tag|pill|chip|icon|fa|glyphicon|status|state|mark|marker)(?:$|[\s_-])", re.I
)
_LONGEST_BADGE = 40  # signs


def notices(page: Page) -> list[tuple[LexborNode, Visibility]]:
    """List the notices and pictures of a page that say that a post is deleted or waits for approval."""
    boxes = ((each, _told(words_of(each))) for each in page.select_any(_BOXES, page.class_names))
    pictures = (
        (each, _pictured(attribute_of(each, "src"))) for each in page.select_any(_PICTURES, page.pictures)
    )
    return [(element, meant) for element, meant in (*boxes, *pictures) if not meant.is_public]


def notice_of(classes: str, picture: str, words: Callable[[], str]) -> Visibility:
    """Judge one element of a page of unknown make by its classes, its picture's address, and its words.

    >>> str(notice_of("noticebox", "", lambda: "This post is awaiting approval."))
    'internal: unapproved'
    """
    told = _told(words()) if _NOTICE.search(classes) else PUBLIC
    return _pictured(picture) if picture and told.is_public else told


@lru_cache(maxsize=8192)
def may_tell(tag: str, classes: str) -> bool:
    """Whether an element may be a notice, a picture or a badge, so that its words are worth reading."""
    return tag in ("img", "i") or bool(_NOTICE.search(classes) or _BADGE.search(classes))


def badge_of(tag: str, classes: str, said: Callable[[], Iterable[str]]) -> Visibility:
    """Judge a small label or an icon beside a post by its whole words or its title.

    Other small texts are none: who wrote a post may be called "deleted", too.

    >>> str(badge_of("span", "badge", lambda: ["Awaiting approval"]))
    'internal: unapproved'
    >>> str(badge_of("b", "user", lambda: ["deleted"]))
    'public'
    """
    if tag != "i" and not _BADGE.search(classes):
        return PUBLIC
    for words in said():
        bare = words.strip(" \n\t.!:()[]").lower()
        if bare and len(bare) <= _LONGEST_BADGE and bare in _badges():
            return _held(_badges()[bare])
    return PUBLIC


@cache
def _badges() -> dict[str, str]:
    groups = languages.all_groups("visibility.badges")
    return {words: meaning for meaning, entries in groups.items() for words in entries}


def _told(words: str) -> Visibility:
    return PUBLIC if len(words) > _LONGEST else _told_once(words)


@lru_cache(maxsize=4096)
def _told_once(words: str) -> Visibility:
    """What a short notice says: the same ones stand on every page of a board."""
    meant = next((meaning for meaning, said in _sayings() if said.search(words)), None)
    return _held(meant) if meant else PUBLIC


def _pictured(address: str) -> Visibility:
    """What a picture's own name says: "images/misc/moderated.gif"."""
    stem = PurePosixPath(parted(address[:_LONGEST]).path).stem
    words = re.findall(r"[a-z]+", stem.lower())
    named = [_NAMED[word] for word in words if word in _NAMED]
    return _held(named[0]) if named and len(words) < 4 else PUBLIC


def _held(mark: str) -> Visibility:
    return Visibility("removed" if mark == "deleted" else "internal", mark)


@cache
def _sayings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    groups = languages.all_groups("visibility.notices")
    return tuple(
        (meaning, re.compile("|".join(map(re.escape, phrases)), re.I)) for meaning, phrases in groups.items()
    )
