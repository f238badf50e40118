"""Everything that an export writes was made by the escapes of its own place."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from lxml import etree
from site_builders import HOSTILE, draft_of

import kbminer.publish
from kbminer.printable import printable
from kbminer.publish import TARGETS, render_markdown
from kbminer.publish.draft_markdown import render
from kbminer.publish.escaped import Escaped
from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.publish.markdown import Markdown
from kbminer.publish.targets.confluence import storage
from kbminer.publish.targets.docusaurus import Mdx
from kbminer.records import Draft, Section, Statement
from kbminer.web_address import is_web

FINISHED = {"str", "Escaped", "Markdown", "Html"}
PUBLISH = Path(kbminer.publish.__file__).parent
ORDERS = "\x1b[31mred\x1b]0;title\x07\x9b2J\x00\x08 \u202egpj.exe\u2066 \ud800 \U000e0041"
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize("target", sorted(TARGETS))
@pytest.mark.parametrize("text", [*HOSTILE, ORDERS])
def test_every_file_is_of_a_type_that_only_escapes_make(target, text):
    """Whatever stands in a draft's fields, a target writes finished text without a sign that steers."""
    for content in TARGETS[target]({"g1": draft_of([text, text, text])}).values():
        assert isinstance(content, Escaped)
        assert not HIDDEN.search(content)
        assert not re.search(
            r"\\u00(?:[01]|7f|[89])|\\u20(?:2[a-e]|6[6-9])",
            content.replace("\\u003", "").replace("\\u0026", ""),
        )


def test_finished_text_is_made_by_escapes_alone():
    """Neither plain text nor text of another place becomes finished text."""
    with pytest.raises(TypeError):
        Markdown("<script>")
    for part in ("<script>", Html.name("x"), Mdx.words("x")):
        with pytest.raises(TypeError, match="no finished Markdown"):
            Markdown.form("# {}", part)
        with pytest.raises(TypeError, match="no finished Markdown"):
            Markdown.joined("\n", [part])


def test_only_escapes_call_text_finished():
    """The one door into finished text is used in classes of finished text alone, forms stand in the code."""
    for file in PUBLISH.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        inside = {
            id(node)
            for made in ast.walk(tree)
            if isinstance(made, ast.ClassDef)
            and {base.id for base in made.bases if isinstance(base, ast.Name)}
            & {"str", "Escaped", "Markdown", "Html"}
            for node in ast.walk(made)
        }
        constants = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            assert name != "_finished" or id(call) in inside, f"{file.name}:{call.lineno}"
            if name in ("form", "joined"):
                first = call.args[0]
                named = isinstance(first, ast.Name) and first.id in constants
                assert named or isinstance(first, ast.Constant), f"{file.name}:{call.lineno}"


def test_the_type_checker_refuses_what_is_not_escaped(tmp_path):
    """A forum's words in a form, or text of another place, are an error before anything runs."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from kbminer.publish.html_text import Html\nfrom kbminer.publish.markdown import Markdown\n"
        "def one(title: str) -> Markdown:\n    return Markdown.form('# {}', title)\n"
        "def two(title: str) -> Html:\n    return Html.form('{}', Markdown.words(title))\n"
        "def three(title: str) -> Markdown:\n    return title\n"
        "def right(title: str) -> Markdown:\n    return Markdown.form('# {}', Markdown.words(title))\n"
    )
    alone = ["--follow-imports=skip", f"--cache-dir={tmp_path}"]  # the rest of the package takes a minute
    escapes = [PUBLISH / f"{name}.py" for name in ("escaped", "html_text", "markdown")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *alone, wrong, *escapes],
        cwd=ROOT,  # whose settings are used
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    errors = [line for line in done.stdout.splitlines() if line.startswith(f"{wrong}:")]
    assert [line.split(":")[1] for line in errors] == ["4", "6", "8"]


def test_storage_is_xml_whatever_stands_in_it():
    """Confluence's body is well-formed XML with every hostile text in every field."""
    for text in [*HOSTILE, ORDERS]:
        etree.fromstring(f'<r xmlns:ac="urn:ac">{storage(draft_of([text] * 3))}</r>')


def test_words_of_a_post_are_shown_as_they_stand():
    """Code keeps its signs, words their letters: what is taken away or escaped is what steers and runs."""
    assert (
        printable("Tab\tand é, 日本, 👩‍💻, שלום, می\u200cخواهم, line\nline")
        == "Tab\tand é, 日本, 👩‍💻, שלום, می\u200cخواهم, line\nline"
    )
    assert printable("a\u200eb\u200fc\u061cd\U000e0100e\u2062f\ufeffg\u3164h\u00adi\ufe00j") == "abcdefghij"
    assert printable("a\u2028b\u2029c") == "a\nb\nc", "whoever splits lines splits there, too"
    statement = Statement(text="Set {a} to `<b>{c}`, 3 < 4 & 5.")
    draft = Draft(id="d", group="g", title="t", sections=(Section(name="cause", statements=(statement,)),))
    assert "Set \\{a} to `<b>{c}`, 3 < 4 & 5." in render_markdown(draft)
    assert "Set \\{a\\} to `<b>{c}`, 3 &lt; 4 & 5." in render(draft, Mdx)
    assert "<p>Set {a} to <code>&lt;b&gt;{c}</code>, 3 &lt; 4 &amp; 5.</p>" in body(draft, Html)


def test_an_autolink_is_a_link_in_mdx():
    """MDX reads angle brackets as tags: the address becomes a link that it knows."""
    assert (
        Mdx.words("see <https://docs.example/a_b>")
        == "see [https://docs.example/a\\_b](https://docs.example/a_b)"
    )


def test_code_in_a_step_is_code_to_mkdocs():
    """Python-Markdown knows no fence inside a list: there code is indented, at the start of a step too."""
    markdown = pytest.importorskip("markdown")
    steps = [
        Statement(text="<b>one</b>\n\n<script>two</script>", kind="code", step=1),
        Statement(text="Then:", step=2),
        Statement(text="<i>", kind="code", step=2),
    ]
    draft = Draft(
        id="d", group="g", title="t", sections=(Section(name="resolution", statements=tuple(steps)),)
    )
    html = markdown.markdown(
        render_markdown(draft).split("---\n")[2], extensions=["fenced_code", "tables", "toc"]
    )
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    "url", ["https://", "https://[x", "https://a.example/\x1b[2J", "http://a/\u202e", "//a.example"]
)
def test_only_sound_web_addresses_become_links(url):
    """An address without a host, or with a sign that steers a reader, is none."""
    assert not is_web(url)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            r"It is $\sum\_{i=0}^t \begin{pmatrix} n \\\ i\end{pmatrix}$.",
            r"It is $\sum_{i=0}^t \begin{pmatrix} n \\ i\end{pmatrix}$.",
        ),
        (r"The set $$\\{x\\}$$ {.a}", r"The set $$\{x\}$$ \{.a}"),
        (r"It costs $5 {.a} or $6", r"It costs $5 \{.a} or $6"),
        (r"$*a*{ onclick=x }$ $_a_{ onclick=x }$", r"$*a*\{ onclick=x }$ $_a_\{ onclick=x }$"),
        (r"${{ site }}$ ${% x %}$", r"$\{\{ site }}$ $\{% x %}$"),
        (r"`$a_{b}$ \_` $c_{d}$", r"`$a_{b}$ \_` $c_{d}$"),
    ],
)
def test_formulas_stand_as_tex_where_nothing_obeys_them(text: str, shown: str) -> None:
    """Whoever sets formulas gets their braces; what begins emphasis or a macro is no formula."""
    assert Markdown.words(text) == shown
