"""Reading a knowledge base: folders, sitemaps, exports, and what is wrong with them."""

import gzip
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.articles import read_articles
from kbminer.articles.html import from_html
from kbminer.articles.markdown import from_markdown
from kbminer.articles.page import LONGEST_PASSAGE, when
from kbminer.errors import SourceError, UnknownFormat
from kbminer.records import Article, Problem


def articles(path: Path) -> list[Article]:
    """What could be read."""
    return [found for found in read_articles(path) if isinstance(found, Article)]


def problems(path: Path) -> list[Problem]:
    """What could not."""
    return [found for found in read_articles(path) if isinstance(found, Problem)]


def test_markdown_with_front_matter_gives_title_address_date_and_labels(tmp_path):
    """What front matter states becomes the article's facts, and its headings part the passages."""
    (tmp_path / "sync.md").write_text(
        "---\ntitle: Sync stops\nurl: https://h.example/sync\nlastmod: 2024-05-01\ntags: [sync, wifi]\n"
        "lang: en-GB\n---\n# Sync stops\n\nTurn *Wi-Fi* on.\n\n"
        "## On a phone\n\n1. Open **Settings**\n2. Tap Sync\n"
    )
    [found] = articles(tmp_path)
    assert (found.id, found.title, found.url) == ("sync", "Sync stops", "https://h.example/sync")
    assert found.updated_at == datetime(2024, 5, 1, tzinfo=UTC)
    assert (found.labels, found.language, found.published) == (("sync", "wifi"), "en", True)
    assert [(p.heading, p.text) for p in found.passages] == [
        (None, "Turn Wi-Fi on."),
        ("On a phone", "Open Settings\nTap Sync"),
    ]


def test_titles_come_from_the_first_heading_and_then_from_the_file(tmp_path):
    """An article without a stated title is named by its heading, or else by its file."""
    (tmp_path / "a.md").write_text("# Print a note\n\nPress P.\n")
    (tmp_path / "how-to-export.md").write_text("Use the File menu.\n")
    assert [found.title for found in articles(tmp_path)] == ["Print a note", "How to export"]


def test_hugo_toml_and_drafts_are_understood(tmp_path):
    """TOML front matter is read, and a draft is an article that is not published."""
    (tmp_path / "x.md").write_text('+++\ntitle = "Old"\ndraft = true\n+++\nText.\n')
    [found] = articles(tmp_path)
    assert (found.title, found.published) == ("Old", False)


def test_code_in_an_article_is_kept_whole():
    """Commands are what people search for: code stays as it is, even where it looks like a tag."""
    found = from_markdown("Run:\n\n```sh\nls <dir>  -l\n```\n", id="x")
    assert found.passages[0].text == "Run:\nls <dir>  -l"


def test_long_articles_are_parted_into_passages_a_model_can_read():
    """No passage grows past the limit by joining paragraphs."""
    found = from_markdown("\n\n".join(f"Paragraph {i} " + "word " * 40 for i in range(20)), id="x")
    assert len(found.passages) > 1
    assert all(len(p.text) <= LONGEST_PASSAGE + 10 for p in found.passages)


def test_html_reads_the_main_part_only():
    """Menus, scripts and footers are not the article."""
    found = from_html(
        '<html lang="de"><head><title>T | Help</title><link rel="canonical" href="https://h.example/a">'
        '<meta property="article:modified_time" content="2024-02-03T04:05:06Z"></head><body>'
        "<nav>Home</nav><main>"
        "<h1>Drucken</h1><script>alert(1)</script><p>Taste <b>P</b> drücken.</p><h2>Linux</h2>"
        "<pre>lp  a.txt\n</pre><ul><li>eins<li>zwei</ul></main><footer>Impressum</footer></body></html>",
        id="a",
    )
    assert (found.title, found.url, found.language) == ("Drucken", "https://h.example/a", "de")
    assert found.updated_at == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert [(p.heading, p.text) for p in found.passages] == [
        (None, "Taste P drücken."),
        ("Linux", "lp  a.txt\neins\nzwei"),
    ]


def test_zendesk_export_is_read_with_its_states_and_reader_address(tmp_path):
    """The readers' address counts, not the API's; drafts and edit dates are known."""
    (tmp_path / "guide.json").write_text(
        json.dumps(
            {
                "articles": [
                    {
                        "id": 7,
                        "title": "Sync",
                        "body": "<p>Turn it on.</p>",
                        "url": "https://x.zendesk.com/api/v2/help_center/en-us/articles/7.json",
                        "html_url": "https://help.example.org/7",
                        "updated_at": "2024-06-01T00:00:00Z",
                        "edited_at": "2023-01-01T00:00:00Z",
                        "locale": "en-us",
                        "draft": True,
                        "label_names": ["sync"],
                    },
                    {"id": 8, "title": "No page", "body": None, "url": "https://x.zendesk.com/api/v2/8.json"},
                ]
            }
        )
    )
    first, second = articles(tmp_path)
    assert (first.id, first.url, first.published) == ("7", "https://help.example.org/7", False)
    assert first.updated_at == datetime(2023, 1, 1, tzinfo=UTC)
    assert (second.url, second.passages) == (None, ())


def test_intercom_lists_and_json_lines_are_read(tmp_path):
    """The same shapes under other keys, with dates in seconds, are articles too."""
    (tmp_path / "a.json").write_text(
        json.dumps(
            {"type": "list", "data": [{"id": "1", "title": "A", "body": "<p>x</p>", "updated_at": 86400}]}
        )
    )
    (tmp_path / "b.jsonl").write_text('{"id": "2", "title": "B", "body": "y"}\n\nnot json\n')
    assert [(a.id, a.updated_at) for a in articles(tmp_path)] == [
        ("1", datetime(1970, 1, 2, tzinfo=UTC)),
        ("2", None),
    ]
    assert len(problems(tmp_path)) == 1


SITEMAP = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>https://h.example/sitemap-kb.xml.gz</loc></sitemap></sitemapindex>"
)


def test_sitemap_finds_the_pages_saved_beside_it(tmp_path):
    """An address leads to its saved page; one without a page is known by its address alone."""
    urls = (
        "<url><loc>https://h.example/kb/sync</loc><lastmod>2024-01-02</lastmod></url>"
        "<url><loc>https://h.example/kb/how-to-print</loc></url>"
        "<url><loc>ftp://h.example/no</loc></url>"
    )
    (tmp_path / "sitemap.xml").write_text(INDEX)
    with gzip.open(tmp_path / "sitemap-kb.xml.gz", "wt") as packed:
        packed.write(SITEMAP.format(urls))
    page = tmp_path / "h.example" / "kb" / "sync" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Sync stops</h1><p>Turn Wi-Fi on.</p>")
    first, second = articles(tmp_path)
    assert (first.title, first.url) == ("Sync stops", "https://h.example/kb/sync")
    assert first.updated_at == datetime(2024, 1, 2, tzinfo=UTC)
    assert (second.title, second.passages) == ("How to print", ())
    assert [p.lost for p in problems(tmp_path)] == [False]


def test_a_sitemap_never_leads_out_of_its_folder(tmp_path):
    """An address with dots, encoded or not, opens nothing outside."""
    (tmp_path / "secret.html").write_text("<p>secret</p>")
    inner = tmp_path / "kb"
    inner.mkdir()
    (inner / "link.html").symlink_to(tmp_path / "secret.html")
    (inner / "sitemap.xml").write_text(
        SITEMAP.format(
            "<url><loc>https://h.example/../secret.html</loc></url>"
            "<url><loc>https://h.example/%2e%2e/secret.html</loc></url>"
            "<url><loc>https://h.example/link</loc></url>"
        )
    )
    assert all(not found.passages for found in articles(inner))


def test_a_sitemap_expands_no_entities(tmp_path):
    """A document that defines entities reads nothing from the disk."""
    (tmp_path / "s.html").write_text("x")
    (tmp_path / "sitemap.xml").write_text(
        '<!DOCTYPE u [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://h.example/&e;</loc></url></urlset>'
    )
    assert [a.url for a in articles(tmp_path)] in ([], ["https://h.example/"])


def test_what_cannot_be_read_is_a_problem_and_spoils_nothing_else(tmp_path):
    """Broken front matter, empty files, cut JSON and twice the same id are counted, the rest is read."""
    (tmp_path / "bad.md").write_text("---\ntitle: [unclosed\n---\ntext\n")
    (tmp_path / "cut.json").write_text('{"articles": [')
    (tmp_path / "empty.md").write_text(" \n")
    (tmp_path / "good.html").write_text("<h1>Good</h1><p>Text.</p>")
    (tmp_path / "good.md").write_text("# Good\n\nText.\n")
    (tmp_path / "latin.md").write_bytes("# Größe\n\nText.".encode("latin-1"))
    (tmp_path / "list.json").write_text('{"articles": [3, {"title": "x", "body": 5}, {"body": "y"}]}')
    (tmp_path / "other.json").write_text('{"users": []}')
    assert [a.id for a in articles(tmp_path)] == ["good", "latin"]
    found = problems(tmp_path)
    assert len(found) == 9
    assert [p.lost for p in found].count(False) == 1


def test_nothing_there_and_unknown_files_are_errors(tmp_path):
    """A wrong path and a file that is no article say so."""
    with pytest.raises(SourceError):
        list(read_articles(tmp_path / "gone"))
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    with pytest.raises(UnknownFormat):
        list(read_articles(tmp_path / "x.bin"))


def test_an_address_that_runs_something_is_none():
    """Only web addresses become links."""
    found = from_markdown('---\ntitle: x\nurl: "javascript:alert(1)"\n---\ny', id="x")
    assert found.url is None


@pytest.mark.parametrize("value", ["", "yesterday", None, True, 10**20, [], float("nan")])
def test_bad_dates_are_none(value):
    """A date that is none is left out, never an error."""
    assert when(value) is None


@given(st.text(max_size=200))
def test_any_markdown_and_any_html_can_be_read(text):
    """No text makes the readers fail, and no passage is empty."""
    try:
        found = [from_markdown(text, id="x")]
    except SourceError:
        found = []
    for page in [*found, from_html(text, id="x")]:
        assert all(p.text.strip() for p in page.passages)


def test_links_and_pipes_among_articles_are_not_followed(tmp_path: Path) -> None:
    """A file of somebody else's is not read, a pipe is not waited for, and both are told."""
    secret = tmp_path / "secret.md"
    secret.write_text("# Keys\n\nhunter2")
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "a.md").symlink_to(secret)
    os.mkfifo(folder / "b.md")
    (folder / "c.md").write_text("# Print\n\nPress it.")
    assert [article.title for article in articles(folder)] == ["Print"]
    assert all("not followed" in problem.what for problem in problems(folder))
    assert len(problems(folder)) == 2
    with pytest.raises(SourceError, match="no regular file"):
        list(read_articles(folder / "b.md"))


def test_titles_of_articles_are_no_longer_than_anybody_writes() -> None:
    """A heading without end is cut, and a number of thousands of digits is no title."""
    assert len(from_markdown("# " + "t" * 100_000, id="x").title) == 500
    assert from_markdown(f"---\ntitle: {'59:' * 3000}1\n---\nText.", id="how").title == "How"


def test_an_article_of_endless_nesting_is_read_in_time() -> None:
    """Two hundred thousand open elements are cut before they are parsed."""
    started = time.process_time()
    from_html(f"<title>Deep</title>{'<div>' * 200_000}Text.", id="x")
    assert time.process_time() - started < 10
