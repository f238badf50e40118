"""What becomes of each sentence that a model wrote: it stands, or its post's own words do, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kbminer.draft.author.article_answer import WrittenSentence
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.solution_code import lines_that_hold, without_labels
from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.sentence_scoring import normalised, refers_back
from kbminer.languages import all_words
from kbminer.records import Statement
from kbminer.redact.posts import read_post
from kbminer.text.language import is_foreign
from kbminer.text.sentences import sentences
from kbminer.verify.clauses import clauses_of
from kbminer.verify.second_reader import SecondReading, SentenceReading
from kbminer.verify.told import share_of
from kbminer.verify.wording import as_read_again, judged, quoted, reading_of

_CODE_OR_LINK = re.compile(r"`[^`]*`|\[[^\[\]]*+\]\([^()]*+\)|(?<!\w)\w++://\S+")
_BETWEEN_THINGS = re.compile(r"[,;]\s+|\s[/+&]\s")  # “Lumen 3.2, Debian 12”
_WORD = re.compile(r"[^\W\d_]+")
# Words of a sentence: “J. Stat. Soft. (1996).” is none, and what is shorter is told with another.
SHORTEST = 3
LEAST_ALIKE = 0.5  # share of a refused sentence's words that the post's own sentence in its place must hold


@dataclass(frozen=True, slots=True)
class SentenceOutcome:
    """What became of one written sentence: a statement, or the reason and maybe the post's own words."""

    sentence: WrittenSentence
    statement: Statement | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One written sentence before anybody has read it again.

    Parameters
    ----------
    sentence
        The sentence.
    statement
        It with its citations; None where it cites what was not shown.
    outcome
        What became of it where no reader is needed: quotations, and what no reader may let pass.
    """

    sentence: WrittenSentence
    statement: Statement | None = None
    outcome: SentenceOutcome | None = None


def proposals_of(written: Iterable[WrittenSentence], dossier: Dossier) -> tuple[Proposal, ...]:
    """Take what a model wrote apart; where one sentence is several, each counts by itself."""
    return tuple(
        proposal
        for sentence in written
        for one in _single(sentence)
        for proposal in _thing_by_thing(_proposal(one, dossier), dossier)
    )


def readings_of(proposals: Sequence[Proposal], dossier: Dossier) -> list[SentenceReading]:
    """Show a second reader what waits for one, in the proposals' order."""
    return [
        reading_of(each.statement, dossier.threads, dossier.people)
        for each in proposals
        if each.statement and not each.outcome
    ]


def outcomes_of(
    proposals: Sequence[Proposal], dossier: Dossier, said: Sequence[SecondReading | None]
) -> Iterator[SentenceOutcome]:
    """Judge written sentences by what a second reader said, and by the checker alone where he said nothing.

    Parameters
    ----------
    proposals
        The sentences.
    dossier
        What they were written from.
    said
        What the second reader said of those that :func:`readings_of` shows.
    """
    left = iter(said)
    for each in proposals:
        if each.outcome or not each.statement:
            yield each.outcome or SentenceOutcome(each.sentence, None)
        else:
            yield _read(each.sentence, each.statement, dossier, next(left, None))


def _single(sentence: WrittenSentence) -> Iterator[WrittenSentence]:
    if sentence.is_code:
        parts = without_labels(sentence.text)
    else:
        is_whole = sentence.section == "environment"
        parts = [(False, text) for text in ((sentence.text,) if is_whole else _parts_of(sentence.text))]
    for place, (is_code, text) in enumerate(parts):
        yield replace(sentence, text=text, is_code=is_code, starts="" if place else sentence.starts)


def _parts_of(text: str) -> tuple[str, ...]:
    """The sentences of a text: no new one goes on in small letters, in a bracket, or with a word or two."""
    parts: list[str] = []
    for part in sentences(text):
        is_open = parts and (
            part[0].islower()
            or parts[-1].count("(") > parts[-1].count(")")
            or len(_WORD.findall(part)) < SHORTEST
        )
        if is_open and f"{parts[-1]} {part}" in text:
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return tuple(parts) or (text,)


def is_shred(text: str, language: str | None) -> bool:
    """Tell whether a sentence says nothing beside its links and code.

    Examples
    --------
    >>> is_shred("On https://example.org/faq.", "en"), is_shred("Use https://example.org/faq.", "en")
    (True, False)
    """
    words = " ".join(_WORD.findall(_CODE_OR_LINK.sub(" ", text))).lower()
    is_order = cues_for(language).directive.search(normalised(text)) is not None
    return not words or (words in all_words("sentences.unfinished") and not is_order)


def _proposal(sentence: WrittenSentence, dossier: Dossier) -> Proposal:
    shown = [number for number in sentence.posts if 1 <= number <= len(dossier.places)]
    if not shown or len(shown) < len(sentence.posts):
        outcome = SentenceOutcome(sentence, None, "cites a post that was not shown, or none")
        return Proposal(sentence, outcome=outcome)
    if any(map(dossier.is_apart, shown)):
        outcome = SentenceOutcome(sentence, None, "cites a thread that asks something else")
        return Proposal(sentence, outcome=outcome)
    statement = Statement(
        text=sentence.text,
        kind="code" if sentence.is_code else "sentence",
        citations=tuple(map(dossier.citation, shown)),
        step=sentence.step,
    )
    settle = _of_asker if sentence.section == "environment" else _settled
    return Proposal(sentence, statement, settle(sentence, statement, dossier))


def _thing_by_thing(whole: Proposal, dossier: Dossier) -> Iterator[Proposal]:
    """A line of the environment thing by thing, where it names several and no post has all in one phrase."""
    outcome, said = whole.outcome, whole.sentence
    if said.section != "environment" or outcome is None or outcome.statement:
        yield whole
        return
    pieces = [_proposal(replace(said, text=text), dossier) for text in _BETWEEN_THINGS.split(said.text)]
    standing = [each for each in pieces if each.outcome and each.outcome.statement]
    yield from standing or [whole]


def _of_asker(sentence: WrittenSentence, statement: Statement, dossier: Dossier) -> SentenceOutcome:
    """What becomes of a line of the environment: it stands in an asker's own words, or not at all."""
    if not all(map(dossier.is_by_asker, sentence.posts)):
        return SentenceOutcome(sentence, None, "is no asker's word on what he works with")
    found = quoted(statement, dossier.threads, dossier.people, dossier.language)
    if found is None or found.statement is None:
        return SentenceOutcome(sentence, None, "does not stand in the asker's post")
    return SentenceOutcome(sentence, found.statement)


def _settled(sentence: WrittenSentence, statement: Statement, dossier: Dossier) -> SentenceOutcome | None:
    """What becomes of a sentence whatever a reader would say of it; ``None`` where that is open."""
    given = (statement, dossier.threads, dossier.people, dossier.language)
    if not sentence.is_code and is_foreign(sentence.text, dossier.language):
        return _refused(sentence, statement, dossier, "is in another language")
    if not sentence.is_code and is_shred(sentence.text, dossier.language):
        return _refused(sentence, statement, dossier, "is no whole sentence")
    found = quoted(*given)
    if found is None and (reason := as_read_again(*given).reason):
        return _refused(sentence, statement, dossier, reason)
    if found is None:
        return None
    stands = found.statement or (_own_code(statement, dossier) if sentence.is_code else None)
    return (
        SentenceOutcome(sentence, stands)
        if stands
        else _refused(sentence, statement, dossier, found.reason or "")
    )


def _own_code(refused: Statement, dossier: Dossier) -> Statement | None:
    """The lines of a named post that hold the same code with other white space: they stand byte for byte."""
    for cited in refused.citations:
        raw = next(post for post in dossier.threads[cited.thread].posts if post.id == cited.post)
        post = read_post(raw, dossier.people)
        blocks = [segment.text for segment in post.segments if segment.kind == "code"]
        for text in (*blocks, post.markdown, post.lines):
            code = lines_that_hold(refused.text, text)
            found = code and quoted(
                replace(refused, text=code), dossier.threads, dossier.people, dossier.language
            )
            if found and found.statement:
                return found.statement
    return None


def _read(
    sentence: WrittenSentence, statement: Statement, dossier: Dossier, said: SecondReading | None
) -> SentenceOutcome:
    given = (statement, dossier.threads, dossier.people, dossier.language)
    found = judged(*given) if said is None else as_read_again(*given)
    reason = found.reason or (said.reason if said else None)
    if reason or found.statement is None:
        return _refused(sentence, statement, dossier, reason or "")
    return SentenceOutcome(sentence, found.statement)


def _refused(
    sentence: WrittenSentence, statement: Statement, dossier: Dossier, reason: str
) -> SentenceOutcome:
    own = None if sentence.is_code else _own_words(statement, dossier)
    return SentenceOutcome(sentence, own, reason)


def _own_words(refused: Statement, dossier: Dossier) -> Statement | None:
    """The sentence of the named posts that is nearest to one that was refused."""
    words = [w for clause in clauses_of(refused.text, dossier.language) for w in clause.content]
    best: tuple[float, Statement] | None = None
    for cited in refused.citations:
        post = next(post for post in dossier.threads[cited.thread].posts if post.id == cited.post)
        for segment in read_post(post, dossier.people).segments:
            tokens = {t for clause in clauses_of(segment.text, dossier.language) for t in clause.tokens}
            share = share_of(words, tokens, dossier.language) if words and segment.kind == "sentence" else 0.0
            is_near = share >= LEAST_ALIKE and _stands_alone(segment.text, dossier.language)
            if is_near and (best is None or share > best[0]):
                best = (share, Statement(text=segment.text, citations=(cited,), step=refused.step))
    if best is None:
        return None
    return judged(best[1], dossier.threads, dossier.people, dossier.language).statement


def _stands_alone(text: str, language: str | None) -> bool:
    """Whether an article may hold a sentence of a post as it is: nobody's "I", and no "those" before it."""
    cues = cues_for(language)
    speaks_of_self = cues.first_person.search(normalised(text)) is not None
    return not (is_shred(text, language) or speaks_of_self or refers_back(text, cues))
