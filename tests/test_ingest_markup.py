"""Post bodies become the Markdown that the blocks module reads: code whole, quotes named, furniture gone."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.text.blocks import blocks, plain
from kbminer.text.to_markdown import to_markdown


def kinds(body: str) -> list[tuple[str, str]]:
    """The blocks of a body as (kind, text)."""
    return [(block.kind, block.text) for block in blocks(to_markdown(body))]


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("<p>a <b>b</b> <i>c</i> <s>d</s></p>", "a **b** *c* ~~d~~"),
        ("<p>7 x 10<sup>-3</sup> of H<sub>2</sub>O, the 5<sup>th</sup></p>", "7 x 10⁻³ of H₂O, the 5th"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ('<a href="https://a.example/x">https://a.example/x</a>', "https://a.example/x"),
        ('<a href="https://a.example/(x)">see</a>', "[see](https://a.example/%28x%29)"),
        ('<a class="mention" href="/u/bob_">@bob_</a>, hi', "@bob_, hi"),
        ('<img src="/a.png" alt="a picture">', "![a picture](/a.png)"),
        ('<img class="emoji" title=":smile:" alt="😄" src="x">', "😄"),
        ('<img class="smilies" alt=":)" title="Smile" src="x">', ":)"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table>",
         "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |"),
        ("<h2>Title</h2><p># no title</p>", "## Title\n\n\\# no title"),
        ("<script>x</script><style>y</style><p>z</p>", "z"),
        ("<p>__init__ &lt;T&gt; *a*</p>", "\\_\\_init\\_\\_ \\<T> \\*a\\*"),
        ('<aside class="onebox" data-onebox-src="https://a.example/x"><header><a href="https://a.example">a</a></header>'
         '<article><h3><a href="https://a.example/x">X</a></h3><p>long</p></article></aside>', "[X](https://a.example/x)"),
        ('<iframe src="https://v.example/1"></iframe>', "https://v.example/1"),
        ("<details><summary>More</summary><p>inside</p></details>", "**More**\n\ninside"),
        ("plain &amp; simple", "plain & simple"),
    ],
)  # fmt: skip
def test_what_a_body_becomes(body: str, markdown: str) -> None:
    """Each kind of markup has one form."""
    assert to_markdown(body) == markdown


def test_code_comes_through_byte_for_byte() -> None:
    """Indentation, empty lines, fences inside and HTML's signs survive, with the language."""
    code = "def f():\n\n\n    return '```' < 1 & 2  \n\tend"
    body = f'<pre><code class="language-python">{html.escape(code)}\n</code></pre>'
    (block,) = blocks(to_markdown(body))
    assert (block.kind, block.text, block.language) == ("code", code, "python")


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.just("\n")
    )
)
def test_any_code_survives(code: str) -> None:
    """Whatever stands in a code box comes back from the blocks unchanged."""
    code = code.strip("\n")
    if code.strip():
        (block,) = blocks(to_markdown(f"<pre><code>{html.escape(code)}</code></pre>"))
        assert block.text == code.replace("\ufffe", "").replace("\uffff", "")


@given(st.text(alphabet="ab _*`[]()#<>!|~\\-.1\n", max_size=60))
def test_words_survive_escaping(words: str) -> None:
    """What a paragraph says is what its blocks say, markup signs and all."""
    shown = " ".join(words.split())
    text = " ".join(plain(block.text) for block in blocks(to_markdown(f"<p>{html.escape('x ' + shown)}</p>")))
    assert sorted(text.replace(" ", "")) == sorted(("x" + shown).replace(" ", ""))


@given(st.text(max_size=300))
def test_any_text_is_taken(body: str) -> None:
    """No body, however broken, fails; the result is stable."""
    assert to_markdown(body) == to_markdown(body)


def test_quotes_keep_their_names_and_nest() -> None:
    """A quote in a quote stays inside it; whom each quotes is told."""
    body = (
        "<blockquote><div><cite>Ann wrote:</cite>"
        "<blockquote><div><cite>Bob wrote:</cite>old</div></blockquote>new</div></blockquote>mine"
    )
    assert to_markdown(body) == "> **Ann wrote:**\n> > **Bob wrote:**\n> > old\n>\n> new\n\nmine"
    (quote, own) = blocks(to_markdown(body))
    assert (quote.kind, quote.author, own.text) == ("quote", "Ann", "mine")


def test_code_in_a_quote_and_in_a_list_stays_code() -> None:
    """A fence keeps its quote's prefix, and leaves its list so that no line is indented."""
    quoted = to_markdown("<blockquote><p>a</p><pre><code>x\n  y</code></pre></blockquote>")
    assert quoted == "> a\n>\n> ```\n> x\n>   y\n> ```"
    assert ("code", "x\n  y") in kinds("<ol><li>do<pre><code>x\n  y</code></pre></li></ol>")


def test_deep_nesting_loses_no_words() -> None:
    """A body nested deeper than anyone writes gives its words, quickly and without recursion errors."""
    assert "end" in to_markdown("<div>" * 5000 + "end" + "</div>" * 5000)


def test_text_and_markdown_pass_through() -> None:
    """Mail quotes stay; raw HTML in Markdown is reduced to words, but not in code."""
    assert to_markdown("> old\nnew  \n", "text") == "> old\nnew"
    body = "<b>a</b> `<b>`\n\n```html\n<b>x</b>\n```\n<!-- hidden -->"
    assert to_markdown(body, "markdown") == "a `<b>`\n\n```html\n<b>x</b>\n```"


SHELL = "net stop spooler\n  sc config spooler\nnet start spooler"


def lines(start: str, end: str) -> str:
    """The lines of the code, each within two pieces of markup, which may hold its number as ``{}``."""
    return "".join(f"{start.format(n)}{line}{end}" for n, line in enumerate(SHELL.split("\n"), 1))


ROWS = lines('<tr><td data-line-number="{}"></td><td class="hljs-ln-code">', "</td></tr>")
GESHI = lines('<li class="li1"><div class="de1">', "</div></li>")
PRETTY = lines('<li class="L0"><span>', "</span></li>")
PYGMENTS = lines('<span class="lineno">{}</span> ', "\n")
COUNTED = lines('<span class="ln">{}</span>', "\n")
HEXO = lines('<span class="line">', "</span><br>")
DIVS = lines("<div><code>", "</code></div>")
ITEMS = lines("<li>", "<br />")


@pytest.mark.parametrize(
    "box",
    [
        '<table class="rouge-table"><tr><td class="rouge-gutter gl"><pre class="lineno">1\n2\n3\n</pre></td>'
        f'<td class="rouge-code"><pre>{SHELL}\n</pre></td></tr></table>',
        '<div class="highlight"><pre><code><table><tr><td class="gutter gl"><pre>1\n2\n3\n</pre></td>'
        f'<td class="code"><pre>{SHELL}\n</pre></td></tr></table></code></pre></div>',
        '<table><tr><td class="line-numbers"><pre><a>1</a>\n<a>2</a>\n<a>3</a></pre></td>'
        f'<td class="code"><pre>{SHELL}</pre></td></tr></table>',
        '<div class="syntaxhighlighter bash"><table><tr><td><div>7</div><div>8</div><div>9</div></td>'
        f'<td>{DIVS}</td></tr></table></div>',
        f'<table class="hljs-ln">{ROWS}'
        "</table>",
        f'<div class="geshi"><ol>{GESHI}</ol></div>',
        f'<pre class="prettyprint linenums"><ol>{PRETTY}</ol></pre>',
        f'<div class="blockcode"><div><ol>{ITEMS}</ol></div>'
        """<em onclick="copycode($('c'));">Copy</em></div>""",
        f"<pre>{PYGMENTS}</pre>",
        f'<pre>{COUNTED}</pre>',
        '<figure class="highlight"><table><tr><td class="gutter"><span class="line">1</span><br>'
        '<span class="line">2</span><br><span class="line">3</span></td>'
        f'<td class="code">{HEXO}</td></tr></table></figure>',
    ],
)  # fmt: skip
def test_code_with_numbered_lines_is_the_code_alone(box: str) -> None:
    """However a highlighter draws the gutter, the numbers go and every line keeps its indentation."""
    assert to_markdown(f"<p>Try:</p>{box}<p>Then print.</p>") == f"Try:\n\n```\n{SHELL}\n```\n\nThen print."


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("<table><tr><td>1</td><td>ann</td></tr><tr><td>2</td><td>bob</td></tr></table>",
         "| 1 | ann |\n| --- | --- |\n| 2 | bob |"),
        ("<ol><li><code>make</code></li><li><code>make install</code></li></ol>",
         "1. `make`\n2. `make install`"),
    ],
)  # fmt: skip
def test_numbered_rows_and_steps_are_no_code(body: str, markdown: str) -> None:
    """A table whose first column counts, and a list of commands to run in turn, stay what they are."""
    assert to_markdown(body) == markdown


@pytest.mark.parametrize(
    "hidden",
    ['<span style="color:#fff; display: none">x9(k</span>', "<p hidden>x9(k</p>",
     '<font class="jammer">x9(k</font>',
     '<i style="font-size:0px">x9(k</i>', '<div style="visibility:hidden">x9(k</div>'],
)  # fmt: skip
def test_what_a_page_hides_is_not_read(hidden: str) -> None:
    """Signs that only those see who copy a page are no words of the author's."""
    assert to_markdown(f"<div>Oil it.{hidden}</div>") == "Oil it."


def test_what_opens_at_a_click_is_read() -> None:
    """A spoiler is hidden until somebody wants to see it."""
    body = '<div class="spoiler"><div style="display:none">The valve.</div></div>'
    assert to_markdown(body) == "The valve."
