"""Hostile exports, built by the programs that read exports: a seeded short form of the long campaign."""

import re

import pytest
from bs4 import BeautifulSoup
from site_builders import hugo, mixed_texts, mkdocs, node, written

SHORT = mixed_texts(60)
RICH = ("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "pymdownx.snippets",
        "pymdownx.superfences", "pymdownx.details", "abbr")  # fmt: skip


def assert_runs_nothing(page: str) -> None:
    """No element that runs or loads, no handler, no address that runs, nothing obeyed."""
    assert "OBEYED" not in page
    soup = BeautifulSoup(page, "lxml")
    dangerous = "script style iframe object embed svg img form link base evil b"
    assert soup.find_all([*dangerous.split(), lambda tag: ":" in tag.name]) == []
    assert (
        soup.select("input:not([disabled])") == []
    )  # Hugo shows "[x]" in a list as a box that nobody can tick
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"], element
        scheme = re.match(
            r"[a-z][a-z0-9+.-]*(?=:)", re.sub(r"[\x00-\x20]", "", str(element.get("href") or "")), re.I
        )
        assert scheme is None or scheme[0].lower() in ("http", "https", "mailto"), element


def test_mdx_finds_no_program_and_builds_every_page(tmp_path):
    """Docusaurus's reader compiles all pages, and takes nothing that a post says for a program."""
    assert node("mdx.mjs", written("docusaurus", SHORT), tmp_path) == []


def test_hugo_builds_every_page_and_obeys_none(tmp_path):
    """No shortcode is called, no tag is passed on, whatever field held it."""
    for page in hugo(written("hugo", SHORT), tmp_path).values():
        assert_runs_nothing(page)


@pytest.mark.parametrize("extensions", [(), RICH], ids=["plain", "with the usual extensions"])
def test_mkdocs_builds_every_page_and_obeys_none(tmp_path, extensions):
    """Neither words nor names, code, addresses and front matter are obeyed by MkDocs or a theme of it."""
    for page in mkdocs(written("markdown", SHORT), tmp_path, extensions=extensions).values():
        assert_runs_nothing(page)
