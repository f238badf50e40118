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
_AT = re.compile(r"[\[({<_]at[\])}>_]|\bat [\w-]+(?: dot |\.\w)", re.I)
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
_GREETING = re.compile(
    r"(?:^|(?<=[.!?\n]))[ \t>*_]*(?:(?i:hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening)|greetings|"
    r"bonjour|salut|bonsoir|ch[eè]re?|hallo|guten (?:tag|morgen|abend)|lieber?|sehr geehrte[rs]?|moin|hola|"
    r"buenos d[íi]as|buenas tardes|estimad[oa]))[ ]+"
    r"(?:(?i:mr|mrs|ms|dr|herr|frau|monsieur|madame|se[ñn]ora?)\.?[ ]+)?",
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
_THANKED = re.compile(
    r"\b(?i:thanks|thank you|thanx|thx|cheers|merci|danke|gracias|sorry)(?i:[ ]+(?:a lot|so much|"
    r"very much|again|beaucoup|sch[öo]n))?"
    rf",?[ ]+(?P<private>{_NOT_PERSON}{_PERSON})(?=[ ]*(?:[,.!;\n-]|$)|[ ]+(?:for|pour|f[üu]r|por)\b)",
    re.M,
)
_WORD = r"[A-ZÀ-ÖØ-ÞŠŽ][\w’'-]{1,18}"
_SOMEBODY = rf"(?P<private>{_WORD}(?:[ ](?:{_WORD}|[A-Z]\.|[A-Z](?!\w))){{0,2}})"
_PARAGRAPH_ENDS = r"(?=[ \t]*[.!]?[ \t]*(?:\\?\n[ \t]*(?:\\?\n|\Z)|\Z))"
# Searched in the lower-case text, which is several times faster than ignoring case.
_CLOSING = re.compile(
    r"thank(?:s|[ ]you)?|thx|tia|hth|regard['’]?s?|regds|rgds|advance|cheers|sincerely|luck|wishes|sorry|"
    r"helps|happy[ ]\w+\b|yours(?:[ ]truly)?|(?:^|[.!?])[ \t]*best|cordialement|bien [àa] vous|amicalement|"
    r"gr[üu](?:ß|ss)e?n?|saludos?|atentamente",
    re.M,
)
# Nicknames have no capital to know them by, so these ask for the comma or the end of the line instead.
_GREETED_BY_NICK = re.compile(r"(?P<private>[^\W\d_][\w-]{2,20})(?=[ ]?[,!]|[ ]*(?:\\?\n|$))")
_WELCOMED = re.compile(
    r"\b[Ww]elcome(?:[ ](?:back|aboard))?(?:[ ]to[ ](?:the|our)[ ]\w+)[ ]+"
    r"(?P<private>[^\W\d_][\w-]{2,20})(?=[ ]?[,!])"
)
_CALLED = re.compile(
    rf"\s*(?P<private>{_WORD})[ ]?,(?:[ ]*\\?\n|[ ]+(?i:thanks?|could|can|would|will|did|do|are|have|please|"
    r"what|any|you)\b)"
)
_THANKED_FOR = re.compile(
    r"(?i:thanks|thank you|appreciate)\b[^.!?\n,]{0,40}\b(?:help|reply|replies|response|answers?|info|"
    r"confirmation|information|clarification|explanation|updates?|support|time|post|tips?|feedback|work|"
    rf"effort|advice|suggestions?|link|solution|assistance|input)[ ]+(?P<private>{_WORD})(?=[.,!\n]|$)"
)
# A line break lost in conversion glues the name to the closing word, so nothing need stand between them.
_CLOSED = re.compile(
    r"(?:[ ](?:again|much|a lot|so much|very much|in advance))?(?:[ ](?:and|&)[ ][Rr]egards)?[,.!]*[ \t]*"
    rf"[-–—~]{{0,2}}[ \t]*{_SOMEBODY}{_PARAGRAPH_ENDS}"
)
_CLOSED_ABOVE = re.compile(
    rf"(?:[^\n]{{0,60}}?[,.!])?[ \t]*(?:\\?\n[ \t]*){{1,4}}[-–—~]*[ \t]*{_SOMEBODY}"
    r"(?=[ \t]*[.!]?[ \t]*(?:\\?\n|\Z))"
)
_DASHED = re.compile(rf"(?<![-–—~|])(?P<dash>--+|[-–—~])(?P<gap>[ \t]*){_SOMEBODY}{_PARAGRAPH_ENDS}")
_TAIL = 120  # characters; a signature is shorter
_LAST_LINE = re.compile(rf"(?:[.,!?…]|:-?\))[ \t]*(?:\\?\n[ \t]*)+{_SOMEBODY}\s*\Z")
_LAST_WORD = re.compile(
    r"(?:(?:\w[.!?]|:-?\))[ ]*(?:--?|[–—~])|(?i:thanks|thank you|thx|regards|cheers|advance)[,.! \t-]+"
    r"(?:\\?\n[ \t]*)*)(?P<private>[a-z][a-z\d_-]{2,15})[.!]?\s*\Z"
)
_LAST_SENTENCE = re.compile(r"[.!?)][ ]{0,3}(?P<private>[A-Z][a-zß-öø-ÿ]{2,11})\s*\Z")
_NOBODYS_NAME = frozenset(
    """aboard about above admin afaik again agree agreed ah aha ahead ahh alas all alle alot already
    alright also always amicalement amigos amis and another any anybody anyone anyway anyways apologies
    apple appreciated atentamente author authors awesome awsome back beaucoup besides best better bien
    birthday bitte bonjour bonsoir both boys bro btw buddy buenas buenos bump but bye changelog cheers
    cher christmas chère closed closing colleague colleagues community comunity concern congrats
    congratulations cool cordialement correct could crazy customer damn danke dear dears debian dev
    developer developers devs discussion documentation donc done dr dude dudes earlier easter edit
    edited ehm else en encore end enjoy enough entonces estimada estimado every everybody everyone
    excellent expert experts fabulous fantastic fellow fine first fixed folks for forme forum freunde
    friday friend friends fun further furthermore fwiw fyi gang gente gentlemen good goodluck
    goodmorning gotcha gracias great greeting greetings greets gruss gruß grüsse grüße guru gurus guten
    guy guys ha haha hallo heaps heck hehe hehehe hei hej hello help hence here hey hi hih hii hiya hm
    hmm hmmm hola holidays hope how howdy however hth huh if imho imo in indeed info instead interesting
    ios it ja jemand just kind kollegen kudos ladies last later less leute liebe lieber like link linux
    list lol lot mac macos madam magic man many mate may maybe me meanwhile member members merci mister
    moderator moin monday monde more morning mr mrs ms much nah nein neither nevermind nevertheless new
    next nice no nochmal non none nope note noted nothing now np odd of often oh ok okay okey on once
    one only oops or other otherwise oui overall password people perfect perhaps please pls plus pm prof
    professor ps pues python question questions rather really regards removed reply request resolved
    responders right sadly saludo saludos salut saturday see service services servus si sir sirs so
    solved somehow sonst soon sorry source staff still stop strange such sunday super support supporters
    sure sweet teacher teachers team thank thanks thankyou thansk thanx that the then there therefore
    this thnaks though thought thursday thus thx tia title tks today todos together tomorrow too tous
    tout toutes true try tschüss tuesday ugh understood update updated upvoted user users vale very wait
    wednesday welcome well what when where which while whoa whoops why win windows wonderful worked
    works world wow wrong yay yea yeah year years yep yes yess yesterday yet you your yours yup
    zusammen""".split()
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
    rf"\bDr\.[ ]+(?P<doctor>{_PERSON})"
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


def greeted_people(text: str) -> Iterator[Span]:
    """Find people who are greeted, thanked, mentioned, introduced by title or name, or who sign."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other alphabets become two
        lower = text
    greetings = [match.end() for match in _GREETING.finditer(text)]
    called = filter(None, (_GREETED_BY_NICK.match(text, end) for end in greetings))
    yield from group_spans(m for m in (*called, *_signatures(text, lower)) if _is_signature(m))
    for pattern in (_GREETED, _GREETED_LOOSELY):
        yield from group_spans(filter(None, (pattern.match(text, end) for end in greetings)))
    for pattern, said in ((_THANKED, _SAYS_THANKS), (_INTRODUCED, _SAYS_NAME)):
        if any(word in lower for word in said):
            yield from group_spans(pattern.finditer(text))
    for match in _TITLED.finditer(text):
        yield Span(*match.span("doctor" if match["doctor"] else "private"))
    for match in _MENTION.finditer(text):
        if match["private"].lower() not in _NO_MENTION and not _stands_above_code(text, match):
            yield Span(*match.span("private"))


def _signatures(text: str, lower: str) -> Iterator[re.Match[str]]:
    """Find what stands where names do: at the beginning before a comma, below and behind the last words."""
    for closing in _CLOSING.finditer(lower):
        end = closing.end()
        if not text[end : end + 1].islower():
            yield from filter(None, [_CLOSED.match(text, end) or _CLOSED_ABOVE.match(text, end)])
    if "elcome" in text:
        yield from _WELCOMED.finditer(text)
    if "thank" in lower or "appreciate" in lower:
        yield from _THANKED_FOR.finditer(text)
    yield from _DASHED.finditer(text)
    ends = [_LAST_LINE, _LAST_WORD] if "\n" in text.strip() else [_LAST_LINE, _LAST_WORD, _LAST_SENTENCE]
    tail = max(0, len(text) - _TAIL)
    yield from filter(None, [_CALLED.match(text), *(pattern.search(text, tail) for pattern in ends)])


def _is_signature(match: re.Match[str]) -> bool:
    """Tell whether the words found could name somebody, and a dash before them is no item of a list."""
    name, text = match["private"], match.string
    words = re.split(r"[ _-]", name.lower())
    if not _NOBODYS_NAME.isdisjoint(words) or (name.isupper() and len(name) > 4):
        return False
    if match.re is _CALLED:
        return not (len(name) > 5 and name.endswith("ly"))  # unfortunately, basically
    if match.re is not _DASHED:
        return True
    before = text[max(0, match.start() - 8) : match.start()].rstrip(" \t")
    if not before or before.endswith("\n"):
        return len(match["dash"]) > 1 or not match["gap"]
    return re.search(r"[\w)\"'][.!?…]+$|:-?\)$", before) is not None  # "cmake .. -Wall" ends no sentence


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
    return re.compile(rf"(?<![\w@.⟩-])@?(?:{'|'.join(parts)})(?!\w)") if parts else None
