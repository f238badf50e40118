"""A draft as the body of a web page: sections, numbered steps, code, to-dos, and its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from kbminer.languages.article_words import day, phrase
from kbminer.publish.draft_markdown import source_name
from kbminer.publish.headings import headed
from kbminer.publish.inline import is_web, xhtml
from kbminer.publish.prose import paragraphs, set_in_line
from kbminer.records import Citation, Draft, Section, Statement

_LISTS = ("environment", "related")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMarkup:
    """How a target writes code and to-dos: each takes text and gives finished markup."""

    code: Callable[[str], str]
    todo: Callable[[str, str], str]


def body(draft: Draft, markup: BlockMarkup) -> str:
    """Write a draft's sections and sources as XHTML, without its title."""
    page = _Page(draft.language, markup)
    parts: list[str] = []
    for each in headed(draft):
        parts += [f"<h2>{escape(each.title)}</h2>"] if each.title else []
        parts += [f"<h3>{escape(each.subtitle)}</h3>"] if each.subtitle else []
        parts += [f"<h3>{page.sentence(each.question)}</h3>"] if each.question else []
        parts += page.section(each.section)
    return "\n".join([*parts, *page.sources()]) + "\n"


@dataclass(slots=True)
class _Page:
    """Writes statements and numbers the cited posts in the order in which they are first cited."""

    language: str | None
    markup: BlockMarkup
    cited: dict[tuple[str, str], Citation] = field(default_factory=dict)

    def section(self, section: Section) -> Iterator[str]:
        if section.note:
            yield f"<p><em>{escape(section.note, quote=False)}</em></p>"
        if section.name in _LISTS:
            yield _list(self.sentence(s) for s in section.statements)
            return
        lead = phrase(self.language, "asked_as" if section.name == "issue" else "answers_question")
        for numbered, run in groupby(section.statements, key=lambda s: s.step is not None):
            statements = list(run)
            yield from self._steps(statements, lead) if numbered else self._blocks(statements, lead)

    def _steps(self, statements: list[Statement], lead: str) -> Iterator[str]:
        first = statements[0].step or 1
        start = f' start="{first}"' if first > 1 else ""
        steps = (list(run) for _, run in groupby(statements, key=lambda s: s.step))
        yield (
            f"<ol{start}>"
            + "".join(f"<li>{''.join(self._blocks(step, lead))}</li>" for step in steps)
            + "</ol>"
        )

    def _blocks(self, statements: list[Statement], lead: str) -> Iterator[str]:
        for kind, run in groupby(statements, key=lambda s: s.kind):
            if kind == "sentence":
                for paragraph in paragraphs(list(run)):
                    yield f"<p>{' '.join(map(self.sentence, paragraph))}</p>"
            elif kind == "title":
                yield f"<p>{escape(lead)}</p>" + _list(map(self.sentence, run))
            elif kind == "code":
                for statement in run:
                    yield f"{self.markup.code(statement.text)}<p>{self._marks(statement)}</p>"
            else:
                for statement in run:
                    yield self.markup.todo(phrase(self.language, "todo"), statement.text)

    def sentence(self, statement: Statement) -> str:
        return xhtml(set_in_line(statement)) + self._marks(statement)

    def _marks(self, statement: Statement) -> str:
        marks = []
        for citation in statement.citations:
            self.cited.setdefault((citation.thread, citation.post), citation)
            number = list(self.cited).index((citation.thread, citation.post)) + 1
            marks.append(_link(f"[{number}]", citation.url))
        return f"<sup>{''.join(marks)}</sup>" if marks else ""

    def sources(self) -> list[str]:
        if not self.cited:
            return []
        listed = (_source(citation, self.language) for citation in self.cited.values())
        return [f"<h2>{escape(phrase(self.language, 'sources'))}</h2>", _list(listed, "ol")]


def _source(citation: Citation, language: str | None) -> str:
    name = source_name(citation, language)
    details = [
        day(citation.date) if citation.date else "",
        phrase(language, citation.role),
        citation.license or "",
    ]
    return ", ".join([_link(name, citation.url), *(escape(d, quote=False) for d in details if d)])


def _link(words: str, url: str | None) -> str:
    shown = escape(words, quote=False)
    return f'<a href="{escape(url or "")}">{shown}</a>' if is_web(url) else shown


def _list(items: Iterator[str] | map[str], tag: str = "ul") -> str:
    return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"
