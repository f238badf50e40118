"""Evidence becomes an article in KCS form: sections of statements, each with the posts that contain it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from kbminer.draft.additions import additions
from kbminer.draft.article_title import article_title
from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.draft_id import with_id
from kbminer.draft.draft_sureness import DraftSureness
from kbminer.draft.environment import environment_of
from kbminer.draft.evidence import Evidence
from kbminer.draft.issue_sections import issue_sections
from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.related_threads import related_sections
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.sections import answer_sections
from kbminer.draft.solutions import (
    BARS,
    Bars,
    answered_by,
    choose_solution,
    extract_from,
    newer_solution,
    why_none,
)
from kbminer.draft.statements import left_out_of
from kbminer.errors import NoAnswer
from kbminer.records import Draft, Redaction, Section, Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.public_terms import public_terms
from kbminer.text.blocks import plain
from kbminer.verify import verified

HARDLY_SIGNED = "it asks at length, or what solved it tells of its writer or can be told in part alone"


def compose_draft(evidence: Evidence, taken: frozenset[str] = frozenset(), bars: Bars = BARS) -> Draft:
    """Compose a group's article from its evidence, and verify it.

    What can't be cited is left out or marked "to do". The draft's confidence is "Not Validated".

    Parameters
    ----------
    evidence
        What :func:`kbminer.draft.gather_evidence` chose.
    taken
        The titles of other drafts: none is used again where another wording is at hand.
    bars
        How sure it must be.

    Raises
    ------
    kbminer.errors.NoAnswer
        No post answers the group's question for sure, or hardly any editor would sign its words.
    kbminer.errors.DraftRefused
        The checker found something that may not stand, and that can't be left out.

    Examples
    --------
    >>> from kbminer.draft import gather_evidence
    >>> from kbminer.records import Group, Post, Resolution, Thread
    >>> posts = (Post(id="1", body="My lamp stays dark."), Post(id="2", body="You have to open the lid."))
    >>> lamp = Thread(id="7", source="demo", title="Dark lamp", posts=posts)
    >>> group = Group(id="g", members=(lamp.key,), representative=lamp.key, title=lamp.title)
    >>> solved = Resolution(thread=lamp.key, state="solved", declared="solved", declared_post="2")
    >>> draft = compose_draft(gather_evidence(group, {lamp.key: lamp}, {}, {lamp.key: solved}))
    >>> draft.title, [(s.name, s.statements[0].text) for s in draft.sections]
    ('Dark lamp', [('issue', 'My lamp stays dark.'), ('resolution', 'You have to open the lid.')])
    """
    draft = _composed(evidence, taken, bars)
    threads = _threads(evidence)
    title = redacted_title(threads[draft.threads[0]], evidence.people) if draft.threads else draft.title
    checked = verified(draft, threads, title=title)
    if bars.signed and DraftSureness.shipped().sureness(checked, threads) < bars.signed:
        raise NoAnswer(f"{HARDLY_SIGNED}: it needs a person")
    return with_id(checked)


def _composed(evidence: Evidence, taken: frozenset[str], bars: Bars) -> Draft:
    """The draft as composed, without an id."""
    context = DraftContext(evidence=evidence, cues=cues_for(evidence.language))
    lead = choose_solution(context, bars)
    if lead is None:
        raise NoAnswer(f"{why_none(evidence)}: it needs a person")
    spoken = evidence.language
    evidence = evidence.led_by(lead.answer.thread)
    context = DraftContext(evidence=evidence, cues=cues_for(evidence.language))
    if evidence.language != spoken:  # what was left out of it as foreign is its own
        lead = replace(lead, extract=extract_from(context, answered_by(context, lead.answer), lead.answer))
    environment = environment_of(evidence.asked_alike(SAME_QUESTION))
    asked = [*issue_sections(context, environment)]
    added = additions(context, lead)
    question = comparison_key(plain(_text(asked)))
    newer = newer_solution(context, lead)
    sections = [*asked, *answer_sections(context, lead, added, newer, question)]
    written = _text(sections)
    sections += related_sections(context, lead, written)
    threads = _threads(evidence)
    dates = sorted(filter(None, map(_asked_at, threads.values())))
    return Draft(
        id="",
        group=evidence.group.id,
        title=article_title(evidence, environment, taken),
        sections=tuple(section for section in sections if section.statements),
        language=evidence.language,
        confidence="Not Validated",
        threads=tuple(sorted(threads)),
        terms=_public_terms(evidence),
        views=_views(threads.values()),
        first_asked=dates[0] if dates else None,
        last_asked=dates[-1] if dates else None,
        redactions=_redactions(evidence),
        left_out=tuple(
            left_out
            for each in ((lead.answer, lead.extract), *added)
            for left_out in left_out_of(context, *each)
        ),
    )


def _text(sections: Iterable[Section]) -> str:
    return "\n".join(statement.text for section in sections for statement in section.statements)


def _threads(evidence: Evidence) -> dict[str, Thread]:
    return {item.thread.key: item.thread for item in evidence.asked}


def _public_terms(evidence: Evidence) -> tuple[str, ...]:
    terms = [term for term in evidence.group.terms if not redact(term, evidence.people).found]
    titles = [item.thread.title for item in evidence.asked]
    said = [*titles, *(item.thread.posts[0].body for item in evidence.asked)]
    shown = [redact(title, evidence.people).text for title in titles]
    return public_terms(terms, said, [*shown, *(item.redacted.words for item in evidence.asked)])


def _views(threads: Iterable[Thread]) -> int | None:
    counted = [thread.views for thread in threads if thread.views is not None]
    return sum(counted) if counted else None


def _asked_at(thread: Thread) -> datetime | None:
    return thread.posts[0].created_at or thread.created_at


def _redactions(evidence: Evidence) -> tuple[Redaction, ...]:
    """Count what was replaced in the posts that the draft was made from, each post once."""
    posts = {(item.thread.key, item.thread.posts[0].id): item.redacted for item in evidence.asked}
    posts |= {answer.place: answer.redacted for answer in evidence.answers}
    counts: Counter[str] = Counter()
    for post in posts.values():
        counts.update({redaction.kind: redaction.count for redaction in post.redactions})
    return tuple(Redaction(kind=kind, count=counts[kind]) for kind in sorted(counts))
