"""docs/extending.md: its package is installed as it stands there, and what the page shows comes true."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from kbminer.errors import SettingsError
from kbminer.ingest.known_formats import all_formats
from kbminer.publish import TARGETS, target_named, target_names

PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
MODULES = dict(re.findall(r'^```python title="(\w+\.py)"\n(.*?)^```', PAGE, re.S | re.M))
SHOWN = re.findall(r"^```pycon\n(.*?)^```", PAGE, re.S | re.M)
PROJECT = tomllib.loads("\n".join(re.findall(r"^```toml\n(.*?)^```", PAGE, re.S | re.M)))["project"]


def install(site: Path, offers: dict[str, dict[str, str]], modules: dict[str, str]) -> None:
    """Lay a package out as an installer would: its modules, and beside them what it offers."""
    about = site / "hob_for_kbminer-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: hob-for-kbminer\nVersion: 1.0\n")
    sections = [
        "\n".join([f"[{group}]", *(f"{name} = {value}" for name, value in points.items())])
        for group, points in offers.items()
    ]
    (about / "entry_points.txt").write_text("\n\n".join(sections))
    for name, code in modules.items():
        (site / name).write_text(code, encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The page's package beside kbminer, and an empty folder to work in."""
    install(tmp_path / "site", PROJECT["entry-points"], MODULES)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.syspath_prepend(tmp_path / "site")
    all_formats.cache_clear()
    yield tmp_path / "site"
    all_formats.cache_clear()
    for name in MODULES:
        sys.modules.pop(name.removesuffix(".py"), None)


def test_what_the_page_shows_comes_true(installed: Path) -> None:
    """Every block of the page runs, in order, and gives what stands below it."""
    assert len(SHOWN) == len(PROJECT["entry-points"]) + 1  # and one of what is not public
    example = doctest.DocTestParser().get_doctest("\n".join(SHOWN), {}, "docs/extending.md", None, None)
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(example, out=report.append)
    assert result.attempted > 12
    assert not result.failed, "".join(report)


def test_every_offer_names_a_module_of_the_page() -> None:
    """No entry point leads to something that the page does not show."""
    named = {
        value.split(":")[0] + ".py"
        for points in PROJECT["entry-points"].values()
        for value in points.values()
    }
    assert named == set(MODULES)


def test_the_command_line_lists_installed_targets(installed: Path) -> None:
    """``kbminer export --help`` names every known target, the installed one too."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0] = [{str(installed)!r}, {str(ROOT)!r}]\n"
            "from kbminer.cli.app import app; app(['export', '--help'])",
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    listed = re.findall(r"\w+", done.stdout.partition("Targets:")[2])
    assert listed == [*TARGETS, "checklist"]


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("nowhere:target", r"'other' \(nowhere:target\) can't be loaded: No module named"),
        ("hob_other:TEXT", r"'other' \(hob_other:TEXT\) can't be called with drafts"),
    ],
)
def test_a_target_that_cannot_be_used_is_named(
    value: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that offers something broken is said to be broken, and is not passed over."""
    install(tmp_path, {"kbminer.targets": {"other": value}}, {"hob_other.py": "TEXT = 'none'\n"})
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SettingsError, match=complaint):
        target_named("other")


def test_no_package_replaces_a_known_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that bears the name of one that kbminer brings is not used in its place."""
    install(tmp_path, {"kbminer.targets": {"html": "nowhere:target"}}, {})
    monkeypatch.syspath_prepend(tmp_path)
    assert target_names() == tuple(TARGETS)
    assert target_named("html") is TARGETS["html"]
