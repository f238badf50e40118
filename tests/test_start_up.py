"""What a small command loads: modules, patterns and languages' files are counted, since times differ."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import NamedTuple

import pytest
from conftest import ROOT

TELLS = """
import gc, json, sys
{doing}
from kbminer.languages import LatePattern, loader
late = [each for each in gc.get_objects() if isinstance(each, LatePattern)]
print(json.dumps([sorted(before), len(late), sum("compiled" in vars(each) for each in late),
                  loader._file.cache_info().misses]))
"""


class Loaded(NamedTuple):
    """The modules that were loaded, the patterns that wait, those that were compiled, language files read."""

    modules: frozenset[str]
    patterns: int
    compiled: int
    languages: int

    def rooms(self) -> set[str]:
        """The rooms of the package among the modules, and other packages."""
        return {".".join(name.split(".")[: 1 + name.startswith("kbminer.")]) for name in self.modules}


def loaded(doing: str) -> Loaded:
    """Do something in a process of its own, and say what that loaded."""
    code = TELLS.format(doing=f"{doing}\nbefore = set(sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    modules, *counts = json.loads(done.stdout.splitlines()[-1])
    return Loaded(frozenset(modules), *counts)


def test_asking_for_help_loads_the_command_line_alone() -> None:
    """What only names the commands loads neither what they work with nor the words of languages."""
    found = loaded("import kbminer.cli.app")
    assert found.rooms().isdisjoint(
        {"kbminer.pipeline", "kbminer.records", "kbminer.store", "kbminer.redact", "numpy", "sqlalchemy"}
    )
    assert found.languages == 0


def test_answering_a_question_loads_nothing_that_makes_or_writes_drafts() -> None:
    """The last run is opened without the rooms that compose, verify, export and brief."""
    found = loaded("import kbminer.pipeline.latest, kbminer.search.suggester")
    assert found.rooms().isdisjoint(
        {"kbminer.draft", "kbminer.verify", "kbminer.publish", "kbminer.review", "kbminer.ingest"}
        | {"kbminer.briefing", "kbminer.cluster", "scipy", "torch"}
    )
    assert len([name for name in found.modules if name.startswith("kbminer")]) <= 194


@pytest.mark.parametrize("module", ["redact.gate", "pipeline.latest", "pipeline.job", "publish.report"])
def test_patterns_of_words_wait_for_a_text(module: str) -> None:
    """Neither redaction's patterns are compiled nor files of languages read before a text asks for them."""
    found = loaded(f"import kbminer.{module}")
    assert found.patterns > 200
    assert (found.compiled, found.languages) == (0, 0)


def test_a_plain_sentence_asks_for_few_of_redactions_patterns() -> None:
    """Whatever says that a number, a key or a password is there is looked for first."""
    found = loaded("from kbminer.redact.placeholders import redact; redact('The lamp is dark again.')")
    assert 0 < found.compiled <= found.patterns // 5


def test_redaction_names_no_pattern_that_is_compiled_at_import() -> None:
    """A further pattern of redaction is a ``LatePattern``, too, whatever it is made of."""
    early = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in sorted((ROOT / "kbminer" / "redact").rglob("*.py"))
        for statement in ast.parse(file.read_text("utf-8")).body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "re.compile"
    ]
    assert early == []


def test_of_a_language_s_phrases_only_what_a_text_comes_to_is_laid_out() -> None:
    """Looking for cues in a sentence lays out a hundredth of what all alternatives together would be."""
    code = """
import gc, json
from kbminer.resolve.cues import cues_by_language
from kbminer.resolve.phrase_tree import _Node
for language in ("en", "de"):
    cues_by_language()[language].find("Thanks, that fixed it. Danke, das hat geholfen!")
print(json.dumps(sum(isinstance(each, _Node) for each in gc.get_objects())))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert json.loads(done.stdout) < 10_000
