"""What the askers work with: products, versions and platforms, in their own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kbminer.draft.boilerplate import has_label, without_boilerplate
from kbminer.draft.evidence import Asked
from kbminer.languages import LatePattern, alternatives
from kbminer.text.blocks import plain

Environment = list[tuple[str, Asked]]
"""Wordings, each with the question that it stands in."""

MOST_NAMED = 6  # wordings that a reader takes in
_PLATFORM = re.compile(
    r"\b(?=[A-Zcgimuwx])"  # what every one of them begins with
    r"(?:[Ww]indows (?:XP|Vista|7|8(?:\.1)?|10|11|Server \d{4}|Phone|CE)|Windows|[Ww]in(?:7|8|10|11)|"
    r"[Mm]ac ?OS(?: X)?(?: \d+(?:\.\d+)*)?|macOS(?: \d+(?:\.\d+)*)?|OS ?X(?: \d+(?:\.\d+)*)?|"
    r"Linux(?: Mint(?: \d+(?:\.\d+)?)?)?|[Uu]buntu(?: \d+\.\d+)?|Debian(?: \d+)?|Fedora(?: \d+)?|"
    r"CentOS(?: \d+(?:\.\d+)?)?|Arch Linux|Raspberry Pi(?: \d)?|Android(?: \d+(?:\.\d+)*)?|"
    r"iOS(?: \d+(?:\.\d+)*)?|"
    r"iPhone(?: \d+)?|iPad|Chrome(?: \d+(?:\.\d+)*)?|Firefox(?: \d+(?:\.\d+)*)?|Safari(?: \d+(?:\.\d+)*)?|"
    r"Edge \d+(?:\.\d+)*|Internet Explorer(?: \d+)?|IE ?\d+|Visual Studio(?: Code)?(?: \d{4})?|VS ?20\d\d|"
    r"MSVC(?: \d+)?|[Mm]in[Gg][Ww](?:-w64)?|X[Cc]ode(?: \d+(?:\.\d+)*)?|(?:GCC|gcc)(?: \d+(?:\.\d+)*)?|"
    r"[Cc]lang \d+(?:\.\d+)*|CMake(?: \d+(?:\.\d+)*)?|Python ?\d(?:\.\d+)*|Java ?\d+|PHP ?\d(?:\.\d+)*|"
    r"(?<!\w)\.NET(?: Core| Framework)?(?: \d+(?:\.\d+)*)?|Node(?:\.js)? ?v?\d+(?:\.\d+)*|"
    r"Docker(?: Desktop)?|"
    r"Emscripten|OpenGL(?: ES)?(?: \d+(?:\.\d+)*)?|DirectX ?\d+|D3D ?\d+)(?![\w.]\w|_)"
)
_VERSIONED = re.compile(
    r"\b(?!(?:Vers\w*|VERSION|Driver|Experience|The|This|In|Since|And|With|From|Version|Release|On|For|To|At|Is|Are|Step|Figure|Section|"
    r"Chapter|Page|Line|[XxIi]\d86|[Xx]64|AMD64|ARM64)\b)"
    r"[A-Z][^\W_]*+(?:[ -](?:[Vv]ersion ?|[Vv]\.?)?|/)\d++(?:\.\d++){1,3}+(?:-?(?:rc|alpha|beta|b|"
    r"a)\d*+)?(?![\w.]*\d|\w)|"
    r"\b[Vv]ers(?:ion|ión|ione)[: ] ?\d++(?:\.\d++)++(?![\w.]*\d|\w)"
)
_OTHERS = LatePattern(lambda: rf"\b(?:{alternatives('draft.others_versions')})\W+(?:\w+\W+)?$", re.I)
# Not at the start of a sentence, where any word has a capital.
_NAME_BEFORE = re.compile(
    r"(?:(?<=[\w)\]\"'»”,:;–-] )|(?<=[(/]))(?:[A-Z][\w+#.]{0,30} ){1,6}+$|[A-Z]\w{0,30}/$"
)
NEAR_BEFORE = (
    60  # characters before a version that may say whose it is, or hold the rest of its product's name
)
_SLASH = re.compile(r"[/\\]")
_DIGIT = re.compile(r"\d")
_FORM = LatePattern(
    lambda: (
        rf"^\**(?:{alternatives('draft.operating_system')}|os|platform|[\w .]{{0,24}}version|browser)"
        r"\**\s*:\**\s*[^:\s][^:]{0,60}$"
    ),
    re.I,
)
_GENERIC_LABEL = LatePattern(
    lambda: rf"^\**(?:{alternatives('draft.operating_system')}|os|platform|browser)\**\s*:\**\s*", re.I
)
_VERSION_WORD = re.compile(r"(?:(?<!\W)\W++)?\b(?:version|v)\b\W*+|[-/]")
_SHORT_NAME = re.compile(r"\bvs(?= ?\d)")


def environment_of(asked: tuple[Asked, ...]) -> Environment:
    """Find the products, versions and platforms that the leading question names, ``asked[0]``.

    What other askers name, too, comes first; what they alone name holds for their trouble, not for this one.

    Returns
    -------
    list of (str, Asked)
        The wording and the question it stands in, at most six of them.
    """
    first: dict[str, tuple[str, Asked]] = {}
    spread: Counter[str] = Counter()
    for item in asked:
        named = {_known_as(wording): wording for wording in _named_by(item)}
        for key, wording in sorted(named.items()):
            first.setdefault(key, (wording, item))
            spread[key] += 1
    own = [key for key in spread if first[key][1] is asked[0]]
    ranked = sorted(_most_specific(own), key=lambda key: (-spread[key], key))
    return [first[key] for key in ranked[:MOST_NAMED]]


def names_platform(title: str) -> bool:
    """Tell whether a title names a platform or a version already.

    >>> names_platform("Crash on Windows 10"), names_platform("Crash at start")
    (True, False)
    """
    return _PLATFORM.search(title) is not None or _VERSIONED.search(title) is not None


def _known_as(wording: str) -> str:
    """The form by which two namings of one thing are known: "VS 2022", "Visual Studio 2022"."""
    bare = _SHORT_NAME.sub("visual studio", _VERSION_WORD.sub(" ", wording.lower()))
    return re.sub(r"(?<=[a-z])(?=\d)|\s+", " ", bare)


def _most_specific(keys: Iterable[str]) -> list[str]:
    """Leave out what a longer naming says too: "windows" beside "windows 10"."""
    known = list(keys)
    return [key for key in known if not any(key != other and _covers(other, key) for other in known)]


def _covers(longer: str, shorter: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(shorter)}(?!\w)", longer) is not None


def _named_by(item: Asked) -> Iterator[str]:
    """What one asker names in a form's fields or in their own words, not what a log of theirs names."""
    for segment in item.redacted.segments:
        if segment.kind == "sentence":
            yield from _named_in(segment.text, item)


def _named_in(sentence: str, item: Asked) -> Iterator[str]:
    named = _names(sentence)
    if _FORM.match(plain(sentence)):
        yield from named
    elif named or has_label(sentence):  # else nothing that is left of it names anything
        text = without_boilerplate(sentence, item.question)
        yield from named if text == sentence else _names(text)


@lru_cache(maxsize=16_384)
def _names(sentence: str) -> tuple[str, ...]:
    words = plain(sentence)
    if _FORM.match(words):
        return (_GENERIC_LABEL.sub("", words) or words,)
    patterns = (_PLATFORM, _VERSIONED) if _DIGIT.search(words) else (_PLATFORM,)
    found = (match for pattern in patterns for match in pattern.finditer(words))
    return tuple(
        [
            _whole_name(words, match)
            for match in found
            if not _is_others(words, match) and not _is_in_path(words, match)
        ]
    )


def _is_in_path(words: str, match: re.Match[str]) -> bool:
    """Whether a version stands between slashes, as in "/Library/R/3.0/library"."""
    before = words[max(0, match.start() - 1) : match.start()] + match.group()
    return _SLASH.search(before) is not None and _SLASH.match(words, match.end()) is not None


def _is_others(words: str, match: re.Match[str]) -> bool:
    """Whether the words before a version say that something else has it, was made for it or needs it."""
    before = words[max(0, match.start() - NEAR_BEFORE) : match.start()]
    return _DIGIT.search(match.group()) is not None and _OTHERS.search(before) is not None


def _whole_name(words: str, match: re.Match[str]) -> str:
    """A version with all of its product's name: "Connector/C 6.0.2", "MySQL Community Server 5.1.45"."""
    before = words[max(0, match.start() - NEAR_BEFORE) : match.start()]
    more = _NAME_BEFORE.search(before) if match.re is _VERSIONED else None
    return f"{more.group()}{match.group()}" if more else match.group()
