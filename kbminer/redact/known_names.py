"""Names that are known: whoever wrote in a thread or is called by name there, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kbminer.redact.recognisers.people import greeted_people
from kbminer.redact.signatures import could_be_name
from kbminer.redact.spans import Span

_URL = re.compile(r"https?://[^\s<>\"'`|]+|www\.[^\s<>\"'`|]+")
_CAPITALISED = r"[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]{2,}"
_NAME_WORD = re.compile(rf"(?<![\w-]){_CAPITALISED}(?!\w)")
_BEHIND_NAME = rf"(?<=[a-z][ ])%s[ ]({_CAPITALISED})(?=[ ]?[,.;:)(<]|[ ][a-z]|['’]s\b|[ ]*\n)"
_NICKNAME = re.compile(rf"{_CAPITALISED}(?:[A-Z][a-z]+)?|[A-Z][A-Z][a-z]{{3,}}")
_ORDINARY = frozenset(
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


def names_called(texts: Sequence[str], title: str = "") -> frozenset[str]:
    """Give the names by which people are greeted or sign in a thread: they may be called so anywhere in it.

    A word that the thread uses as a word, too, is none of them: in its title, in lower case, behind an
    article or a preposition, before a version or a bracket.
    """
    said: set[str] = set()
    rest: list[str] = []
    for text in texts:
        at = 0
        for span in greeted_people(text):
            said.update(_names_in(text[span.start : span.end]))
            rest.append(text[at : span.start])
            at = max(at, span.end)
        rest.append(text[at:])
    topic = title.lower()
    heard = {
        name
        for name in said
        if name.lower() not in _ORDINARY and name.lower() not in topic and could_be_name(name)
    }
    normalised = "\n".join(rest) if heard else ""
    names = {name for name in heard if not _is_word_in(name, normalised)}
    return frozenset(names | _family_names(names, normalised, topic))


def _family_names(names: set[str], text: str, topic: str) -> set[str]:
    """Give what stands behind the names in the middle of sentences, where it is no word of the text."""
    said = [name for name in names if f"{name} " in text]
    found = {word for name in said for word in _compiled(_BEHIND_NAME % re.escape(name)).findall(text)}
    return {
        word
        for word in found - names
        if word.lower() not in _ORDINARY
        and word.lower() not in topic
        and could_be_name(word)
        and not _is_word_in(word, text)
    }


def _names_in(called: str) -> list[str]:
    return [called] if _NICKNAME.fullmatch(called) else _NAME_WORD.findall(called)


def _is_word_in(name: str, text: str) -> bool:
    """Tell whether the text writes a name somewhere as it would any word."""
    if name not in text and name.lower() not in text:
        return False
    lower, itself = re.escape(name.lower()), re.escape(name)
    as_word = (
        rf"(?<![\w.@/-]){lower}(?![\w@]|\.\w)|(?<!\w){itself}(?=[(_:\\/]|\.\w|[ ]v?\d(?!\.[A-Z]))|"
        rf"\b(?:[Tt]he|[Aa]n?|[Mm]y|[Yy]?[Oo]ur|[Ii]ts|[Ii]n|[Ii]nto|[Oo]n|[Vv]ia|[Uu]s(?:e[sd]?|ing))"
        rf"[ ]{itself}\b"
    )
    return _compiled(as_word).search(text) is not None


def named_people(text: str, names: tuple[str, ...]) -> Iterator[Span]:
    """Find the given names, but not inside addresses, where they lead somewhere rather than tell on one."""
    lower = text.lower()
    said = [pattern for word, pattern in _names_sought(names) if word in lower]
    if not said:
        return
    addresses = [match.span() for match in _URL.finditer(text)]
    for pattern in said:
        for match in _compiled(pattern).finditer(text):
            if not any(start <= match.start() < end for start, end in addresses):
                yield Span(*match.span())


@lru_cache(maxsize=1024)
def _names_sought(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Give what to seek in the text in lower case, and how to match it, the longest first.

    Whole names are matched in any case; parts of them and short ones only as they are written.
    """
    exact: set[str] = set()
    loose: set[str] = set()
    for name in names:
        whole = name.strip()
        if len(whole) < 3 or whole.lower() in _ORDINARY or not re.search(r"[^\W\d]", whole):
            continue
        (loose if len(whole) >= 5 else exact).add(whole)
        stem = whole.rstrip("0123456789_-")  # people drop the digits
        if len(stem) >= 4 and stem != whole and stem.isalpha() and stem.lower() not in _ORDINARY:
            exact |= {stem, stem.capitalize()}
        for part in re.split(r"[\s._-]+|(?<=[a-z])(?=[A-Z])", whole):
            if len(part) >= 4 and part[0].isupper() and part.isalpha() and part.lower() not in _ORDINARY:
                exact.add(part)
    forms = [(name, "i") for name in loose] + [(name, "-i") for name in exact - loose]
    forms.sort(key=lambda form: (-len(form[0]), form))
    return tuple((name.lower(), rf"(?<![\w@.⟩-])@?(?{flag}:{re.escape(name)})(?!\w)") for name, flag in forms)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile once what many threads share: the same people write in them."""
    return re.compile(pattern)
