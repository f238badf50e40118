"""Text: a post read once, and what its readers rely on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.languages import all_words, codes, words
from kbminer.records import Post, Thread
from kbminer.text.blocks import blocks, plain
from kbminer.text.folding import ENDS, fold, words_of
from kbminer.text.language import thread_language
from kbminer.text.post_text import LONGEST_READ, PostText, read_text, read_texts
from kbminer.text.program_lines import is_log_line, is_program_output, is_stamped
from kbminer.text.quote_captions import quoted_name
from kbminer.text.sentences import sentences, split_at_marks
from kbminer.text.title_marks import solved_mark, without_marks

PIECES = st.lists(
    st.sampled_from(
        [
            "Set the flag `a_b` and restart. ",
            "It works, thanks to @bob!",
            "see [the page](https://example.org/a_(b)) ",
            "or [there](/local) ",
            "\n\n",
            "\n",
            "\n> **Ann wrote:**\n> No way\n\n",
            "\n> ```\n> mine()\n> ```\n\n",
            "\n```python\nprint(1)\n```\n",
            "\n- one\n- two\n",
            "\n1. first\n",
            "\n# Title\n",
            "\n| a | b |\n",
        ]
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_segments_stand_in_the_post_as_they_are(markdown: str) -> None:
    """Every sentence and every piece of code can be found again in the block that it was cut from."""
    post = PostText(markdown=markdown)
    for segment in post.segments:
        block = post.blocks[segment.block]
        assert " ".join(segment.text.split()) in " ".join(block.text.split())
        assert (segment.kind == "code") == (block.kind in ("code", "quote"))
        assert segment.item == (block.kind == "item")


@given(PIECES)
def test_own_words_hold_nothing_of_quotes_and_code(markdown: str) -> None:
    """What others wrote and what programs read is counted or named, never taken as the author's words."""
    post = PostText(markdown=markdown)
    own = post.own_words
    assert "No way" not in own.text
    assert "print(1)" not in own.text
    fenced = sum(block.kind == "code" for block in post.blocks)
    assert own.code in (fenced, fenced + 1)
    assert own.items == sum(block.kind == "item" for block in post.blocks)
    assert own.names.count("Ann") == sum(block.author == "Ann" for block in post.blocks)


@given(st.text(max_size=400))
def test_plain_words_are_read_alike_with_and_without_a_parser(body: str) -> None:
    """A post without structure has the words of its blocks: but for its line breaks."""
    markdown = read_text(body, "text").markdown
    post = PostText(markdown=markdown)
    if {block.kind for block in post.blocks} == {"paragraph"}:
        parsed = PostText(markdown=f"{markdown}\n\n> \n")
        assert post.own_words.text.split() == parsed.own_words.text.split()
        assert post.own_words.links == parsed.own_words.links


def test_of_a_long_post_beginning_and_end_are_read() -> None:
    """A log pasted into the words costs no time, and what is said before and after it is seen."""
    own = PostText(markdown=f"First. {'x' * 50_000} Last.").own_words
    assert len(own.text) <= LONGEST_READ + 1
    assert own.text.startswith("First.")
    assert own.text.endswith("Last.")


def test_a_thread_s_posts_are_read_in_their_own_formats() -> None:
    """HTML is parsed, text is kept, and each post gives one text."""
    thread = Thread(
        id="1",
        source="t",
        title="T",
        posts=(Post(id="1", body="<p>A <b>b</b></p>"), Post(id="2", body="A <b>", format="text")),
    )
    assert [text.markdown for text in read_texts(thread)] == ["A **b**", "A <b>"]


def test_what_is_worked_out_is_kept() -> None:
    """A post's blocks are parsed once, however many ask for them."""
    post = PostText(markdown="# A\n\nb")
    assert post.blocks is post.blocks
    assert post.segments is post.segments


@pytest.mark.parametrize(
    ("markdown", "kinds"),
    [
        ("", []),
        ("a\nb\n\nc", ["paragraph", "paragraph"]),
        ("~~~\n```\n~~~", ["code"]),
        ("```\nnever closed", ["code"]),
        ("- a\n  b\n- c", ["item", "item"]),
        ("a\n> b\n> c\nd", ["paragraph", "quote", "paragraph"]),
        ("a\n| b |\n| - |", ["paragraph", "table"]),
        ("## a ##\nb", ["heading", "paragraph"]),
    ],
)
def test_blocks_are_told_apart_by_their_first_line(markdown: str, kinds: list[str]) -> None:
    """Each kind of block begins and ends where its dialect says."""
    assert [block.kind for block in blocks(markdown)] == kinds


@given(st.text(max_size=200))
def test_plain_of_plain_words_is_stable(text: str) -> None:
    """No text, however odd, makes the stripping of markup fail or loop."""
    assert isinstance(plain(text), str)


@pytest.mark.parametrize(
    "line",
    [
        "2024-05-01 10:00:03 step 3",
        "[DEBUG][Core] start",
        "  at app.Main.run(Main.java:3)",
        'File "sync.py", line 12, in start',
        "#3  0x00007f in main ()",
        "ERROR: LN-1042",
        "[21:17:03] loaded",
        "make[2]: *** [all] Error 2",
    ],
)
def test_what_programs_write_is_never_quoted_as_somebody_s_words(line: str) -> None:
    """Lines of logs, tracebacks and builds are known as a program's."""
    assert is_program_output(line)


@pytest.mark.parametrize(
    "line", ["It fails at startup.", "3 of 4 files work", "I set DEBUG to 1", "Check the cable."]
)
def test_what_people_write_is_no_line_of_a_log(line: str) -> None:
    """A person's sentence is kept, though a level, a number or a bracket stands in it."""
    assert not is_log_line(line)
    assert not is_stamped(line)


@given(st.text(alphabet="ab .!?…,;\n", max_size=60))
def test_sentences_and_folded_words_count_the_same_ends(text: str) -> None:
    """The n-th sentence of a text is the one that ends in the n-th end mark of its folded words."""
    found = split_at_marks(text)
    assert "".join(found) == text
    assert len(found) == 1 + sum(word in ENDS for word in words_of(text))


@given(
    st.sampled_from([word for word in all_words("title_marks.solved") if " - " not in word]),
    st.sampled_from(["[{}] Lag", "Lag ({})", "{}: Lag", "Lag - {}"]),
)
def test_a_mark_set_apart_is_read_in_every_language(word: str, form: str) -> None:
    """Each word of the language files marks a title in each place where boards set it."""
    assert solved_mark(form.format(word.upper())) is True
    assert solved_mark(f"Lag {word} again") is None or "-" in word


@given(st.sampled_from(all_words("title_marks.unsolved")))
def test_an_unsolved_mark_is_never_read_as_solved(word: str) -> None:
    """A negation in a mark is heeded, though the word that it negates is a mark too."""
    assert solved_mark(f"[{word}] Lag") is False


@pytest.mark.parametrize(
    ("title", "mark", "bare"),
    [
        ("Solved: lamp stays dark after the update", True, "lamp stays dark after the update"),
        ("Lamp stays dark - fixed", True, "Lamp stays dark"),
        ("RESOLVED [lamp] test shows half a text", True, "[lamp] test shows half a text"),
        ("Lamp search stops at 'x' SOLVED!", True, "Lamp search stops at 'x'"),
        ("Lampe reste noire RÉSOLU", True, "Lampe reste noire"),
        ("How do I get the lamp FIXED", None, "How do I get the lamp FIXED"),
        ("Lamp still NOT SOLVED", None, "Lamp still NOT SOLVED"),
        ("SOLVED GAMES", None, "SOLVED GAMES"),
        ("A 2D FIXED array of lamps", None, "A 2D FIXED array of lamps"),
    ],
)
def test_marks_before_a_colon_and_in_capitals_are_read_and_taken_off(
    title: str, mark: bool | None, bare: str
) -> None:
    """However people write that it is solved, the title is what they asked; a word in it is no mark."""
    assert solved_mark(title) is mark
    assert without_marks(title) == bare


@given(st.text(max_size=60))
def test_taking_marks_off_keeps_a_title(title: str) -> None:
    """No title is emptied, and none is left with blanks around it."""
    bare = without_marks(title)
    assert bare == bare.strip()
    assert bool(bare) == bool(title.strip())


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Ann wrote:", "Ann"),
        ("Ann a écrit le 3 mai :", "Ann"),
        ("Zitat von Ann", "Ann"),
        ("Ann napisał(a):", "Ann"),
        ("Ann さんが書きました：", "Ann"),
        ("Цитата", None),
        ("", None),
        ("x" * 300, None),
    ],
)
def test_whom_a_caption_names(caption: str, name: str | None) -> None:
    """A quote's author is found in every language that boards speak, and nobody where nobody is named."""
    assert quoted_name(caption) == name


@pytest.mark.parametrize("code", ["en", "de", "es", "fr"])
def test_no_abbreviation_ends_a_sentence(code: str) -> None:
    """A full stop behind an abbreviation of the language files cuts nothing off."""
    for pattern in words("sentences.abbreviations", code):
        short = pattern.replace("\\", "").replace("?", "")
        assert sentences(f"Set it, {short}. Nine, to start.") == (f"Set it, {short}. Nine, to start.",)


@pytest.mark.parametrize("code", ["en", "de", "es", "fr"])
def test_a_language_is_known_by_its_own_words(code: str) -> None:
    """A thread made of a language's distinctive words is in that language, whatever else could be."""
    folded = [fold(word) for word in words("common_words.distinctive", code)]
    assert thread_language(folded, among=codes()) == code
    assert thread_language(folded, among=()) is None


@given(st.lists(st.sampled_from(["make", "cmake", "x86_64", "config", "install"]), max_size=3))
def test_no_language_is_guessed_from_code_words(folded: list[str]) -> None:
    """Where words tell nothing, the source's own word counts, and without one nothing is named."""
    assert thread_language(folded, among=codes()) is None
    assert thread_language(folded, among=codes(), named="de-AT") == "de"
    assert thread_language(folded, among=("en",), named="de") is None
