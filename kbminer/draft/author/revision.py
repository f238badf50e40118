"""The second word that a model has on its article, as the editor: it signs, mends, or leaves it to a person.

A request of its own shows the posts and the article as it was checked, with what was refused and what no
sentence tells. What it mends is checked like the first article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kbminer.draft.author.article_answer import (
    ARTICLE_FIELDS,
    ArticleAnswer,
    article_in,
    reason_in,
)
from kbminer.draft.author.assembly import CheckedAnswer, assembled
from kbminer.draft.author.untold import Untold
from kbminer.draft.author.written_sentences import SentenceOutcome
from kbminer.draft.author.written_title import with_title
from kbminer.language_model import Inquiry, ModelFailed, answer_object, data_json, read_prompt
from kbminer.language_model.answer_schema import INTEGER, TEXT, list_of, object_of, one_of
from kbminer.redact.gate import released

PROMPT = read_prompt("kbminer.draft.author", "revision-1")
# Of one article: more is no article to be mended, and a model's answer has an end. Chosen, not measured.
MOST_MISSING = 16
LONGEST_MISSING = 700  # characters of a missing one that are shown: a step is shorter, a quoted mail longer
VERDICTS = ("sign", "revise", "withhold")
WEIGHED = ("told", "needless")  # what a model may say of something missing

_MISSING = object_of(**{"number": INTEGER, "is": one_of(*WEIGHED)})
SCHEMA = object_of(verdict=one_of(*VERDICTS), reason=TEXT, missing=list_of(_MISSING), **ARTICLE_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a model says of its article as the editor who signs it.

    Parameters
    ----------
    is_withheld
        Whether nobody should sign it.
    reason
        What was wrong, or why nobody should sign it.
    answer
        The article as mended; None where it stands as it is, or is withheld.
    weighed
        The numbers of what was missing of which it says that it is told or needless.
    """

    is_withheld: bool = False
    reason: str = ""
    answer: ArticleAnswer | None = None
    weighed: frozenset[int] = frozenset()


def revision_inquiry(checked: CheckedAnswer, missing: Sequence[Untold]) -> Inquiry:
    """Word the question to a model whether it would sign an article.

    Parameters
    ----------
    checked
        The article after its sentences were checked.
    missing
        What it does not tell.
    """
    dossier, answer = checked.dossier, checked.answer
    numbers = range(1, len(dossier.places) + 1)
    posts = [dossier.shown(number) for number in numbers]
    title = with_title(assembled(checked), answer, dossier, checked.title_read).title
    data = {
        "language": dossier.language,
        "threads": dossier.shown_threads(),
        "posts": posts,
        "title": title,
        **({"title_refused": answer.title} if answer.title not in ("", title) else {}),
        "solution": list(answer.solution),
        "confirmed_by": answer.confirmed_by if checked.confirmed else 0,
        "article": [_line(number, each) for number, each in enumerate(checked.outcomes, start=1)],
        "missing": [
            {"number": number, "post": each.post, "words": each.words[:LONGEST_MISSING]}
            | ({"asked": True} if each.is_asked else {})
            for number, each in enumerate(missing[:MOST_MISSING], start=1)
        ],
    }
    return Inquiry(PROMPT.text, data_json(released(data, names=dossier.people)), SCHEMA)


def read_revision(content: str | ModelFailed, answer: ArticleAnswer) -> Revision:
    """Read what a model returned; where it has no sense the article stands, and nothing missing is weighed.

    Parameters
    ----------
    content
        Its answer.
    answer
        The article that it was asked about.
    """
    found = {} if isinstance(content, ModelFailed) else answer_object(content)
    reason, weighed = reason_in(found.get("reason")), _weighed(found.get("missing"))
    match found.get("verdict"):
        case "withhold" if reason:
            return Revision(is_withheld=True, reason=reason)
        case "revise" if (mended := article_in(found, answer)).solves:
            return Revision(reason=reason, answer=mended, weighed=weighed)
        case "sign":
            return Revision(weighed=weighed)
    return Revision()


def settled_by(revision: Revision, missing: Sequence[Untold], checked: CheckedAnswer) -> CheckedAnswer:
    """Note with an article what an editor need not be told of: what was weighed, and what the model took out.

    Not what a post says whose sentence was lost at last.

    Parameters
    ----------
    revision
        What the model said.
    missing
        What it was shown.
    checked
        The article that stands.
    """
    lost = set(chain.from_iterable(each.sentence.posts for each in checked.outcomes if not each.statement))
    shown = enumerate(missing[:MOST_MISSING], start=1)
    weighed = (each for number, each in shown if number in revision.weighed)
    untold = {each.words for each in missing}
    told = (each for each in checked.answer.planned if revision.answer and each.words not in untold)
    return replace(
        checked,
        settled=frozenset(each.words for each in weighed if each.post not in lost),
        taken_out=frozenset(each.words for each in told if each.post not in lost),
    )


def lost_in(checked: CheckedAnswer) -> int:
    """Count the sentences of an article for which nothing stands; a line of the environment just goes."""
    return sum(not each.statement and each.sentence.section != "environment" for each in checked.outcomes)


def _weighed(listed: object) -> frozenset[int]:
    return frozenset(
        item["number"]
        for item in (listed[: 2 * MOST_MISSING] if isinstance(listed, list) else ())
        if isinstance(item, Mapping) and type(item.get("number")) is int and item.get("is") in WEIGHED
    )


def _line(number: int, outcome: SentenceOutcome) -> dict[str, object]:
    told = outcome.sentence
    line: dict[str, object] = {"number": number, "section": told.section, "step": told.step or 0}
    line |= {"way": told.way, "starts": told.starts, "text": told.text, "posts": list(told.posts)}
    line |= {"code": told.is_code}
    return line | ({"refused": outcome.reason} if outcome.reason else {})
