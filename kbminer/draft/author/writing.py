"""Articles written by a language model, where one is configured; the composed draft wherever it fails.

Each sentence that it writes passes the checker or is replaced by the words of the post that it names.
Whatever goes wrong with the model, the draft that was composed without it is still there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kbminer.draft.author.article_answer import (
    PROMPT,
    SECTIONS,
    ArticleAnswer,
    WrittenSentence,
    ask_for_article,
)
from kbminer.draft.author.dossier import Dossier, dossier_of
from kbminer.draft.author.left_out import with_left_out
from kbminer.draft.draft_id import with_id
from kbminer.language_model import Asking, ModelFailed
from kbminer.records import Draft, Section, Statement, Thread
from kbminer.redact.posts import read_post
from kbminer.text.language import is_foreign
from kbminer.text.sentences import sentences
from kbminer.verify import check_draft, title_refusal
from kbminer.verify.clauses import clauses_of
from kbminer.verify.told import share_of
from kbminer.verify.wording import judged

MOST_REFUSED = 0.5  # share of a resolution's sentences that may be refused: of more, nothing is believed
LEAST_ALIKE = 0.5  # share of a refused sentence's words that the post's own sentence in its place must hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A draft after a model has written it.

    Parameters
    ----------
    draft
        The article, or the draft as it was where the model was of no use.
    accepted
        How many of its sentences stand, by their wording.
    refused
        Why the others do not stand, each reason once for each sentence.
    replaced
        How many of the refused ones were replaced by the post's own words.
    problem
        Why the whole draft stayed as it was; None where it did not.
    told
        What an editor has to know that the draft does not show.
    """

    draft: Draft
    accepted: Mapping[str, int]
    refused: tuple[str, ...] = ()
    replaced: int = 0
    problem: str | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one written sentence: a statement, or the reason and maybe the post's own words."""

    sentence: WrittenSentence
    statement: Statement | None
    reason: str | None = None


def write_articles(
    drafts: Iterable[Draft], threads: Mapping[str, Thread], asking: Asking
) -> Iterator[Written]:
    """Write drafts one by one; parameters are those of :func:`write_article`."""
    for draft in drafts:
        yield write_article(draft, threads, asking)


def write_article(draft: Draft, threads: Mapping[str, Thread], asking: Asking) -> Written:
    """Let a model write one article; it never fails because of the model.

    Parameters
    ----------
    draft
        Composed and verified.
    threads
        By key, at least those that the draft names.
    asking
        Whom to ask.
    """
    if draft.cites_internal:
        told = ("it was not sent to the language model: it cites internal posts",)
        return Written(draft=draft, accepted={}, told=told)
    dossier = dossier_of(draft, threads)
    if dossier is None:
        return Written(draft=draft, accepted={}, told=("no post solves it: there is nothing to write",))
    try:
        answer = ask_for_article(asking, dossier)
    except ModelFailed as error:
        return Written(draft=draft, accepted={}, problem=str(error))
    return article_from(draft, dossier, answer)


def article_cost(draft: Draft, threads: Mapping[str, Thread], asking: Asking) -> int:
    """Estimate the tokens that writing one article takes; parameters are those of :func:`write_article`."""
    dossier = None if draft.cites_internal else dossier_of(draft, threads)
    return asking.estimate(PROMPT.text, dossier.as_json()) if dossier else 0


def article_from(draft: Draft, dossier: Dossier, answer: ArticleAnswer) -> Written:
    """Make an article of what a model answered: what passes the checker, and posts' words for what does not.

    Parameters
    ----------
    draft
        The draft as composed.
    dossier
        What the model was shown.
    answer
        What it wrote.
    """
    outcomes = [outcome for sentence in answer.sentences for outcome in _outcomes(sentence, dossier)]
    refused = tuple(outcome.reason for outcome in outcomes if outcome.reason)
    if problem := _useless(outcomes):
        return Written(draft=draft, accepted={}, refused=refused, problem=problem)
    made = _assembled(draft, dossier, answer, outcomes)
    if check_draft(made, dossier.threads):
        return Written(
            draft=draft,
            accepted={},
            refused=refused,
            problem="the written draft failed the checker as a whole",
        )
    standing = [outcome for outcome in outcomes if outcome.statement and not outcome.reason]
    replaced = sum(outcome.statement is not None for outcome in outcomes if outcome.reason)
    return Written(
        draft=with_id(made),
        accepted=Counter(outcome.statement.wording for outcome in standing if outcome.statement),
        refused=refused,
        replaced=replaced,
        told=tuple(_told(len(refused), replaced, made)),
    )


def _told(refused: int, replaced: int, made: Draft) -> Iterator[str]:
    if refused:
        own = f"{replaced} stand in the words of their posts"
        yield f"{refused} sentences of the language model were refused; {own}"
    if made.left_out:
        yield f"{len(made.left_out)} sentences of the solution are used nowhere; they stand below the article"


def _useless(outcomes: Sequence[_Outcome]) -> str | None:
    """Why an answer as a whole is of no use."""
    solving = [o for o in outcomes if o.sentence.section in ("resolution", "workaround")]
    if not any(outcome.statement for outcome in solving):
        return "the language model wrote no resolution that its posts bear out"
    lost = sum(outcome.reason is not None for outcome in solving)
    if lost > MOST_REFUSED * len(solving):
        return f"{lost} of the {len(solving)} sentences of the written resolution were refused"
    return None


def _outcomes(sentence: WrittenSentence, dossier: Dossier) -> Iterator[_Outcome]:
    """Judge what a model wrote as one sentence; where it is several, each by itself."""
    texts = (sentence.text,) if sentence.is_code else sentences(sentence.text) or (sentence.text,)
    for text in texts:
        yield _outcome(replace(sentence, text=text), dossier)


def _outcome(sentence: WrittenSentence, dossier: Dossier) -> _Outcome:
    shown = [number for number in sentence.posts if 1 <= number <= len(dossier.places)]
    if not shown or len(shown) < len(sentence.posts):
        return _Outcome(sentence, None, "cites a post that was not shown, or none")
    if not sentence.is_code and is_foreign(sentence.text, dossier.language):
        return _Outcome(sentence, _own_words(sentence, shown, dossier), "is in another language")
    statement = Statement(
        text=sentence.text,
        kind="code" if sentence.is_code else "sentence",
        citations=tuple(map(dossier.citation, shown)),
        step=sentence.step,
    )
    found = judged(statement, dossier.threads, dossier.people, dossier.language)
    if found.statement:
        return _Outcome(sentence, found.statement)
    return _Outcome(sentence, _own_words(sentence, shown, dossier), found.reason)


def _own_words(sentence: WrittenSentence, shown: Sequence[int], dossier: Dossier) -> Statement | None:
    """The sentence of the named posts that is nearest to one that was refused."""
    if sentence.is_code:
        return None
    words = [w for clause in clauses_of(sentence.text, dossier.language) for w in clause.content]
    best: tuple[float, Statement] | None = None
    for number in shown:
        for segment in read_post(dossier.post(number), dossier.people).segments:
            tokens = {t for clause in clauses_of(segment.text, dossier.language) for t in clause.tokens}
            share = share_of(words, tokens, dossier.language) if words and segment.kind == "sentence" else 0.0
            if share >= LEAST_ALIKE and (best is None or share > best[0]):
                cited = (dossier.citation(number),)
                best = (share, Statement(text=segment.text, citations=cited, step=sentence.step))
    if best is None:
        return None
    return judged(best[1], dossier.threads, dossier.people, dossier.language).statement


def _assembled(draft: Draft, dossier: Dossier, answer: ArticleAnswer, outcomes: Sequence[_Outcome]) -> Draft:
    """The written sections, with those of the composed draft that a model does not write."""
    written = {name: _section_of(name, draft, outcomes) for name in SECTIONS}
    kept = [section for section in draft.sections if section.name not in SECTIONS]
    environment = [section for section in kept if section.name == "environment"]
    rest = [section for section in kept if section.name != "environment"]
    solving = (written[name] for name in ("cause", "resolution", "workaround"))
    order = [written["issue"], *environment, *solving, *rest]
    titled = replace(draft, title=answer.title)
    title = answer.title if answer.title and not title_refusal(titled, dossier.threads) else draft.title
    sections = tuple(section for section in order if section and section.statements)
    made = replace(draft, title=title, language=dossier.language, sections=sections, left_out=())
    if not dossier.solution:
        return made
    solution = read_post(dossier.post(dossier.solution), dossier.people)
    return with_left_out(made, dossier.citation(dossier.solution), solution)


def _section_of(name: str, draft: Draft, outcomes: Sequence[_Outcome]) -> Section | None:
    statements = [o.statement for o in outcomes if o.sentence.section == name and o.statement]
    once = list({statement.text: statement for statement in reversed(statements)}.values())[::-1]
    composed = next((section for section in draft.sections if section.name == name), None)
    if not once:
        return composed if name == "issue" else None
    todos = [s for s in composed.statements if s.kind == "todo"] if composed and name == "resolution" else []
    numbered = _renumbered(once)
    return Section(name=name, statements=(*numbered, *todos), note=composed.note if composed else None)  # type: ignore[arg-type]


def _renumbered(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Count the steps anew: a model's numbers may leave gaps, or repeat."""
    number = 0
    for step, run in groupby(statements, key=lambda statement: statement.step):
        number += step is not None
        for place, statement in enumerate(run):
            opens = place == 0 and statement.kind == "sentence"
            yield replace(statement, step=None if step is None else number, opens=opens)
