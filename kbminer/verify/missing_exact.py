"""What of a sentence must stand in a cited post letter by letter, and does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kbminer.verify.exact_tokens import ARROW, GUILLEMETS, digits_in, exact_in, may_be_model
from kbminer.verify.program_text import without_escapes

# As TeX is written in Markdown; a sum of money has no second sign in its line, or words between the two.
_FORMULA = re.compile(r"\$\$?(?! )([^$\n]{1,2000}?)(?<! )\$\$?(?!\w)")
_SHORTEST_PART = 5  # letters of a name that may be a part of another: shorter ones stand in many words


def missing_exact(
    text: str,
    posts: str,
    context: str,
    language: str | None,
    *,
    is_lenient: bool = False,
    given: frozenset[str] = frozenset(),
) -> str | None:
    """Name what a sentence holds that its posts do not.

    Parameters
    ----------
    text
        The sentence.
    posts
        The cited posts' whole Markdown.
    context
        The question, with its title: names may come from there.
    language
        The language of both.
    is_lenient
        Whether words like “DocuSign” and “R2200” may come from the question, too, in large or small letters,
        for posts call their product “it”; and words that are units elsewhere, such as “bit”.
    given
        Words that may stand without a post's: the dates of the posts in small letters, and parts of names.

    Returns
    -------
    str or None
        The kind of what is missing, as a noun, with its words; None where all is there.
    """
    left = _without_told_formulas(text, posts)
    found = _missing_in(left, posts, context, language, is_lenient=is_lenient, given=given)
    return next(found, None)


def _without_told_formulas(text: str, posts: str) -> str:
    """A sentence without formulas that are, letter by letter, one of its posts' or a piece of one: “$x$”."""
    told = [_normal(each) for each in _FORMULA.findall(posts)] if "$" in text else []

    def left(formula: re.Match[str]) -> str:
        piece = _normal(formula[1])
        return " " if any(_is_whole_in(piece, each) for each in told) else formula[0]

    return _FORMULA.sub(left, text) if told else text


def _missing_in(
    text: str,
    posts: str,
    context: str,
    language: str | None,
    *,
    is_lenient: bool,
    given: frozenset[str],
) -> Iterator[str]:
    said, told = exact_in(text, language), exact_in(posts, language)
    numbers = said.numbers - told.numbers - digits_in(posts) - given
    around = f"{posts}\n{context}"
    among, exactly = (around, False) if is_lenient else (posts, True)
    code = [
        each
        for each in said.verbatim
        if not _stands_in(each, posts, exactly=True)
        and not (is_lenient and may_be_model(each) and _stands_in(each, around, exactly=False))
    ]
    products = [
        each
        for each in said.products
        if not _stands_in(each, among, exactly=exactly)
        and not (is_lenient and _is_part_of_a_name(each, posts))
    ]
    named = [each for each in said.names if each.lower() not in given]
    names = [
        each
        for each in named
        if not _stands_in(each, around, exactly=False)
        and not (is_lenient and _is_part_of_a_name(each, posts))
    ]
    units = said.units - told.units - (exact_in(context, language).units if is_lenient else frozenset())
    measured = [" ".join(each) for each in said.measured - told.measured]
    yield from (f"code, a path or an identifier (“{each}”)" for each in (*code, *products))
    yield from (f"a name or a label (“{each}”)" for each in names)
    yield from (f"a number (“{each}”)" for each in sorted(numbers))
    yield from (f"a quantity with its unit (“{each}”)" for each in sorted(measured))
    yield from (f"a quantity with its unit (“{each}”)" for each in sorted(units))


def _is_part_of_a_name(name: str, posts: str) -> bool:
    """Whether a name stands in a longer one, or without its dots: "Google" in "googlespreadsheet"."""
    bare = _bare(name)
    return len(bare) >= _SHORTEST_PART and bare in _bare(posts)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign.isspace())


def _stands_in(token: str, text: str, *, exactly: bool) -> bool:
    """Whether a token stands in a text without cutting a word or number in two; a plural may be its own."""
    if not token:
        return True
    token, text = _normal(token), _normal(text)
    if not exactly:
        token, text = token.lower(), text.lower()
    singular = token.removesuffix("s")
    if token.endswith("()") and _is_whole_in(token.removesuffix(")"), text):
        return True  # a function is named by its empty brackets, and called with something in them
    return _is_whole_in(token, text) or (singular.isalpha() and _is_whole_in(singular, text))


def _is_whole_in(token: str, text: str) -> bool:
    at = text.find(token)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(token) :].removeprefix("s")[:1]
        if not (before.isalnum() and token[0].isalnum()) and not (after.isalnum() and token[-1].isalnum()):
            return True
        at = text.find(token, at + 1)
    return False


@lru_cache(maxsize=1024)
def _normal(text: str) -> str:
    """White space single, arrows and quotes alike, and marks of emphasis and escapes gone."""
    bare = without_escapes(text.replace("’", "'").replace("**", ""))
    return " ".join(ARROW.sub(" → ", GUILLEMETS.sub(r"\1", bare)).split())
