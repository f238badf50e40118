"""What stands on the way from a raw post to a draft, and what somebody might send along it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

from draft_threads import drafted, post, solved, thread
from test_formats import SAMPLES

from kbminer.draft.boilerplate import is_log, is_logged, is_machine_line, without_boilerplate
from kbminer.draft.environment import names_platform
from kbminer.draft.error_messages import is_bare_failure
from kbminer.draft.extract import take_over
from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.sentence_scoring import asks_back, explains, is_chatter, says_little, trimmed
from kbminer.errors import DraftRefused, NoAnswer
from kbminer.forum import learn_facts, mended
from kbminer.ingest.bounds import within_bounds
from kbminer.ingest.dates import order_of, read_date
from kbminer.ingest.document import HEAD, Document
from kbminer.ingest.format import Origin
from kbminer.ingest.formats.markdown_facts import facts_and_words, name_and_date
from kbminer.ingest.formats.subjects import parted_subject, without_area
from kbminer.ingest.known_formats import FORMATS
from kbminer.ingest.timestamps import utc
from kbminer.publish.inline import safe_links, xhtml
from kbminer.publish.prose import set_in_line
from kbminer.publish.target_registry import target_named, target_names
from kbminer.questions.ask import read_ask
from kbminer.records import Draft, Post, Statement, Thread
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import people_of, read_post
from kbminer.resolve.extract_signals import read_signals
from kbminer.review.article_text import ArticleText, article_html, post_html
from kbminer.review.article_text import sentences as edited_sentences
from kbminer.similarity.term_overlap import terms
from kbminer.text import program_lines
from kbminer.text.blocks import blocks, plain
from kbminer.text.folding import words_of
from kbminer.text.language import identify, is_foreign
from kbminer.text.post_text import PostText
from kbminer.text.quote_captions import quoted_name
from kbminer.text.sentences import plain_sentences, sentences, split_at_marks
from kbminer.text.title_marks import solved_mark, without_marks
from kbminer.text.title_words import clean_title, is_all_capitals, is_empty_title
from kbminer.text.to_markdown import to_markdown
from kbminer.verify.checker import check_draft
from kbminer.verify.missing_exact import missing_exact

TESTS = Path(__file__).parent

TOKENS = (
    *r"""
    ` `` ``` ~ ~~~ * ** _ __ *_ - -- = / \ \\ | # . .. ... ! ? , : ; ' " ( ) (( [ ] [[ ]( [a]( ![ ![a] ![a](
    [a](b) < > << &lt; & % @ @a $ ^ + { } {{ {{< {% a A 0 1. 1) é ß 中 。 😀 :) :-) :a: <3 a. a, a: e.g. a! A.
    Aa a@ @a.b a@b. a/ /a //a \a C:\ http:// https://a www. x= =x 0- 0. 0: 00:00 <a> </a> <b> <i><b> <div> <p>
    <br> <ul><li> <li> <blockquote> <table><tr><td> <td>a</td> <tr><td>a</td></tr> <pre> <code>
    <code>`</code> <script> <style> <!-- --> [b] [/b] [quote] [quote=a] [url= [SOLVED] Re: solved: wrote:
    Error error: DEBUG Traceback key= key: password token= v1 Thanks, -Ann Ab- AbCd
    """.split(),
    *(
        " ",
        "\n",
        "\n\n",
        "\t",
        "  ",
        "a ",
        "a\n",
        "-- \n",
        "a.\n",
        "a. ",
        "a \n",
        "a,\nb ",
        "in\n",
        "\\\n",
        "\r\n",
        " - ",
    ),
    *("- ", "- a\n", "1. ", "> ", "> a\n", ">> ", "| ", "| a\n", "# ", "# a\n", "```\n", "    a\n"),
    *("`a` ", "**a** ", "_a ", "*a* ", "a_b ", "e.g. ", "I. ", "is it? ", "at a(", "Hi Ann, ", "Mr. A"),
    *(
        "**a wrote:**\n",
        "> **a wrote:**\n> b\n",
        "<a href=b>",
        '<img src="a">',
        "version 1",
        "\u0301",
        "\x00",
    ),
    *("\u200b", "\u202e"),
)
"""What is repeated; words of some of them are what the product looks for."""

_CUES = cues_for("en")


_ANSWER = "You need to press the round button below the lamp for ten seconds."


def _threads(title: str = "Lamp stays dark", ask: str = "How?", reply: str = "Press it.") -> Thread:
    """A thread as it passes the door of ingest."""
    return _bounded(thread("1", title, ask, post(2, reply)))


def _bounded(one: Thread) -> Thread:
    return next(item for item in within_bounds([one]) if isinstance(item, Thread))


def _titled(title: str) -> str:
    return _threads(title=title).title


def _segments(text: str) -> tuple[object, ...]:
    found = PostText(markdown=text)
    return (found.blocks, found.segments, found.own_words, terms(found.segments))


def _mended(text: str) -> object:
    one = _threads(reply=text)
    return mended(one, learn_facts([one], today=date(2026, 1, 1)))


def _selected(text: str) -> object:
    return take_over(read_post(post(2, text), ()), _CUES, "en")


def _answered(title: str = "Lamp stays dark", ask: str = "How do I mend it?", reply: str = "") -> Thread:
    """A thread that is answered, whatever else its answer says."""
    return _threads(title, ask, f"{_ANSWER}\n\n{reply}")


def _drafted(**parts: str) -> Draft | None:
    one = _answered(**parts)
    with suppress(NoAnswer, DraftRefused):  # both leave one draft out, and are counted
        return drafted((one, replace(solved(one, "2"), confirmed=True)))
    return None


def _checked(text: str) -> object:
    one = _answered(reply=text)
    draft = _drafted(reply=text)
    return draft and check_draft(draft, {one.key: one})


@cache
def _draft() -> Draft:
    draft = _drafted()
    assert draft is not None
    return draft


def _exported(text: str) -> object:
    draft = _draft()
    said = Statement(text=text, citations=draft.sections[0].statements[0].citations)
    told = replace(draft, sections=(replace(draft.sections[0], statements=(said,)),))
    return [target_named(name)({"g1": told}) for name in target_names()]


def _edited(text: str) -> object:
    article = ArticleText(text=f"## Resolution\n\n{text}[^1]", cited=("demo:1 2",))
    return article_html(article), edited_sentences(article)


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "HTML to Markdown": lambda text: to_markdown(text, "html"),
    "Markdown to Markdown": lambda text: to_markdown(text, "markdown"),
    "words to Markdown": lambda text: to_markdown(text, "text"),
    "HTML to segments": lambda text: _segments(to_markdown(f"<p>{text}</p>", "html")),
    "blocks": blocks,
    "plain": plain,
    "segments": _segments,
    "sentences": sentences,
    "plain sentences": plain_sentences,
    "parts of sentences": split_at_marks,
    "folded words": words_of,
    "language": lambda text: (identify(text), is_foreign(text, "de")),
    "a quote's caption": quoted_name,
    "lines of programs": lambda text: [
        told(text)
        for told in (
            program_lines.is_code_line,
            program_lines.is_log_line,
            program_lines.is_program_output,
            program_lines.is_stamped,
            program_lines.is_error_message,
            program_lines.opens_as_error,
            program_lines.names_error,
            program_lines.shows_error,
            program_lines.names_source_line,
            is_bare_failure,
            is_machine_line,
            is_logged,
            is_log,
        )
    ],
    "a title": lambda text: [
        told(_titled(text))
        for told in (solved_mark, without_marks, clean_title, is_all_capitals, is_empty_title, names_platform)
    ],
    "a date": lambda text: (read_date(text), order_of(text), utc(text)),
    "a subject": lambda text: (parted_subject(text), without_area(text, {text})),
    "facts of a Markdown post": lambda text: [
        told(text)
        for told in (
            facts_and_words,
            name_and_date,
            lambda line: facts_and_words(f"Posted by {line} on 2 May 2023\n\nlid"),
        )
    ],
    "what must stand in a cited post": lambda text: missing_exact(text, f"{text} ", "", "en"),
    "lost line breaks": _mended,
    "a post on the desk": post_html,
    "an article on the desk": _edited,
    "a question's title": lambda text: read_ask(_threads(title=text)),
    "a question": lambda text: read_ask(_threads(ask=text)),
    "marks of solutions": lambda text: read_signals(_threads(reply=text)),
    "a sentence's worth": lambda text: [
        told(text, _CUES) for told in (trimmed, is_chatter, asks_back, explains, says_little)
    ],
    "a form's sentence": lambda text: without_boilerplate(text, None),
    "redaction": lambda text: redact(text, ("Ann Walker", "bob")),
    "people": lambda text: people_of(_threads(reply=text)),
    "a redacted post": lambda text: read_post(Post(id="2", body=text, format="markdown"), ("Ann Walker",)),
    "what an article takes over": _selected,
    "a draft by its answer": lambda text: _drafted(reply=text),
    "a draft by its question": lambda text: _drafted(ask=text),
    "a draft by its title": lambda text: _drafted(title=text),
    "a checked draft": _checked,
    "safe links": safe_links,
    "XHTML": xhtml,
    "a sentence in line": lambda text: set_in_line(Statement(text=text)),
    "every export": _exported,
}
"""By name, each function of text from a raw post to what leaves."""


def sample(format: str) -> str:
    """Read the small source of a format."""
    return (TESTS / SAMPLES[format]).read_text(encoding="utf-8")


def places(format: str) -> list[int]:
    """Find where in a format's sample somebody's words stand: inside words, names and values."""
    return [match.end() for match in re.finditer(r"\w\w(?=\w\w)", sample(format))][::7]


def reading(format: str, place: int) -> Callable[[str], object]:
    """Read a format's sample with a text inserted at a place."""
    before, after = sample(format)[:place], sample(format)[place:]
    chosen = next(each for each in FORMATS if each.name == format)
    is_json = SAMPLES[format].endswith((".json", ".jsonl"))
    is_xml = SAMPLES[format].endswith(".xml")

    def read(text: str) -> object:
        told = json.dumps(text)[1:-1] if is_json else escape(text) if is_xml else text
        content = (before + told + after).encode("utf-8", "replace")
        name = Path(SAMPLES[format]).name
        document = Document(name, content[:HEAD], io.BytesIO(content[HEAD:]))
        chosen.recognise(document)
        reader = chosen.reader(Origin(name="demo"))
        return list(within_bounds([*reader.feed(document), *reader.finish()]))

    return read
