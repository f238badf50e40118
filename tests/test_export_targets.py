"""What each export target writes, and that none of it can run anything."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from kbminer.publish import TARGETS, Target, render_markdown
from kbminer.publish.folder import is_plain_name
from kbminer.publish.inline import CODE_SPAN, safe_links, xhtml
from kbminer.publish.targets.confluence import storage
from kbminer.publish.targets.html import fragment
from kbminer.records import Citation, Draft, Section, SectionName, Statement
from kbminer.testing import source_list

GOLDEN = Path(__file__).parent / "golden"
ASKED = Citation(
    thread="forum:112",
    post="1",
    url="https://f.example/t/112/1",
    date=datetime(2023, 10, 8, tzinfo=UTC),
    role="asker",
)
SOLVED = Citation(
    thread="forum:112",
    post="5",
    url="https://f.example/t/112/5",
    date=datetime(2023, 10, 9, tzinfo=UTC),
    role="staff",
    license="CC BY-SA 4.0",
)
DRAFT = Draft(
    id="g7-0a1b",
    group="g7",
    title="Sync stays at 99 % on {desktop}",
    language="en",
    threads=("forum:112", "forum:164"),
    terms=("sync", "outbox"),
    first_asked=datetime(2023, 10, 8, tzinfo=UTC),
    last_asked=datetime(2025, 1, 2, tzinfo=UTC),
    sections=(
        Section(
            name="issue",
            statements=(
                Statement(text="The desktop app **never** says `up to date`.", citations=(ASKED,)),
                Statement(text="sync: 4211/4212 objects", kind="code", citations=(ASKED,)),
                Statement(text="Sync hangs", kind="title", citations=(ASKED,)),
            ),
        ),
        Section(name="environment", statements=(Statement(text="Linux", citations=(ASKED,)),)),
        Section(
            name="resolution",
            note="Answered on 2023-10-09.",
            statements=(
                Statement(text="Stop the server & wait.", citations=(SOLVED,), step=1),
                Statement(text="Prune the chunks:", citations=(SOLVED,), step=2),
                Statement(
                    text='lumenote chunks prune {{< all >}}\n\n  --if "a < b" ]]>',
                    kind="code",
                    citations=(SOLVED,),
                    step=2,
                ),
                Statement(text="Say which version this needs.", kind="todo"),
            ),
        ),
        Section(name="resolution", statements=(Statement(text="Or *Rebuild outbox*.", citations=(SOLVED,)),)),
        Section(
            name="related",
            statements=(Statement(text="[Manual](https://docs.example/sync_(old))", citations=(SOLVED,)),),
        ),
    ),
)
NASTY = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[go](javascript:alert(1))",
    "[go]( JaVaScRiPt:alert(1))",
    "[go](&#106;avascript:alert(1))",
    "[go](<javascript:alert(1)>)",
    "[go][x]\n\n[x]: javascript:alert(1)",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    '[a](https://x.example "t\\" onclick=alert(1)")',
    "</code></pre><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "</script><script>alert(1)//",
    "<svg/onload=alert(1)>",
    "<!-- --!><script>alert(1)</script>",
    "`<b` <iframe src=//x.example>",
    '<https://x.example/"onmouseover=alert(1)>',
    "--- \n<style>*{}</style>",
    "\u2028<script>1</script>",
    "{{< evil >}} {import x} <Tabs>",
    "> <object data=x>",
    "```\n<script>alert(1)</script>",
    "<a href='vbscript:x'>y</a>",
    "\\`<script>alert(1)</script>`<b`",
    "\\\\`a`<script>alert(1)</script>`",
    "\\\\`a`[go](javascript:alert(1))`",
    "{process.exit(1)}",
    "\\\\{process.exit(1)}",
    "export * from 'https://x.example'",
    "{{% evil %}} {{< half",
    "{{</* evil */>}}",
    "<$x/> <> a <3 b",
    "[a](https://x.example/{evil})",
]


ALL = ("issue", "environment", "cause", "resolution", "resolution", "workaround", "otherwise", "related")


def draft_saying(text: str, names: Sequence[SectionName] = ALL) -> Draft:
    """A draft in which a text stands wherever a draft has text."""
    cited = Citation(thread=f"s:{text}", post=text, url=f"javascript:{text}", role="member", license=text)
    kinds = ("sentence", "code", "title", "todo")
    statements = tuple(
        Statement(text=text, kind=k, citations=(cited,), step=i) for i, k in enumerate(kinds, 1)
    )
    plainly = tuple(replace(s, step=None) for s in statements)
    sections = [Section(name=n, statements=statements, note=text) for n in names]
    sections += [Section(name=n, statements=plainly) for n in names]
    return replace(DRAFT, title=text, terms=(text,), id=text, language=text, sections=tuple(sections))


def assert_harmless(html: str) -> None:
    """The sanitiser's check: no element that runs or loads, no handler, no address that runs."""
    soup = BeautifulSoup(html + "\n", "lxml")
    assert not soup.find_all(
        [
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "img",
            "form",
            "input",
            "link",
            "base",
            "tabs",
        ]
    )
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.lower().startswith("on")]
        for name in ("href", "src", "action"):
            value = element.get(name)
            assert value is None or re.match(
                r"(https?:|mailto:|(?!//)[^:/?#]*([/?#]|$))", str(value), re.I
            ), value


def htmls(target: str, name: str, text: str) -> list[str]:
    """An exported file as the HTML that a reader's browser would see."""
    if target in ("zendesk", "intercom"):
        whole = json.loads(text)
        return [whole.get("article", whole)["body"]]
    if target == "confluence":
        value = json.loads(text)["body"]["value"]
        return [etree.tostring(visible(value), encoding="unicode")]
    if target == "qapage":
        assert "<" not in text
        assert json.loads(text)["@type"] == "QAPage"
        return []
    if target == "html":
        return [re.sub(r"<meta [^>]*>", "", text)]
    bare = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    return [MarkdownIt("commonmark", {"html": True}).render(bare)]


def visible(value: str) -> etree._Element:
    """Confluence's storage format as XML, without what stands in code macros, which is shown as text."""
    root = etree.fromstring(f'<r xmlns:ac="urn:ac" xmlns:ri="urn:ri">{value}</r>')
    for code in list(root.iter("{urn:ac}plain-text-body")):
        code.text = ""
    return root


def obeyed(target: str, text: str) -> list[str]:
    """What a site generator would take for its own program in an exported file."""
    bare = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    if target == "hugo":
        return re.findall(r"\{\{[<%](?!/\*).*", bare)
    if target != "docusaurus":
        return []
    prose = re.sub(r"^[ \d.]*(`{3,})\w*\n.*?^ *\1$", "", bare, flags=re.S | re.M)
    plain = re.sub(r"\]\(<[^<>\s]*>\)", "]()", outside_code_only(prose))
    return re.findall(r"^(?:import|export)\b.*|[{<].*", re.sub(r"\\.", "", plain), re.M)


def outside_code_only(text: str) -> str:
    """A text without its inline code."""
    return "".join(line for line in re.split(f"(?:{CODE_SPAN})", text)[::2])


def cites(number: int) -> Statement:
    """A sentence with words and an address of its own."""
    citation = replace(SOLVED, post=str(number), url=f"https://f.example/t/112/{number}")
    return Statement(text=f"Sentence no{number}no.", citations=(citation,))


CITING = replace(
    DRAFT, sections=tuple(Section(name=name, statements=(cites(i),)) for i, name in enumerate(ALL, start=10))
)
EVERY = {**TARGETS, "sources": source_list}


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("text", ["Sync hangs", *NASTY])
def test_every_target_keeps_the_promises(name: str, text: str) -> None:
    """Names inside the folder, the same bytes again, each file marked as a draft, posts' words inert."""
    target = EVERY[name]
    assert isinstance(target, Target)
    written = target({"g7": draft_saying(text)})
    assert written
    assert written == target({"g7": draft_saying(text)})
    for file, content in written.items():
        assert is_plain_name(file)
        assert "draft" in content.casefold()
        assert obeyed(name, content) == []
        for html in () if name == "sources" else htmls(name, file, content):
            assert_harmless(html)


@pytest.mark.parametrize("name", EVERY)
def test_every_target_links_the_posts_whose_words_it_writes(name: str) -> None:
    """Wherever a statement is written, the address of the post that contains it is written as well."""
    everything = "\n".join(EVERY[name]({"g7": CITING}).values())
    shown = [i for i, _ in enumerate(ALL, start=10) if f"no{i}no" in everything]
    assert len(shown) == {"qapage": 4, "sources": 0}.get(name, len(ALL))
    assert [i for i in shown if f"https://f.example/t/112/{i}" not in everything] == []


@pytest.mark.parametrize(
    "end", ["C:\\notes\\", "https://f.example/page", "www.f.example/page.", "(https://f.example)"]
)
def test_no_word_swallows_a_footnote(end: str) -> None:
    """A statement that ends in a backslash or in a bare address is still followed by its source."""
    statement = replace(cites(10), text=f"See {end}")
    draft = replace(DRAFT, sections=(Section(name="cause", statements=(statement,)),))
    line = next(line for line in render_markdown(draft).splitlines() if line.startswith("See"))
    before, mark = line.removesuffix("[^1]"), line[-4:]
    assert mark == "[^1]"
    assert before.endswith(("\\\\", " "))


def test_words_that_look_like_a_footnote_are_none() -> None:
    """What a post wrote in the form of a footnote is shown as it stands, and cites nothing."""
    statement = replace(cites(10), text="As said[^1] and \\[^2].")
    draft = replace(DRAFT, sections=(Section(name="cause", statements=(statement,)),))
    assert "As said\\[^1] and \\[^2].[^1]" in render_markdown(draft)


def test_a_lone_backtick_lays_nothing_bare() -> None:
    """A backtick without a partner does not pair with one of the next statement, whose code stays code."""
    first = replace(cites(10), text="Press the ` key.")
    second = replace(cites(11), text="It shows `<script>alert(1)</script>`.")
    draft = replace(DRAFT, sections=(Section(name="cause", statements=(first, second)),))
    html = MarkdownIt("commonmark", {"html": True}).render(TARGETS["markdown"]({"g7": draft})["g7.md"])
    assert_harmless(html)
    assert "<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>" in html


@pytest.mark.parametrize("language", ["python{evil}", "`", "a b", "{{% evil %}}"])
def test_a_fence_names_a_language_and_nothing_else(language: str) -> None:
    """Code in a language of a strange name is code without a language."""
    statement = Statement(text="x = 1", kind="code", language=language, citations=(SOLVED,))
    draft = replace(DRAFT, sections=(Section(name="cause", statements=(statement,)),))
    assert "```\nx = 1\n```" in render_markdown(draft)


def test_a_heading_takes_no_attributes_from_a_title() -> None:
    """Hugo reads braces at a heading's end as attributes; a title's are shown."""
    title = 'Sync hangs {.hidden style="display:none"}'
    assert "# Sync hangs \\{.hidden" in TARGETS["hugo"]({"g7": replace(DRAFT, title=title)})["g7.md"]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from([*NASTY, *"<>\"'`[]()!&;:\\{}", "a", " ", "\n", "javascript:", "on"]), max_size=8
    )
)
def test_no_mixture_of_signs_runs_anything(pieces):
    """The same holds for any mixture of dangerous pieces."""
    text = "".join(pieces) or "x"
    for target in ("markdown", "html", "confluence"):
        for name, written in TARGETS[target]({"g7": draft_saying(text, ("issue", "related"))}).items():
            for html in htmls(target, name, written):
                assert_harmless(html)


@pytest.mark.parametrize("target", ["markdown", "html", "confluence"])
def test_no_number_of_signs_before_a_bracket_shows_an_image(target):
    """A page asks no strange host for a picture, however often its post wrote the sign of one."""
    text = "See !!![x](https://x.example/a.png) and !!\\[y](https://x.example/b.png)"
    for name, written in TARGETS[target]({"g7": draft_saying(text, ("issue", "related"))}).items():
        for html in htmls(target, name, written):
            assert_harmless(html)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_each_target_writes_what_people_have_read(target):
    """Every target's files are, byte for byte, those that were read and found good."""
    for name, text in TARGETS[target]({"g7": DRAFT}).items():
        golden = GOLDEN / f"export_{target}_{name}"
        assert text == golden.read_text("utf-8"), f"differs from {golden}"


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_drafts_stay_drafts_everywhere(target):
    """Each target's own mark says that the article is a draft."""
    marks = {
        "zendesk": '"draft": true',
        "intercom": '"state": "draft"',
        "confluence": '"status": "draft"',
        "qapage": '"creativeWorkStatus": "Draft"',
        "html": '<meta name="article:status" content="draft">',
        "llms": "## Drafts",
    }
    files = TARGETS[target]({"g7": replace(DRAFT, confidence="Validated")})
    assert marks.get(target, "\ndraft: true\n") in next(iter(files.values()))


def test_code_is_byte_equal_where_a_reader_copies_it():
    """Code comes out of HTML and of Confluence's macro exactly as the post had it."""
    code = DRAFT.sections[2].statements[2].text
    shown = [pre.get_text() for pre in BeautifulSoup(fragment(DRAFT), "lxml").find_all("pre")]
    assert shown == ["sync: 4211/4212 objects", code]
    root = etree.fromstring(f'<r xmlns:ac="urn:ac">{storage(DRAFT)}</r>')
    assert [c.text for c in root.iter("{urn:ac}plain-text-body")] == ["sync: 4211/4212 objects", code]
    for target in ("markdown", "docusaurus"):
        tokens = MarkdownIt().parse(TARGETS[target]({"g7": DRAFT})["g7.md"])
        blocks = [token.content for token in tokens if token.type in ("fence", "code_block")]
        assert code + "\n" in blocks


def test_hugo_obeys_no_shortcode_and_docusaurus_no_braces():
    """What those two would run as a program is written so that they show it."""
    hugo = TARGETS["hugo"]({"g7": DRAFT})["g7.md"]
    assert "{{</* all */>}}" in hugo
    assert "{{< all >}}" not in hugo
    mdx = TARGETS["docusaurus"]({"g7": DRAFT})["g7.md"]
    assert "# Sync stays at 99 % on \\{desktop\\}" in mdx
    assert "{{< all >}}" in mdx


def test_sources_keep_role_date_and_licence_and_no_name():
    """Every statement leads to a source that says when and in which role it was written."""
    html = fragment(DRAFT)
    assert "112, #5</a>, 2023-10-09, staff, CC BY-SA 4.0" in html
    assert html.count('href="https://f.example/t/112/5"') >= 5


def test_qapage_has_what_search_engines_ask_for():
    """Question, count, accepted and suggested answers; to-dos stay out."""
    page = json.loads(TARGETS["qapage"]({"g7": DRAFT})["g7.jsonld"])
    question = page["mainEntity"]
    assert question["answerCount"] == 2
    assert question["acceptedAnswer"]["text"].startswith(
        "Stop the server & wait.\nPrune the chunks:\nlumenote"
    )
    assert question["suggestedAnswer"][0]["text"] == "Or Rebuild outbox."
    assert "Say which version" not in json.dumps(page)
    unsolved = replace(DRAFT, sections=DRAFT.sections[:2])
    assert json.loads(TARGETS["qapage"]({"g": unsolved})["g.jsonld"])["mainEntity"]["answerCount"] == 0


def test_inline_markup_survives():
    """Emphasis, code and links of a post are still there in HTML."""
    assert xhtml("**a** *b* `c<d` [e](https://x.example/y?a=1&b=2)") == (
        '<strong>a</strong> <em>b</em> <code>c&lt;d</code> <a href="https://x.example/y?a=1&amp;b=2">e</a>'
    )
    assert (
        safe_links("[ok](https://x.example) [mail](mailto:a@x.example) `[code](javascript:x)`").count("\\]")
        == 0
    )


def test_no_drafts_no_files_but_a_list():
    """Nothing to export writes nothing, or an empty list."""
    assert {target for target in TARGETS if TARGETS[target]({})} == {"llms"}
