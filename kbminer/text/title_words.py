"""What a title says without what people put around it: marks, cries for help, signs."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kbminer.languages import all_words, alternatives
from kbminer.text.title_marks import mark_words, without_marks

_EMOJI = re.compile(
    r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\uFE0F\u200D]+|(?<!\w):[a-z][a-z0-9_+-]+:(?!\w)"
)
_WORD = re.compile(r"[^\W\d_][\w.+#-]*[\w+#]|[^\W\d_]")
_LEAST_LETTERS, _CAPITALS = 8, 0.8  # of the longer words of a title that is all capitals, and their share


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(all_words("draft.empty_title_words"))


@lru_cache(maxsize=4096)  # a title is cited with every statement
def clean_title(title: str) -> str:
    """Take "[SOLVED]", "Re:", cries for help and superfluous signs off a title; the rest stays.

    >>> clean_title("[SOLVED] Re: Window stays black after update, please help!!!")
    'Window stays black after update'
    """
    text = _squeezed(_EMOJI.sub(" ", without_marks(title)))
    while True:
        bare = _trailing().sub("", _leading().sub("", _bracketed().sub(" ", text)))
        bare = _squeezed(bare).strip(" -–—:,;~*")
        if bare == text or not bare:
            break
        text = bare
    return re.sub(r"(?<![!?.])([!?.])[!?.]++$", r"\1", text).rstrip(".!") or _squeezed(title)


def _marks() -> str:
    return mark_words("solved", "unsolved", "other", "further")


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"[\[({{<]\s*+(?:{_marks()})\s*+(?:[!?.]++\s*+)?[\])}}>]", re.I)


@cache
def _leading() -> re.Pattern[str]:
    """A mark before a colon or a dash, and a cry for help before more words; "Open-source" is no mark."""
    return re.compile(
        r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+|^#\d{1,7}\s*[:–—-]+\s+(?=\S)|"
        rf"^(?:{_marks()})\s*(?:[:!~]+|[–—-]+(?=\s))\s*|"
        r"^(?:please |pls |plz |i )?(?:need(?:ing|s)? )?(?:some |a little )?help(?: me)?(?: please| needed)?"
        r"(?:[\s:!,.-]++(?:with|on|in|about)\b)?+[\s:!,.-]++(?=\S+ \S+)",
        re.I,
    )


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?<!\s)\s++)?(?<![-–—:,.!~])[-–—:,.!~]++\s*+"
        rf"(?:{_marks()}|{alternatives('draft.pleas')})\s*+[!.]*+$|"
        r"(?<!\s)\s++(?:please help|help please|pls help|plz help)[\s!.]*+$",
        re.I,
    )


def is_empty_title(title: str) -> bool:
    """Tell whether a title names no subject: "Help", "Errors", "Strange problem", or no word at all.

    Whoever is greeted is no subject either, where the name is redacted.

    >>> [is_empty_title(title) for title in ("Need help with an error!!", "Shadow error", "Hi ⟨name⟩")]
    [True, False, True]
    """
    bare = _greeting().sub(" ", title) if "⟨" in title else title
    return all(word.lower() in _empty_words() for word in re.findall(r"[^\W\d_][\w'’.+#-]+", bare))


@cache
def _greeting() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{alternatives('redact.greetings')})\s++)?⟨[^⟨⟩]*+⟩", re.I)


def words_of(text: str) -> list[str]:
    """List the words of a text in small letters, in order.

    >>> words_of("The C++ API v2.1 of Urho")
    ['the', 'c++', 'api', 'v2.1', 'of', 'urho']
    """
    return [word.lower() for word in _WORD.findall(text)]


def content_words(title: str) -> list[str]:
    """List the words of a title that name something, in small letters.

    >>> content_words("Why is my export to PDF not working?")
    ['export', 'pdf']
    """
    words = re.findall(r"[^\W\d_][\w'’.+#-]*+", title)
    return [small for word in words if (small := word.lower().strip(".'’-")) and small not in _empty_words()]


def is_all_capitals(title: str) -> bool:
    """Tell whether a title is written in capitals.

    >>> is_all_capitals("EXPORT STAYS EMPTY"), is_all_capitals("The OBJ export")
    (True, False)
    """
    letters = [c for word in re.findall(r"\w+", title) if len(word) > 3 for c in word if c.isalpha()]
    return len(letters) >= _LEAST_LETTERS and sum(c.isupper() for c in letters) > _CAPITALS * len(letters)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
