"""The checker: nothing stands in a draft that no cited post contains, and nothing private.

It knows nothing of how a draft was composed. It reads the cited posts again and compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kbminer.errors import DraftRefused
from kbminer.languages import alternatives
from kbminer.records import Citation, Draft, Statement, Thread
from kbminer.redact.engine import PLACEHOLDER, redact
from kbminer.redact.posts import RedactedPost, people_of, read_post, squeeze
from kbminer.text.blocks import plain

_CHANGES_MEANING = re.compile(rf"\b(?:{alternatives('verify.meaning_changers')})\b", re.I)
_BAD_LINK = re.compile(r"\]\(\s*<?\s*(?:javascript|data|vbscript|file):", re.I)
_TITLE_WORD = re.compile(r"\w(?:[\w.+#-]*[\w+#])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one statement may not stand: ``section`` and ``position`` (from 0) say where it is.

    ``at`` counts the draft's sections from 0, because several may bear one name. ``position`` is -1 where the
    draft's title, terms or notes are meant, and ``at`` where it is not in a section. Private data is never
    repeated.
    """

    section: str
    position: int
    reason: str
    at: int = -1


def check_draft(draft: Draft, threads: Mapping[str, Thread]) -> tuple[Refusal, ...]:
    """Check every statement of a draft against the posts that it cites.

    Args:
        draft: the draft.
        threads: threads by key; a citation of a thread that is missing is refused.

    Returns:
        What may not stand, in the draft's order; empty if all may.
    """
    return tuple(_refusals(draft, threads))


def ensure_checked(draft: Draft, threads: Mapping[str, Thread]) -> Draft:
    """Give the draft back if the checker finds nothing, for use before every export.

    Raises:
        DraftRefused: something in it is not contained in its sources or is private.
    """
    refusals = check_draft(draft, threads)
    if refusals:
        first = refusals[0]
        raise DraftRefused(
            f"The draft of group {draft.group} has {len(refusals)} statements that may not stand, the first "
            f"in {first.section}, statement {first.position + 1}: {first.reason}. "
            "Compose it again from its threads."
        )
    return draft


def _refusals(draft: Draft, threads: Mapping[str, Thread]) -> Iterator[Refusal]:
    members = [threads[key] for key in draft.threads if key in threads]
    names = people_of(*members)
    if not _title_is_theirs(draft.title, members, names):
        yield Refusal(section="title", position=-1, reason="no thread's title or question has these words")
    for where, text in (("title", draft.title), ("terms", "\n".join(draft.terms))):
        if redact(text, names).found:
            yield Refusal(section=where, position=-1, reason="holds private data")
    for at, section in enumerate(draft.sections):
        if section.note and redact(section.note, names).found:
            yield Refusal(section=section.name, position=-1, reason="the note holds private data", at=at)
        for position, statement in enumerate(section.statements):
            reason = refusal_of(statement, threads, names)
            if reason:
                yield Refusal(section=section.name, position=position, reason=reason, at=at)


def refusal_of(
    statement: Statement, threads: Mapping[str, Thread], names: tuple[str, ...] | None = None
) -> str | None:
    """Say why a statement may not stand as a quotation of the posts it cites, or None if it may.

    ``names`` are the people of the draft's threads (see :func:`kbminer.redact.posts.people_of`), by
    default those of the threads that the statement cites.
    """
    if names is None:
        names = people_of(*(threads[c.thread] for c in statement.citations if c.thread in threads))
    if private := _private(statement.text, names if statement.kind != "todo" else ()):
        return private
    if statement.kind == "todo":
        return None
    if _BAD_LINK.search(statement.text):
        return "holds a link that may run code"
    if not statement.citations:
        return "cites no post"
    reasons = (_not_held(statement, citation, threads, names) for citation in statement.citations)
    return next((reason for reason in reasons if reason), None)


def _not_held(
    statement: Statement, citation: Citation, threads: Mapping[str, Thread], names: tuple[str, ...]
) -> str | None:
    """Say why a citation does not bear a statement, or None if it does."""
    where = f"post {citation.post} of {citation.thread}"
    thread = threads.get(citation.thread)
    post = next((p for p in thread.posts if p.id == citation.post), None) if thread else None
    if thread is None or post is None:
        return f"cites {where}, which is not there"
    if citation.url not in (None, post.url, thread.url):
        return f"gives another address than {where} has"
    if citation.number not in (None, thread.posts.index(post) + 1):
        return f"gives another number than {where} has"
    if citation.title and citation.title not in squeeze(redact(thread.title, names).text):
        return f"gives another title than {where} has"
    if statement.kind == "title":
        held = post is thread.posts[0] and statement.text in squeeze(redact(thread.title, names).text)
    else:
        held = contains(read_post(post, names), statement)
    return None if held else f"{where} does not contain it"


def contains(reading: RedactedPost, statement: Statement) -> bool:
    """Tell whether a post, as read and redacted, contains a statement as it stands.

    A code block must be there byte for byte; a sentence but for white space and markup, with no word cut
    in two, and with no "not" or "if" cut off in front of it.
    """
    if statement.kind == "code":
        return _contains_code(reading, statement.text)
    marked, bare = squeeze(statement.text), squeeze(plain(statement.text))
    if _contains_sentence(reading.squeezed, marked) or _contains_sentence(reading.words, bare):
        return True
    # A line without a full stop ends all the same: its "not" says nothing about the next one.
    said = [passage.text for passage in reading.passages if passage.kind == "sentence"]
    return any(
        _contains_sentence(squeeze(text), marked) or _contains_sentence(squeeze(plain(text)), bare)
        for text in said
    )


def _contains_code(reading: RedactedPost, code: str) -> bool:
    """Ask for a whole code block, whole lines, or a piece of one line."""
    if any(passage.kind == "code" and passage.text == code for passage in reading.passages):
        return True
    if code.startswith("\n") or code.endswith("\n") or not code.strip():
        return False
    if "\n" not in code:
        return any(_contains_sentence(text, code) for text in (reading.markdown, reading.lines))
    return any(f"\n{code}\n" in f"\n{text}\n" for text in (reading.markdown, reading.lines))


def _contains_sentence(whole: str, sentence: str) -> bool:
    start = whole.find(sentence) if sentence else -1
    while start >= 0:
        end = start + len(sentence)
        if (
            not _cuts_word(whole, start)
            and not _cuts_word(whole, end)
            and not _changed_by_cut(whole[:start], sentence)
        ):
            return True
        start = whole.find(sentence, start + 1)
    return False


def _cuts_word(whole: str, at: int) -> bool:
    return 0 < at < len(whole) and whole[at - 1].isalnum() and whole[at].isalnum()


def _changed_by_cut(before: str, sentence: str) -> bool:
    """Tell whether words that were cut off in front, in the same sentence, turn its meaning round."""
    if len(sentence.split()) < 5:
        return False
    lead = re.split(r"[.!?…:;,]\s|[.!?…]$| - |⟩", before[-80:])[-1]
    return _CHANGES_MEANING.search(lead) is not None


def _private(text: str, names: tuple[str, ...]) -> str | None:
    found = redact(text, names).found
    return f"holds private data ({', '.join(f.kind for f in found)})" if found else None


def _title_is_theirs(title: str, threads: Iterable[Thread], names: tuple[str, ...]) -> bool:
    missing = {word.lower() for word in _TITLE_WORD.findall(PLACEHOLDER.sub("", title))}
    for thread in threads:
        if not missing:
            break
        first = read_post(thread.posts[0], names).words if thread.posts else ""
        missing -= {w.lower() for w in _TITLE_WORD.findall(f"{redact(thread.title, names).text} {first}")}
    return not missing


def cited_posts(
    citations: Iterable[Citation], threads: Mapping[str, Thread], names: tuple[str, ...]
) -> Iterator[RedactedPost]:
    """Read the posts that citations name, for a checker of rewritten sentences."""
    for citation in citations:
        thread = threads.get(citation.thread)
        for post in thread.posts if thread else ():
            if post.id == citation.post:
                yield read_post(post, names)
