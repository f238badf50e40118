"""What a sentence is worth in an article: chatter is dropped, openers are cut, the rest is weighed."""

from __future__ import annotations

import re
from functools import lru_cache

from kbminer.draft.phrase_cues import PhraseCues
from kbminer.languages import LatePattern, alternatives
from kbminer.redact.placeholders import PLACEHOLDER
from kbminer.text.blocks import plain

_SMILEY = re.compile(
    r"(?::[a-z][a-z0-9_+-]+:|(?:(?<![\w\\])[:;=]|(?<!\S)[8xX])[-o']?\\?[()\[\]DPpoO/|*3]++|"
    r"\^\\?_?\^|<3|[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F])\Z"
)
_LONGEST_SMILEY = 60  # signs
_SMILEY_ENDS = frozenset(":()[]DPpoO/|*3^")  # the last sign of every smiley that is no picture
_SMILEY_FIRST = re.compile(r"^(?:\s*:[a-z][a-z0-9_+-]+:)+\s*")
_REST_OF_SMILEY = re.compile(r"[a-z][a-z0-9_+-]{0,40}+:[\s,.!]*")
_UNIT = re.compile(r"[^\W\d_]{2,}")
_LETTER = re.compile(r"[^\W_]")
_HARD = re.compile(
    r"`[^`]+`|https?://\S+|\]\([^\s()]++(?:\([^\s()]*+\)[^\s()]*+)*+\)|\b\w+[_:./\\]\w[\w:./\\-]*|\b[a-z]+[A-Z]\w*|\b[A-Z]{2,}\w*\b|"
    r"\d+(?:\.\d+)*|[\"“«][^\"”»]{2,60}[\"”»]| > | → |->"
)
# What a sentence names so that a reader finds it: code, a path, an identifier, a label, a way through a menu.
_FACT = re.compile(
    r"`[^`]+`|https?://\S|\b\w+[_:/\\]\w[\w:./\\-]*|\b[a-z]+[A-Z]\w*|\b\w+\.(?:[a-z]{2,4}|[A-Z]{2,4})\b|\b\w+\(|\w\[|"
    r"[\"“«][^\"”»]{2,60}[\"”»]| > | → |->|\s=\s"
)
# "To fix the error, …" is no cause.
_PURPOSE = LatePattern(lambda: rf"(?:{alternatives('draft.purposes')}) ", re.I)
_CONTACT = re.compile(r"⟨(?:e-mail|phone|name|order number)⟩")
MOST_OPENERS = 4  # greetings and discourse words cut off one sentence: "Hi, well, yes, I think …"
LEAST_ADVICE = 3  # words of an instruction
# Words that must be left of a sentence with a placeholder, and of one with a person's address or name in it.
LEAST_BESIDE_REDACTED, LEAST_BESIDE_CONTACT = 3, 6
FEW_WORDS = 5  # a sentence with fewer and without advice, cause or hard fact says little; not measured
# Words from which a sentence in the first person is no mere remark: measured on 203 groups, 71.4 % of key
# sentences are found with it instead of 68.5 (docs/quality/draft.md).
TELLS = 14
NEAR_START = 40  # characters in which a cause stands before the advice that follows from it; not measured


def trimmed(sentence: str, cues: PhraseCues) -> str:
    """Cut greetings, discourse words and smileys off both ends; the rest stays as it was written."""
    text = sentence.strip()
    for _ in range(MOST_OPENERS):
        match = cues.opener.match(text)
        if not match or match.end() >= len(text):
            break
        text = _without_rest_of_smiley(text, match.end())
    while (text[-1:] in _SMILEY_ENDS or text[-1:] >= "\u2600") and (found := _last_smiley(text)):
        text = text[: found.start()].rstrip(" ")
    text = _SMILEY_FIRST.sub("", text)
    return text.strip()


def _without_rest_of_smiley(text: str, end: int) -> str:
    """Cut an opener off, and the smiley whose first colon passed for the opener's: "Hi Ann :smile:, …"."""
    rest = _REST_OF_SMILEY.match(text, end) if text[end - 1] == ":" else None
    return text[rest.end() :] if rest else text[end:]


def _last_smiley(text: str) -> re.Match[str] | None:
    return _SMILEY.search(text, max(0, len(text) - _LONGEST_SMILEY))


@lru_cache(maxsize=16_384)  # one sentence is asked for many turns of phrase
def normalised(sentence: str) -> str:
    """Write a sentence as the cues expect it: no markup, straight apostrophes, lower case."""
    return plain(sentence).replace("’", "'").replace("‘", "'").lower()


def is_chatter(sentence: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence says nothing about the matter, or can't be read outside the thread."""
    words = normalised(sentence)
    if "://" not in sentence and (_is_wordless(sentence, words) or _lost_its_matter(words)):
        return True
    return cues.chatter.search(words) is not None or cues.dialogue.search(words) is not None


def _is_wordless(sentence: str, words: str) -> bool:
    is_code = "`" in sentence and _LETTER.search(words) is not None
    return not is_code and _UNIT.search(words) is None


def _lost_its_matter(words: str) -> bool:
    """Whether hardly more than placeholders is left of a sentence, or an invitation to write to somebody."""
    if not PLACEHOLDER.search(words):
        return False
    left = len(_UNIT.findall(PLACEHOLDER.sub("", words)))
    return left < (LEAST_BESIDE_CONTACT if _CONTACT.search(words) else LEAST_BESIDE_REDACTED)


def asks_back(sentence: str, cues: PhraseCues) -> bool:
    """Tell whether a reply's sentence asks or reports; "Have you tried …?" asks too, but advises by it."""
    words = normalised(sentence)
    return cues.asking_back.search(words) is not None and (
        not words.endswith("?") or cues.suggesting.search(words) is None
    )


def refers_back(sentence: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence opens with a word that only the one before explains."""
    return cues.anaphora.match(normalised(sentence)) is not None


def explains(sentence: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence gives the cause, and no instruction with it."""
    words = normalised(sentence)
    cause = cues.cause.search(words)
    if cause is None or words.endswith((":", "?")) or _PURPOSE.match(words):
        return False
    if cues.first_person.search(words) and not cues.reports_fix.search(words):
        return False  # why somebody did something is not why it failed
    advice = cues.directive.search(words)
    return advice is None or (cause.start() < advice.start() and cause.start() <= NEAR_START)


def says_little(sentence: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence is a remark or a scrap of a story: no advice, cause, fix or hard fact."""
    words = normalised(sentence)
    if _HARD.search(sentence) or cues.cause.search(words):
        return False
    count = len(_UNIT.findall(words))
    if cues.directive.search(words):
        return count < LEAST_ADVICE and cues.directive.opening.match(words) is None
    if count < FEW_WORDS:
        return True
    has_substance = count >= TELLS or cues.reports_fix.search(words) is not None
    return cues.first_person.search(words) is not None and not has_substance


def hard_facts(sentence: str) -> int:
    """Count what a sentence names exactly: code, paths, identifiers, numbers, labels."""
    return len(_HARD.findall(sentence))


def names_fact(sentence: str) -> bool:
    """Tell whether a sentence names something that a reader can look for: code, a path, a label, a link."""
    return _FACT.search(sentence) is not None
