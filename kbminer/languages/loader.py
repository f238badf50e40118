"""Language files read once, checked against the schema, and asked for one part at a time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from typing import Any

from kbminer.errors import SettingsError
from kbminer.languages.schema import Part, schema

Value = tuple[str, ...] | Mapping[str, tuple[str, ...]] | Mapping[str, str] | int
"""The data of one part; its :attr:`~kbminer.languages.schema.Part.holds` says which of these."""

FALLBACK = "en"
"""The language whose files have every part; its words stand in where a language is unknown."""


@cache
def codes() -> tuple[str, ...]:
    """List the languages that have a file by their ISO 639-1 codes: English first, the others by alphabet.

    >>> codes()[0], "de" in codes()
    ('en', True)
    """
    names = (entry.name for entry in files("kbminer.languages").iterdir())
    found = {name.removesuffix(".toml") for name in names if name.endswith(".toml")} - {"schema"}
    return (FALLBACK, *sorted(found - {FALLBACK}))


def code_of(language: str | None) -> str | None:
    """Name the language file for a language tag; ``None`` where there is no tag or no file for it.

    >>> code_of("de-AT"), code_of("PT_br"), code_of("tlh"), code_of(None)
    ('de', 'pt', None, None)
    """
    code = (language or "").replace("_", "-").partition("-")[0].strip().lower()
    return code if code in codes() else None


def language_name(code: str) -> str:
    """Name a language in English; a code without a file stands for itself.

    >>> language_name("de"), language_name("tlh")
    ('German', 'tlh')
    """
    known = code_of(code)
    return str(_file(known)["name"]) if known else code


def words(part: str, language: str | None) -> tuple[str, ...]:
    """Read a list of one language: words, or fragments of regular expressions.

    Parameters
    ----------
    part
        A part of the schema that holds ``"words"`` or ``"patterns"``.
    language
        A language tag such as ``"de"`` or ``"de-AT"``.

    Returns
    -------
    tuple of str
        In the order of the file; empty where the language has no such part.

    Raises
    ------
    KeyError
        The schema has no such part.

    Examples
    --------
    >>> "der" in words("cluster.stop_words", "de"), words("cluster.stop_words", "tlh")
    (True, ())
    """
    value = _value(part, language, "words", "patterns")
    return value if isinstance(value, tuple) else ()


def all_words(part: str) -> tuple[str, ...]:
    """Read a list over all languages: for forums that mix them, and where the language doesn't matter.

    Returns
    -------
    tuple of str
        Each entry once, English first, then the other languages in the order of their codes.
    """
    return tuple(dict.fromkeys(chain.from_iterable(words(part, code) for code in codes())))


def alternatives(part: str) -> str:
    """Join a list over all languages as the branches of a regular expression.

    Literal words are escaped, patterns stand as they are. A word comes before one that it begins with only
    where the file has them so: follow the branches by what ends a word.

    >>> alternatives("redact.and")
    'and|und|y|et'
    """
    literal = schema()[part].holds == "words"
    return "|".join(re.escape(entry) if literal else entry for entry in all_words(part))


def groups(part: str, language: str | None) -> Mapping[str, tuple[str, ...]]:
    """Read lists by key of one language; empty where it has no such part.

    Parameters and errors are those of :func:`words`; the part must hold ``"groups"``.
    """
    value: Any = _value(part, language, "groups")
    return {} if value is None else value


def all_groups(part: str) -> Mapping[str, tuple[str, ...]]:
    """Read lists by key over all languages, as :func:`all_words` does for one list."""
    found: dict[str, dict[str, None]] = {}
    for code in codes():
        for key, entries in groups(part, code).items():
            found.setdefault(key, {}).update(dict.fromkeys(entries))
    return {key: tuple(entries) for key, entries in found.items()}


def texts(part: str, language: str | None) -> Mapping[str, str]:
    """Read the texts of one language by key; those that it lacks are the English ones.

    Parameters and errors are those of :func:`words`; the part must hold ``"texts"``.

    >>> texts("article.phrases", "fr")["cause"], texts("article.phrases", "tlh")["cause"]
    ('Cause', 'Cause')
    """
    own: Any = _value(part, language, "texts")
    english: Any = _value(part, FALLBACK, "texts")
    return own if own is not None and own.keys() >= english.keys() else {**english, **(own or {})}


def number(part: str, language: str | None) -> int | None:
    """Read one number of one language; ``None`` where it has no such part."""
    value = _value(part, language, "number")
    return value if isinstance(value, int) else None


def missing_parts(language: str | None) -> tuple[str, ...]:
    """Name the parts of the schema that a language lacks; all of them where it has no file.

    A text or a list that English has under a key, and the language has not, is named with the key.

    >>> missing_parts("de")
    ()
    """
    return tuple(chain.from_iterable(_lacking(part, code_of(language)) for part in schema().values()))


def unchecked(language: str | None) -> tuple[str, ...]:
    """Say what can't be promised in a language because it lacks the parts behind the promise.

    Returns
    -------
    tuple of str
        Whole sentences, each said once, such as "In Italian it is not checked that …".
    """
    lacking = {name.partition(":")[0] for name in missing_parts(language)}
    where = language_name(language) if language else "an unknown language"
    promises = (part.needed_for for name, part in schema().items() if name in lacking)
    return tuple(f"In {where} it is not checked {each}." for each in dict.fromkeys(filter(None, promises)))


def read_language(data: Mapping[str, Any], *, name: str = "language file") -> Mapping[str, Value]:
    """Check the parsed TOML of one language file against the schema.

    Parameters
    ----------
    data
        What the file says: its ``name`` in English, and a table for each section.
    name
        What error messages call the file.

    Returns
    -------
    mapping
        The data of each part that it has, by name; lists as tuples.

    Raises
    ------
    kbminer.errors.SettingsError
        The file has no name, a part that the schema does not know, or data of another shape.
    """
    if not isinstance(data.get("name"), str):
        raise SettingsError(f'{name}: the language\'s English name is missing: write name = "…" at the top')
    found: dict[str, Value] = {}
    for key, value in _named(data, name):
        part = schema().get(key)
        if part is None:
            raise SettingsError(f"{name}: the schema knows no part {key!r}; see languages/schema.toml")
        found[key] = _shaped(part, value, name)
    return found


def _named(data: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    for section, parts in data.items():
        if isinstance(parts, Mapping):
            yield from ((f"{section}.{part}", value) for part, value in parts.items())
        elif section != "name":
            raise SettingsError(f"{name}: {section!r} stands in no section; see languages/schema.toml")


def _shaped(part: Part, value: Any, name: str) -> Value:
    shaped: Value | None = _SHAPES[part.holds](value)
    if shaped is None:
        raise SettingsError(f"{name}: {part.name} must hold {part.holds}; see languages/schema.toml")
    return shaped


def _as_words(value: Any) -> tuple[str, ...] | None:
    return tuple(value.split()) if isinstance(value, str) else _as_patterns(value)


def _as_patterns(value: Any) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) and _are_texts(value) else None


def _as_groups(value: Any) -> Mapping[str, tuple[str, ...]] | None:
    if not isinstance(value, Mapping):
        return None
    found = {key: entries for key, each in value.items() if (entries := _as_words(each)) is not None}
    return MappingProxyType(found) if len(found) == len(value) else None


def _as_texts(value: Any) -> Mapping[str, str] | None:
    return MappingProxyType(value) if isinstance(value, dict) and _are_texts(value.values()) else None


def _as_number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(each, str) and each for each in values)


_SHAPES: Mapping[str, Any] = {
    "words": _as_words,
    "patterns": _as_patterns,
    "groups": _as_groups,
    "texts": _as_texts,
    "number": _as_number,
}


def _value(part: str, language: str | None, *holds: str) -> Value | None:
    known = schema()[part]
    if known.holds not in holds:
        raise KeyError(f"{part} holds {known.holds}, not {' or '.join(holds)}")
    code = code_of(language)
    return _language(code).get(part) if code else None


def _lacking(part: Part, code: str | None) -> Iterator[str]:
    """The name of a part that a language lacks, or its name with each key that English has and it has not."""
    if part.partial:
        return
    value = _language(code).get(part.name) if code else None
    if value is None:
        yield part.name
    elif isinstance(value, Mapping):
        english: Any = _language(FALLBACK).get(part.name, {})
        yield from (f"{part.name}: {key}" for key in english if key not in value)


@cache
def _language(code: str) -> Mapping[str, Value]:
    return read_language(_file(code), name=f"languages/{code}.toml")


@cache
def _file(code: str) -> Mapping[str, Any]:
    return tomllib.loads(files("kbminer.languages").joinpath(f"{code}.toml").read_text(encoding="utf-8"))
