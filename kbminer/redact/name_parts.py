"""Which parts of a name stand for somebody by themselves: of a nickname of words, none that is a word."""

from __future__ import annotations

from functools import lru_cache

from kbminer.languages import LatePattern, codes
from kbminer.languages.synonyms import is_word
from kbminer.redact.words import people_names

_PARTS = LatePattern(r"[\s._-]+|(?<=[a-z])(?=[A-Z])")
LEAST_OF_PART = 4
"""Characters of a part that is looked for, chosen by reading what was found in forums."""

ORDINARY = frozenset(
    """admin administrator anonymous author bot bug code data default developer discobot error forum
    game guest
    help info linux mac mail member moderator name new none null post root server staff support system team
    test tester the unknown update user username web windows android apple google microsoft the you and for
    not but all can will may mark grant rich art bill chase drew faith grace hope joy june april august
    max min sky iris summer dawn rose jack frank miles page rob sue pat ray guy king long young white black
    green brown gray grey rest will smart wise stone wood field house hill rock river light night day moon
    sun star storm fire ice snow rain wind water earth tree leaf bird cat dog fox wolf bear lion tiger dragon
    ghost shadow spirit ninja pirate wizard master hero player gamer noob newbie pro expert guru geek nerd
    hacker coder programmer engineer doctor professor teacher student learner pixel vector matrix mesh node
    scene shader sprite texture engine editor builder maker creator designer artist core base main root urho
    slicer dev debug demo sample example object class function module script plugin package version build
    release source binary library python java ruby perl delta alpha beta gamma omega sigma zero one two three
    first last next prev back front left right top bottom center middle inner outer upper lower high low
    random silent simple free open public private local global static dynamic virtual real true false yes
    thanks thank please sorry hello world question answer solved issue problem solution""".split()
)
"""Words that no name is sought by."""


@lru_cache(maxsize=4096)
def parts_that_name(name: str) -> tuple[str, ...]:
    """Give the parts with a capital by which somebody of this name may be called.

    A part that is a word of a language is one only where the others make the whole a person's name: behind a
    first name, or before a family name.

    >>> [parts_that_name(name) for name in ("Michael Friendly", "Discrete Lizard", "Persian Anna")]
    [('Michael', 'Friendly'), (), ('Anna',)]
    """
    parts = parts_of(name)
    return tuple(
        part
        for at, part in enumerate(parts)
        if _could_name(part) and (names_alone(part) or _is_persons(parts[:at], parts[at + 1 :]))
    )


def capitalised_parts(name: str) -> list[str]:
    """Give the parts with a capital that are long enough to be looked for, words or not."""
    return [part for part in parts_of(name) if _could_name(part)]


def parts_of(name: str) -> list[str]:
    """Part a name at white space, dots, dashes and capitals."""
    return _PARTS.split(name)


def names_alone(part: str) -> bool:
    """Tell whether a part of a name, in whatever case, is no word, or a first or a family name."""
    return _is_long(part) and (_is_called("F", part) or _is_called("L", part) or not _is_word(part))


def _could_name(part: str) -> bool:
    return part[:1].isupper() and _is_long(part)


def _is_long(part: str) -> bool:
    return len(part) >= LEAST_OF_PART and part.isalpha() and part.lower() not in ORDINARY


def _is_persons(before: list[str], behind: list[str]) -> bool:
    """Whether a first name or an initial stands before a part, or a family name behind it."""
    return any(map(_is_given, before)) or any(_is_family(part) for part in behind if len(part) > 1)


def _is_given(part: str) -> bool:
    return _is_called("F", part) or (part[:1].isupper() and not _is_word(part))


def _is_family(part: str) -> bool:
    return part[:1].isupper() and (_is_called("L", part) or not (_is_called("F", part) or _is_word(part)))


def _is_called(whose: str, part: str) -> bool:
    return part.lower() in people_names()[whose]


def _is_word(part: str) -> bool:
    return any(is_word(part.lower(), code) for code in codes())
