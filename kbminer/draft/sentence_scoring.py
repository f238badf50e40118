"""What a sentence is worth in an article: chatter is dropped, openers are cut, the rest is weighed."""

from __future__ import annotations

import re
from functools import lru_cache

from kbminer.draft.phrase_cues import Cues
from kbminer.languages import alternatives
from kbminer.redact.engine import PLACEHOLDER
from kbminer.text.blocks import plain

_SMILEY = re.compile(
    r"(?:[ ]*(?::[a-z][a-z0-9_+-]+:|(?:(?<![\w\\])[:;=]|(?<!\S)[8xX])[-o']?\\?[()\[\]DPpoO/|*3]+(?!\w)|"
    r"\^\\?_?\^|<3|[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F]+))+[ ]*$"
)
_SMILEY_ENDS = frozenset(":()[]DPpoO/|*3^")  # the last sign of every smiley that is no picture
_SMILEY_FIRST = re.compile(r"^(?:\s*:[a-z][a-z0-9_+-]+:)+\s*")
_CODE_LINE = re.compile(
    r"\s*(?:#\s*(?:include|define|ifdef|ifndef|if|endif|else|pragma)\b|import [\w.]+$|"
    r"using namespace|return\b.*;|</?\w+[^>]*>$|"
    r"\$ |sudo |"
    r"(?:public|private|void|int|float|bool|auto|var|let|const|class|struct) [\w<>:*& ]+[=(;])|"
    r"\s*[\w.:>-]+\([^)]*\)\s*;?$|"
    r"\s*(?:set|if|elseif|else|endif|while|for|foreach|include|project|option|message|[a-z]+_\w+) ?"
    r"\(.*\)(?:\s*(?:#|//).*)?$"
)
_UNIT = re.compile(r"[^\W\d_]{2,}")
_LETTER = re.compile(r"[^\W_]")
_HARD = re.compile(
    r"`[^`]+`|https?://\S+|\]\(\S+\)|\b\w+[_:./\\]\w[\w:./\\-]*|\b[a-z]+[A-Z]\w*|\b[A-Z]{2,}\w*\b|"
    r"\d+(?:\.\d+)*|[\"“«][^\"”»]{2,60}[\"”»]| > | → |->"
)
_PURPOSE = re.compile(rf"(?:{alternatives('draft.purposes')}) ", re.I)  # "to fix the error, …" is no cause
TELLS = 14  # from so many words on, a sentence in the first person is no mere remark
_CONTACT = re.compile(r"⟨(?:e-mail|phone|name|order number)⟩")


def trimmed(sentence: str, cues: Cues) -> str:
    """Cut greetings, discourse words and smileys off both ends; the rest stays as it was written."""
    text = sentence.strip()
    for _ in range(4):
        match = cues.opener.match(text)
        if not match or match.end() >= len(text):
            break
        text = text[match.end() :]
    while (text[-1:] in _SMILEY_ENDS or text[-1:] >= "\u2600") and (bare := _SMILEY.sub("", text)) != text:
        text = bare.rstrip(" ")
    text = _SMILEY_FIRST.sub("", text)
    return text.strip()


@lru_cache(maxsize=16_384)  # one sentence is asked for many turns of phrase
def spoken(sentence: str) -> str:
    """Give a sentence's words as the cues expect them: no markup, straight apostrophes, lower case."""
    return plain(sentence).replace("’", "'").replace("‘", "'").lower()


def is_chatter(sentence: str, cues: Cues) -> bool:
    """Tell whether a sentence says nothing about the matter, or can't be read outside the thread."""
    words = spoken(sentence)
    is_code = "`" in sentence and _LETTER.search(words) is not None
    if not _UNIT.search(words) and not is_code and "://" not in sentence:
        return True
    if PLACEHOLDER.search(words):
        left = PLACEHOLDER.sub("", words)
        if (len(_UNIT.findall(left)) < 3 and "://" not in sentence) or (
            _CONTACT.search(words) and "://" not in sentence and len(_UNIT.findall(left)) < 6
        ):
            return True
    return cues.chatter.search(words) is not None or cues.dialogue.search(words) is not None


@lru_cache(maxsize=16_384)
def is_code_line(sentence: str) -> bool:
    """Tell whether a line of a paragraph is code that was never fenced."""
    words = plain(sentence)
    return words.endswith((";", "{", "}")) or _CODE_LINE.match(words) is not None


def asks_back(sentence: str, cues: Cues) -> bool:
    """Tell whether a reply's sentence asks or reports; "Have you tried …?" asks too, but advises by it."""
    words = spoken(sentence)
    return cues.asking_back.search(words) is not None and (
        not words.endswith("?") or cues.suggesting.search(words) is None
    )


def leans_back(sentence: str, cues: Cues) -> bool:
    """Tell whether a sentence opens with a word that only the one before explains."""
    return cues.anaphora.match(spoken(sentence)) is not None


def explains(sentence: str, cues: Cues) -> bool:
    """Tell whether a sentence gives the cause, and no instruction with it."""
    words = spoken(sentence)
    cause = cues.cause.search(words)
    advice = cues.directive.search(words)
    if cause is None or words.endswith((":", "?")) or _PURPOSE.match(words):
        return False
    if cues.first_person.search(words) and not cues.reports_fix.search(words):
        return False  # why somebody did something is not why it failed
    return advice is None or (advice.start() > 0 and cause.start() <= 40 and cause.start() < advice.start())


def instructs(sentence: str, cues: Cues) -> bool:
    """Tell whether a sentence tells the reader what to do, and is no piece of somebody's own story."""
    words = spoken(sentence)
    return cues.directive.search(words) is not None and cues.first_person.search(words) is None


def says_little(sentence: str, cues: Cues) -> bool:
    """Tell whether a sentence is a remark or a scrap of a story: no advice, cause, fix or hard fact."""
    words = spoken(sentence)
    if _HARD.search(sentence) or cues.cause.search(words):
        return False
    count = len(_UNIT.findall(words))
    if cues.directive.search(words):
        return count < 3
    if count < 5:
        return True
    extract = count >= TELLS or cues.reports_fix.search(words) is not None
    return cues.first_person.search(words) is not None and not extract


def weight(sentence: str, cues: Cues) -> float:
    """Weigh how much a reader can do with a sentence: advice and hard facts up, private stories down."""
    words = spoken(sentence)
    count = len(_UNIT.findall(words))
    score = min(count, 20) / 20 + min(len(_HARD.findall(sentence)), 4) * 0.35
    if cues.directive.search(words):
        score += 0.8
    if cues.cause.search(words):
        score += 0.4
    if cues.first_person.search(words):
        score -= 0.25
    if count < 4 and not _HARD.search(sentence):
        score -= 0.5
    return score
