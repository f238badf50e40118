"""What a language model is asked for an article, and what of its answer has the shape of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from kbminer.draft.author.answer_plan import (
    PLAN_SCHEMA,
    AskedFor,
    PlannedPost,
    apart_in,
    asked_in,
    planned_in,
)
from kbminer.draft.author.dossier import Dossier
from kbminer.language_model import Inquiry, ModelFailed, answer_json, read_prompt
from kbminer.language_model.answer_schema import INTEGER, TEXT, TRUTH, list_of, object_of, one_of

PROMPT = read_prompt("kbminer.draft.author", "article-6")
WrittenSection = Literal["issue", "environment", "cause", "resolution", "workaround"]
SECTIONS: tuple[WrittenSection, ...] = get_args(WrittenSection)
Start = Literal["", "paragraph", "bullet"]
STARTS: tuple[Start, ...] = get_args(Start)
SOLVING: tuple[WrittenSection, ...] = ("resolution", "workaround")
LONGEST_REASON = 300  # characters of why no post answers
MOST_SENTENCES = 60  # of a section; more is no article
LONGEST_SENTENCE = 2_000  # characters; checking takes longer than its length, and nobody reads more
LONGEST_CODE = 20_000  # characters of a block

_SENTENCE = object_of(
    text=TEXT, posts=list_of(INTEGER), step=INTEGER, way=INTEGER, starts=one_of(*STARTS), code=TRUTH
)
# What a model gives for an article, when it writes one and when it revises one.
ARTICLE_FIELDS: dict[str, Any] = {
    "solution": list_of(INTEGER),
    "confirmed_by": INTEGER,
    "title": TEXT,
    **{name: list_of(_SENTENCE) for name in SECTIONS},
}
SCHEMA = object_of(**PLAN_SCHEMA, no_answer=TEXT, **ARTICLE_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSentence:
    """One sentence or code block as the model gave it: nothing of it is believed yet.

    ``way`` tells several ways to one goal apart; 0 where there is one. ``starts`` says whether a paragraph or
    an item of a list begins with it.
    """

    section: WrittenSection
    text: str
    posts: tuple[int, ...]
    step: int | None
    is_code: bool
    way: int = 0
    starts: Start = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAnswer:
    """What a model wrote.

    Parameters
    ----------
    title
        Empty where it gave none.
    sentences
        In the article's order; none where no post answers.
    solution
        The numbers of the posts that it says solved it; empty where it names none.
    apart
        The numbers of the threads of which it says that they ask something else.
    planned
        What it says that each post adds.
    asked
        What it says that the asker wants to know.
    confirmed_by
        The number of the post in which it says that the asker confirms the solution; 0 where there is none.
    tells_environment
        Whether it says in what environment it happens, and be it that none matters.
    no_answer
        Why there is no article; None where there is one.
    """

    title: str
    sentences: tuple[WrittenSentence, ...]
    solution: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()
    planned: tuple[PlannedPost, ...] = ()
    asked: tuple[AskedFor, ...] = ()
    confirmed_by: int = 0
    tells_environment: bool = False
    no_answer: str | None = None

    @property
    def solves(self) -> bool:
        """Whether any sentence is of a resolution or workaround."""
        return any(each.section in SOLVING for each in self.sentences)


def inquiry_for(dossier: Dossier) -> Inquiry:
    """Word the question to a model for the article of a dossier."""
    return Inquiry(PROMPT.text, dossier.as_json(), SCHEMA)


def read_article(content: str) -> ArticleAnswer:
    """Read what a model returned; what has another shape than was asked for is passed over.

    Raises
    ------
    ModelFailed
        It is no JSON object, or has neither a sentence nor a reason why there is none.
    """
    try:
        found = answer_json(content)
    except ValueError:
        raise ModelFailed("the language model's answer is no JSON") from None
    if not isinstance(found, dict):
        raise ModelFailed("the language model's answer has another shape than it was asked for")
    if no_answer := reason_in(found.get("no_answer")):
        return ArticleAnswer(title="", sentences=(), no_answer=no_answer)
    planned = ArticleAnswer(
        title="",
        sentences=(),
        apart=apart_in(found.get("threads")),
        planned=planned_in(found.get("plan")),
        asked=asked_in(found.get("asked")),
    )
    answer = article_in(found, planned)
    if not any(sentence.section != "environment" for sentence in answer.sentences):
        raise ModelFailed("the language model wrote no sentence")
    return answer


def article_in(found: Mapping[str, Any], planned: ArticleAnswer) -> ArticleAnswer:
    """Read the article of what a model returned; what was planned for it stays.

    Parameters
    ----------
    found
        The model's answer.
    planned
        An answer with the plan.
    """
    return replace(
        planned,
        title=_line(found.get("title")),
        sentences=tuple(each for name in SECTIONS for each in _written_in(name, found.get(name))),
        solution=_numbers(found.get("solution")),
        confirmed_by=_count(found.get("confirmed_by")),
        tells_environment=isinstance(found.get("environment"), list),
    )


def reason_in(text: object) -> str:
    """Read a reason in one line; empty where there is none."""
    return _line(text)[:LONGEST_REASON]


def _written_in(section: WrittenSection, listed: object) -> Iterator[WrittenSentence]:
    """Read a list of sentences of one section; items of another shape are passed over."""
    for item in listed[:MOST_SENTENCES] if isinstance(listed, list) else ():
        if isinstance(item, Mapping) and (text := _text(item)):
            solves = section in SOLVING
            yield WrittenSentence(
                section=section,
                text=text,
                posts=_numbers(item.get("posts")),
                step=(_count(item.get("step")) or None) if solves else None,
                is_code=item.get("code") is True,
                way=_count(item.get("way")) if solves else 0,
                starts=item["starts"] if item.get("starts") in STARTS else "",
            )


def _line(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _count(number: object) -> int:
    return number if type(number) is int and number > 0 else 0


def _text(item: Mapping[str, Any]) -> str:
    text = item.get("text")
    is_code = item.get("code") is True
    if (
        not isinstance(text, str)
        or not text.strip()
        or len(text) > (LONGEST_CODE if is_code else LONGEST_SENTENCE)
    ):
        return ""
    return text.strip("\n") if is_code else " ".join(text.split())


def _numbers(listed: object) -> tuple[int, ...]:
    numbers = listed if isinstance(listed, list) else []
    return tuple(dict.fromkeys(number for number in numbers if type(number) is int))
