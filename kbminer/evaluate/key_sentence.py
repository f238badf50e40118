"""The key sentence of an accepted post, chosen by information content alone, and whether a draft holds it."""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kbminer.records import Draft, Post, Thread
from kbminer.redact.placeholders import redact
from kbminer.text.blocks import plain
from kbminer.text.post_text import read_text
from kbminer.text.sentences import plain_sentences

ANSWERING = ("cause", "resolution", "workaround")  # what answers the article's question
KEY_SHARE = 0.8  # of a key sentence's different words that one statement must hold
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySentences:
    """How many key sentences of a group's accepted posts its draft holds.

    Parameters
    ----------
    count
        How many there are.
    kept
        How many of them it holds.
    leading
        Whether it holds that of the question that leads it; None where this one has no accepted post.
    """

    count: int
    kept: int
    leading: bool | None

    @classmethod
    def kept_in(cls, draft: Draft | None, keys: Mapping[str, str]) -> KeySentences:
        """Look for key sentences, by thread, in a draft; a draft that was refused holds none."""
        held = {thread: draft is not None and holds_key(draft, key) for thread, key in keys.items()}
        return cls(count=len(keys), kept=sum(held.values()), leading=held.get(leading_thread(draft) or ""))


def leading_thread(draft: Draft | None) -> str | None:
    """Name the thread whose answer leads a draft: the one that its resolution cites first."""
    sections = draft.sections if draft else ()
    cited = (
        c.thread
        for each in sections
        if each.name == "resolution"
        for s in each.statements
        for c in s.citations
    )
    return next(cited, None)


def information_of(threads: Mapping[str, Thread]) -> dict[str, float]:
    """Work out each word's information content: minus the logarithm of the share of posts that hold it."""
    spread: Counter[str] = Counter()
    total = 0
    for thread in threads.values():
        for post in thread.posts:
            spread.update(set(_words(re.sub(r"<[^>]{1,300}>", " ", html.unescape(post.body[:20_000])))))
            total += 1
    return {word: math.log((1 + total) / count) for word, count in spread.items()}


def key_sentence(post: Post, information: Mapping[str, float]) -> str | None:
    """Choose a post's most informative sentence: the one whose different words carry the most information.

    Quotes, headings and code are passed over; sentences end at a full stop, a question or exclamation mark
    before white space, or at the end of a line. Of a post without a sentence of three words there is none.

    Parameters
    ----------
    post : Post
        The accepted post.
    information : mapping of word to float
        Each word's information content; unknown words weigh nothing.
    """
    best: tuple[float, str] | None = None
    for block in read_text(post.body, post.format).prose:
        if block.kind == "heading":
            continue
        # Not the careful sentences of which drafts are made: a measure shares nothing with what it measures.
        for sentence in plain_sentences(plain(block.text)):
            words = set(_words(sentence))
            score = sum(information.get(word, 0.0) for word in words)
            if len(words) >= 3 and (best is None or score > best[0]):
                best = (score, sentence)
    return best[1] if best else None


def holds_key(draft: Draft, key: str) -> bool:
    """Tell whether one statement of what answers holds at least 80 % of a key sentence's words."""
    wanted = set(_words(redact(key).text))
    for section in draft.sections:
        for statement in section.statements if section.name in ANSWERING else ():
            if len(wanted & set(_words(plain(statement.text)))) >= KEY_SHARE * len(wanted):
                return True
    return False


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text) if len(word) > 1]
