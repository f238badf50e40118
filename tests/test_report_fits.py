"""The report in a real browser: nothing is clipped on any width, light or dark, with everything unfolded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
from desk_tools import axe_source, chromium
from site_builders import NODE
from small_forum import small_forum, write_forum

from kbminer import Store, mine
from kbminer.publish.report import render_page
from kbminer.testing import WordEmbedder

OUTSIDE = """() => {
  const width = document.documentElement.clientWidth, found = [];
  const holds = (e) => ["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX);
  for (const each of document.body.querySelectorAll("*")) {
    if (each.getBoundingClientRect().right <= width + 1) continue;
    let around = each.parentElement;
    while (around && !holds(around)) around = around.parentElement;
    if (!around) found.push(`${each.tagName}: ${each.textContent.slice(0, 60)}`);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the small forum."""
    folder = tmp_path_factory.mktemp("report")
    with Store(str(folder / "forum.db")) as store:
        found = mine(write_forum(folder / "forum", small_forum()), store=store, embedder=WordEmbedder())
    page = folder / "report.html"
    page.write_text(render_page(found), encoding="utf-8")
    return page


@pytest.fixture(scope="module")
def browser() -> Any:
    """One Chromium for all widths."""
    with chromium() as running:
        yield running


@pytest.mark.parametrize("width", [1280, 768, 400])
def test_nothing_is_wider_than_the_window(browser: Any, report: Path, width: int) -> None:
    """But for what scrolls in a frame of its own; and each frame that scrolls can be reached by keyboard."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_accessible(browser: Any, report: Path, scheme: str) -> None:
    """Nothing that axe-core calls serious, and every link of its contents leads somewhere."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(report.as_uri())
    for target in page.locator("nav a").evaluate_all("(links) => links.map((each) => each.hash)"):
        assert page.locator(target).count() == 1, target
    page.evaluate(axe_source(NODE))
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
    found = page.evaluate(f"axe.run(document, {rules})")["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.close()
