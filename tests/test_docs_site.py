"""The documentation site: it builds without a warning, and tells of every public name."""

from __future__ import annotations

import importlib
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from kbminer.config import Settings

PAGES = {path: path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it: a warning is an error."""
    for part in ("mkdocs", "material", "mkdocstrings"):
        pytest.importorskip(part, reason="the extra kbminer[docs] is not installed")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_public_name_has_a_place(site: Path) -> None:
    """What a room offers in ``__all__`` can be jumped to in the API reference."""
    missing = []
    for init in sorted((ROOT / "kbminer").rglob("__init__.py")):
        room = ".".join(init.parent.relative_to(ROOT).parts)
        names = set(getattr(importlib.import_module(room), "__all__", ())) - {"__version__"}
        if names:
            places = set(re.findall(r'id="([\w.]+)"', (site / "api" / f"{room}.html").read_text("utf-8")))
            missing += [
                f"{room}.{name}" for name in names if not places & {f"{room}.{name}", f"{room}.{name}.{name}"}
            ]
    assert sorted(missing) == []


def test_the_reference_shows_no_marks_of_other_markup(site: Path) -> None:
    """What docstrings say in Sphinx's way is shown as what it means, and most names lead to their place."""
    pages = {page.stem: page.read_text("utf-8") for page in (site / "api").glob("*.html")}
    assert [
        name for name, text in pages.items() if re.search(r":(?:func|class|mod|data):|={6}|<autoref", text)
    ] == []
    assert 'href="#kbminer.publish.target_names"><code>' in pages["kbminer.publish"]
    assert 'href="kbminer.records.html#kbminer.records.Problem"><code>' in pages["kbminer.errors"]
    assert "<td>retire</td>" in pages["kbminer.plan"]


def test_every_page_is_in_the_navigation(site: Path) -> None:
    """Nothing is written that a reader would not find from the start."""
    start = (site / "index.html").read_text("utf-8")
    pages = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in PAGES]
    assert [
        str(page) for page in pages if f'href="{page.as_posix()}"' not in start and page.name != "index.html"
    ] == []


def test_the_site_asks_no_strange_host(site: Path) -> None:
    """No page loads a script, style or font from elsewhere."""
    start = (site / "index.html").read_text("utf-8")
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"?https?://[^\">]+", start) == []


def test_the_table_of_settings_is_that_of_today() -> None:
    """The page has a row for each setting, with its default and its description."""
    done = runpy.run_path(str(ROOT / "scripts" / "settings_table.py"))
    text = PAGES[ROOT / "docs" / "settings.md"]
    assert done["table"]().count("\n") == 2 + len(Settings.model_fields)
    assert done["page"](text) == text, "run: python scripts/settings_table.py"
