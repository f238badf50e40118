"""Every word of the vocabulary by which sources say who may read something, each with a value that says it.

The names stand here once more on purpose: one that is dropped from the vocabulary by mistake is missed here.
"""

from __future__ import annotations

from typing import Any

import pytest

from kbminer.ingest.visibility_fields import RULES
from kbminer.ingest.visibility_marks import visibility_of

NAMES = {
    "shown": """
        public, visible, approved, published, listed, public reply, public comment, public note,
        visible to public, visible to guests, visible to customer, visible to customers, customer
        visible, visible in portal, publicly visible, visible publicly, public visible, publicly
        readable, public access, publicly accessible, world readable, guest readable, guest visible,
        readable by guests, displayed, shown
    """,
    "held": """
        private, private note, private notes, hidden, hid, invisible, whisper, staff only, staff
        note, moderator only, moderators only, mod only, mods only, admin only, admins only, agent
        only, agents only, team only, employees only, members only, member only, registered only,
        internal only, internal note, internal comment, read restricted, allowed users, allowed
        groups, recipient users, recipient groups, user segment id, minimized, unapproved, unlisted,
        unpublished, quarantined, ghosted, shadow banned, shadowbanned, login required, requires
        login, pm with non human user, no archive, non public, not public, nonpublic, withheld,
        suppressed, embargoed, hide from public, hidden from public, hidden from customer, hidden
        from customers, hidden from guests, restricted to, limited to, visible only to, only visible
        to, only staff, only moderators, only team, only agents, only members, for staff, staff
        visible only, employee only, subscribers only, subscriber only, private reply, private
        comment, privately, policy violation, banned, censored, deleted, deletion, erased, expunged,
        hard deleted, junk, pdelete, purged, redacted, removal, removed, soft deleted, spam, trash,
        trashed, user deleted
    """,
    "flag": """
        rejected, internal, confidential, restricted, ephemeral, note, draft, shared draft,
        scheduled, queued, pending, pending approval, pending review, awaiting moderation, awaiting
        approval, needs approval, requires approval, in moderation, hide, del, pm, private message,
        direct message, im, mpim
    """,
    "audience": """
        privacy, privacy level, access, access level, access type, audience, audience type,
        sensitivity, sensitivity level, membership type, visible to, shown to, shared with, viewable
        by, readable by, viewers, readers, read access, view access, read permission, view
        permission, permission, permissions, confidentiality, classification, security, security
        level, security classification, visibility level, visibility type, visibility scope,
        conditions of access, acl read, acl view, permissions read, permissions view, access read,
        access view
    """,
    "readers": """
        visibility
    """,
    "state": """
        state, status, moderation status, moderation state, approval status, approval state, review
        status, publication status, publish status, view state, spam status, moderation, approval,
        publication, lifecycle state, entity state, record status, creative work status, flags
    """,
    "kind": """
        type, kind, note type, subtype, archetype, element, direction
    """,
    "place": """
        space, group, board, thread, workspace, topic, section, node, community, discussion, room,
        channel, subforum, subreddit, category, project, repository, forum, area
    """,
    "part": """
        meta, metadata, attributes, properties, acl, access control, moderation data, extra, custom
        fields, flagging, publishing
    """,
}
SAYS: dict[str, tuple[Any, Any]] = {
    "shown": (False, True),
    "held": (True, None),
    "flag": (True, "a text of this name"),
    "audience": ("staff", "everyone"),
    "readers": ("a few of us", "public"),
    "state": ("deleted", "open"),
    "kind": ("whisper", "post"),
    "place": ({"hidden": True}, {"hidden": False}),
    "part": ({"hidden": True}, {"hidden": False}),
}
"""For each kind of field a value that says that only some may read, and one that says nothing."""

ALL = [(kind, " ".join(name.split())) for kind, names in NAMES.items() for name in names.split(",")]


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_word_of_the_vocabulary_counts(kind: str, name: str) -> None:
    """A field of that name keeps what it says inside, and leaves it public where it says nothing."""
    says, says_nothing = SAYS[kind]
    field = name.replace(" ", "_")
    assert not visibility_of({field: says}).is_public
    assert visibility_of({field: says_nothing}).is_public


def test_every_word_of_the_vocabulary_stands_here() -> None:
    """A new word gets its row."""
    assert {name for _, name in ALL} == set(RULES)
