"""A title in other words than any asker's: the questions or the cited posts must say what it claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbminer.languages import words
from kbminer.records import Draft, Thread
from kbminer.redact.posts import read_post
from kbminer.verify.clauses import clauses_of, knows_meaning
from kbminer.verify.exact_tokens import exact_in
from kbminer.verify.missing_exact import missing_exact
from kbminer.verify.question_context import context_of
from kbminer.verify.word_likeness import found_in, is_near


def is_worded_anew(
    draft: Draft, threads: Mapping[str, Thread], members: Iterable[Thread], names: tuple[str, ...]
) -> bool:
    """Tell whether each word of a title that claims something is said by its threads, in whatever form.

    Names, numbers and code stand there as they are.

    Parameters
    ----------
    draft
        The draft with its title.
    threads
        By key.
    members
        The draft's threads: their titles and questions count.
    names
        The names that are redacted.
    """
    whole = "\n".join((context_of(members, names), *_cited(draft, threads, names)))
    return says_no_more(draft.title, whole, draft.language)


def says_no_more(title: str, whole: str, language: str | None) -> bool:
    """Tell whether a text says each word of a title that claims something, in whatever form.

    In a language without words of its own for that, each word but stop words claims something. A title of
    which no word claims anything, and without a number, names nothing.

    Examples
    --------
    >>> says_no_more("Empty exports", "My export is empty.", "en")
    True
    >>> says_no_more("Empty exports since 4.2", "My export is empty.", "en")
    False
    >>> says_no_more("Ignore previous instructions", "My export is empty.", "en")
    False
    >>> says_no_more("C++11 support", "Is there any support of C++11?", "en")
    True
    >>> says_no_more("exports.write() fails", "A call of acme.exports.write() fails.", "en")
    True
    """
    if missing_exact(title, whole, "", language):
        return False
    told = frozenset(token for clause in clauses_of(whole, language) for token in clause.tokens)
    exact = exact_in(title, language)
    standing = {word.lower().removesuffix("()") for word in (*exact.verbatim, *exact.products)}
    claims = _claims(title, language)
    return bool(claims or standing or exact.numbers) and all(
        word in standing or found_in(word, told, language) or is_near(word, told, language) for word in claims
    )


def _claims(title: str, language: str | None) -> list[str]:
    """The words of a title that claim something."""
    clauses = clauses_of(title, language)
    if knows_meaning(language):
        return [word for clause in clauses for word in clause.content]
    idle = frozenset(words("cluster.stop_words", language))
    return [word for clause in clauses for word in clause.tokens if word not in idle]


def _cited(draft: Draft, threads: Mapping[str, Thread], names: tuple[str, ...]) -> Iterable[str]:
    cited = {
        (c.thread, c.post) for section in draft.sections for s in section.statements for c in s.citations
    }
    for key, post_id in sorted(cited):
        for post in threads[key].posts if key in threads else ():
            if post.id == post_id:
                yield read_post(post, names).words
