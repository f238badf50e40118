"""From what a form sends to a decision: everything that it says is checked here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

from kbminer.errors import SettingsError
from kbminer.printable import printable
from kbminer.records import DecisionKind, RejectReason
from kbminer.review.queue import Filter
from kbminer.review.snapshot import Snapshot
from kbminer.review.web.gatekeeper import clean_name

LONGEST_NOTE = 2000
LONGEST_TITLE = 300
FARTHEST = timedelta(days=3660)
Form = Mapping[str, Any]


def number_in(text: object, most: int = 999_999_999) -> int | None:
    """Read a number from 0 to ``most``; ``None`` where the text is none, or of other digits than 0 to 9.

    >>> number_in("12"), number_in("²"), number_in("9" * 5000), number_in(None)
    (12, None, None, None)
    """
    written = str(text or "")
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        return None
    number = int(written)
    return number if number <= most else None


def filter_of(asked: Mapping[str, str]) -> Filter:
    """Read a filter from an address; what it can't be is left out."""
    tab: Any = asked.get("tab", "open")
    return Filter(
        tab=tab if tab in ("open", "mine", "unassigned", "decided") else "open",
        kind=asked.get("kind", ""),
        action=asked.get("action", ""),
        language=asked.get("language", ""),
        category=asked.get("category", ""),
        state=asked.get("state", ""),
        confidence=asked.get("confidence", ""),
        words=asked.get("q", "")[:200],
        page=number_in(asked.get("page"), 99_999) or 1,
    )


def decision_of(kind: str, form: Form, group: str, now: Snapshot) -> tuple[DecisionKind, dict[str, object]]:
    """Read a decision from a form.

    Parameters
    ----------
    kind : str
        What was decided.
    form : mapping
        Its fields; those with several values hold lists.
    group : str
        The suggestion.
    now : Snapshot
        What the form may speak of.

    Raises
    ------
    SettingsError
        Something is missing in it or can't be so.
    """
    read = _READERS.get(kind)
    if read is None:
        raise SettingsError(f"There is no decision {kind!r}.")
    name: Any = kind
    return name, read(form, group, now)


def _nothing(*_: object) -> dict[str, object]:
    return {}


def _reject(form: Form, *_: object) -> dict[str, object]:
    reason = form.get("reason")
    if reason not in get_args(RejectReason):
        raise SettingsError("A rejection needs one of the reasons.")
    return {"reason": reason, "note": _text(form, "note", LONGEST_NOTE)}


def _snooze(form: Form, *_: object) -> dict[str, object]:
    more = number_in(form.get("grown_by"), 9_999) or None
    until = _day(str(form.get("until") or ""))
    if until is None and more is None:
        raise SettingsError("To snooze it, give a day to come, or how many threads must come.")
    return {"until": until, "grown_by": more}


def _merge(form: Form, group: str, now: Snapshot) -> dict[str, object]:
    target = str(form.get("target") or "")
    other = now.run.suggestions.get(target)
    if other is None or target == group:
        raise SettingsError("Choose another suggestion to merge it into.")
    return {"target": target, "threads": other.group.members}


def _split(form: Form, group: str, now: Snapshot) -> dict[str, object]:
    chosen = _chosen(form, group, now)
    if len(chosen) == len(now.run.suggestions[group].group.members):
        raise SettingsError("All threads were chosen: some must stay.")
    return {"threads": chosen}


def _move(form: Form, group: str, now: Snapshot) -> dict[str, object]:
    into = _merge(form, group, now)
    target = now.run.suggestions[str(into["target"])]
    return {"target": into["target"], "threads": (*_chosen(form, group, now), *target.group.members)}


def _chosen(form: Form, group: str, now: Snapshot) -> tuple[str, ...]:
    suggestion = now.run.suggestions.get(group)
    known = suggestion.group.members if suggestion else ()
    given = form.get("thread", ())
    named = given if isinstance(given, list | tuple) else [given]
    chosen = tuple(key for key in known if key in named)
    if not chosen:
        raise SettingsError("No thread was chosen.")
    return chosen


def _rename(form: Form, *_: object) -> dict[str, object]:
    title = " ".join(_text(form, "title", LONGEST_TITLE).split())
    if not title:
        raise SettingsError("A title can't be empty.")
    return {"title": title}


def _assign(form: Form, *_: object) -> dict[str, object]:
    return {"person": clean_name(str(form.get("person") or "")) or None}


def _own(form: Form, *_: object) -> dict[str, object]:
    return {**_assign(form), "review_days": number_in(form.get("review_days"), FARTHEST.days) or None}


def _answer(form: Form, *_: object) -> dict[str, object]:
    note = _text(form, "note", LONGEST_NOTE)
    if not note:
        raise SettingsError("An answer needs its question.")
    return {"note": note, "text": _text(form, "answer", LONGEST_NOTE) or None, **_assign(form)}


_READERS: Mapping[str, Callable[[Form, str, Snapshot], dict[str, object]]] = {
    "accept": _nothing,
    "archive": _nothing,
    "reopen": _nothing,
    "reject": _reject,
    "snooze": _snooze,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "rename": _rename,
    "assign": _assign,
    "own": _own,
    "answer": _answer,
}


def _text(form: Form, name: str, longest: int) -> str:
    return printable(str(form.get(name) or "")[: 2 * longest]).strip()[:longest]


def _day(text: str) -> date | None:
    """Read a day to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    today = datetime.now(UTC).date()
    return day if today < day <= today + FARTHEST else None
