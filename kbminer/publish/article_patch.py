"""An existing article is not written anew: what threads say against it becomes a patch of its own file.

Old and new stand side by side: a sentence that a newer post contradicts is replaced, what is outdated or
missing gets its sentences behind the paragraph that they speak of. Each new one cites its post in a footnote.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbminer.publish.draft_markdown import render_statements
from kbminer.publish.markdown import Markdown
from kbminer.records import Citation, Draft, Post, StalePassage, Statement, Thread
from kbminer.redact.gate import released
from kbminer.redact.posts import people_of
from kbminer.text.blocks import plain
from kbminer.text.sentences import sentences
from kbminer.verify import refusal_of
from kbminer.verify.clauses import clauses_of
from kbminer.verify.told import share_of

_FOOTNOTE = re.compile(r"\[\^(\d+)\]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # other signs that part lines are no ends to a patch
_NO_PLAIN_NAME = re.compile(r'[\x00-\x1f\x7f"\\]')
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_HEADING = re.compile(r"^#{1,6} ++(.*+)$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_ANSWERS = ("resolution", "workaround")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchChange:
    """One change of an article: under which heading, what stood there, and what stands there now."""

    section: str
    kind: str
    old: str
    new: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePatch:
    """The changes of one article, and the same as a unified diff of its file."""

    article: str
    changes: tuple[PatchChange, ...]
    diff: str


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, list or code block of the file: its lines, and the heading that it stands under."""

    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class _Edit:
    """Statements as the text that comes behind a block, or in place of the ``old`` words of it."""

    block: _Block
    kind: str
    statements: tuple[Statement, ...]
    text: str
    old: str | None


def article_patch(
    source: str,
    name: str,
    stale: Iterable[StalePassage],
    *,
    threads: Mapping[str, Thread],
    draft: Draft | None = None,
    language: str = "en",
) -> ArticlePatch | None:
    """Mend an article where newer posts speak against it.

    Parameters
    ----------
    source
        The article's file, as it lies there.
    name
        Its path, as the diff names it.
    stale
        What speaks against it.
    threads
        By key; a post that is missing, private or not public changes nothing.
    draft
        What was drafted for the group that asks it: its sentences from the same post are put in.
    language
        The article's language.

    Returns
    -------
    ArticlePatch or None
        ``None`` where nothing that can be cited is to be changed.
    """
    source, ends = _with_line_feeds(source)
    lines = _LINE.findall(source)
    blocks = _blocks(source)
    first = 1 + max((int(number) for number in _FOOTNOTE.findall(source)), default=0)
    edits: list[_Edit] = []
    notes: list[str] = []
    for passage in stale:
        statements = _statements(passage, draft, threads, language)
        block = _nearest(passage, statements, lines, blocks, language)
        if not statements or block is None or any(block is edit.block for edit in edits):
            continue
        asks = passage.post == threads[passage.thread].posts[0].id  # a question is no answer
        at = first + len(notes)
        text, footnotes = render_statements(statements, language, Markdown, first=at, to_check=asks)
        notes += str(footnotes).split("\n")
        old = None if asks else _replaced(passage, statements, lines, block, language)
        edits.append(_Edit(block, passage.kind, tuple(statements), str(text), old))
    if not edits:
        return None
    patched = _patched(lines, edits, notes)
    diff = _unified(lines, patched, name, ends=ends)
    return ArticlePatch(article=name, changes=tuple(_change(edit, lines) for edit in edits), diff=diff)


def _with_line_feeds(source: str) -> tuple[str, str]:
    """Give a text whose lines all end in carriage returns without these, and what its lines end in."""
    has_pairs = 0 < source.count("\n") == source.count("\r\n")
    return (source.replace("\r\n", "\n"), "\r\n") if has_pairs else (source, "\n")


def _unified(old: Sequence[str], new: Sequence[str], name: str, *, ends: str) -> str:
    """The diff as ``git apply`` takes it: names are quoted, a last line without an end is said so."""
    before, after = ([line.replace("\n", ends) for line in lines] for lines in (old, new))
    diff = difflib.unified_diff(before, after, _quoted(f"a/{name}"), _quoted(f"b/{name}"))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in diff
    )


def _quoted(name: str) -> str:
    """A file's name as git writes one with signs that a line of a diff can't hold."""
    if _NO_PLAIN_NAME.search(name) is None:
        return name
    return '"' + _NO_PLAIN_NAME.sub(lambda found: f"\\{ord(found[0]):03o}", name) + '"'


def _change(edit: _Edit, lines: Sequence[str]) -> PatchChange:
    """An edit as it is shown: what stands behind a paragraph is shown with the whole of it."""
    block = edit.block
    return PatchChange(
        section=block.section,
        kind=edit.kind,
        old=edit.old or "".join(lines[block.start : block.end]).strip(),
        new=edit.text,
        citations=tuple(dict.fromkeys(c for statement in edit.statements for c in statement.citations)),
    )


def _statements(
    passage: StalePassage, draft: Draft | None, threads: Mapping[str, Thread], language: str | None
) -> list[Statement]:
    """What a post says instead: the draft's own sentences from it, or the sentence that was quoted."""
    thread = threads.get(passage.thread)
    post = next((post for post in thread.posts if post.id == passage.post), None) if thread else None
    if thread is None or post is None or not post.visibility.is_public:
        return []
    if drafted := _drafted(passage, draft):
        return drafted
    quoted = Statement(text=passage.quote, citations=(_citation(thread, post),))
    return [quoted] if refusal_of(quoted, threads, people_of(thread), language) is None else []


def _drafted(passage: StalePassage, draft: Draft | None) -> list[Statement]:
    """The sentences and code of a draft's answer that cite a passage's post."""
    return [
        statement
        for section in (draft.sections if draft else ())
        if section.name in _ANSWERS
        for statement in section.statements
        if statement.kind in ("sentence", "code") and _cites(statement, passage)
    ]


def _citation(thread: Thread, post: Post) -> Citation:
    return Citation(
        thread=thread.key,
        post=post.id,
        url=post.url or thread.url,
        date=post.created_at,
        role="staff" if post.staff else "asker" if post.author == thread.asker else "member",
        license=post.license,
        title=released(thread.title, names=people_of(thread)),
        number=thread.posts.index(post) + 1,
    )


def _cites(statement: Statement, passage: StalePassage) -> bool:
    return any((c.thread, c.post) == (passage.thread, passage.post) for c in statement.citations)


def _nearest(
    passage: StalePassage,
    statements: Sequence[Statement],
    lines: Sequence[str],
    blocks: Sequence[_Block],
    language: str | None,
) -> _Block | None:
    """The block that shares most words with statements; of equals the first, the last of the passage's."""
    words = tuple(set(_content(statements, language)))
    held = [block for block in blocks if _is_in(block, lines, passage.passage)] or list(blocks)
    if not held:
        return None
    return max(held, key=lambda block: share_of(words, _words(block, lines, language), language))


def _content(statements: Sequence[Statement], language: str | None) -> Iterator[str]:
    """The words of statements that mean something, in order."""
    for statement in statements:
        for clause in clauses_of(statement.text, language):
            yield from clause.content


def _is_in(block: _Block, lines: Sequence[str], passage: str | None) -> bool:
    text = plain("".join(lines[block.start : block.end])).strip("`\n ")
    return passage is not None and " ".join(text.split()) in " ".join(passage.split())


def _words(block: _Block, lines: Sequence[str], language: str | None) -> frozenset[str]:
    text = "".join(lines[block.start : block.end])
    return frozenset(token for clause in clauses_of(text, language) for token in clause.tokens)


def _replaced(
    passage: StalePassage,
    statements: Sequence[Statement],
    lines: Sequence[str],
    block: _Block,
    language: str | None,
) -> str | None:
    """The sentence of a paragraph that a newer post contradicts; nothing else is taken out."""
    if passage.kind != "contradicted":
        return None
    words = tuple(_content(statements, language))
    text = "".join(lines[block.start : block.end]).strip()
    found = [sentence for sentence in sentences(text, width=None) if sentence in text]
    scored = [(share_of(words, _tokens(sentence, language), language), sentence) for sentence in found]
    return max(scored, default=(0.0, None), key=lambda pair: pair[0])[1]


def _tokens(sentence: str, language: str | None) -> frozenset[str]:
    return frozenset(token for clause in clauses_of(sentence, language) for token in clause.tokens)


def _patched(lines: Sequence[str], edits: Sequence[_Edit], notes: Sequence[str]) -> list[str]:
    made = _ended(lines)
    for edit in sorted(edits, key=lambda edit: -edit.block.start):
        place = slice(edit.block.start, edit.block.end)
        if edit.old is None:
            made[place.stop : place.stop] = ["\n", *_LINE.findall(f"{edit.text}\n")]
        else:
            whole = "".join(made[place])
            made[place] = _LINE.findall(whole.replace(edit.old, edit.text, 1))
    return [*made, "\n", *(f"{note}\n" for note in notes)]


def _ended(lines: Sequence[str]) -> list[str]:
    """The lines of a file, the last one ended too."""
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]


def _blocks(source: str) -> list[_Block]:
    """The paragraphs and code blocks of a Markdown file, without its front matter and headings."""
    matter = _FRONT_MATTER.match(source)
    begin = matter[0].count("\n") if matter else 0
    found: list[_Block] = []
    section, start, in_code = "", None, False
    lines = [*source.split("\n"), ""]
    for place, line in enumerate(lines[begin:], start=begin):
        in_code ^= _FENCE.match(line) is not None
        heading = None if in_code else _HEADING.match(line)
        if start is None and line.strip() and not heading:
            start = place
        elif start is not None and not in_code and (not line.strip() or heading):
            found.append(_Block(start, place, section))
            start = None
        section = heading[1].strip() if heading else section
    return found
