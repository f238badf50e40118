"""Recognisers of people: e-mail addresses, names of participants, greetings, signatures, mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kbminer.draft.spans import Span, group_spans

_FILE = r"(?:png|jpe?g|gif|svg|webp|ico|js|css|html?|txt|md|py|cpp|h|xml|json|zip|gz|exe|dll|so|log)"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])(?!git@)[\w.+%'-]*[\w+-]@(?:[\w-]+\.)+(?!{_FILE}\b)(?:[a-z]{{2,24}}(?![\w@])|"
    rf"(?:com|org|net|edu)(?=\d))",
    re.I,
)
_SPELT = re.compile(
    r"(?<!\S)[\w.+-]+[ ]?(?:\[at\]|\(at\)|\{at\}|<at>|_at_)[ ]?[\w-]+(?:[ ]?(?:\.|\[dot\]|\(dot\)|"
    r"\{dot\}| dot )[ ]?[\w-]+)+|"
    r"(?<!\S)[\w.+-]+ at [\w-]+ dot [a-z]{2,12}\b|"
    r"(?<!\S)[\w+-]*[._\d][\w.+-]*(?<!\.) at (?!(?:org|com|net|javax?|sun)\.)(?:[\w-]+\.)+[a-z]{2,12}\b|"
    r"(?<!\S)[\w.+-]+ at (?:gmail|yahoo|hotmail|outlook|gmx|protonmail|icloud|aol|web)\.[a-z]{2,3}\b",
    re.I,
)
_URL = re.compile(r"https?://[^\s<>\"'`|]+|www\.[^\s<>\"'`|]+")
_PERSON = r"[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+(?:[ ](?:[A-ZÀ-ÖØ-ÞŠŽ]\.|[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+)){0,2}"
_NOT_PERSON = (
    r"(?!(?:Mr|Mrs|Ms|Dr|Herr|Frau|Mme|Mlle|Sra?|Señora?|All|Where|Right|Which|Who|Why|There|Everyone|"
    r"Everybody|Guys|Folks|Team|Community|Forum|"
    r"World|Again|Sir|Sirs|Madam|Friends?|"
    r"Experts?|Support|Both|Any|Anyone|For|To|The|This|That|It|I|In|If|You|We|My|Your|So|But|And|Just|What|"
    r"How|Is|Are|Do|Does|Can|Could|Please|Thanks?|Very|Much|Dear|New|As|With|When|Now|Yes|No|Not|At|On|"
    r"Tous|Toutes|Monsieur|Madame|Bonjour|Merci|Je|J|Nous|Alle|Zusammen|Leute|Ich|Liebe|Danke|Guten|"
    r"Todos|Buenas|Buenos|Gracias|Amigos|Kitty|Name|Admin|Moderators?|Devs?|Developers?|Docs?)\b)"
)
_GREETING = (
    r"(?:^|(?<=[.!?\n]))[ \t>*_]*(?:(?i:hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening)|greetings|"
    r"bonjour|salut|bonsoir|ch[eè]re?|hallo|guten (?:tag|morgen|abend)|lieber?|sehr geehrte[rs]?|moin|hola|"
    r"buenos d[íi]as|buenas tardes|estimad[oa]))[ ]+"
    r"(?:(?i:mr|mrs|ms|dr|herr|frau|monsieur|madame|se[ñn]ora?)\.?[ ]+)?"
)
_GREETED = re.compile(
    rf"{_GREETING}(?P<private>{_NOT_PERSON}{_PERSON})(?=[ ]*(?:[,.!:;?\n-]|$)|[ ]+(?:and|et|und|y|I)\b)", re.M
)
_GREETED_LOOSELY = re.compile(
    rf"{_GREETING}(?P<private>{_NOT_PERSON}(?:[A-Z][\w-]+(?=[ ]?,)|[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ’'-]+"
    r"(?=[ ]+(?:I|We|You|Can|Could|Thanks?|Many|Please|Your|Do|Did|Have|Je|Tu|Vous|Ich|Du|Sie|Yo|Tú)\b)))",
    re.M,
)
_THANKED = re.compile(
    r"\b(?i:thanks|thank you|thanx|thx|cheers|merci|danke|gracias|sorry)(?i:[ ]+(?:a lot|so much|"
    r"very much|again|beaucoup|sch[öo]n))?"
    rf",?[ ]+(?P<private>{_NOT_PERSON}{_PERSON})(?=[ ]*(?:[,.!;\n-]|$)|[ ]+(?:for|pour|f[üu]r|por)\b)",
    re.M,
)
_SIGNED = re.compile(
    r"(?:^|(?<=[.!?\n]))[ \t]*(?:(?i:(?:best|kind|warm|many)?[ ]?(?:regards|wishes|thanks)|best|"
    r"sincerely|yours(?: truly| sincerely)?|"
    r"cheers|cordialement|bien [àa] vous|amicalement|(?:mit )?(?:freundlichen|besten|vielen|liebe|"
    r"viele) gr[üu](?:[ßs]|ss)en?|gru[ßs]s?|"
    r"un saludo|saludos|atentamente))[,.!]*[ \t]*(?:\\?\n[ \t]*){0,2}[-–~]*[ ]*"
    rf"(?P<private>{_NOT_PERSON}{_PERSON})(?=[ \t]*[.!]?(?:\\?\n|$))",
    re.M,
)
_INTRODUCED = re.compile(
    r"\b(?:(?i:my (?:full )?name is|i am called|je m['’]appelle|mon nom est|ich hei[ßs]+e|"
    r"mein name ist|me llamo|"
    rf"mi nombre es))[ ]+(?P<private>{_PERSON})"
)
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Herr|Frau|Mme|Mlle|Sra?)\b\.?[ ]+(?P<private>{_NOT_PERSON}{_PERSON})|"
    rf"\bDr\.[ ]+(?P<doctor>{_PERSON})"
)
_MENTION = re.compile(r"(?<![\w@/.\\`])@(?P<private>[A-Za-z][\w.-]*\w)(?![\w(/@=]|\.\w|[ ]*(?:\|\|)?=[ ])")
_NO_MENTION = frozenset(
    """copyright override property media import param params return returns test autowired
    deprecated see author since todo fixme suppresswarnings nullable notnull keyframes include
    charset staticmethod classmethod dataclass interface implementation end selector synthesize
    protocol echo off all everyone here channel component injectable input output brief note warning
    file class public private protected throws link version example font-face supports page rem set
    if for while entity id table column bean service controller angular types babel latest next""".split()
)
_DECLARES = re.compile(
    r"[ \t]*\n[ \t]*(?:@|def |class |public |private |protected |static |final |void |async |export |"
    r"var |let |const )"
)
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


def emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses, also those spelt with "at" and "dot"."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Span(*match.span())
    if re.search(r"\bat\b|_at_", text, re.I):
        for match in _SPELT.finditer(text):
            yield Span(*match.span())


def greeted_people(text: str) -> Iterator[Span]:
    """Find people who are greeted, thanked, mentioned, introduced by title or name, or who sign."""
    for pattern in (_GREETED, _GREETED_LOOSELY, _THANKED, _SIGNED, _INTRODUCED):
        yield from group_spans(pattern.finditer(text))
    for match in _TITLED.finditer(text):
        yield Span(*match.span("doctor" if match["doctor"] else "private"))
    for match in _MENTION.finditer(text):
        if match["private"].lower() not in _NO_MENTION and not _stands_above_code(text, match):
            yield Span(*match.span("private"))


def _stands_above_code(text: str, mention: re.Match[str]) -> bool:
    """Tell whether an @word alone on its line decorates what the next line declares."""
    line_start = text.rfind("\n", 0, mention.start()) + 1
    alone = text[line_start : mention.start()].strip() == ""
    return alone and _DECLARES.match(text, mention.end()) is not None


def named_people(text: str, names: tuple[str, ...]) -> Iterator[Span]:
    """Find the given names, but not inside addresses, where they lead somewhere rather than tell on one."""
    pattern = _names_pattern(names)
    if pattern is None:
        return
    addresses = [match.span() for match in _URL.finditer(text)]
    for match in pattern.finditer(text):
        if not any(start <= match.start() < end for start, end in addresses):
            yield Span(*match.span())


@lru_cache(maxsize=1024)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Match whole names in any case; parts of them and short ones only as they are written."""
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
    longest_first = [sorted(found, key=lambda n: (-len(n), n)) for found in (loose, exact)]
    parts = [
        f"(?{flag}:{'|'.join(map(re.escape, found))})"
        for flag, found in zip(("i", "-i"), longest_first, strict=True)
        if found
    ]
    return re.compile(rf"(?<![\w@.-])@?(?:{'|'.join(parts)})(?!\w)") if parts else None
