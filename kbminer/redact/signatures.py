"""People who are called and people who sign: names that stand apart from the sentences around them.

Nothing but their place tells such names from other words: at the beginning before a comma, below or behind
the last words, behind a closing formula. What is said there and is nobody's name is listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.firms import is_firm
from kbminer.redact.letters import LOWER, NAME_WORD, UPPER
from kbminer.redact.recalled import recalled
from kbminer.redact.spans import Marks, Phrases, matches_at


@cache
def not_person() -> str:
    """Give the pattern of a place where none of the words begins that are nobody's name."""
    return rf"(?!(?:{alternatives('redact.no_names')})\b)"


@cache
def _title() -> str:
    return rf"(?:(?i:{alternatives('redact.signing_titles')})[ ]+){{0,2}}"


_WORD = NAME_WORD
_INITIALS = r"[A-Z]\.(?:[ -]?[A-Z]\.)?"


@cache
def _somebody() -> str:
    """Give the pattern of a name of one to three words, initials and particles ("de", "van") among them."""
    particles = rf"(?:(?:{alternatives('redact.name_particles')})[ '’]){{0,2}}"
    more = rf"(?:[ ](?:(?=['’a-zа-я]){particles})?(?:{_WORD}|[A-Z]\.|[A-Z](?!\w))){{0,2}}"
    return rf"(?P<private>(?:{_INITIALS}[ ]{particles})?{_WORD}{more})"


_PARAGRAPH_ENDS = r"(?=(?:[ ]from[ ][A-Z]\w+)?[ \t]*+(?:[.!][ \t]*+)?(?:\\?\n[ \t]*+(?:\\?\n|\Z)|\Z))"
# Searched in the lower-case text, which is several times faster than ignoring case.
_CLOSING = Phrases(lambda: all_words("redact.closings"))
# Nicknames have no capital to know them by, so these ask for the comma or the end of the line instead.
_GREETED_BY_NICK = LatePattern(r"(?P<private>[^\W\d_][\w-]{2,20})(?=[ ]?[,!]|[ ]-[ ]|[ ]*(?:\\?\n|$))")
_WELCOMED = LatePattern(
    r"\b[Ww]elcome(?:[ ](?:back|aboard))?(?:[ ]to[ ](?:the|our)[ ]\w+)[ ]+"
    rf"(?P<private>[^\W\d_][\w-]{{2,20}}(?=[ ]?[,!])|{_WORD}(?=[ ]*(?:\n|\Z)))"
)
# In the middle of a line these have no capital, unless a line break was lost before them.
OPENER = (
    r"(?:Well|Firstly|First|No|Yes|Need|As|In|If|When|While|Where|Why|What|How|We|The|This|That|These|It|Is|"
    r"Are|Was|Were|Here|There|My|Our|Your|You|Thank|Thanks|Please|Sorry|Just|After|For|From|To|So|But|Can|"
    r"Could|Do|Does|Did|Have|Has|Any|Again|Glad|Great|Good|Unfortunately|Actually|At|By|On|Not|Let|Looks|"
    r"I['’]m|I['’]ve|Then|Also|And|Attached|Below|Following|Seems?|Request|Regarding|Hope|Hi|Hello)\b"
)
_CALLED = LatePattern(
    rf"\s*(?P<private>{_WORD})(?:[ ]?,+|\.\.+|[ ]--?(?=[ ]))(?:[ ]*\\?\n|[ ]*{OPENER}|"
    r"[ ]+(?i:thanks?|could|can|would|will|did|do(?![ ]you[ ]mean)|are|have|please|what|any|you)\b)"
)
_AGREED = LatePattern(
    r"\s*(?:Yes|OK|Ok|Okay|Sure|Sorry|Exactly|Correct|Well done|Good (?:point|job)|Nice work|Welcome back|"
    r"(?:(?:Ah|Yes|OK|Ok),?[ ])?[Yy]ou(?:['’]re|[ ]are)[ ]right)"
    rf",?[ ](?P<private>{_WORD})[ ]?,"
)
_CALLED_BY_ME = LatePattern(
    rf"\s*(?P<private>[{UPPER}][{LOWER}]{{2,15}})(?:(?:[ ]?,+|[ ]--?)[ ]*I\b|"
    r":[ ]+(?:I|O[Kk]|Thanks?|(?:[Cc]an|[Cc]ould|[Dd]id|[Hh]ave|[Ww]ould)[ ]you)\b)"
)
_ASKED = LatePattern(
    rf"[.!?\n][ ]*(?P<private>{_WORD}),[ ]"
    r"(?:please\b|(?:could|can|would|will|did|have|are)[ ]you\b|do[ ]you\b(?![ ]mean))"
)
_CALLED_LAST = LatePattern(rf",(?<=[a-z],)[ ](?P<private>{_WORD})(?=[.!?](?:\s|\Z))")
_SAID_BEFORE_CALLING = LatePattern(
    r"\b(?:did it|work(?:s|ed)?|right|correct|that|this|it|help|again|know|job|problem|wonderful|awesome|"
    r"great|(?i:good|great|interesting|fair|nice|valid) point|advance|me|too)\Z"
)
_THANKED_FOR = LatePattern(
    r"(?i:thanks|thank you|appreciate)\b[^.!?\n,]{0,40}\b(?:help|reply|replies|response|answers?|info|"
    r"confirmation|information|clarification|explanation|updates?|support|time|post|tips?|feedback|work|"
    r"effort|advice|suggestions?|link|solution|assistance|inputs?|this|that|"
    r"efforts?|patience|guidance|insights?|pointers?|hints?|comments?|example|fix)(?:,?[ ]+|,)"
    rf"(?P<private>{_WORD}(?:[ ]{_WORD})?)(?=[ ]?[.,!\n]|-[ ]|$)"
)
_QUOTED_BY_NAME = LatePattern(
    rf"\b(?:[Aa]s|like|what)[ ](?P<private>{_WORD})[ ](?:already[ ])?"
    r"(?:said|says|mentioned|suggested|suggests|pointed|noted|explained|wrote|recommended|described)\b"
)
_SAYS_SAID = Marks("said says mention suggest pointed noted explained wrote recommended described".split())
# A line break lost in conversion glues the name to the closing word, so nothing need stand between them.
_STILL_CLOSING = (
    r"(?:[ ](?:again|much|a lot|so much|very much|in advance|guys|all|everyone|everybody|folks|sir))?"
    r"(?:[ ](?:and|&)[ ][Rr]egards)?[ ]?[,.!]*"
)
_CLOSED = LatePattern(
    lambda: rf"{_STILL_CLOSING}[ \t]*+(?:[-–—~]{{1,2}}[ \t]*+)?{_title()}{_somebody()}{_PARAGRAPH_ENDS}"
)
_CLOSED_ABOVE = LatePattern(
    lambda: (
        rf"(?:[^\n]{{0,60}}?[,.!])?[ \t]*+(?:\\?\n[ \t]*+){{1,4}}[-–—~]*+[ \t]*+{_title()}{_somebody()}"
        r"(?=[ \t]*+(?:,[ ][A-Z][^\n,]{2,40})?[.!]?[ \t]*+(?:\\?\n|\Z))"
    )
)
# A name in the middle of a line is known by the lost break before it, or by what begins behind it.
_ONE_OR_TWO = rf"(?P<private>{_WORD}(?:[ ](?!{OPENER}){_WORD})?)"
_CLOSED_INSIDE = LatePattern(
    rf"{_STILL_CLOSING}(?:(?<=[,.!])|,[ ]{{2,}}|[ ]*[-–—~]{{1,2}}[ ]*|[ ]*>[ ]*){_ONE_OR_TWO}"
    r"(?=[ ]{2,}\S|[ ][A-Z(]|[ ]?[\[<{>])"
)
_CLOSED_BEFORE = LatePattern(
    rf"{_STILL_CLOSING}[ ]*{_ONE_OR_TWO}(?=[ ]*(?:[-_=*~]{{3,}}|-[ ]-|\[?(?:Edit|EDIT|edit)\b|P\.?S\b|<))"
)
_CONTACT = LatePattern(
    rf"[.!?)][ ]*(?P<private>{_WORD}(?:[ ]{_WORD})?)[ \t,:]+"
    r"(?=\(?\d{3}[-. )]{1,2}\d{3}[-. ]\d{4}|[\w.+-]+@[\w-]+\.[a-z])"
)
_TELEPHONE = LatePattern(r"\d\d\d[-. )]{1,2}\d{3}[-. ]\d{4}")
_NO_CONTACT = frozenset(
    """phone tel telephone email e-mail mail contact call fax mobile cell office skype write at via id ip to
    address server version build error from sent subject cc user username login support sales info""".split()
)
_RULED = LatePattern(lambda: rf"(?<![_*/=])[_*/=]{{5,}}+\s?--?[ ]?{_somebody()}(?=[ ]*(?:\n|\Z|[-–|,][ ]))")
# What must not stand before the dash is asked behind it: so begun, texts are searched four times as fast.
_DASHED = LatePattern(
    lambda: rf"(?P<dash>[-–—~](?<![-–—~|].)(?:(?<=-)-+)?)(?P<gap>[ \t]*){_somebody()}{_PARAGRAPH_ENDS}"
)
_CUT_SHORT = LatePattern(
    lambda: rf"(?<!\w)(?i:{alternatives('redact.closing_initials')})\.?,?\s{{1,4}}{_somebody()}\s*\Z"
)
# Nothing but initials, on the last line.
_INITIALLED = LatePattern(rf"\n[ \t]*[-–—~]{{1,2}}[ \t]*(?P<private>{_INITIALS})\s*\Z")
_TAIL = 120  # characters; a signature is shorter
_LAST_LINE = LatePattern(lambda: rf"(?:[.,!?…]|:-?\))[ \t]*(?:\\?\n[ \t]*)+{_somebody()}\s*\Z")
# Behind an empty line a name needs no full stop before it; marks of emphasis may stand around it.
_LAST_PARAGRAPH = LatePattern(
    lambda: rf"\n[ \t]*\n[ ]{{0,3}}[*_/(]{{0,2}}{_somebody()}[*_)]{{0,2}}[ ]?(?:[:;]-?[)D])?\s*\Z"
)
_BEHIND_ADDRESS = LatePattern(
    r"(?:https?://|www\.)[^\s<>]{1,120}+[ ]*(?:[ ]|(?P<below>\\?\n[ \t]*)+)"
    r"(?P<private>[A-Z]{2}|(?(below)[A-Z][a-z]{2,11}|(?!)))\s*\Z"
)
_LAST_WORD = LatePattern(
    r"(?:(?:\w[.!?,]|:-?\))[ ]*(?:\\?\n[ \t]*)*(?P<dash>(?:--?|[–—~])[ ]?)|"
    r"(?:(?i:thanks|thank you|thx|regards|cheers|advance)[,.! \t-]+|"
    rf"[Rr](?:egards|egds|gds))(?:\\?\n[ \t]*)*)(?P<private>[{LOWER}][{LOWER}\d_-]{{2,15}})[.!]?\s*\Z"
)
_MAY_END = Marks(("thank", "thx", "gards", "gds", "cheers", "advance", "-", "–", "—", "~"))
_LAST_SENTENCE = LatePattern(
    rf"(?:[.!?)}};][ ]{{0,3}}|[a-z][ ]{{2,4}})(?P<private>[A-Z][{LOWER}]{{2,11}})\s*\Z"
)
_INTERJECTION = LatePattern(r"(?i:[aehmou]+|[aehimou]++(?<=[hm]m)|.{0,20}(.)\1\1.{0,20})")


@cache
def _nobodys_names() -> frozenset[str]:
    return frozenset(all_words("redact.nobodys_names"))


def called_and_signing(text: str, lower: str, greetings: list[int]) -> Iterator[re.Match[str]]:
    """Find who is called behind the ``greetings`` (where these end) and at the beginning, and who signs."""
    called = matches_at(_GREETED_BY_NICK, text, greetings)
    found = (*called, *_behind_closings(text, lower), *_amid(text, lower), *_at_the_ends(text))
    yield from (match for match in found if _could_be_called(match))


def _behind_closings(text: str, lower: str) -> Iterator[re.Match[str]]:
    for closing in _CLOSING.finditer(lower):
        end = closing.end()
        if text[end : end + 1].islower():
            continue
        for pattern in (_CLOSED, _CLOSED_ABOVE, _CLOSED_INSIDE, _CLOSED_BEFORE):
            if match := pattern.match(text, end):
                yield match
                break


def _amid(text: str, lower: str) -> Iterator[re.Match[str]]:
    """Find people called, welcomed, thanked or signing anywhere, where no closing words stand before."""
    if "elcome" in text:
        yield from _WELCOMED.finditer(text)
    if "thank" in lower or "appreciate" in lower:
        yield from _THANKED_FOR.finditer(text)
    if ", " in text and ("you" in lower or "please" in lower):
        yield from _ASKED.finditer(text)
    if _SAYS_SAID.in_text(lower):
        yield from _QUOTED_BY_NAME.finditer(text)
    yield from recalled(text, lower)
    if ", " in text:
        yield from _CALLED_LAST.finditer(text)
    yield from _DASHED.finditer(text)
    if any(rule * 5 in text for rule in "_*/="):
        yield from _RULED.finditer(text)
    if "@" in text or (("-" in text or "." in text or ")" in text) and _TELEPHONE.search(text)):
        yield from _CONTACT.finditer(text)


def _at_the_ends(text: str) -> Iterator[re.Match[str]]:
    yield from filter(None, (pattern.match(text) for pattern in (_CALLED, _CALLED_BY_ME, _AGREED)))
    tail = max(0, len(text) - _TAIL)
    ended = text.rstrip()
    has_lines = "\n" in ended.lstrip()
    last = [_LAST_LINE, _LAST_PARAGRAPH, _INITIALLED]
    ends = last if has_lines else [_LAST_SENTENCE] if ended[-1:].isalpha() else []
    if _MAY_END.in_text(text[tail:].lower()):
        ends.append(_LAST_WORD)
    if ended[-1:].isalpha():
        ends.append(_CUT_SHORT)
    if "http" in text or "www." in text:
        ends.append(_BEHIND_ADDRESS)
    yield from filter(None, (pattern.search(text, tail) for pattern in ends))


def _could_be_called(match: re.Match[str]) -> bool:
    """Whether the words found could name somebody, by what their pattern asks of them besides."""
    if not could_be_name(match["private"]):
        return False
    allows = _asked_besides().get(match.re.pattern)
    return allows is None or allows(match)


def _is_addressed(match: re.Match[str]) -> bool:
    """No adverb (unfortunately, basically) and no interjection."""
    name = match["private"]
    return not (len(name) > 5 and name.endswith("ly")) and _INTERJECTION.fullmatch(name) is None


def _is_addressed_in_a_sentence(match: re.Match[str]) -> bool:
    """No abbreviation (IIRC, AFAICS) either."""
    return not match["private"].isupper() and _is_addressed(match)


def _signs_below(match: re.Match[str]) -> bool:
    """Nothing that the line above leads to."""
    above = match.string[max(0, match.start() - 60) : match.start()].rstrip()
    return not above.endswith(":") and _is_addressed_in_a_sentence(match)


def _has_a_contact(match: re.Match[str]) -> bool:
    return _NO_CONTACT.isdisjoint(match["private"].lower().split())


def _is_called_last(match: re.Match[str]) -> bool:
    return _SAID_BEFORE_CALLING.search(match.string, max(0, match.start() - 20), match.start()) is not None


def could_be_name(words: str) -> bool:
    """Tell whether none of the words is one that people are greeted by, or sign under, without a name."""
    if words.startswith(("I'", "I’")) or (words.isupper() and len(words) > 4):
        return False
    if _CLOSING.fullmatch(words.lower()):
        return False
    return _nobodys_names().isdisjoint(re.split(r"[ _-]", words.lower())) and not is_firm(words)


def is_nobody(word: str) -> bool:
    """Tell whether people greet with this word whom they do not call by name: community, colleagues."""
    return word.lower() in _nobodys_names() or is_firm(word)


def _dash_signs(match: re.Match[str]) -> bool:
    """Whether the dash before the words opens a signature, and no item of a list and no option."""
    before = match.string[max(0, match.start() - 60) : match.start()].rstrip(" \t")
    if before.endswith("\n>") and _has_options(before):
        return False
    if not before or before.endswith(("\n", "\n>")):
        if len(match["dash"]) > 1 or match["dash"] in "–—~" or not match["gap"]:
            return True
        # A hyphen and a space open an item of a list, but for the last line behind a full stop.
        is_last = not match.string[match.end() :].strip()
        return is_last and re.search(r"[.!?…)]\s*\n>?$", before) is not None
    if re.search(r"[\w)\"'][.!?…]+$|:-?\)$", before):  # "cmake .. -Wall" ends no sentence
        return True
    return not match.string[match.end() :].strip() and _signs_at_the_end(match, before)


def _signs_at_the_end(match: re.Match[str], before: str) -> bool:
    """Whether the last words of a text sign behind an element, or behind a comma and close to their dash."""
    if re.search(r"</[\w:-]+>$", before):
        return True
    return not match["gap"] and re.search(r"[a-z],$", before) is not None and not _has_options(before)


def _last_word_signs(match: re.Match[str]) -> bool:
    """Whether the dash before the last word, if there is one, is no option's and no list's."""
    if match["dash"] is None:
        return True
    before = match.string[max(0, match.start() - 60) : match.start("dash")]
    normalised = before.rstrip(" \t\n\\")
    broken = "\n" in before[len(normalised) :]
    if normalised.endswith(",") or broken:
        spaced = match["dash"].endswith(" ")
        return not spaced and not _has_options(before)
    return True


def _has_options(text: str) -> bool:
    return re.search(r"(?:^|\s)--?[a-zA-Z][\w-]*", text) is not None


@cache
def _asked_besides() -> Mapping[str, Callable[[re.Match[str]], bool]]:
    """By the source of the pattern that found the words: what is asked of them besides."""
    return {
        _CALLED.source: _is_addressed,
        _CALLED_BY_ME.source: _is_addressed_in_a_sentence,
        _ASKED.source: _is_addressed_in_a_sentence,
        _QUOTED_BY_NAME.source: _is_addressed_in_a_sentence,
        _CONTACT.source: _has_a_contact,
        _CALLED_LAST.source: _is_called_last,
        _LAST_WORD.source: _last_word_signs,
        _LAST_PARAGRAPH.source: _signs_below,
        _DASHED.source: _dash_signs,
    }
