"""Evidence becomes an article in KCS form: sections of statements, each with the posts that contain it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from kbminer.draft.article_title import article_title
from kbminer.draft.asker_titles import environment, redacted_title
from kbminer.draft.context import Writing
from kbminer.draft.draft_id import draft_id
from kbminer.draft.evidence import Evidence
from kbminer.draft.issue_sections import issue_sections
from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.same_question import SAME
from kbminer.draft.sections import related, resolutions
from kbminer.draft.solutions import choose_solutions
from kbminer.records import Draft, Redaction, Section, Thread
from kbminer.redact.engine import redact
from kbminer.redact.posts import people_of
from kbminer.verify import Refusal, check_draft, ensure_checked


def compose_draft(evidence: Evidence, taken: frozenset[str] = frozenset()) -> Draft:
    """Compose a group's article from its evidence; what can't be cited is left out or marked "to do".

    ``taken`` are the titles of other drafts: none is used again where another wording is at hand. The
    draft's confidence is "Not Validated", or "Work in Progress" where no thread was solved.

    Raises:
        DraftRefused: the checker found something in the finished draft that may not stand.
    """
    writing = Writing(evidence=evidence, cues=cues_for(evidence.language))
    solutions = choose_solutions(writing)
    if solutions.chosen:
        evidence = evidence.led_by(solutions.chosen[0].answer.thread)
        writing = replace(writing, evidence=evidence)
    named = environment(evidence.asked_alike(SAME))
    elsewhere = frozenset(answered[0].answer.thread.key for answered in solutions.nearby)
    sections = [*issue_sections(writing, named, elsewhere), *resolutions(writing, solutions)]
    extract = "\n".join(statement.text for section in sections for statement in section.statements)
    sections += related(writing, solutions, extract)
    threads = {item.thread.key: item.thread for item in evidence.asked}
    draft = Draft(
        id="",
        group=evidence.group.id,
        title=article_title(evidence, named, taken),
        sections=tuple(section for section in sections if section.statements),
        language=evidence.language,
        confidence="Not Validated" if evidence.is_solved else "Work in Progress",
        threads=tuple(sorted(threads)),
        terms=_public_terms(evidence),
        views=_views(threads),
        first_asked=min((d for t in threads.values() if (d := _asked_at(t))), default=None),
        last_asked=max((d for t in threads.values() if (d := _asked_at(t))), default=None),
        redactions=_redactions(evidence),
    )
    if refusals := check_draft(draft, threads):
        draft = ensure_checked(_without_refused(draft, refusals, threads), threads)
    return replace(draft, id=draft_id(draft))


def _public_terms(evidence: Evidence) -> tuple[str, ...]:
    return tuple(term for term in evidence.group.terms if not redact(term, evidence.people).found)


def _views(threads: dict[str, Thread]) -> int | None:
    counted = [thread.views for thread in threads.values() if thread.views is not None]
    return sum(counted) if counted else None


def _asked_at(thread: Thread) -> datetime | None:
    return thread.posts[0].created_at or thread.created_at


def _redactions(evidence: Evidence) -> tuple[Redaction, ...]:
    """Count what was replaced in the posts that the draft was made from, each post once."""
    readings = {(item.thread.key, item.thread.posts[0].id): item.reading for item in evidence.asked}
    for answer in evidence.answers:
        readings[answer.thread.key, answer.post.id] = answer.reading
    counts: Counter[str] = Counter()
    for reading in readings.values():
        counts.update({redaction.kind: redaction.count for redaction in reading.redactions})
    return tuple(Redaction(kind=kind, count=counts[kind]) for kind in sorted(counts))


def _without_refused(draft: Draft, refusals: tuple[Refusal, ...], threads: dict[str, Thread]) -> Draft:
    """Leave out the statements that the checker refuses; it has the last word on the rest."""
    refused = {(refusal.at, refusal.position) for refusal in refusals}
    if any(refusal.section == "title" for refusal in refusals) and draft.threads:
        draft = replace(draft, title=redacted_title(threads[draft.threads[0]], people_of(*threads.values())))
    sections = tuple(_kept(section, at, refused) for at, section in enumerate(draft.sections))
    return replace(draft, sections=tuple(section for section in sections if section.statements))


def _kept(section: Section, at: int, refused: set[tuple[int, int]]) -> Section:
    kept = tuple(s for i, s in enumerate(section.statements) if (at, i) not in refused)
    if section.name == "nearby" and ((at, 0) in refused or len(kept) == 1):
        kept = ()  # an answer means nothing without its question, nor a question without an answer
    return replace(section, statements=kept)
