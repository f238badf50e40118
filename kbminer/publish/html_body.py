"""A draft as the body of a web page: sections, numbered steps, code, to-dos, and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Generic

from kbminer.languages.article_words import day, phrase
from kbminer.publish.draft_markdown import source_name
from kbminer.publish.headings import Headed, headed
from kbminer.publish.html_text import H
from kbminer.publish.prose import cites_the_same, paragraphs, set_in_line
from kbminer.records import Citation, Draft, Section, Statement
from kbminer.text.blocks import plain

_LISTS = ("environment", "related")


def body(draft: Draft, html: type[H]) -> H:
    """Write a draft's sections and sources as XHTML of one kind, without its title."""
    page = _Page(draft.language, html)
    parts: list[H] = []
    for each in headed(draft):
        parts += page.headings(each)
        parts += page.section(each.section)
    parts += page.left_out(draft.left_out)
    return html.form("{}\n", html.joined("\n", [*parts, *page.sources()]))


@dataclass(slots=True)
class _Page(Generic[H]):
    """Writes statements and numbers the cited posts in the order in which they are first cited."""

    language: str | None
    html: type[H]
    cited: dict[tuple[str, str], Citation] = field(default_factory=dict)
    lead: Statement | None = None  # the sentence that was written last in a section

    def headings(self, each: Headed) -> Iterator[H]:
        if each.title:
            yield self.html.form("<h2>{}</h2>", self.html.name(each.title))
        if each.subtitle:
            yield self.html.form("<h3>{}</h3>", self.html.name(each.subtitle))
        if each.question:
            yield self.html.form("<h3>{}</h3>", self.sentence(each.question))

    def section(self, section: Section) -> Iterator[H]:
        if section.note:
            yield self.html.form("<p><em>{}</em></p>", self.html.name(section.note))
        if section.name in _LISTS:
            yield self._list(self.sentence(s) for s in section.statements)
            return
        self.lead = None
        lead = self._phrase("asked_as" if section.name == "issue" else "answers_question")
        for numbered, run in groupby(section.statements, key=lambda s: s.step is not None):
            statements = list(run)
            yield from self._steps(statements, lead) if numbered else self._blocks(statements, lead)

    def left_out(self, statements: Iterable[Statement]) -> Iterator[H]:
        """Show the editor what of the solution stands nowhere in the article, each with its post."""
        for statement in statements:
            words = self.html.name(phrase(self.language, "left_out", words=plain(set_in_line(statement))))
            cited = self.html.form("{}{}", words, self._marks(statement))
            yield self.html.todo(self._phrase("todo"), cited)

    def sentence(self, statement: Statement) -> H:
        self.lead = statement
        words = self.html.words(set_in_line(statement))
        return self.html.form("{}{}", words, self._marks(statement))

    def sources(self) -> list[H]:
        if not self.cited:
            return []
        listed = (self.html.form("<li>{}</li>", self._source(citation)) for citation in self.cited.values())
        return [
            self.html.form("<h2>{}</h2>", self._phrase("sources")),
            self.html.form("<ol>{}</ol>", self.html.joined("", listed)),
        ]

    def _steps(self, statements: list[Statement], lead: H) -> Iterator[H]:
        first = self.html.number(statements[0].step or 1)
        steps = groupby(statements, key=lambda s: s.step)
        listed = (
            self.html.form("<li>{}</li>", self.html.joined("", self._blocks(list(run), lead)))
            for _, run in steps
        )
        items = self.html.joined("", listed)
        start = (statements[0].step or 1) > 1
        yield (
            self.html.form('<ol start="{}">{}</ol>', first, items)
            if start
            else self.html.form("<ol>{}</ol>", items)
        )

    def _blocks(self, statements: list[Statement], lead: H) -> Iterator[H]:
        for kind, run in groupby(statements, key=lambda s: s.kind):
            if kind == "sentence":
                for is_quoted, group in groupby(paragraphs(list(run)), key=lambda each: each[0].quoted):
                    written = self._paragraphs(list(group))
                    whole = self.html.joined("", written)
                    yield from (
                        [self.html.form("<blockquote>{}</blockquote>", whole)] if is_quoted else written
                    )
            elif kind == "title":
                yield self.html.form("<p>{}</p>{}", lead, self._list(map(self.sentence, run)))
            elif kind == "code":
                for statement in run:
                    code = self.html.code(statement.text)
                    code = self.html.form("<blockquote>{}</blockquote>", code) if statement.quoted else code
                    is_led = cites_the_same(statement, self.lead)
                    yield code if is_led else self.html.form("{}<p>{}</p>", code, self._marks(statement))
            else:
                for statement in run:
                    yield self.html.todo(self._phrase("todo"), self.html.name(statement.text))

    def _paragraphs(self, found: list[list[Statement]]) -> list[H]:
        written: list[H] = []
        for is_item, group in groupby(found, key=_is_item):
            words = [self.html.joined(" ", map(self.sentence, each)) for each in group]
            written += [self._list(words)] if is_item else [self.html.form("<p>{}</p>", w) for w in words]
        return written

    def _marks(self, statement: Statement) -> H:
        marks = []
        for citation in statement.citations:
            self.cited.setdefault((citation.thread, citation.post), citation)
            number = list(self.cited).index((citation.thread, citation.post)) + 1
            label = self.html.form("[{}]", self.html.number(number))
            marks.append(self.html.link(label, citation.url))
        joined = self.html.joined("", marks)
        return self.html.form("<sup>{}</sup>", joined) if marks else joined

    def _source(self, citation: Citation) -> H:
        name = self.html.name(source_name(citation, self.language))
        details = [
            day(citation.date) if citation.date else "",
            phrase(self.language, citation.role),
            citation.license or "",
        ]
        return self.html.joined(
            ", ", [self.html.link(name, citation.url), *(self.html.name(d) for d in details if d)]
        )

    def _list(self, items: Iterable[H]) -> H:
        listed = (self.html.form("<li>{}</li>", item) for item in items)
        return self.html.form("<ul>{}</ul>", self.html.joined("", listed))

    def _phrase(self, name: str) -> H:
        return self.html.name(phrase(self.language, name))


def _is_item(paragraph: list[Statement]) -> bool:
    return paragraph[0].item and paragraph[0].opens
