"""The measure of how the package is built: it sees what it is there to see."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@cache
def measured(folder: Path) -> Any:
    """Run the script on a package folder as a process of its own; give what it prints as JSON."""
    command = [sys.executable, str(ROOT / "scripts" / "structure.py"), str(folder), "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=300).stdout)


def test_planted_faults_are_found(tmp_path: Path) -> None:
    """A lazy circle, a homonym, a class defined twice and German in code are each found where they are."""
    folder = tmp_path / "house"
    for name, text in {
        "__init__.py": "",
        "a/__init__.py": "",
        "a/words.py": "def late():\n    from house.b.words import Word\n    return Word\nclass Word: ...\n",
        "b/__init__.py": "",
        "b/words.py": "from ..a import words\nclass Word: ...\nSIGNS = r'\\bdanke|gelöst\\b'\n",
        "b/types.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import house.c\n",
        "c.py": '"""Danke, gelöst."""\nimport house.b.types\n',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    found = measured(folder)
    assert found["circles"] == {"modules": [["house.a.words", "house.b.words"]], "rooms": [["a", "b"]]}
    assert found["homonyms"]["modules"] == {"words": ["a/words.py", "b/words.py"]}
    assert found["homonyms"]["classes"] == {"Word": ["a/words.py:4", "b/words.py:2"]}
    assert found["languages"]["code"] == {"b/words.py": ["danke", "gelöst"]}


def test_every_file_of_the_package_is_measured() -> None:
    """The package is read whole, and each wish still names a member that exists."""
    found = measured(ROOT / "kbminer")
    assert found["sizes"]["files"] == len(list((ROOT / "kbminer").rglob("*.py")))
    assert all(wish["own"] or wish["code"] for wish in found["wishes"].values())


def test_names_have_one_meaning_and_languages_one_home() -> None:
    """No two modules or public classes share a name, no imports run in a circle, no code holds a language."""
    found = measured(ROOT / "kbminer")
    assert found["homonyms"] == {"modules": {}, "classes": {}}
    assert found["circles"] == {"modules": [], "rooms": []}
    assert found["languages"]["code"] == {}


SEVERAL_PLACES = {
    "sentence splitters": 2,
    "weightings of the TF-IDF kind": 4,
    "callers of the checker of drafts": 3,
    "dictionaries by key, built on the spot": 4,
}
"""What has more than one place; ``docs/quality/structure.md`` says why each stands."""


def test_what_was_written_twice_has_one_place() -> None:
    """Logic that had been written more than once has come to one place, but for what the page explains."""
    places = measured(ROOT / "kbminer")["twins"]
    assert {n: found for n, found in places.items() if len(found) > SEVERAL_PLACES.get(n, 1)} == {}


def test_few_functions_have_many_ways_through() -> None:
    """At most nineteen functions in five hundred are above a complexity of ten."""
    assert measured(ROOT / "kbminer")["sizes"]["complex_percent"] <= 3.8
