"""A draft as Markdown for people and site generators: front matter, headings, footnotes for sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Generic

from kbminer.languages.article_words import day, phrase
from kbminer.publish.headings import Headed, headed
from kbminer.publish.markdown import InLine, M, Markdown
from kbminer.publish.prose import cites_the_same, paragraphs, set_in_line
from kbminer.records import Citation, Draft, Section, Statement
from kbminer.web_address import is_web

_LISTS = ("environment", "related")
_STEP_WIDTH = 4  # Python-Markdown's: what belongs to an item of a list is indented by four


def render_markdown(draft: Draft) -> Markdown:
    """Write a draft as Markdown that MkDocs and plain readers show.

    Sections carry headings in the draft's language; each statement ends in a footnote that names its
    post by link, date and role, and code has that of the sentence that leads to it. HTML in posts' words is
    shown, not obeyed. The same draft gives the same bytes.
    """
    return render(draft, Markdown)


def render(draft: Draft, md: type[M]) -> M:
    """Write a draft as one kind of Markdown."""
    page = _Page(draft.language, md)
    parts = [_front_matter(draft, md), md.form("# {}", md.words(draft.title))]
    for each in headed(draft):
        parts += page.headings(each)
        parts += page.section(each.section)
    parts += page.left_out(draft.left_out)
    parts.append(page.footnotes())
    return md.form("{}\n", md.joined("\n\n", filter(None, parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleBody:
    """A draft's sections as Markdown, and the posts that its marks ``[^1]``, ``[^2]`` … stand for."""

    text: Markdown
    cited: tuple[Citation, ...]


def render_body(draft: Draft) -> ArticleBody:
    """Write what an editor works on: the sections alone, without front matter, title and footnotes."""
    page = _Page(draft.language, Markdown)
    parts: list[Markdown] = []
    for each in headed(draft):
        parts += page.headings(each)
        parts += page.section(each.section)
    text = Markdown.form("{}\n", Markdown.joined("\n\n", filter(None, parts)))
    return ArticleBody(text=text, cited=tuple(page.cited.values()))


def render_statements(
    statements: Sequence[Statement],
    language: str | None,
    md: type[M],
    *,
    first: int = 1,
    to_check: bool = False,
) -> tuple[M, M]:
    """Write statements that go into somebody else's page: their words, and the footnotes that they need.

    Parameters
    ----------
    statements
        Of one section.
    language
        The page's language.
    md
        The kind of Markdown that the page is in.
    first
        The number of the first footnote: those before it are the page's own.
    to_check
        Whether they only speak against the page, for its editor to look into.
    """
    page = _Page(language, md, first=first)
    if to_check:
        blocks = list(page.left_out(statements, "speaks_against"))
    else:
        blocks = list(page.section(Section(name="resolution", statements=tuple(statements))))
    return md.joined("\n\n", blocks), page.footnotes()


def source_name(citation: Citation, language: str | None) -> str:
    """Name a cited post as people know it: by its thread's title and its number there."""
    title = citation.title or citation.thread.split(":", 1)[-1]
    number = citation.post if citation.number is None else citation.number
    return phrase(language, "topic", title=title, number=number)


def _front_matter(draft: Draft, md: type[M]) -> M:
    fields = {
        "title": draft.title,
        "draft": True,
        "id": draft.id,
        "group": draft.group,
        "confidence": draft.confidence,
        "language": draft.language,
        "first_asked": day(draft.first_asked) if draft.first_asked else None,
        "last_asked": day(draft.last_asked) if draft.last_asked else None,
        "threads": InLine(draft.threads),
        "views": draft.views,
        "tags": list(draft.terms),
        "redactions": {redaction.kind: redaction.count for redaction in draft.redactions},
    }
    return md.front_matter({key: value for key, value in fields.items() if value not in (None, [], {})})


@dataclass(slots=True)
class _Page(Generic[M]):
    """Writes statements and numbers the cited posts in the order in which they are first cited."""

    language: str | None
    md: type[M]
    cited: dict[tuple[str, str], Citation] = field(default_factory=dict)
    first: int = 1
    lead: Statement | None = None  # the sentence that was written last in a section

    def headings(self, each: Headed) -> Iterator[M]:
        if each.title:
            yield self.md.form("## {}", self.md.words(each.title))
        if each.subtitle:
            yield self.md.form("### {}", self.md.words(each.subtitle))
        if each.question:
            yield self.md.form("### {}", self.line(each.question))

    def section(self, section: Section) -> Iterator[M]:
        if section.note:
            yield self.md.form("*{}*", self.md.name(section.note))
        if section.name in _LISTS:
            yield self._list(section.statements)
            return
        self.lead = None
        lead = phrase(self.language, "asked_as" if section.name == "issue" else "answers_question")
        for step, statements in groupby(section.statements, key=lambda s: s.step):
            yield from self._step(step, list(statements), self.md.words(lead))

    def left_out(self, statements: Sequence[Statement], name: str = "left_out") -> Iterator[M]:
        """Show the editor words of posts that stand nowhere in the article, each with its post."""
        for statement in statements:
            words = phrase(self.language, name, words=set_in_line(statement))
            yield self.md.cited(self._todo(words), self._marks(statement))

    def line(self, statement: Statement) -> M:
        """Write one statement with its footnotes."""
        self.lead = statement
        return self.md.cited(self.md.words(set_in_line(statement)), self._marks(statement))

    def footnotes(self) -> M:
        notes = (
            self.md.form("[^{}]: {}", self.md.number(number), self._source(citation))
            for number, citation in enumerate(self.cited.values(), start=self.first)
        )
        return self.md.joined("\n", notes)

    def _step(self, step: int | None, statements: list[Statement], lead: M) -> Iterator[M]:
        """Write one numbered step, or the sentences without one; code stands in its own block."""
        blocks: list[M] = []
        for kind, run in groupby(statements, key=lambda s: s.kind):
            if kind == "code" and step is not None and self.md.indents_code_in_steps:
                blocks += self._indented_code(list(run), opens=not blocks)
            else:
                blocks += self._blocks(kind, list(run), lead)
        if step is None:
            yield from blocks
            return
        marker = self.md.form("{}. ", self.md.number(step))
        width = _STEP_WIDTH if self.md.indents_code_in_steps else len(marker)
        yield self.md.item(marker, self.md.joined("\n\n", blocks), width)

    def _indented_code(self, statements: list[Statement], *, opens: bool) -> Iterator[M]:
        """Write code without fences; an item of a list can't begin with it, so that footnotes come first."""
        for statement in statements:
            written = [self.md.indented_code(statement.text), self._marks(statement)]
            if opens:
                yield from reversed(written)
            else:
                yield from written[:1] if cites_the_same(statement, self.lead) else written

    def _blocks(self, kind: str, statements: list[Statement], lead: M) -> Iterator[M]:
        if kind == "sentence":
            for is_quoted, run in groupby(paragraphs(statements), key=lambda each: each[0].quoted):
                written = map(self._paragraph, run)
                yield from [self.md.quote(written)] if is_quoted else written
        elif kind == "title":
            yield lead
            yield self._list(statements)
        elif kind == "code":
            for statement in statements:
                code = self.md.code(statement.text, statement.language)
                yield self.md.quote([code]) if statement.quoted else code
                if not cites_the_same(statement, self.lead):
                    yield self._marks(statement)
        else:
            yield from (self._todo(statement.text) for statement in statements)

    def _paragraph(self, sentences: list[Statement]) -> M:
        words = self.md.joined(" ", map(self.line, sentences))
        return self.md.form("- {}", words) if sentences[0].item and sentences[0].opens else words

    def _todo(self, words: str) -> M:
        label = self.md.words(phrase(self.language, "todo"))
        return self.md.form("> **{}:** {}", label, self.md.words(words))

    def _list(self, statements: list[Statement] | tuple[Statement, ...]) -> M:
        return self.md.joined("\n", (self.md.form("- {}", self.line(s)) for s in statements))

    def _marks(self, statement: Statement) -> M:
        marks = []
        for citation in statement.citations:
            self.cited.setdefault((citation.thread, citation.post), citation)
            number = list(self.cited).index((citation.thread, citation.post)) + self.first
            marks.append(self.md.form("[^{}]", self.md.number(number)))
        return self.md.joined("", marks)

    def _source(self, citation: Citation) -> M:
        """Name a source; where footnotes are unknown, one's first word is an address: it is no post's."""
        name = self.md.name(source_name(citation, self.language))
        role = self.md.words(phrase(self.language, citation.role))
        date = self.md.words(day(citation.date)) if citation.date else self.md.words("")
        licence = self.md.name(citation.license or "")
        linked = [self.md.link(name, citation.url), date, role]
        parts = [*(linked if is_web(citation.url) else [role, name, date]), licence]
        return self.md.joined(", ", filter(None, parts))
