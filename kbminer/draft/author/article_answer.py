"""What a language model is asked for an article, and what of its answer has the shape of one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from kbminer.draft.author.dossier import Dossier
from kbminer.language_model import Asking, ModelFailed, read_prompt

PROMPT = read_prompt("kbminer.draft.author", "article-1")
WrittenSection = Literal["issue", "cause", "resolution", "workaround"]
SECTIONS: tuple[WrittenSection, ...] = get_args(WrittenSection)
LONGEST_SENTENCE = 600  # characters; what is longer is no sentence
MOST_SENTENCES = 60  # of a section; more is no article

_SENTENCE = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "posts": {"type": "array", "items": {"type": "integer"}},
        "step": {"type": "integer"},
        "code": {"type": "boolean"},
    },
    "required": ["text", "posts", "step", "code"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        **{name: {"type": "array", "items": _SENTENCE} for name in SECTIONS},
    },
    "required": ["title", *SECTIONS],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSentence:
    """One sentence or code block as the model gave it: nothing of it is believed yet."""

    section: WrittenSection
    text: str
    posts: tuple[int, ...]
    step: int | None
    is_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAnswer:
    """What a model wrote: a title, empty where it gave none, and sentences in the article's order."""

    title: str
    sentences: tuple[WrittenSentence, ...]


def ask_for_article(asking: Asking, dossier: Dossier) -> ArticleAnswer:
    """Let a model write an article.

    Parameters
    ----------
    asking
        Whom to ask.
    dossier
        The evidence.

    Raises
    ------
    ModelFailed
        There is no answer, or none of the shape that was asked for.
    """
    return read_article(asking.complete(PROMPT.text, dossier.as_json(), SCHEMA))


def read_article(content: str) -> ArticleAnswer:
    """Read what a model returned; what has another shape than was asked for is passed over.

    Raises
    ------
    ModelFailed
        It is no JSON object, or has no sentence at all.
    """
    try:
        found = json.loads(_without_fence(content))
    except (ValueError, RecursionError):
        raise ModelFailed("the language model's answer is no JSON") from None
    if not isinstance(found, dict):
        raise ModelFailed("the language model's answer has another shape than it was asked for")
    sentences = tuple(sentence for name in SECTIONS for sentence in _sentences(name, found.get(name)))
    if not sentences:
        raise ModelFailed("the language model wrote no sentence")
    title = found.get("title")
    return ArticleAnswer(title=" ".join(title.split()) if isinstance(title, str) else "", sentences=sentences)


def _without_fence(content: str) -> str:
    """JSON without the fence that small models put around it."""
    text = content.strip()
    if text.startswith("```") and text.endswith("```"):
        return text.removeprefix("```").removeprefix("json").removesuffix("```")
    return text


def _sentences(section: WrittenSection, listed: object) -> Iterator[WrittenSentence]:
    for item in listed[:MOST_SENTENCES] if isinstance(listed, list) else ():
        if isinstance(item, Mapping) and (text := _text(item)):
            step = item.get("step") if section in ("resolution", "workaround") else None
            yield WrittenSentence(
                section=section,
                text=text,
                posts=_numbers(item.get("posts")),
                step=step if type(step) is int and step > 0 else None,
                is_code=item.get("code") is True,
            )


def _text(item: Mapping[str, Any]) -> str:
    text = item.get("text")
    if not isinstance(text, str) or not text.strip():
        return ""
    return text.strip("\n") if item.get("code") is True else " ".join(text.split())


def _numbers(listed: object) -> tuple[int, ...]:
    numbers = listed if isinstance(listed, list) else []
    return tuple(dict.fromkeys(number for number in numbers if type(number) is int))
