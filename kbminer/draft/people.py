"""Recognisers of people: e-mail addresses, names of participants, greetings, signatures, mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from kbminer.draft.signing import OPENER, called_and_signing, could_be_name, is_nobody
from kbminer.draft.spans import Span, group_spans

_FILE = r"(?:png|jpe?g|gif|svg|webp|ico|js|css|html?|txt|md|py|cpp|h|xml|json|zip|gz|exe|dll|so|log)"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])(?!git@)[\w.+%'-]*[\w+-]@(?:[\w-]+\.)+(?!{_FILE}\b)(?:[a-z]{{2,24}}(?![\w@])|"
    rf"(?:com|org|net|edu)(?=\d))",
    re.I,
)
_TOP = (
    r"(?:com|org|net|edu|gov|mil|int|info|biz|io|ai|dev|app|me|co|eu|uk|us|ca|au|nz|ie|za|de|at|ch|li|fr|be|nl|lu|it|"
    r"es|pt|se|no|dk|fi|is|pl|cz|sk|hu|ro|bg|gr|tr|ru|ua|by|lt|lv|ee|si|hr|rs|il|ir|in|pk|cn|jp|kr|tw|hk|sg|my|th|"
    r"vn|id|ph|br|ar|cl|mx|pe|uy|eg)\b"
)
_DOT = r"(?:[ ]?(?:\[dot\]|\(dot\)|\{dot\}|<dot>|_dot_|(?<=[ ])dot(?=[ ]))[ ]?)"
_NO_BOX = (  # what stands before "at" in ordinary sentences
    r"(?!(?:me|us|you|it|is|are|be|was|look(?:ing|ed)?|available|hosted|located|found|here|there|site|website|"
    r"page|wiki|forum|meet|and|or|one|them|online|documentation|docs|files?|code|source|posted|question|"
    r"download(?:s|ed)?|visit|see|live|server|project|repo(?:sitory)?|him|her)[ ]at\b)"
)
_SPELT = re.compile(
    rf"(?<!\S)[\w.+-]+(?:{_DOT}[\w-]+)?[ ]?(?:\[at\]|\(at\)|\{{at\}}|<at>|_at_)[ ]?"
    rf"[\w-]+(?:(?:\.|{_DOT}|[ ]\.[ ])[\w-]+)*?(?:\.|{_DOT}|[ ]\.[ ]){_TOP}|"
    rf"(?<!\S){_NO_BOX}[\w.+-]+(?:{_DOT}[\w-]+)? at [\w-]+(?:{_DOT}[\w-]+)*?{_DOT}{_TOP}|"
    rf"(?<!\S)[\w.+-]+[ ]?@[ ]?[\w-]+(?:{_DOT}[\w-]+)*?{_DOT}{_TOP}|"
    r"(?<!\S)[\w+-]*[._\d][\w.+-]*(?<!\.) at (?!(?:org|com|net|javax?|sun)\.)(?:[\w-]+\.)+[a-z]{2,12}\b|"
    r"(?<!\S)[\w.+-]+ at (?:gmail|yahoo|hotmail|outlook|gmx|protonmail|icloud|aol|web)\.[a-z]{2,3}\b",
    re.I,
)
_AT = re.compile(
    r"[\[({<_]at[\])}>_]|\bat [\w-]+(?:[ ]?[\[({<_]?dot|\.\w)|@[ ]?[\w-]+[ ]?[\[({<_]?dot\b", re.I
)
_URL = re.compile(r"https?://[^\s<>\"'`|]+|www\.[^\s<>\"'`|]+")
_PERSON = r"[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+(?:[ ](?:[A-ZÀ-ÖØ-ÞŠŽ]\.|[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+)){0,2}"
_FULL = r"[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+[ ](?:[A-Z]\.?[ ])?(?:[A-ZÀ-ÖØ-ÞŠŽ][\w’'-]+[ ])?[A-ZÀ-ÖØ-ÞŠŽ][\w’'-]+"
_NOT_PERSON = (
    r"(?!(?:Mr|Mrs|Ms|Dr|Herr|Frau|Mme|Mlle|Sra?|Señora?|All|Where|Right|Which|Who|Why|There|Everyone|"
    r"Everybody|Guys|Folks|Team|Community|Forum|"
    r"World|Again|Regards|Merry|Happy|Best|Good|Welcome|Sir|Sirs|Madam|Friends?|"
    r"Experts?|Support|Boss|Manager|President|Chairman|Director|Customer|Client|Signer|Recipient|Sender|"
    r"Employee|Nobody|User|Both|Any|Anyone|For|To|The|This|That|It|I|In|If|You|We|My|Your|So|But|And|Just|What|"
    r"How|Is|Are|Do|Does|Can|Could|Please|Thanks?|Very|Much|Dear|New|As|With|When|Now|Yes|No|Not|At|On|"
    r"Tous|Toutes|Monsieur|Madame|Bonjour|Merci|Je|J|Nous|Alle|Zusammen|Leute|Ich|Liebe|Danke|Guten|"
    r"Todos|Buenas|Buenos|Gracias|Amigos|Kitty|Name|Admin|Moderators?|Devs?|Developers?|Docs?)\b)"
)
_GREETING = re.compile(
    r"(?:^|(?<=[.!?\n]))[ \t>*_]*(?:(?i:hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening)|greetings|"
    r"bonjour|salut|bonsoir|ch[eè]re?|hallo|guten (?:tag|morgen|abend)|lieber?|sehr geehrte[rs]?|moin|hola|"
    r"buenos d[íi]as|buenas tardes|estimad[oa]))[ ]+"
    r"(?:(?i:mr|mrs|ms|dr|prof(?:essor)?|herr|frau|monsieur|madame|se[ñn]ora?)(?:\.[ ]*|[ ]+))?",
    re.M,
)
_GREETED = re.compile(
    rf"(?P<private>{_NOT_PERSON}{_PERSON})(?=[ ]*(?:[,.!:;?\n-]|$)|[ ]+(?:and|et|und|y|I)\b)", re.M
)
_GREETED_LOOSELY = re.compile(
    rf"(?P<private>{_NOT_PERSON}(?:[A-Z][\w-]+(?=[ ]?,)|[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ’'-]+"
    r"(?=[ ]+(?:I|We|You|Can|Could|Thanks?|Many|Please|Your|Do|Did|Have|Here|This|It|"
    r"My|Sorry|Yes|No|Je|Tu|Vous|Ich|Du|Sie|Yo|Tú)\b)))",
    re.M,
)
_CALLED_TOO = re.compile(
    rf"[ ](?:and|&|et|und|y)[ ]+(?P<private>{_NOT_PERSON}{_PERSON})(?=[ ]*(?:[,.!:;?\n-]|$))", re.M
)
_THANKED = re.compile(
    r"\b(?i:thanks|thank you|thanx|thx|cheers|merci|danke|gracias|sorry)(?i:[ ]+(?:a lot|so much|"
    r"very much|again|beaucoup|sch[öo]n|sir))?"
    rf",?[ ]+(?P<private>{_NOT_PERSON}{_PERSON}|[A-Z]{{2}}[A-Z\d_]{{3,}}(?=!)|"
    rf"(?=[\w-]*[a-z]){_NOT_PERSON}[A-Z][\w-]{{2,20}}(?=[ ]?[!,.](?!\w)))(?=[ ]*(?:[,.!;\n-]|$)|"
    rf"[ ]+(?:(?i:for|pour|f[üu]r|por|and|et|und|y)\b|{OPENER}))",
    re.M,
)
_TWO_WORDS = r"[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+(?:[ ][A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+)?"
_POSTED_BY = re.compile(
    r"\b(?:[Oo]riginally [Pp]osted [Bb]y|(?P<sent>[Ss]ent by)|[Qq]uote from:?)[ ]+\*{0,2}"
    r"(?P<private>[\w.-]{2,24}(?<!\.)(?:[ ][A-Z][\w-]+)?)"
    r"(?=\*{0,2}[ ]*(?:\([^\s()]+@|(?(sent)(?!)|(?:\([Pp]ost|\\?\n))|View [Pp]ost|on \w+ \d))"
)
_WROTE = re.compile(r"wrote[ ]?:(?P<bold>\*\*)?")
# Titles of forums and threads stand in the headings of quotations, too, but in bold behind other words.
_WRITER = re.compile(
    rf"(?:^|\n)[ \t>]*(?P<bold>\*\*)?(?P<writer>{_TWO_WORDS}|[\w.-]{{2,24}})[ ](?:<[^<>\n]{{3,60}}>[ ]?)?\Z|"
    rf"(?:[.!?]\s?|[AP]M,?[ ]|\d,?[ ]|[AP]M,|\d,)"
    rf"(?P<behind>[A-Z][\w-]{{2,24}}|{_FULL})[ ](?:<[^<>\n]{{3,60}}>[ ]?)?\Z"
)
_ADDRESSED = re.compile(r"[<(\[;](?:mailto:)?[\w.+-]+@[\w-]+\.[\w.-]+[>)\]&]")
_OWNER = re.compile(rf"(?<![\w,.&'’-])(?P<private>{_NOT_PERSON}{_FULL})[ ]?(?:&lt)?\Z")
_CAPITAL_BEFORE = re.compile(r"[A-Z][\w'’&-]*[ ](?!.)", re.S)
_NO_WRITER = frozenset(
    """he she it we they you i who someone somebody one user users also just then already have has had
    been previously originally below above that this which what as actually really first never not
    later once documentation docs manual author op poster again always only even and or but so
    people guy person my our his her their its upstream development technologies software inc ltd
    corp authority project forums mailing list code script file output log both all others
    everybody everyone anybody anyone ever""".split()
)
_INTRODUCED = re.compile(
    r"\b(?:(?i:my (?:full )?name is|i am called|je m['’]appelle|mon nom est|ich hei[ßs]+e|"
    r"mein name ist|me llamo|"
    rf"mi nombre es))[ ]+(?P<private>{_PERSON})"
)
_SAYS_THANKS = ("thank", "thanx", "thx", "cheers", "merci", "danke", "gracias", "sorry")
_SAYS_NAME = ("name is", "called", "appelle", "nom est", "ich hei", "name ist", "llamo", "nombre es")
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Herr|Frau|Mme|Mlle|Sra?)\b\.?[ ]+(?P<private>{_NOT_PERSON}{_PERSON})|"
    rf"\b(?:(?:Dr|Prof)\.[ ]+)+(?P<doctor>(?!Dr\b|Prof\b){_PERSON})"
)
_MENTION = re.compile(
    r"(?<![\w@/.\\`#…⟩])(?<!\*{3})@(?P<private>[A-Za-z][\w.-]*\w)(?![\w(/@=]|\.\w|[ ]*(?:\|\|)?=[ ])"
)
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


def emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses, also those spelt with "at" and "dot"."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Span(*match.span())
    if _AT.search(text):
        for match in _SPELT.finditer(text):
            yield Span(*match.span())


@lru_cache(maxsize=4096)
def greeted_people(text: str) -> tuple[Span, ...]:
    """Find people who are greeted, thanked, mentioned, introduced by title or name, or who sign."""
    return tuple(_greeted_people(text))


def _greeted_people(text: str) -> Iterator[Span]:
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other alphabets become two
        lower = text
    greetings = [match.end() for match in _GREETING.finditer(text)]
    found = chain(called_and_signing(text, lower, greetings), _greeted_or_thanked(text, lower, greetings))
    for span in group_spans(found):
        yield span
        if another := _CALLED_TOO.match(text, span.end):
            yield Span(*another.span("private"))
    for match in _TITLED.finditer(text):
        yield Span(*match.span("doctor" if match["doctor"] else "private"))
    yield from _quoted(text)
    for match in _MENTION.finditer(text):
        if match["private"].lower() not in _NO_MENTION and not _stands_above_code(text, match):
            yield Span(*match.span("private"))


def _greeted_or_thanked(text: str, lower: str, greetings: list[int]) -> Iterator[re.Match[str]]:
    for end in greetings:
        for pattern in (_GREETED, _GREETED_LOOSELY):
            if (match := pattern.match(text, end)) and not _ends_with_nobody(match["private"]):
                yield match
    if any(word in lower for word in _SAYS_THANKS):
        yield from (match for match in _THANKED.finditer(text) if not _ends_with_nobody(match["private"]))
    if any(word in lower for word in _SAYS_NAME):
        yield from _INTRODUCED.finditer(text)


def _quoted(text: str) -> Iterator[Span]:
    """Find who is named by the heading of a quotation, or before an address."""
    if "osted " in text or "ent by" in text or "uote from" in text:
        yield from filter(None, (_named(m, "private") for m in _POSTED_BY.finditer(text)))
    if "wrote" in text:
        for wrote in _WROTE.finditer(text):
            match = _WRITER.search(text[: wrote.start()], max(0, wrote.start() - 120))
            if match and (match["bold"] is None) == (wrote["bold"] is None):
                span = _named(match, "writer" if match["writer"] else "behind")
                yield from [span] if span else []
    if "@" in text:
        for address in _ADDRESSED.finditer(text):
            before = text[: address.start()]
            owner = _OWNER.search(before, max(0, len(before) - 80))
            span = _named(owner, "private") if owner else None
            if span and not _CAPITAL_BEFORE.search(text, max(0, span.start - 30), span.start):
                yield span


def _named(match: re.Match[str], group: str) -> Span | None:
    """Give the words of a group without greetings before them, where they can name one who writes."""
    start, end = match.span(group)
    words = match[group].split()
    while len(words) > 1 and is_nobody(words[0]):  # "Hi Anna wrote:" lost its line break
        start += len(words.pop(0)) + 1
    named = could_be_name(" ".join(words)) and words[-1].lower() not in _NO_WRITER
    return Span(start, end) if named else None


def _ends_with_nobody(words: str) -> bool:
    return is_nobody(words.removesuffix(" Sir").split()[-1])


def _stands_above_code(text: str, mention: re.Match[str]) -> bool:
    """Tell whether an @word alone on its line decorates what the next line declares."""
    line_start = text.rfind("\n", 0, mention.start()) + 1
    alone = text[line_start : mention.start()].strip() == ""
    return alone and _DECLARES.match(text, mention.end()) is not None


def heard_names(texts: Sequence[str], title: str = "") -> frozenset[str]:
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
    spoken = "\n".join(rest) if heard else ""
    names = {name for name in heard if not _is_word_in(name, spoken)}
    return frozenset(names | _family_names(names, spoken, topic))


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
