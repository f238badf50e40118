"""Which headings stand over a draft's sections: the same in every form in which it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kbminer.languages.article_words import phrase
from kbminer.records import Draft, Section, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A section without what became its heading: ``title`` above the field, ``subtitle`` above the section.

    ``question`` is a subtitle that cites its thread.
    """

    section: Section
    title: str | None = None
    subtitle: str | None = None
    question: Statement | None = None


def headed(draft: Draft) -> Iterator[Headed]:
    """Yield a draft's sections with their headings, in the draft's language.

    A field is named once. Another answer beside the first is an alternative; an answer to another question
    stands under that question, which is not repeated over a second answer to it.
    """
    seen: set[str] = set()
    asked: str | None = None
    for section in draft.sections:
        title = None if section.name in seen else phrase(draft.language, section.name)
        is_other = section.name in seen and section.name in ("resolution", "workaround")
        subtitle = phrase(draft.language, "alternative") if is_other else None
        seen.add(section.name)
        if section.name != "nearby":
            yield Headed(section=section, title=title, subtitle=subtitle)
            continue
        question, *answer = section.statements
        yield Headed(
            section=replace(section, statements=tuple(answer)),
            title=title,
            question=question if question.text != asked else None,
        )
        asked = question.text
