"""What an editor gets of a model's article: it as it stands, or the composed draft and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kbminer.draft.author.article_answer import SOLVING
from kbminer.draft.author.assembly import CheckedAnswer, assembled
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.untold import solution_numbers
from kbminer.draft.author.written_sentences import SentenceOutcome
from kbminer.draft.author.written_title import with_title
from kbminer.draft.draft_id import with_id
from kbminer.errors import DraftRefused
from kbminer.records import Draft, Resolution
from kbminer.redact.gate import released
from kbminer.verify import verified

_WEIGHED = "things told nowhere were shown to the language model: it told them, or held them needless"
# Share of a resolution's sentences that may be refused without their posts' words in their place: of more,
# nothing is believed.
MOST_REFUSED = 0.5


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
    revised
        What the model mended when it read its article again; None where it left it as it was.
    problem
        Why the whole draft stayed as it was; None where it did not.
    told
        What an editor has to know that the draft does not show.
    left
        Why the article is left to a person, as the end of a sentence; else None.
    """

    draft: Draft
    accepted: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    replaced: int = 0
    revised: str | None = None
    problem: str | None = None
    told: tuple[str, ...] = ()
    left: str | None = None


def left_to_a_person(
    draft: Draft, dossier: Dossier, resolutions: Mapping[str, Resolution], why: str, reason: str
) -> Written:
    """No article, and why: what the model says, and whether the forum marks a solution all the same.

    Parameters
    ----------
    draft
        The draft as composed.
    dossier
        What the model was shown.
    resolutions
        What is known of the threads' solutions, by key.
    why
        What it comes to, in kbminer's words.
    reason
        The model's.
    """
    told = released(reason, names=dossier.people)
    known = resolutions.get(dossier.places[dossier.guess - 1][0]) if dossier.guess else None
    if known is not None and known.declared == "solved":
        told = f"{told.rstrip('.')}; the forum marks a solution"
    return Written(draft=draft, left=f"{why} ({told})")


def written_article(checked: CheckedAnswer, revised: str | None = None) -> Written:
    """Make an article of a model's sentences, or keep the composed draft where too few of them stand.

    Parameters
    ----------
    checked
        What it wrote, and what became of it.
    revised
        What the model mended when it read it again; None where this is what it wrote first.
    """
    draft, outcomes = checked.draft, checked.outcomes
    refused = tuple(outcome.reason for outcome in outcomes if outcome.reason)
    if problem := useless(outcomes):
        return Written(draft=draft, refused=refused, problem=problem)
    made = with_title(assembled(checked), checked.answer, checked.dossier, checked.title_read)
    try:
        made = verified(made, checked.dossier.threads, title=draft.title)
    except DraftRefused as error:
        return Written(draft=draft, refused=refused, problem=f"the written draft failed the checker: {error}")
    if not any(section.name in SOLVING for section in made.sections):
        problem = "nothing of the written resolution may stand"
        return Written(draft=draft, refused=refused, problem=problem)
    standing = [outcome for outcome in outcomes if outcome.statement and not outcome.reason]
    replaced = sum(outcome.statement is not None for outcome in outcomes if outcome.reason)
    return Written(
        draft=with_id(made),
        accepted=Counter(outcome.statement.wording for outcome in standing if outcome.statement),
        refused=refused,
        replaced=replaced,
        revised=revised,
        told=(
            *_decided(checked, made),
            *_told(len(refused), replaced, made),
            *([f"the language model mended its article: {revised}"] if revised else []),
            *([f"{len(checked.settled)} {_WEIGHED}"] if checked.settled else []),
        ),
    )


def _decided(checked: CheckedAnswer, made: Draft) -> Iterator[str]:
    """What the model holds against the guess and the title that it was shown."""
    draft, dossier = checked.draft, checked.dossier
    solved = solution_numbers(checked.answer, dossier)
    if dossier.guess and solved and dossier.guess not in solved:
        place = dossier.citation(solved[0])
        yield f"the language model takes another post for the solution: {place.number} of {place.thread}"
    if made.title != draft.title:
        yield f"it is called “{made.title}”, before “{draft.title}”"


def _told(refused: int, replaced: int, made: Draft) -> Iterator[str]:
    if refused:
        own = f"{replaced} stand in the words of their posts"
        yield f"{refused} sentences of the language model were refused; {own}"
    if made.left_out:
        yield f"{len(made.left_out)} sentences of the solution are used nowhere; they stand below the article"


def useless(outcomes: Sequence[SentenceOutcome]) -> str | None:
    """Say why an answer as a whole is of no use; ``None`` where it is of some."""
    solving = [o for o in outcomes if o.sentence.section in SOLVING]
    if not any(outcome.statement for outcome in solving):
        return "the language model wrote no resolution that its posts bear out"
    lost = sum(outcome.reason is not None and outcome.statement is None for outcome in solving)
    if lost > MOST_REFUSED * len(solving):
        return f"{lost} of the {len(solving)} sentences of the written resolution were refused"
    return None
