"""The one vocabulary by which readers tell what is not public."""

import pytest

from kbminer.ingest.visibility_marks import visibility_of

INTERNAL = [
    {"public": False},
    {"is_public": False},
    {"isPublic": "false"},
    {"jsdPublic": False},
    {"visible": False},
    {"visible": 2},
    {"visible": "-1"},
    {"approved": 0},
    {"isApproved": False},
    {"visibility": "private"},
    {"visibility": "the legal department"},
    {"visibility": {"type": "role", "value": "Administrators"}},
    {"post_visibility": 0},
    {"private": True},
    {"is_private": "1"},
    {"isPrivate": "yes"},
    {"ispublic": 0},
    {"hidden": True},
    {"hidden": -1},
    {"isHidden": True},
    {"hidden_at": "2024-05-01"},
    {"hiddenAt": "2024-05-01T00:00:00+00:00"},
    {"is_whisper": True},
    {"isMinimized": True},
    {"minimizedReason": "OFF_TOPIC"},
    {"status": "pending"},
    {"message_state": "moderated"},
    {"post_status": "private"},
    {"scheduled": 1},
    {"pending": True},
    {"archetype": "private_message"},
    {"subtype": "user_to_user"},
    {"part_type": "note"},
    {"type": "internal-note"},
    {"read_restricted": True},
    {"allowed_users": [{"id": 1}]},
    {"internal": True},
    {"confidential": True},
    {"X-No-Archive": "yes"},
    {"Sensitivity": "Company-Confidential"},
    {"Is Private?": "Yes"},
    {"audience": ["staff", "moderators"]},
    {"permissions": ["agents"]},
    {"permissions": {"read": ["staff"]}},
    {"acl": {"public": False}},
    {"meta": {"flags": {"private": True}}},
    {"attributes": {"isHidden": True}},
    {"flags": ["edited", "hidden"]},
    {"access": {"level": "private"}},
    {"moderation": {"status": "unapproved"}},
    {"conditionsOfAccess": "Staff only"},
    {"Direction": "Internal"},
    {"channel": "internal note"},
    {"policyViolation": {"dlpAction": "blockAccess"}},
    {"category": {"name": "Archive", "disabled": 1}},
    {"Confidentiel": "oui"},
    {"Poufne": "tak"},
    {"Visible para el cliente": "no"},
    {"Interne Notiz": "ja"},
    {"Öffentlich": "nein"},
    {"Sichtbarkeit": "intern"},
]
REMOVED = [
    {"deleted": 1},
    {"deleted_at": "2024-05-01"},
    {"deletedAt": 1714521600},
    {"deletedat": "2024-05-01"},
    {"DeletionDate": "2024-05-01T00:00:00"},
    {"deleted_date": 1714521600},
    {"Date deleted": "1.5.2024"},
    {"user_deleted": True},
    {"removed_by_category": "moderator"},
    {"spam": True},
    {"is_spam": True},
    {"state": "deleted"},
    {"status": "spam"},
    {"post_status": "trash"},
    {"moderation": {"status": "rejected"}},
    {"state": {"deleted": True}},
    {"isSpamFlagged": True},
    {"censored": True},
    {"creativeWorkStatus": "Deleted"},
    {"Gelöscht": "ja"},
]
PUBLIC = [
    {},
    {"public": True},
    {"is_public": "true"},
    {"visible": 1},
    {"approved": None},
    {"approved_by": None},
    {"visibility": "public"},
    {"visibility": 1},
    {"visibility": None},
    {"private": False},
    {"is_private": "0"},
    {"private": "public"},
    {"hidden": 0},
    {"hiddenAt": None},
    {"deleted_at": ""},
    {"deleted_at": "0000-00-00 00:00:00"},
    {"deleted_post_count": 3},
    {"hidden_reason_id": 4},
    {"status": "open"},
    {"type": "comment"},
    {"archetype": "regular"},
    {"draft": None, "draft_key": "topic_7"},
    {"note": "They called twice."},
    {"pending_posts_count": 1},
    {"allowed_users": []},
    {"isMinimized": False, "minimizedReason": None},
    {"public_key": "0"},
    {"private_note_count": 2},
    {"published_at": None},
    {"spam_score": 0.2},
    {"audience": ["staff", "everyone"]},
    {"permissions": {"admin": False, "pull": True}},
    {"flags": 2},
    {"flags": ["edited"]},
    {"meta": {"views": 3}, "attributes": {"title": "Private keys"}},
    {"labels": ["internal"], "tags": ["private"]},
    {"channel": "internal", "category": "Private notes of mine"},
    {"state": {"label": "Resolved"}},
    {"direction": "incoming"},
]


@pytest.mark.parametrize("raw", INTERNAL, ids=str)
def test_what_only_some_may_read_is_internal(raw: dict[str, object]) -> None:
    """However a source names it: by a field's name, a date, a state, a word or a list of readers."""
    assert visibility_of({"id": 7, **raw}).audience == "internal"


@pytest.mark.parametrize("raw", REMOVED, ids=str)
def test_what_its_source_has_taken_away_is_removed(raw: dict[str, object]) -> None:
    """Deleted by whomever, or taken for spam."""
    assert visibility_of({"id": 7, **raw}).audience == "removed"


@pytest.mark.parametrize("raw", PUBLIC, ids=str)
def test_what_says_nothing_of_readers_is_public(raw: dict[str, object]) -> None:
    """A mark that is not set, and fields that only sound like one."""
    assert str(visibility_of({"id": 7, **raw})) == "public"


def test_a_mark_never_repeats_what_its_source_says() -> None:
    """The mark is shown in reports: it is a word of the vocabulary."""
    assert str(visibility_of({"visibility": "Ann and Bob only"})) == "internal: visibility"
    assert str(visibility_of({"hidden_by": "Ann"})) == "internal: hidden"


def test_the_strictest_of_several_marks_counts() -> None:
    """In one object or over several that speak of one post."""
    assert str(visibility_of({"whisper": True, "deleted_at": "2024-05-01"})) == "removed: deleted"
    assert str(visibility_of({"id": 7}, None, {"whisper": True})) == "internal: whisper"


def test_a_help_desk_s_pending_ticket_is_no_secret() -> None:
    """There the word tells how far the work is."""
    assert visibility_of({"status": "pending"}, waiting=False).is_public
    assert not visibility_of({"status": "deleted"}, waiting=False).is_public
