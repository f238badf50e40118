"""Mail below an answer is a quotation, in the words of every mail program; double escapes are plain words."""

from __future__ import annotations

import textwrap
import time

import pytest

from kbminer.text.blocks import blocks
from kbminer.text.mail_quotes import with_mail_quoted
from kbminer.text.plain_signs import plain_signs
from kbminer.text.post_text import PostText, read_text
from kbminer.text.segments import segments
from kbminer.text.to_markdown import to_markdown

HEADINGS = {
    "en": (
        "From: Ann Weiss <ann@x.org>",
        "Sent: Monday, March 04, 2024 09:00 AM",
        "To: users@x.org",
        "Subject: Labels",
    ),
    "de": ("Von: Ann Weiss", "Gesendet: Montag, 4. März 2024 09:00", "An: users@x.org", "Betreff: Etiketten"),
    "fr": (
        "De : Ann Weiss <ann@x.org>",
        "Envoyé : lundi 4 mars 2024 09:00",
        "À : users@x.org",
        "Objet : Étiquettes",
    ),
    "es": (
        "De: Ann Weiss",
        "Enviado el: lunes, 4 de marzo de 2024 9:00",
        "Para: users@x.org",
        "Asunto: Etiquetas",
    ),
    "it": ("Da: Ann Weiss", "Inviato: lunedì 4 marzo 2024 09:00", "A: users@x.org", "Oggetto: Etichette"),
    "pt": (
        "De: Ann Weiss",
        "Enviada em: segunda-feira, 4 de março de 2024 09:00",
        "Para: u@x.org",
        "Assunto: Rótulos",
    ),
    "nl": (
        "Van: Ann Weiss",
        "Verzonden: maandag 4 maart 2024 09:00",
        "Aan: users@x.org",
        "Onderwerp: Etiketten",
    ),
    "da": ("Fra: Ann Weiss", "Sendt: 4. marts 2024 09:00", "Til: users@x.org", "Emne: Etiketter"),
    "sv": ("Från: Ann Weiss", "Skickat: den 4 mars 2024 09:00", "Till: users@x.org", "Ämne: Etiketter"),
    "fi": (
        "Lähettäjä: Ann Weiss",
        "Lähetetty: 4. maaliskuuta 2024 9:00",
        "Vastaanottaja: u@x.org",
        "Aihe: Tarrat",
    ),
    "pl": (
        "Od: Ann Weiss",
        "Wysłano: poniedziałek, 4 marca 2024 09:00",
        "Do: users@x.org",
        "Temat: Etykiety",
    ),
    "cs": ("Od: Ann Weiss", "Odesláno: pondělí 4. března 2024 9:00", "Komu: users@x.org", "Předmět: Štítky"),
    "ru": ("От: Ann Weiss", "Отправлено: 4 марта 2024 г. 9:00", "Кому: users@x.org", "Тема: Этикетки"),
    "tr": ("Kimden: Ann Weiss", "Gönderildi: 4 Mart 2024 09:00", "Kime: users@x.org", "Konu: Etiketler"),
    "ja": ("差出人: Ann Weiss", "送信日時: 2024年3月4日 9:00", "宛先: users@x.org", "件名: ラベル"),
    "zh": ("发件人: Ann Weiss", "发送时间: 2024年3月4日 9:00", "收件人: users@x.org", "主题: 标签"),
    "ko": ("보낸 사람: Ann Weiss", "보낸 날짜: 2024년 3월 4일 9:00", "받는 사람: users@x.org", "제목: 라벨"),
}
ASKED = "Labels come out twice."


def own_and_quoted(markdown: str) -> tuple[str, str, str | None]:
    """The own words, the quoted ones, and whom they are of."""
    post = read_text(markdown, "markdown")
    quotes = [block for block in post.blocks if block.kind == "quote"]
    author = quotes[0].author if quotes else None
    return post.own_words.text.strip(), "\n".join(quote.text for quote in quotes), author


@pytest.mark.parametrize("language", HEADINGS)
def test_header_lines_of_mail_begin_a_quote(language: str) -> None:
    """In the words of each language: all of the rest is a quotation of whom they name."""
    mail = "\n".join(HEADINGS[language])
    own, quoted, author = own_and_quoted(with_mail_quoted(f"Clear it.\n\n{mail}\n\n{ASKED}\n\nAnn"))
    assert (own, quoted, author) == ("Clear it.", f"{ASKED}\n\nAnn", "Ann Weiss")


@pytest.mark.parametrize("language", HEADINGS)
def test_bold_header_lines_of_html_do_too(language: str) -> None:
    """As Outlook writes them in HTML: each name in bold, in one paragraph below a line."""
    lines = [
        line.replace("<", "&lt;").replace(">", "&gt;").replace(":", ":</b>", 1) for line in HEADINGS[language]
    ]
    mail = f"<div style='border-top:solid 1pt'><p><b>{'<br><b>'.join(lines)}</p></div>"
    html = f"<p>Clear it.</p>{mail}<p>{ASKED}</p>"
    own, quoted, author = own_and_quoted(to_markdown(html))
    assert (own, quoted, author) == ("Clear it.", ASKED, "Ann Weiss")


@pytest.mark.parametrize("rule", [
    "-----Original Message-----", "----- Ursprüngliche Nachricht -----",
    "-------- Message d'origine --------",
    "---------- Forwarded message ---------", "-----Oprindelig meddelelse-----", "-----邮件原件-----",
    "Begin forwarded message:", "-----Oorspronkelijk bericht-----", "---- Исходное сообщение ----",
    "-----Mensaje original-----",
])  # fmt: skip
def test_a_line_between_dashes_begins_a_quote(rule: str) -> None:
    """With header lines below it or without."""
    assert own_and_quoted(with_mail_quoted(f"Thanks!\n\n{rule}\n{ASKED}"))[:2] == ("Thanks!", ASKED)
    mail = "\n".join(HEADINGS["en"])
    own, quoted, author = own_and_quoted(with_mail_quoted(f"Thanks!\n\n{rule}\n{mail}\n\n{ASKED}"))
    assert (own, quoted, author) == ("Thanks!", ASKED, "Ann Weiss")


def test_what_is_no_mail_below_an_answer_stays() -> None:
    """Words with colons, settings, two header lines, a forwarded mail."""
    for text in (
        "From: the menu\nTo: the list", "Set these:\n\nFrom: a\nHost: b\nSubject: c",
        "Date: today\nSubject: x",
        "From: Ann\nSent: Monday\nTo: u\nSubject: Labels\n\nHow?",
        "On the 4th at 9:00 he wrote:\n\nIt works.",
        "```\nFrom: a\n```\n\nUse it:\nso",
        "-- \nAnn", "Tom\n---\nSenior Engineer", "",
    ):  # fmt: skip
        assert with_mail_quoted(text) == text


def test_who_wrote_above_a_quote_is_no_word_of_the_answer_below_it() -> None:
    """People who answer below begin with the attribution, and nothing stands above it."""
    for gap in ("\n", "\n\n", "\n>\n"):
        told = with_mail_quoted(f"On Mon, 4 Mar 2024 at 09:00, Ann wrote:{gap}> {ASKED}\n\nClear it.")
        segments = PostText(markdown=told).segments
        assert [segment.text for segment in segments] == ["Clear it."]


def test_an_attribution_without_signs_of_quoting_begins_a_quote() -> None:
    """Where a program took the quote's own marks away, the line that says who wrote when is left."""
    text = f"That solved it.\n\nOn Mon, 4 Mar 2024 at 10:00, Tomas Lind <t@x.org> wrote:\n\n{ASKED}"
    assert own_and_quoted(with_mail_quoted(text))[:2] == ("That solved it.", ASKED)


ATTRIBUTIONS = {
    "en": "On Mon, Mar 4, 2024 at 10:00 AM Tomas Lind <t@x.org> wrote:",
    "en, short year": "On 3/4/24 10:00, Tomas Lind wrote:",
    "de": "Am Mo., 4. März 2024 um 10:00 Uhr schrieb Tomas Lind <t@x.org>:",
    "fr": "Le lun. 4 mars 2024 à 10:00, Tomas Lind <t@x.org> a écrit :",
    "es": "El lun, 4 mar 2024 a las 10:00, Tomas Lind (<t@x.org>) escribió:",
    "it": "Il giorno lun 4 mar 2024 alle ore 10:00 Tomas Lind <t@x.org> ha scritto:",
    "pt": "Em seg., 4 de mar. de 2024 às 10:00, Tomas Lind <t@x.org> escreveu:",
    "nl": "Op ma 4 mrt 2024 om 10:00 schreef Tomas Lind <t@x.org>:",
    "da": "Den man. 4. mar. 2024 kl. 10.00 skrev Tomas Lind <t@x.org>:",
    "sv": "Den mån 4 mars 2024 kl 10:00 skrev Tomas Lind <t@x.org>:",
    "fi": "ma 4. maalisk. 2024 klo 10.00 Tomas Lind (t@x.org) kirjoitti:",
    "pl": "pon., 4 mar 2024 o 10:00 Tomas Lind <t@x.org> napisał(a):",
    "cs": "po 4. 3. 2024 v 10:00 odesílatel Tomas Lind <t@x.org> napsal:",
    "ru, without a verb": "пн, 4 мар. 2024 г. в 10:00, Tomas Lind <t@x.org>:",
    "tr": "Tomas Lind <t@x.org>, 4 Mar 2024 Pzt, 10:00 tarihinde şunu yazdı:",
    "ja, without a verb": "2024年3月4日(月) 10:00 Tomas Lind <t@x.org>:",
    "zh": "Tomas Lind <t@x.org> 于2024年3月4日周一 10:00写道：",
    "ko": "2024년 3월 4일 (월) 오전 10:00, Tomas Lind <t@x.org>님이 작성:",
    "hu": "Tomas Lind <t@x.org> ezt írta (időpont: 2024. márc. 4., H, 10:00):",
}


@pytest.mark.parametrize("width", [200, 78, 40])
@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_an_attribution_in_any_language_begins_a_quote_however_it_is_wrapped(
    language: str, width: int
) -> None:
    """The line that says who wrote when goes with the quote, be it broken within the date or the address."""
    line = textwrap.fill(ATTRIBUTIONS[language], width, break_long_words=False, break_on_hyphens=False)
    own, quoted, _ = own_and_quoted(with_mail_quoted(f"It works now.\n\n{line}\n\n{ASKED}\nAnn"))
    assert own == "It works now."
    assert quoted.split() == f"{ASKED} Ann".split()


def test_own_words_around_an_attribution_stay_own() -> None:
    """Those right above it, and an answer below what its marks show as quoted."""
    line = ATTRIBUTIONS["en"]
    assert own_and_quoted(with_mail_quoted(f"It works now.\n{line}\n\n{ASKED}"))[0] == "It works now."
    own, quoted, _ = own_and_quoted(with_mail_quoted(f"Thanks!\n\n{line}\n> {ASKED}\n\nClear it."))
    assert (own.split(), quoted) == (["Thanks!", "Clear", "it."], ASKED)


@pytest.mark.parametrize("text", [
    "Do this:\n\nSet 10:00 of 4 March 2024 as the start:\n\n1. Stop it.",
    "Mail the log of 2024 at 10:00 to t@x.org:\n\nThe rest follows.",
])  # fmt: skip
def test_a_sentence_with_a_date_and_a_colon_is_no_attribution(text: str) -> None:
    """What nobody wrote stays as it is."""
    assert with_mail_quoted(f"Hello.\n\n{text}") == f"Hello.\n\n{text}"


def test_the_older_mails_within_stay_in_the_quote() -> None:
    """The first heading ends the own words, whatever follows it, code and quotes included."""
    mail = "\n".join(HEADINGS["de"])
    text = f"Danke!\n\n{mail}\n\nSo:\n\n```\nmake\n```\n\n> alt\n\n{mail}\n\nWie?"
    own, quoted, _ = own_and_quoted(with_mail_quoted(text))
    assert own == "Danke!"
    assert quoted.endswith("Wie?")


def test_reading_takes_time_that_grows_with_the_text() -> None:
    """Half a million lines of headers that are none, and one very long line."""
    for text in ("word\n\nFrom: a\n" * 60_000, "From: " + "x: " * 300_000, "a\n" + "-" * 900_000):
        started = time.process_time()
        with_mail_quoted(text)
        assert time.process_time() - started < 3


@pytest.mark.parametrize(("written", "meant"), [
    ("Can&amp;#39;t open &amp;quot;Q&amp;amp;A&amp;quot;", 'Can\'t open "Q&A"'), ("c&#43;&#43;", "c++"),
    ("up\u00addate pa\u200bge", "update page"), ("\ufeffWhy?", "Why?"), ("&#128546; &rsquo;", "😢 ’"),
    ("👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم"),
    ("a?x=1&copy=2", "a?x=1&copy=2"),
])  # fmt: skip
def test_titles_are_plain_words(written: str, meant: str) -> None:
    """Entities however often escaped, soft hyphens, spaces without width; joiners that shape a sign stay."""
    assert plain_signs(written) == meant


@pytest.mark.parametrize(("body", "format", "markdown"), [
    ("<p>The &amp;quot;Q&amp;amp;A&amp;quot; page</p>", "html", 'The "Q&A" page'),
    ("<p>is &amp;lt;div&amp;gt; shown <code>a &amp;amp; b</code></p>", "html",
    "is \\<div> shown `a &amp; b`"),
    ("The &amp;quot;Q&amp;amp;A&amp;quot; pa\u200bge", "text", 'The "Q&A" page'),
    ("Cl\u200bear `a\u200bb` &amp;lt;x &lt;y\n\n```\n&amp;lt;\n```", "markdown",
    "Clear `a\u200bb` &lt;x &lt;y\n\n```\n&amp;lt;\n```"),
    ("<p>up&shy;date</p>", "html", "update"),
])  # fmt: skip
def test_bodies_are_plain_words(body: str, format: str, markdown: str) -> None:
    """The same in words of posts; code keeps every sign, and what Markdown escapes itself stays."""
    assert to_markdown(body, format) == markdown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        "On Fri, 4 Sep 2009, Ann Lee wrote:",
        "In article\n<abc@hob.example>,\n Ann Lee <ann@hob.example> wrote:",
        "On Thu, Dec 23, 2010 at 3:53 PM, Ann Lee\n<ann at hob.example> wrote:",
        "Am 3.4.2011 schrieb Ann Lee:",
        "Ann Lee wrote:",
    ],
)
def test_what_a_mail_quotes_is_no_word_of_its_writer(line: str) -> None:
    """Neither the line that says who wrote it, nor what follows, however it looks: not even as code."""
    told = segments(blocks(f"I agree with\n\n{line}\n\n> make all\n> ls -l\n\nOil the lid."))
    assert [each.text for each in told] == ["I agree with", "Oil the lid."]


def test_what_a_sentence_leads_to_is_its_writer_s_though_set_as_a_quote() -> None:
    """“The manual says:” names nobody, and what it leads to is shown to the reader."""
    told = segments(
        blocks("The manual says:\n\n> Press the button.\n\nYou can check it by typing\n\n> make all")
    )
    assert [each.kind for each in told] == ["sentence", "sentence", "sentence", "code"]


def test_an_attribution_is_known_by_an_address_that_an_archive_masked() -> None:
    """A date, a time and "ann at x.org" say who wrote what is quoted, without a word for it."""
    body = "Open the lid.\n\n2016-05-10 10:20 GMT+09:00 Ann Weiss <ann at x.org>:\n> It stays dark:\n> why?"
    assert [segment.text for segment in segments(blocks(to_markdown(body, "text")))] == ["Open the lid."]


def test_an_older_mail_with_all_its_headers_below_an_answer_is_quoted_whole() -> None:
    """Its marks tell what it quotes itself; below a greeting alone answers may follow them."""
    older = (
        "-----Original Message-----\nFrom: Bob Hill\nSent: Monday, March 4, 2004 10:12\nTo: Ann\n"
        "Subject: lamp\n\n> My lamp stays dark.\n\nYou may need another bulb."
    )
    asked = "Thanks Bob, I had hoped for a bulb that need not be changed every other day."
    above = to_markdown(f"{asked}\n\n{older}", "text")
    assert above.startswith(asked)
    assert "> You may need another bulb." in above
    assert "\nYou may need another bulb." in to_markdown(f"Hi Ann,\n\n{older}", "text")
