"""The one vocabulary of what is not public: a reader hands over its raw objects and asks nothing itself.

Forums, desks and exports say it in fields whose names share few words: ``is_private``, ``hiddenAt``,
``post_visibility``, ``message_state``, "Date deleted". A name is taken apart into its words, without what it
speaks of ("post") and what it adds ("at", "by", "date"); what is left is looked up here. A new source's
mark is a word more in one of these tables, never a condition in its reader. The words that stand in such
fields, and names of columns in other languages, are ``visibility`` in the language files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from kbminer import languages
from kbminer.records.visibility import PUBLIC, Visibility, strictest

Rule = tuple[Literal["shown", "held", "flag", "audience", "readers", "state", "kind"], str]
"""How a field's value is judged, and the mark that it leaves."""

_SUBJECTS = frozenset(
    "is was has been jsd x post topic thread message comment discussion ticket question answer conversation "
    "reply case part date marked sys the".split()
)
"""Words before the one that counts: what the field speaks of."""

_ADDITIONS = frozenset("at date on time by reason flag utc timestamp ts category".split())
"""Words behind it: when, by whom and why."""


def _marks(names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in names.split(","))


_SHOWN = _marks(
    "public, visible, approved, published, listed, public reply, public comment, public note, "
    "visible to public, visible to guests, "
    "visible to customer, visible to customers, customer visible, visible in portal"
)
"""Fields that are true for what everybody may read."""

_HELD = _marks(
    "private, private note, private notes, hidden, hid, invisible, whisper, staff only, staff note, "
    "moderator only, moderators only, mod only, mods only, admin only, admins only, agent only, "
    "agents only, team only, "
    "employees only, members only, member only, registered only, internal only, internal note, "
    "internal comment, read restricted, allowed users, allowed groups, recipient users, recipient groups, "
    "user segment id, minimized, unapproved, unlisted, unpublished, quarantined, ghosted, shadow banned, "
    "shadowbanned, login required, requires login, pm with non human user, no archive"
)
"""Fields that hold anything at all for what only some may read: a truth, a date, a name, a list."""

_FLAGS = _marks(
    "internal, confidential, restricted, note, draft, shared draft, scheduled, queued, pending, rejected, "
    "pending approval, pending review, awaiting moderation, awaiting approval, needs approval, "
    "requires approval, in moderation, hide, del, pm, private message, direct message, im, mpim"
)
"""The same, where only a plain yes counts: elsewhere these words name texts, dates and figures."""

_REMOVED = frozenset(
    _marks(
        "deleted, deletion, soft deleted, hard deleted, user deleted, removed, removal, trashed, "
        "trash, spam, junk, banned, rejected, purged, expunged, erased, redacted, pdelete"
    )
)
"""Marks of what the source itself has taken away."""

_AUDIENCE = _marks("privacy, access, audience, sensitivity, visible to, shown to, shared with, viewable by")
"""Fields that name readers, of which only words known to mean some people count."""

_NAMED_READERS = "visibility"
"""The field that names readers wherever it stands: what it holds is public only where it says so."""

_STATES = _marks(
    "state, status, moderation status, moderation state, approval status, approval state, review status, "
    "publication status, publish status, view state, spam status"
)
_KINDS = _marks("type, kind, subtype, archetype, element")
"""Fields that say how something stands, and what it is: "trash", "whisper"."""

_LONGEST_NAME = 60  # signs of a name or a word that are looked at; no mark is longer
_SMALL_NUMBER = re.compile(r"\s*-?\d{1,2}\s*")  # a code, as of exports that write every value as text
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])")


_RULES: Mapping[str, Rule] = {
    **{name: ("shown", f"not {name}") for name in _SHOWN},
    **{name: ("held", name) for name in (*_HELD, *sorted(_REMOVED))},
    **{name: ("flag", name) for name in _FLAGS},
    **{name: ("audience", name) for name in _AUDIENCE},
    _NAMED_READERS: ("readers", _NAMED_READERS),
    **{name: ("state", name) for name in _STATES},
    **{name: ("kind", name) for name in _KINDS},
}
_RUN_TOGETHER: Mapping[str, Rule] = {
    before + name.replace(" ", "") + behind: rule
    for name, rule in _RULES.items()
    for before in ("", "is", "date")
    for behind in ("", "at", "date", "on", "by")
    if rule[0] in ("shown", "held", "flag")
}
"""The same names written without a sign between their words: ``isprivate``, ``deletedat``."""


def visibility_of(
    *objects: object, waiting: bool = True, ignoring: Collection[str] = frozenset()
) -> Visibility:
    """Judge by an object's own marks who may read it: the strictest mark of all counts.

    Parameters
    ----------
    *objects : object
        The source's raw objects that speak of one post or thread: what is no mapping is passed over.
    waiting : bool, default True
        Whether the status "pending" means that somebody must approve it first; in a help desk it tells how
        far the work is.
    ignoring : collection of str, optional
        Fields that mean something else in this source, as it spells them.

    Returns
    -------
    Visibility
        :data:`kbminer.records.visibility.PUBLIC` where nothing speaks against it.

    Examples
    --------
    >>> str(visibility_of({"id": 7, "isHidden": True})), str(visibility_of({"deleted_at": None}))
    ('internal: hidden', 'public')
    >>> str(visibility_of({"status": "pending"})), str(visibility_of({"status": "pending"}, waiting=False))
    ('internal: pending', 'public')
    """
    found = [
        judged
        for each in objects
        if isinstance(each, Mapping)
        for name, rule in _judged_fields(tuple(each))
        if (value := each[name]) is not None
        and (value is not False or rule[0] not in ("held", "flag"))
        and (rule[0] != "kind" or value.__class__ is str)
        and name not in ignoring
        and not (judged := _judged(rule, value, waiting)).is_public
    ]
    return strictest(found) if found else PUBLIC


@lru_cache(maxsize=4096)
def _judged_fields(names: tuple[str, ...]) -> tuple[tuple[str, Rule], ...]:
    """Those of an object's fields that say who may read it: most objects of a source have the same fields."""
    return tuple((name, rule) for name in names if (rule := field_rule(name)) is not None)


@lru_cache(maxsize=8192)
def field_rule(name: str) -> Rule | None:
    """Tell how a field is judged by its name; ``None`` where it says nothing of who may read.

    >>> field_rule("hiddenAt"), field_rule("post_visibility"), field_rule("hidden_posts_count")
    (('held', 'hidden'), ('readers', 'visibility'), None)
    """
    words = [word.lower() for word in _WORD.findall(name[:_LONGEST_NAME])]
    while len(words) > 1 and words[0] in _SUBJECTS and " ".join(words) not in _RULES:
        del words[0]
    while len(words) > 1 and words[-1] in _ADDITIONS and " ".join(words) not in _RULES:
        del words[-1]
    plain = " ".join(words)
    return _RULES.get(plain) or _RUN_TOGETHER.get(plain) or _RULES.get(_translated().get(plain, ""))


def known_mark(mark: str) -> bool:
    """Tell whether a mark is a word of this vocabulary.

    >>> known_mark("whisper"), known_mark("Ann and Bob only")
    (True, False)
    """
    return mark in _RULES or mark in _meanings() or mark.removeprefix("not ") in _SHOWN


def _judged(rule: Rule, value: Any, waiting: bool) -> Visibility:
    kind, mark = rule
    word, meaning = _meaning(value)
    if kind == "readers":
        named = meaning if meaning in ("removed", "internal") else ""
        return PUBLIC if meaning in ("public", "yes", "nothing") else _held(word if named else mark)
    if kind == "shown":
        return _held(mark) if meaning in ("no", "figure", "internal", "removed") else PUBLIC
    if kind == "held":
        return PUBLIC if meaning in ("no", "nothing", "public") else _held(mark)
    if kind == "flag":
        return _held(mark) if meaning == "yes" else PUBLIC
    counts = {"internal", "removed", "waiting" if waiting and kind == "state" else "", kind}
    return _held(word) if meaning in counts else PUBLIC


def _held(mark: str) -> Visibility:
    is_removed = mark in _REMOVED or mark in _values("removed")
    return Visibility("removed" if is_removed else "internal", mark)


def _meaning(value: Any) -> tuple[str, str]:
    """The word that a value is, and what it means: a key of the language files' ``visibility.values``.

    Any other number is a "figure", any other text or value a "trace", and what is empty is "nothing".
    """
    if isinstance(value, str) and _SMALL_NUMBER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool | int | float):
        return "", "yes" if value == 1 else "no" if value == 0 else "figure"
    if not isinstance(value, str):
        return "", "trace" if value else "nothing"
    word = " ".join(re.split(r"[\s_/-]+", value[:_LONGEST_NAME].strip().lower().partition(":")[0]))
    return word, _meanings().get(word, "trace") if word else "nothing"


@cache
def _meanings() -> Mapping[str, str]:
    groups = languages.all_groups("visibility.values")
    return {word: meaning for meaning, words in groups.items() for word in words}


def _values(meaning: str) -> frozenset[str]:
    return frozenset(word for word, known in _meanings().items() if known == meaning)


@cache
def _translated() -> Mapping[str, str]:
    """The fields of this vocabulary by their names in other languages."""
    groups = languages.all_groups("visibility.fields")
    return {name: field for field, names in groups.items() for name in names}
