"""The one judgement of what is not public: a reader hands over its raw objects and asks nothing itself.

Forums, desks and exports say it in fields whose names share few words: ``is_private``, ``hiddenAt``,
``post_visibility``, ``message_state``, "Date deleted" (:mod:`kbminer.ingest.visibility_fields`). The words
that stand in such fields are ``visibility`` in the language files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any

from kbminer import languages
from kbminer.ingest.visibility_fields import LONGEST_NAME, REMOVED, RULES, SHOWN, Rule, field_rule
from kbminer.records.visibility import PUBLIC, Visibility, strictest

_DEEPEST = 8  # places around places
_MOST_WORDS = 50  # of a list of readers or states

_NO_OBJECTS = frozenset([str, bool, int, float, list])
"""What most fields hold; asked before it is asked whether something is a mapping, which takes longer."""
_SMALL_NUMBER = re.compile(r"\s*-?\d{1,2}\s*")  # a code, as of exports that write every value as text


def visibility_of(
    *objects: object, waiting: bool = True, ignoring: Collection[str] = frozenset()
) -> Visibility:
    """Judge by an object's own marks, and those of what it says to stand in, who may read it.

    The strictest mark of all counts. What stands in an object is looked for under names such as "forum" and
    "category".

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
    found: list[Visibility] = []
    for each in objects:
        # Most objects have no field that says who may read them.
        if (each.__class__ is dict or isinstance(each, Mapping)) and (ruled := _ruled(each)):
            found += _marks_of(each, ruled, waiting, ignoring)
    return strictest(found) if found else PUBLIC


def may_be_marked(value: Mapping[str, Any]) -> bool:
    """Tell whether an object has a field that says who may read it; most have none.

    >>> may_be_marked({"id": 7, "isHidden": False}), may_be_marked({"id": 7, "body": "hidden"})
    (True, False)
    """
    return bool(_ruled(value))


def _marks_of(
    value: Mapping[str, Any],
    ruled: tuple[tuple[str, Rule], ...],
    waiting: bool,
    ignoring: Collection[str],
    depth: int = 0,
) -> list[Visibility]:
    """What an object says against it that everybody reads it, and what is said of the places around it."""
    found: list[Visibility] = []
    for name, rule in ruled:
        held = value[name]
        if held is None:
            continue
        kind = rule[0]
        if (held is False and kind in ("held", "flag")) or name in ignoring:
            continue
        if held.__class__ not in _NO_OBJECTS and isinstance(held, Mapping) and depth < _DEEPEST:
            found += _marks_within((name, rule), held, waiting, ignoring, depth + 1)
        elif kind == "place" and held.__class__ is str and " " in held:
            found.append(_named_kind(held))
        elif kind not in ("place", "part") and (kind != "kind" or held.__class__ is str):
            found.append(_judged(rule, held, waiting))
    return [mark for mark in found if mark is not PUBLIC and not mark.is_public] if found else found


def _marks_within(
    field: tuple[str, Rule],
    held: Mapping[str, Any],
    waiting: bool,
    ignoring: Collection[str],
    depth: int,
) -> list[Visibility]:
    """What is said by an object that a field holds: a place's own marks, or more of what the field says.

    What ``access`` holds as ``level`` is the field ``access level``.
    """
    name, rule = field
    marks = _marks_of(held, _ruled(held), waiting, ignoring, depth)
    if rule[0] == "place":
        return [*marks, _judged(("flag", "hidden"), held.get("disabled"), waiting)]
    if not held or rule[0] not in ("held", "readers"):
        parts = {f"{name} {part}": each for part, each in held.items() if isinstance(part, str)}
        return marks + _marks_of(parts, _ruled(parts), waiting, ignoring, _DEEPEST)
    return [*marks, _judged(rule, held, waiting)]


def _ruled(value: Mapping[str, Any]) -> tuple[tuple[str, Rule], ...]:
    """The fields of an object that say who may read it, each with how it is judged, in its order.

    Most objects of a source have the same fields, and few of these count: looked up once for all of them, it
    takes a tenth of the time.
    """
    fields = tuple(value)
    if (known := _RULED.get(fields)) is None:
        if len(_RULED) >= _MOST_RULED:
            _RULED.clear()
        known = _RULED[fields] = tuple((name, rule) for name in fields if (rule := field_rule(name)))
    return known


_RULED: dict[tuple[str, ...], tuple[tuple[str, Rule], ...]] = {}
_MOST_RULED = 1_000  # kinds of objects; a hostile source has new names in every one


def known_mark(mark: str) -> bool:
    """Tell whether a mark is a word of this vocabulary.

    >>> known_mark("whisper"), known_mark("Ann and Bob only")
    (True, False)
    """
    return mark in RULES or mark in _meanings() or mark.removeprefix("not ") in SHOWN


def _judged(rule: Rule, value: Any, waiting: bool) -> Visibility:
    """What one field says: the few values that most objects have are judged once."""
    if value.__class__ is bool or (value.__class__ is str and len(value) <= LONGEST_NAME):
        return _judged_once(rule, value, waiting)
    return _judged_anew(rule, value, waiting)


def _judged_anew(rule: Rule, value: Any, waiting: bool) -> Visibility:
    kind, mark = rule
    if isinstance(value, list | tuple) and kind in ("audience", "state"):
        each = [_judged(rule, one, waiting) for one in value[:_MOST_WORDS]]
        open_to_all = kind == "audience" and any(_meaning(one)[1] == "public" for one in value[:_MOST_WORDS])
        return PUBLIC if open_to_all else strictest(each)
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


_judged_once = lru_cache(maxsize=4096)(_judged_anew)


def _named_kind(place: str) -> Visibility:
    """What a channel's or category's name says, where it is no place but a kind: "internal note"."""
    word, meaning = _meaning(place)
    return _held(word) if meaning == "kind" else PUBLIC


def _held(mark: str) -> Visibility:
    is_removed = mark in REMOVED or mark in _values("removed")
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
    word = " ".join(re.split(r"[\s_/-]+", value[:LONGEST_NAME].strip().lower().partition(":")[0]))
    return word, _meanings().get(word, "trace") if word else "nothing"


@cache
def _meanings() -> Mapping[str, str]:
    groups = languages.all_groups("visibility.values")
    return {word: meaning for meaning, words in groups.items() for word in words}


def _values(meaning: str) -> frozenset[str]:
    return frozenset(word for word, known in _meanings().items() if known == meaning)
