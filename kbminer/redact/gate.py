"""The one gate through which words leave: reports, drafts, exports, answers, prompts, log lines, errors.

A value goes in, and the same value without private things comes out. Every text in it is read, whatever the
field is called: a field that somebody adds to a record tomorrow passes the gate without being named here.
Named are only the fields that are no words: keys, which must still lead to one another, and people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from kbminer.records import RunResult, Service
from kbminer.redact.identifiers import public_id
from kbminer.redact.known_texts import KnownTexts
from kbminer.redact.leaving import redact_leaving
from kbminer.redact.public_terms import with_public_terms

T = TypeVar("T")
People = Callable[[tuple[str, ...]], Iterable[str]]
"""Gives for some threads' keys the names of those who wrote there."""

NOBODY = "⟨name⟩"
_PEOPLE = frozenset({"asker", "author"})
_KEYS = frozenset(
    """after article batch before cited declared_post doubtful duplicate_of group groups id key members
    nearest open_threads others post representative runner_up solution_post source target theme thread
    threads""".split()
)
_OF_THREADS = ("thread", "key", "members", "threads")  # the fields that say whose names a record may hold
_AS_KEY = ("\0",)  # in place of names: a key is looked at as a key, and nobody is called so
_WORDLESS = (bool, int, float, date, timedelta, type(None))


def released(
    value: T,
    people: People | None = None,
    *,
    names: tuple[str, ...] = (),
    known: KnownTexts | None = None,
) -> T:
    """Give a value without anything private: what may leave.

    Parameters
    ----------
    value
        A text, a record, or tuples, lists and mappings of these.
    people : callable, optional
        Gives the names of those who wrote in some threads; a record that names its threads is rid of these
        names, too.
    names : tuple of str, optional
        Names that must stand nowhere in the value.
    known : KnownTexts, optional
        What was read for private things before; what is met is remembered there.

    Returns
    -------
    The same kind of value; the same object where nothing in it is private.

    Raises
    ------
    TypeError
        The value holds something else: what the gate can't read does not pass.

    Examples
    --------
    >>> from kbminer.records import Cue
    >>> released(Cue(kind="thanks", quote="Thanks Anna, the server at 84.19.2.7 works.", post="3")).quote
    'Thanks ⟨name⟩, the server at ⟨IP address⟩ works.'
    """
    return cast(T, _Gate(people or _nobody, known or KnownTexts()).passed(value, names))


def released_run(
    found: RunResult,
    people: People | None = None,
    *,
    name_solvers: bool = False,
    known: KnownTexts | None = None,
) -> RunResult:
    """Give what a run found without anything private; a run that passed before passes as it is.

    Parameters
    ----------
    found : RunResult
    people : callable, optional
        As for :func:`released`; by default those who asked are known.
    name_solvers : bool, default False
        Whether the people who solve stay named: in a report that stays inside.
    known : KnownTexts, optional
        As for :func:`released`.
    """
    if found.released:
        return found
    who = people or _askers(found)
    passed = replace(with_public_terms(released(found, who, known=known), found), released=True)
    if name_solvers and passed.service and found.service:
        return replace(passed, service=_with_solvers(passed.service, found.service))
    return passed


def _with_solvers(passed: Service, found: Service) -> Service:
    named = (replace(p, author=f.author) for p, f in zip(passed.solvers, found.solvers, strict=True))
    return replace(passed, solvers=tuple(named))


def _askers(found: RunResult) -> People:
    askers = {question.thread: question.asker for question in found.questions if question.asker}
    return lambda keys: tuple(askers[key] for key in keys if key in askers)


def _nobody(_: tuple[str, ...]) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class _Gate:
    people: People
    known: KnownTexts
    _people: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def passed(self, value: Any, names: tuple[str, ...]) -> Any:
        """A value without what is private, nor the names of those who wrote where it comes from."""
        if isinstance(value, str):
            return self._shown(value, names, lambda: redact_leaving(value, names).text)
        if isinstance(value, _WORDLESS) or callable(value):
            return value
        if isinstance(value, Mapping):
            return {self.passed(key, names): self.passed(held, names) for key, held in value.items()}
        if isinstance(value, list | tuple):
            return self._sequence(value, [self.passed(held, names) for held in value])
        if is_dataclass(value):
            return self._record(value, names)
        raise TypeError(f"{type(value).__name__} can't pass the gate: nobody knows which words it holds")

    def _shown(self, text: str, names: tuple[str, ...], work_out: Callable[[], str]) -> str:
        """What is shown in place of a text; the same object where nothing in it is private."""
        shown = self.known.shown(text, names)
        if shown is None:
            shown = work_out()
            self.known.add(text, names, shown)
        return text if shown == text else shown

    def _public_id(self, key: str) -> str:
        return self._shown(key, _AS_KEY, lambda: public_id(key))

    def _sequence(self, value: Any, held: list[Any]) -> Any:
        if all(new is old for new, old in zip(held, value, strict=True)):
            return value
        return type(value)(*held) if hasattr(value, "_fields") else type(value)(held)

    def _record(self, record: Any, names: tuple[str, ...]) -> Any:
        names = self._people_of(record) or names
        kind: Any = type(record)
        changed: dict[str, Any] = {}
        for name, role in _roles(kind):
            value = getattr(record, name)
            new = self._in_role(role, value, names)
            if new is not value and new != value:
                changed[name] = new
        return replace(record, **changed) if changed else record

    def _in_role(self, role: str, value: Any, names: tuple[str, ...]) -> Any:
        if role == "person":
            return None if value is None else NOBODY
        if role == "key" and isinstance(value, str):
            return self._public_id(value)
        if role == "key" and isinstance(value, tuple) and all(isinstance(key, str) for key in value):
            return self._sequence(value, [self._public_id(key) for key in value])
        return self.passed(value, names)

    def _people_of(self, record: Any) -> tuple[str, ...]:
        """The names of those who wrote in the threads that a record names as its own."""
        keys = next((held for name in _OF_THREADS if (held := _keys(getattr(record, name, None)))), ())
        if keys not in self._people:
            self._people[keys] = tuple(sorted(set(self.people(keys)))) if keys else ()
        return self._people[keys]


def _keys(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    is_of_texts = isinstance(value, tuple) and all(isinstance(key, str) for key in value)
    return cast(tuple[str, ...], value) if is_of_texts else ()


@cache
def _roles(kind: Any) -> tuple[tuple[str, str], ...]:
    """The fields of a record that may hold words, each with what it holds."""
    hints = get_type_hints(kind)
    found = ((each.name, hints[each.name]) for each in fields(kind) if each.init)
    return tuple((name, _role(name)) for name, hint in found if _may_hold_words(hint))


def _role(name: str) -> str:
    return "person" if name in _PEOPLE else "key" if name in _KEYS else "text"


def _may_hold_words(hint: Any) -> bool:
    if get_origin(hint) is Literal or (isinstance(hint, type) and issubclass(hint, _WORDLESS)):
        return False
    inner = [arg for arg in get_args(hint) if arg is not Ellipsis]
    return not inner or any(map(_may_hold_words, inner))
