"""Who is quoted: the words around a name in the captions of quote boxes, in the languages boards speak."""

from __future__ import annotations

import re

_WROTE = (
    r"wrote on[^:]*|said (?:in|on)[^:]*|wrote|said|writes|says|posted|a écrit le[^:]*|a écrit|a dit|écrit|"
    r"schrieb|hat geschrieben|sagte|escribió|dijo|escribio|ha scritto|ha detto|scrisse|escreveu|disse|"
    r"schreef|zei|napisał(?:\(a\))?|napisal|pisze|skrev|sa|kirjoitti|пишет|(?:на)?писал(?:\(а\)|а)?|"
    r"сказал(?:\(а\)|а)?|napsal(?:\(a\))?|írta|a scris|yazdı|demiş ki|έγραψε|כתב(?:ה|/ה)?|كتب|"
    r"さんが書きました|写道"
)
_BEFORE = re.compile(
    r"^(?:originally posted by|posted by|quote from|quote originally posted by|quote|quoting|citation de|"
    r"envoyé par|message de|zitat von|zitat|cita de|citazione(?: di)?|citaat van|cytat z|цитата)"
    r"\s*:?\s+(?=\S)",
    re.I,
)
_AFTER = re.compile(rf"^(?P<name>.{{1,80}}?)[\s\u200e]+(?:{_WROTE})\s*[:：]?", re.I)
_DATED = re.compile(
    r"\s*(?:[;,|]|»|«|\bon\b|\ble\b|\bam\b|\bel\b|\bпри\b|\bот\b|\u2192|:)\s*.{0,60}\d{1,4}[^a-z]{0,3}.*$",
    re.I,
)
_NO_NAME = frozenset("quote quoting citation zitat cita citaat cytat цитата citazione code wrote".split())


def quoted_name(caption: str) -> str | None:
    """The name in a quote's caption; ``None`` where it names nobody.

    >>> quoted_name("Ann B. wrote: ↑"), quoted_name("Quote from: Ann on May 3, 2012, 09:12:44 AM")
    ('Ann B.', 'Ann')
    >>> quoted_name("Originally posted by Ann"), quoted_name("Citation :")
    ('Ann', None)
    """
    text = " ".join(caption.replace("\u00a0", " ").split()).strip(' ↑→»«"“”')
    if not text or text.lower().rstrip(": ") in _NO_NAME or len(text) > 200:
        return None
    if leaked := re.match(r"author=(.+?)\s+(?:link|date)=", text):
        return _clean(leaked.group(1))  # a tag that a conversion left half open
    bare = _BEFORE.sub("", text, count=1)
    if found := _AFTER.match(bare):
        return _clean(found.group("name"))
    if bare != text:
        bare = _DATED.sub("", bare)
    elif len(text) > 60:
        return None
    return _clean(bare)


def _clean(name: str) -> str | None:
    name = re.sub(r"^\(?\d{1,4}[-./]\d.*?\)\s+|^.*\d{1,2}:\d{2}(?::\d{2})?\)?\s+", "", name).strip(" :,;*")
    return name if name and name.lower() not in _NO_NAME and len(name) <= 80 else None
