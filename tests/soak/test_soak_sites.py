"""A thousand mixtures of dangerous signs, exported and built by the programs that read exports.

The short form and what it needs: ``tests/test_export_sites.py``.
"""

from pathlib import Path

import pytest
from site_builders import hugo, mixed_texts, mkdocs, node, written
from test_export_sites import RICH, assert_runs_nothing

pytestmark = pytest.mark.soak
LONG = mixed_texts(1000, seed=7)
FOOTNOTES = 24  # that site_builders.draft_of gives each draft


def test_mdx_finds_no_program(tmp_path: Path) -> None:
    """Docusaurus's reader takes nothing that a post says for an expression, a component or a module."""
    assert node("mdx.mjs", written("docusaurus", LONG), tmp_path) == []


@pytest.mark.parametrize("target", ["markdown", "docusaurus", "hugo"])
def test_nearly_every_footnote_is_read(target: str, tmp_path: Path) -> None:
    """Where readers make links of bare addresses, footnotes are found; malformed links may cost some."""
    counts = node("gfm.mjs", written(target, LONG), tmp_path)
    assert len(counts) == len(LONG)
    whole = sum(count == str(FOOTNOTES) for count in counts)
    print(f"{target}: {whole} of {len(LONG)} keep all footnotes")
    assert whole > 0.95 * len(LONG)


def test_hugo_obeys_no_shortcode(tmp_path: Path) -> None:
    """Hugo builds all pages; a shortcode that it knows is nowhere called."""
    for page in hugo(written("hugo", LONG), tmp_path).values():
        assert_runs_nothing(page)


@pytest.mark.parametrize("extensions", [(), RICH], ids=["plain", "with the usual extensions"])
def test_mkdocs_obeys_nothing(extensions: tuple[str, ...], tmp_path: Path) -> None:
    """MkDocs builds all pages; no tag, attribute, address or file of a post's gets through."""
    for page in mkdocs(written("markdown", LONG), tmp_path, extensions=extensions).values():
        assert_runs_nothing(page)
