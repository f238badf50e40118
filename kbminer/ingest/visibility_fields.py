"""The fields by which sources say who may read something, by name.

A name is taken apart into its words, without what it speaks of ("post") and what it adds ("at", "by",
"date"); what is left is looked up here. A new source's mark is a word more in one of these tables, never a
condition in its reader. Names of columns in other languages are ``visibility`` in the language files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal

from kbminer import languages

Rule = tuple[Literal["shown", "held", "flag", "audience", "readers", "state", "kind", "place", "part"], str]
"""How a field's value is judged, and the mark that it leaves."""

_SUBJECTS = frozenset(
    "is was has been jsd x post topic thread message comment discussion ticket question answer conversation "
    "reply case part date marked sys the item entry subreddit".split()
)
"""Words before the one that counts: what the field speaks of."""

_ADDITIONS = frozenset("at date on time by reason flag flagged utc timestamp ts category".split())
"""Words behind it: when, by whom and why."""


def _marks(names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in names.split(","))


SHOWN = _marks(
    "public, visible, approved, published, listed, public reply, public comment, public note, visible to "
    "public, visible to guests, visible to customer, visible to customers, customer visible, visible in "
    "portal, publicly visible, visible publicly, public visible, publicly readable, public access, "
    "publicly accessible, world readable, guest readable, guest visible, readable by guests, displayed, "
    "shown"
)
"""Fields that are true for what everybody may read."""

_HELD = _marks(
    "private, private note, private notes, hidden, hid, invisible, whisper, staff only, staff note, "
    "moderator only, moderators only, mod only, mods only, admin only, admins only, agent only, agents "
    "only, team only, employees only, members only, member only, registered only, internal only, internal "
    "note, internal comment, read restricted, allowed users, allowed groups, recipient users, recipient "
    "groups, user segment id, minimized, unapproved, unlisted, unpublished, quarantined, ghosted, shadow "
    "banned, shadowbanned, login required, requires login, pm with non human user, no archive, non "
    "public, not public, nonpublic, withheld, suppressed, embargoed, hide from public, hidden from "
    "public, hidden from customer, hidden from customers, hidden from guests, restricted to, limited to, "
    "visible only to, only visible to, only staff, only moderators, only team, only agents, only members, "
    "for staff, staff visible only, employee only, subscribers only, subscriber only, private reply, "
    "private comment, privately, policy violation"
)
"""Fields that hold anything at all for what only some may read: a truth, a date, a name, a list."""

_FLAGS = _marks(
    "internal, confidential, restricted, ephemeral, note, draft, shared draft, scheduled, queued, "
    "pending, rejected, pending approval, pending review, awaiting moderation, awaiting approval, needs "
    "approval, requires approval, in moderation, hide, del, pm, private message, direct message, im, mpim"
)
"""The same, where only a plain yes counts: elsewhere these words name texts, dates and figures."""

REMOVED = frozenset(
    _marks(
        "deleted, deletion, soft deleted, hard deleted, user deleted, removed, removal, trashed, "
        "trash, spam, junk, banned, rejected, purged, expunged, erased, redacted, censored, pdelete"
    )
)
"""Marks of what the source itself has taken away."""

_AUDIENCE = _marks(
    "privacy, privacy level, access, access level, access type, audience, audience type, sensitivity, "
    "sensitivity level, membership type, visible to, shown to, shared with, viewable by, readable by, "
    "viewers, readers, read access, view access, read permission, view permission, permission, "
    "permissions, confidentiality, classification, security, security level, security classification, "
    "visibility level, visibility type, visibility scope, conditions of access, acl read, acl view, "
    "permissions read, permissions view, access read, access view"
)
"""Fields that name readers, of which only words known to mean some people count."""

_NAMED_READERS = "visibility"
"""The field that names readers wherever it stands: what it holds is public only where it says so."""

_STATES = _marks(
    "state, status, moderation status, moderation state, approval status, approval state, review status, "
    "publication status, publish status, view state, spam status, moderation, approval, publication, "
    "lifecycle state, entity state, record status, creative work status, flags"
)
_KINDS = _marks("type, kind, note type, subtype, archetype, element, direction")
"""Fields that say how something stands, and what it is: "trash", "whisper"."""

PLACES = frozenset(
    "forum subforum board category section space group room channel community subreddit topic thread "
    "discussion project repository workspace node area".split()
)
"""Objects within another that it stands in: who may not read the forum may not read what is asked there."""

_PARTS = _marks(
    "meta, metadata, attributes, properties, acl, access control, moderation data, extra, custom fields, "
    "flagging, publishing"
)
"""Objects within another that only hold more of its own fields."""

LONGEST_NAME = 60
"""Signs of a name or a word that are looked at: no mark is longer."""
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])")


RULES: Mapping[str, Rule] = {
    **{name: ("shown", f"not {name}") for name in SHOWN},
    **{name: ("held", name) for name in (*_HELD, *sorted(REMOVED))},
    **{name: ("flag", name) for name in _FLAGS},
    **{name: ("audience", name) for name in _AUDIENCE},
    _NAMED_READERS: ("readers", _NAMED_READERS),
    **{name: ("state", name) for name in _STATES},
    **{name: ("kind", name) for name in _KINDS},
    **{name: ("part", name) for name in _PARTS},
    **{name: ("place", name) for name in PLACES},
}
_RUN_TOGETHER: Mapping[str, Rule] = {
    before + name.replace(" ", "") + behind: rule
    for name, rule in RULES.items()
    for before in ("", "is", "date")
    for behind in ("", "at", "date", "on", "by")
    if rule[0] in ("shown", "held", "flag")
}
"""The same names written without a sign between their words: ``isprivate``, ``deletedat``."""


@lru_cache(maxsize=8192)
def field_rule(name: str) -> Rule | None:
    """Tell how a field is judged by its name; ``None`` where it says nothing of who may read.

    >>> field_rule("hiddenAt"), field_rule("post_visibility"), field_rule("hidden_posts_count")
    (('held', 'hidden'), ('readers', 'visibility'), None)
    """
    words = [word.lower() for word in _WORD.findall(name[:LONGEST_NAME])]
    while len(words) > 1 and words[0] in _SUBJECTS and " ".join(words) not in RULES:
        del words[0]
    if "by" in words[1:] and " ".join(words) not in RULES:
        del words[words.index("by", 1) :]  # who did it: "deleted by user id"
    while len(words) > 1 and words[-1] in _ADDITIONS and " ".join(words) not in RULES:
        del words[-1]
    plain = " ".join(words)
    return RULES.get(plain) or _RUN_TOGETHER.get(plain) or RULES.get(_translated().get(plain, ""))


@cache
def _translated() -> Mapping[str, str]:
    """The fields of this vocabulary by their names in other languages."""
    groups = languages.all_groups("visibility.fields")
    return {name: field for field, names in groups.items() for name in names}
