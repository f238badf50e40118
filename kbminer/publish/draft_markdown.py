"""A draft as Markdown for people and site generators: front matter, headings, footnotes for sources."""

from __future__ import annotations

import re
from itertools import groupby

import yaml

from kbminer.languages.article_words import day, phrase
from kbminer.publish.headings import headed
from kbminer.publish.inline import CODE_SPAN, is_web
from kbminer.publish.prose import paragraphs, set_in_line
from kbminer.records import Citation, Draft, Section, Statement

_KEPT = rf"\\[<\[~]|{CODE_SPAN}|<https?://[^\s>]+>"
_OBEYED = re.compile(rf"(?P<kept>{_KEPT})|(?P<sign>`+|~{{3,}}|\[(?=\^))|<(?=[A-Za-z/!?])")
_KEPT_OR_LINK = re.compile(rf"{_KEPT}|\]\((?:<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)")
_LAST_BACKSLASHES = re.compile(r"\\*$")
_LAST_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")
_CODE_LANGUAGE = re.compile(r"[\w#+.-]+")
_LABEL = re.compile(r"([\[\]*_`\\<])")


def render_markdown(draft: Draft) -> str:
    """Write a draft as Markdown that MkDocs, Docusaurus and Hugo read.

    Sections carry headings in the draft's language; each statement ends in a footnote that names its
    post by link, date and role. HTML in posts' words is shown, not obeyed. The same draft gives the same
    bytes.
    """
    notes = _Footnotes(draft)
    parts = [_front_matter(draft), f"# {_shown(draft.title)}"]
    for each in headed(draft):
        parts += [f"## {each.title}"] if each.title else []
        parts += [f"### {each.subtitle}"] if each.subtitle else []
        parts += [f"### {_line(each.question, notes)}"] if each.question else []
        parts += _section(each.section, notes, draft.language)
    parts += notes.written()
    return "\n\n".join(part for part in parts if part) + "\n"


def _front_matter(draft: Draft) -> str:
    fields = {
        "title": draft.title,
        "draft": True,
        "id": draft.id,
        "group": draft.group,
        "confidence": draft.confidence,
        "language": draft.language,
        "first_asked": day(draft.first_asked) if draft.first_asked else None,
        "last_asked": day(draft.last_asked) if draft.last_asked else None,
        "threads": _InLine(draft.threads),
        "views": draft.views,
        "tags": list(draft.terms),
        "redactions": {redaction.kind: redaction.count for redaction in draft.redactions},
    }
    filled = {key: value for key, value in fields.items() if value not in (None, [], {})}
    text = yaml.dump(filled, Dumper=_FrontMatter, sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{text.rstrip()}\n---"


class _InLine(list[str]):
    """A list that stands in one line: a hundred threads may not keep a reader from the first word."""


class _FrontMatter(yaml.SafeDumper):
    """Writes plain values, and :class:`_InLine` in a line."""


_FrontMatter.add_representer(
    _InLine,
    lambda dumper, values: dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True),
)


class _Footnotes:
    """Numbers the cited posts in the order in which they are first cited."""

    def __init__(self, draft: Draft) -> None:
        self.language = draft.language
        self.numbers: dict[tuple[str, str], int] = {}
        self.citations: list[Citation] = []

    def marks(self, citations: tuple[Citation, ...]) -> str:
        return "".join(f"[^{self._number(citation)}]" for citation in citations)

    def _number(self, citation: Citation) -> int:
        key = (citation.thread, citation.post)
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers) + 1
            self.citations.append(citation)
        return self.numbers[key]

    def written(self) -> list[str]:
        return ["\n".join(f"[^{i + 1}]: {self._source(c)}" for i, c in enumerate(self.citations))]

    def _source(self, citation: Citation) -> str:
        name = source_name(citation, self.language)
        label = _LABEL.sub(r"\\\1", name)
        shown = f"[{label}](<{_address(citation.url)}>)" if is_web(citation.url) else name
        details = [day(citation.date) if citation.date else "", phrase(self.language, citation.role)]
        source = ", ".join([shown, *(d for d in [*details, citation.license or ""] if d)])
        return " ".join(
            source.split()
        )  # a line break would make an address of it where footnotes are unknown


def _address(url: str | None) -> str:
    """Write an address so that Markdown changes nothing in it."""
    return (url or "").replace("\\", "%5C")


def source_name(citation: Citation, language: str | None) -> str:
    """Name a cited post as people know it: by its thread's title and its number there."""
    title = citation.title or citation.thread.split(":", 1)[-1]
    number = citation.post if citation.number is None else citation.number
    return phrase(language, "topic", title=title, number=number)


def _section(section: Section, notes: _Footnotes, language: str | None) -> list[str]:
    parts = [f"*{section.note}*"] if section.note else []
    if section.name in ("environment", "related"):
        return [*parts, "\n".join(f"- {_line(s, notes)}" for s in section.statements)]
    lead = phrase(language, "asked_as" if section.name == "issue" else "answers_question")
    for step, statements in groupby(section.statements, key=lambda s: s.step):
        parts += _step(step, list(statements), notes, language, lead)
    return parts


def _step(
    step: int | None, statements: list[Statement], notes: _Footnotes, language: str | None, lead: str
) -> list[str]:
    """Write one numbered step, or the sentences without one; code stands in its own block."""
    blocks: list[str] = []
    for kind, run in groupby(statements, key=lambda s: s.kind):
        blocks += _blocks(kind, list(run), notes, language, lead)
    if step is None:
        return blocks
    indent = " " * (len(str(step)) + 2)
    joined = "\n\n".join(blocks).replace("\n", f"\n{indent}")
    return [f"{step}. " + re.sub(rf"^{indent}$", "", joined, flags=re.M)]


def _blocks(
    kind: str, statements: list[Statement], notes: _Footnotes, language: str | None, lead: str
) -> list[str]:
    """Write statements of one kind as blocks of Markdown."""
    if kind == "sentence":
        return [" ".join(_line(s, notes) for s in each) for each in paragraphs(statements)]
    if kind == "code":
        return [f"{_fenced(s.text, s.language)}\n\n{notes.marks(s.citations)}" for s in statements]
    if kind == "title":
        return [f"{lead}\n\n" + "\n".join(f"- {_line(s, notes)}" for s in statements)]
    return [f"> **{phrase(language, 'todo')}:** {_shown(s.text)}" for s in statements]


def _fenced(code: str, language: str | None) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    named = language if language and _CODE_LANGUAGE.fullmatch(language) else ""
    return f"{fence}{named}\n{code}\n{fence}"


def _line(statement: Statement, notes: _Footnotes) -> str:
    """Write one statement with its footnotes, which its last word may neither escape nor swallow."""
    text = _shown(set_in_line(statement))
    marks = notes.marks(statement.citations)
    return f"{text}{_gap(text)}{marks}" if marks else text


def _gap(text: str) -> str:
    """What must stand between a text and a footnote: many readers make links of bare addresses."""
    slash = "\\" if len(_LAST_BACKSLASHES.findall(text)[0]) % 2 else ""
    bare = _KEPT_OR_LINK.sub(lambda found: "_" if found[0].startswith("\\") else " ", text)
    return f"{slash} " if _LAST_ADDRESS.search(bare) else slash


def _shown(text: str) -> str:
    """Escape what a page would obey in a post's words outside inline code: tags, footnotes, what opens code.

    A lone backtick would take the next statement's for its end, and lay bare what that one holds.
    """
    return _OBEYED.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found["sign"]:
        return "".join(f"\\{sign}" for sign in found["sign"])
    return found["kept"] or "&lt;"
