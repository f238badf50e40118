"""Each statement of a draft against the posts that it cites, and all of a draft against what is private."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbminer.errors import DraftRefused
from kbminer.records import Citation, Draft, Post, Section, Statement, Thread
from kbminer.redact.placeholders import PLACEHOLDER, redact
from kbminer.redact.posts import people_of, read_post, squeeze
from kbminer.verify.question_context import context_of
from kbminer.verify.quotation import contains
from kbminer.verify.reading_digest import reading_digest
from kbminer.verify.reworded_title import is_worded_anew
from kbminer.verify.shown_post import dates_of
from kbminer.verify.support import support_of

MOST_CITED = 2  # posts that one sentence may be told from: of more, nobody sees which bears what
LEFT_OUT = "left out"
_BAD_LINK = re.compile(r"\]\(\s*+(?:<\s*+)?(?:javascript|data|vbscript|file):", re.I)
_TITLE_WORD = re.compile(r"\w(?:[\w.+#-]*[\w+#])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something may not stand in a draft; private data is never repeated.

    Parameters
    ----------
    section
        The section's name; ``"title"``, ``"terms"`` or ``"left out"`` where these are meant.
    position
        The statement's place in its section, from 0; -1 where title, terms or a section's note are meant.
    reason
        What is wrong, as the end of a sentence.
    at
        The section's place in the draft, from 0, for several may bear one name; -1 where it is in none.
    """

    section: str
    position: int
    reason: str
    at: int = -1


def check_draft(draft: Draft, threads: Mapping[str, Thread]) -> tuple[Refusal, ...]:
    """Check every statement of a draft against the posts that it cites.

    Parameters
    ----------
    draft
        The draft.
    threads
        Threads by key; a citation of a thread that is missing is refused.

    Returns
    -------
    tuple of Refusal
        What may not stand, in the draft's order; empty if all may.
    """
    names = people_of(*_threads_of(draft, threads))
    found = [*_about_the_whole(draft, threads, names)]
    for at, section in enumerate(draft.sections):
        found += _in_section(section, at, threads, names, draft)
    for position, statement in enumerate(draft.left_out):
        if reason := refusal_of(statement, threads, names, draft.language):
            found.append(Refusal(section=LEFT_OUT, position=position, reason=reason))
    return tuple(found)


def verified(draft: Draft, threads: Mapping[str, Thread], *, title: str) -> Draft:
    """Leave out of a draft what may not stand.

    Parameters
    ----------
    draft
        The draft as it was made.
    threads
        Threads by key, at least those that it cites.
    title
        What the draft is called if its own title may not stand.

    Returns
    -------
    Draft
        One in which :func:`check_draft` finds nothing; the same object where nothing was left out.

    Raises
    ------
    kbminer.errors.DraftRefused
        What may not stand can't be left out, such as a term that is private.
    """
    refusals = check_draft(draft, threads)
    if not refusals:
        return draft
    mended = _without(draft, refusals, title)
    if left := check_draft(mended, threads):
        raise DraftRefused(
            f"The draft of group {draft.group} has {len(left)} statements that may not stand, the first "
            f"in {left[0].section}, statement {left[0].position + 1}: {left[0].reason}. "
            "Compose it again from its threads."
        )
    return mended


def _without(draft: Draft, refusals: Sequence[Refusal], title: str) -> Draft:
    refused = {(refusal.at, refusal.position) for refusal in refusals}
    if any(refusal.section == "title" for refusal in refusals):
        draft = replace(draft, title=title)
    sections = [_kept(section, at, refused) for at, section in enumerate(draft.sections)]
    lost = {refusal.position for refusal in refusals if refusal.section == LEFT_OUT}
    return replace(
        draft,
        sections=tuple(section for section in sections if section.statements),
        left_out=tuple(each for place, each in enumerate(draft.left_out) if place not in lost),
    )


def _kept(section: Section, at: int, refused: set[tuple[int, int]]) -> Section:
    kept = tuple(s for i, s in enumerate(section.statements) if (at, i) not in refused)
    if section.name == "nearby" and ((at, 0) in refused or len(kept) == 1):
        kept = ()  # an answer means nothing without its question, nor a question without an answer
    return replace(section, statements=kept)


def _about_the_whole(
    draft: Draft, threads: Mapping[str, Thread], names: tuple[str, ...]
) -> Iterator[Refusal]:
    if reason := title_refusal(draft, threads, names):
        yield Refusal(section="title", position=-1, reason=reason)
    if redact("\n".join(draft.terms), names).found:
        yield Refusal(section="terms", position=-1, reason="holds private data")


def _in_section(
    section: Section, at: int, threads: Mapping[str, Thread], names: tuple[str, ...], draft: Draft
) -> Iterator[Refusal]:
    if section.note and redact(section.note, names).found:
        yield Refusal(section=section.name, position=-1, reason="the note holds private data", at=at)
    for position, statement in enumerate(section.statements):
        if reason := refusal_of(statement, threads, names, draft.language, members=draft.threads):
            yield Refusal(section=section.name, position=position, reason=reason, at=at)


def title_refusal(
    draft: Draft, threads: Mapping[str, Thread], names: tuple[str, ...] | None = None
) -> str | None:
    """Say why a draft may not bear its title.

    Each word must stand in a title or a question of the draft's threads, or say in another form, or by a
    synonym, what stands there or in a cited post; and nothing private.

    Parameters
    ----------
    draft, threads
        As in :func:`check_draft`.
    names
        The people of the draft's threads; by default they are read again.

    Returns
    -------
    str or None
        The reason as the end of a sentence, or None if it may.
    """
    members = _threads_of(draft, threads)
    names = people_of(*members) if names is None else names
    missing = {word.lower() for word in _TITLE_WORD.findall(PLACEHOLDER.sub("", draft.title))}
    for thread in members:
        if not missing:
            break
        missing -= {word.lower() for word in _TITLE_WORD.findall(context_of([thread], names))}
    if missing and not is_worded_anew(draft, threads, members, names):
        return "no thread's title or question has these words"
    return "holds private data" if redact(draft.title, names).found else None


def refusal_of(
    statement: Statement,
    threads: Mapping[str, Thread],
    names: tuple[str, ...] | None = None,
    language: str | None = None,
    *,
    members: Iterable[str] = (),
) -> str | None:
    """Say why a statement may not stand beside the posts it cites.

    A quotation must stand in each of them; a sentence in other words must be borne out by one or two.

    Parameters
    ----------
    statement
        The statement.
    threads
        Threads by key.
    names
        The people of the draft's threads (see :func:`kbminer.redact.posts.people_of`), by default those of
        the threads that the statement cites.
    language
        The draft's language, in which other wordings are read.
    members
        The keys of the draft's threads: what they ask may name the product of a sentence that was read again.

    Returns
    -------
    str or None
        The reason as the end of a sentence, or None if it may.
    """
    if names is None:
        names = people_of(*(threads[c.thread] for c in statement.citations if c.thread in threads))
    is_todo = statement.kind == "todo"
    if private := _private(statement.text, () if is_todo else names):
        return private
    return None if is_todo else _cited_refusal(statement, threads, names, language, members)


def _cited_refusal(
    statement: Statement,
    threads: Mapping[str, Thread],
    names: tuple[str, ...],
    language: str | None,
    members: Iterable[str],
) -> str | None:
    if _BAD_LINK.search(statement.text):
        return "holds a link that may run code"
    if not statement.citations:
        return "cites no post"
    wrong = (_citation_refusal(citation, threads, names) for citation in statement.citations)
    if reason := next(filter(None, wrong), None):
        return reason
    if statement.kind == "sentence" and statement.wording in ("rephrased", "merged"):
        return _rewording_refusal(statement, threads, names, language, members)
    reasons = (_quotation_refusal(statement, citation, threads, names) for citation in statement.citations)
    return next(filter(None, reasons), None)


def _citation_refusal(
    citation: Citation, threads: Mapping[str, Thread], names: tuple[str, ...]
) -> str | None:
    """Why a citation can't bear anything, or None if its post is there as it says."""
    where = f"post {citation.post} of {citation.thread}"
    thread = threads.get(citation.thread)
    post = _post_of(citation, thread)
    if thread is None or post is None:
        return f"cites {where}, which is not there"
    wrong = _wrong_field(citation, thread, post, squeeze(redact(thread.title, names).text))
    return f"gives another {wrong} than {where} has" if wrong else None


def _quotation_refusal(
    statement: Statement, citation: Citation, threads: Mapping[str, Thread], names: tuple[str, ...]
) -> str | None:
    """Why a statement is no quotation of a post that is there, or None if it is one."""
    thread = threads[citation.thread]
    post = next(post for post in thread.posts if post.id == citation.post)
    if statement.kind == "title":
        held = post is thread.posts[0] and statement.text in squeeze(redact(thread.title, names).text)
    else:
        held = contains(read_post(post, names), statement)
    return None if held else f"post {citation.post} of {citation.thread} does not contain it"


def _rewording_refusal(
    statement: Statement,
    threads: Mapping[str, Thread],
    names: tuple[str, ...],
    language: str | None,
    members: Iterable[str],
) -> str | None:
    """Why posts that are there do not bear out a sentence in other words, or None if they do."""
    if len(statement.citations) > MOST_CITED:
        return f"is told from {len(statement.citations)} posts; {MOST_CITED} are the most"
    cited = [threads[citation.thread] for citation in statement.citations]
    raw = [
        next(post for post in thread.posts if post.id == citation.post)
        for thread, citation in zip(cited, statement.citations, strict=True)
    ]
    is_read_again = statement.second_reading == reading_digest(statement.text, raw)
    posts = [read_post(post, names) for post in raw]
    beside = (threads[key] for key in members if key in threads) if is_read_again else ()
    return support_of(
        statement.text,
        posts,
        context_of(cited, names),
        language,
        is_read_again=is_read_again,
        dates=dates_of(raw),
        beside=context_of(beside, names),
    ).reason


def _post_of(citation: Citation, thread: Thread | None) -> Post | None:
    return next((post for post in thread.posts if post.id == citation.post), None) if thread else None


def _wrong_field(citation: Citation, thread: Thread, post: Post, title: str) -> str | None:
    """What a citation says of its post that is not so."""
    if citation.url not in (None, post.url, thread.url):
        return "address"
    if citation.number not in (None, thread.posts.index(post) + 1):
        return "number"
    if citation.title and citation.title not in title:
        return "title"
    return None


def _private(text: str, names: tuple[str, ...]) -> str | None:
    found = redact(text, names).found
    return f"holds private data ({', '.join(f.kind for f in found)})" if found else None


def _threads_of(draft: Draft, threads: Mapping[str, Thread]) -> list[Thread]:
    return [threads[key] for key in draft.threads if key in threads]
