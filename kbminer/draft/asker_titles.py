"""An article's title and environment, in the askers' words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from kbminer.draft.boilerplate import has_label, own_words
from kbminer.draft.evidence import Asked
from kbminer.languages import all_words, alternatives
from kbminer.records import Thread
from kbminer.redact.engine import redact
from kbminer.redact.posts import squeeze
from kbminer.text.blocks import plain
from kbminer.text.title_marks import mark_words

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
    r"Chapter|Page|Line)\b)"
    r"[A-Z][A-Za-z]*[^\W_]*(?:[ -](?:[Vv]ersion ?|[Vv]\.?)?|/)\d+(?:\.\d+){1,3}(?:-?(?:rc|alpha|beta|b|"
    r"a)\d*)?(?![\w.]*\d|\w)|"
    r"\b[Vv]ers(?:ion|ión|ione)[: ] ?\d+(?:\.\d+)+(?![\w.]*\d|\w)"
)
_DIGIT = re.compile(r"\d")
_FORM = re.compile(
    rf"^\**(?:{alternatives('draft.operating_system')}|os|platform|[\w .]{{0,24}}version|browser)"
    r"\**\s*:\**\s*[^:\s][^:]{0,60}$",
    re.I,
)
Environment = list[tuple[str, Asked]]
_MOST_NAMED = 6
_VERSION_WORD = re.compile(r"\W*\b(?:version|v)\b\W*|[-/]")
_SHORT_NAME = re.compile(r"\bvs(?= ?\d)")


_GENERIC_LABEL = re.compile(
    rf"^\**(?:{alternatives('draft.operating_system')}|os|platform|browser)\**\s*:\**\s*", re.I
)


@lru_cache(maxsize=4096)  # a title is cited with every statement
def clean_title(title: str) -> str:
    """Take "[SOLVED]", "Re:", cries for help and superfluous signs off a title; the rest stays.

    >>> clean_title("[SOLVED] Re: Window stays black after update, please help!!!")
    'Window stays black after update'
    """
    text = squeeze(_EMOJI.sub(" ", title))
    while True:
        bare = _trailing().sub("", _leading().sub("", _bracketed().sub(" ", text)))
        bare = squeeze(bare).strip(" -–—:,;~*")
        if bare == text or not bare:
            break
        text = bare
    return re.sub(r"([!?.])[!?.]+$", r"\1", text).rstrip(".!") or squeeze(title)


def _marks() -> str:
    return mark_words("solved", "unsolved", "other", "further")


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"[\[({{<]\s*(?:{_marks()})\s*[!?.]*\s*[\])}}>]", re.I)


@cache
def _leading() -> re.Pattern[str]:
    """A mark before a colon or a dash, and a cry for help before more words; "Open-source" is no mark."""
    return re.compile(
        r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+|"
        rf"^(?:{_marks()})\s*(?:[:!~]+|[–—-]+(?=\s))\s*|"
        r"^(?:please |pls |plz |i )?(?:need(?:ing|s)? )?(?:some |a little )?help(?: me)?(?: please| needed)?"
        r"(?:[\s:!,.-]+(?:with|on|in|about)\b)?[\s:!,.-]+(?=\S+ \S+)",
        re.I,
    )


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(
        rf"\s*[-–—:,.!~]+\s*(?:{_marks()}|{alternatives('draft.pleas')})\s*[!.]*$|"
        r"\s+(?:please help|help please|pls help|plz help)[\s!.]*$",
        re.I,
    )


_EMOJI = re.compile(
    r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\uFE0F\u200D]+|(?<!\w):[a-z][a-z0-9_+-]+:(?!\w)"
)
_SAYS_NOTHING = frozenset(all_words("draft.empty_title_words"))


def says_nothing(title: str) -> bool:
    """Tell whether a title names no subject: "Help", "Errors", "Strange problem", or no word at all.

    >>> says_nothing("Need help with an error!!"), says_nothing("Shadow error")
    (True, False)
    """
    return not any(word.lower() not in _SAYS_NOTHING for word in re.findall(r"[^\W\d_][\w'’.+#-]+", title))


def shouts(title: str) -> bool:
    """Tell whether a title is written in capitals."""
    letters = [c for word in re.findall(r"\w+", title) if len(word) > 3 for c in word if c.isalpha()]
    return len(letters) >= 8 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def redacted_title(thread: Thread, people: tuple[str, ...]) -> str:
    """Give a thread's title clean and without private things."""
    return clean_title(squeeze(redact(thread.title, people).text))


def environment(asked: tuple[Asked, ...]) -> Environment:
    """Find the products, versions and platforms that the askers name, the most frequent first.

    What one asker alone names counts only if he asks the leading question, ``asked[0]``.

    Returns:
        The wording and the question it stands in, at most six of them.
    """
    first: dict[str, tuple[str, Asked]] = {}
    spread: Counter[str] = Counter()
    for item in asked:
        named = {_known_as(wording): wording for wording in _environment_of(item)}
        for key, wording in sorted(named.items()):
            first.setdefault(key, (wording, item))
            spread[key] += 1
    shared = [key for key in spread if spread[key] > 1 or first[key][1] is asked[0]]
    specific = [key for key in shared if not any(key != other and _covers(other, key) for other in shared)]
    ranked = sorted(specific, key=lambda key: (-spread[key], key))
    return [first[key] for key in ranked[:_MOST_NAMED]]


def _known_as(wording: str) -> str:
    """Give the form by which two namings of one thing are known: "VS 2022", "Visual Studio 2022"."""
    bare = _SHORT_NAME.sub("visual studio", _VERSION_WORD.sub(" ", wording.lower()))
    return re.sub(r"(?<=[a-z])(?=\d)|\s+", " ", bare)


def _environment_of(item: Asked) -> Iterator[str]:
    """Give what one asker names in a form's fields or in his own words, not what a log of his names."""
    for passage in item.reading.passages:
        if passage.kind != "sentence":
            continue
        named = _named(passage.text)
        if _FORM.match(plain(passage.text)):
            yield from named
        elif named or has_label(passage.text):  # else nothing that is left of it names anything
            text = own_words(passage.text, item.question)
            yield from named if text == passage.text else _named(text)


def names_platform(title: str) -> bool:
    """Tell whether a title names a platform or a version already."""
    return _PLATFORM.search(title) is not None or _VERSIONED.search(title) is not None


def _covers(longer: str, shorter: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(shorter)}(?!\w)", longer) is not None


@lru_cache(maxsize=16_384)
def _named(sentence: str) -> tuple[str, ...]:
    words = plain(sentence)
    if _FORM.match(words):
        return (_GENERIC_LABEL.sub("", words) or words,)
    patterns = (_PLATFORM, _VERSIONED) if _DIGIT.search(words) else (_PLATFORM,)
    return tuple([match.group() for pattern in patterns for match in pattern.finditer(words)])
