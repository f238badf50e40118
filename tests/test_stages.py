"""Stages: what each declares is what it depends on, no less and no more."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from small_forum import small_forum, write_forum

import kbminer
from kbminer import import_closure
from kbminer.import_closure import code_files
from kbminer.pipeline.stages import STAGES, Stage

PACKAGE = Path(kbminer.__file__).parent
# What every stage runs through without its result depending on it: how work is shown and timed, and how a
# value is written.
AROUND = {
    "__init__.py", "progress.py", "logs.py", "digests.py", "import_closure.py", "testing.py", "config.py",
    "errors.py", "records/by_key.py",
}  # fmt: skip
AROUND_ROOMS = ("pipeline/", "store/")
# Vectors depend on the embedder, whose name tells model, revision and settings.
BY_NAME = ("similarity/embed/",)

TRACED = """
import json, sys
from pathlib import Path
from kbminer import Settings, mine
from kbminer.language_model import Answer, Asking
from kbminer.pipeline import run_in_progress
from kbminer.pipeline.mining import given
from kbminer.testing import WordEmbedder

package, source, articles = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
used, stack = {}, []


def note(frame, event, argument):
    code = frame.f_code
    if event == "call" and stack and code.co_name not in ("<module>", "__getattr__"):
        used[stack[-1]].add(code.co_filename)


def within(files):
    ours = (Path(name) for name in files if name.startswith(str(package)))
    return sorted(file.relative_to(package).as_posix() for file in ours)


def opened(event, arguments):
    if event == "open" and stack and str(arguments[0]).startswith(str(package)):
        file = Path(str(arguments[0]))
        if file.suffix not in (".py", ".pyc") and file.is_file():
            used[stack[-1]].add(str(file))


sys.addaudithook(opened)


def watched(method):
    def wrapped(self, stage, work, *rest, **more):
        def traced():
            stack.append(stage.name)
            used.setdefault(stage.name, set())
            sys.setprofile(note)
            try:
                return work()
            finally:
                stack.pop()
                sys.setprofile(note if stack else None)

        return method(self, stage, traced, *rest, **more)

    return wrapped


class Agreeing:
    def complete(self, instructions, data, schema):
        return Answer('{"article": true, "same": [1, 2], "title": "Grey map", "reason": "both are grey"}', 1)


given.asking_of = lambda settings, store: Asking(model=Agreeing(), name="agreeing", budget=10**6)
for name in ("stage", "rows"):
    setattr(run_in_progress.RunInProgress, name, watched(getattr(run_in_progress.RunInProgress, name)))
mine(source, embedder=WordEmbedder(), settings=Settings(articles=articles))
print(json.dumps({name: within(files) for name, files in used.items()}))
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The package's files that each stage ran or read, seen while a small forum was mined."""
    source = write_forum(tmp_path_factory.mktemp("traced") / "forum", small_forum())
    done = subprocess.run(
        [sys.executable, "-c", TRACED, str(PACKAGE), str(source), str(ROOT / "examples" / "articles")],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def files_of(stage: Stage) -> set[str]:
    """The files that make a stage's result stale."""
    return {file.relative_to(PACKAGE).as_posix() for file in code_files(*stage.code)}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_no_change_of_code_goes_unnoticed(stage: Stage, ran: dict[str, list[str]]) -> None:
    """Every file that ran while a stage worked is one whose change makes its result stale."""
    unnoticed = {
        file
        for file in ran[stage.name]
        if file not in AROUND and not file.startswith(AROUND_ROOMS) and not file.startswith(BY_NAME)
    }
    assert unnoticed - files_of(stage) == set()


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_no_stage_depends_on_what_cannot_change_its_result(stage: Stage) -> None:
    """How a report looks, how files are written or commands are read makes nothing stale."""
    foreign = ("publish/", "cli/", "store/", "evaluate/", "ingest/", "testing.py", "__main__.py")
    assert [file for file in files_of(stage) if file.startswith(foreign)] == []


def test_a_style_sheet_makes_nothing_stale_and_a_recogniser_does() -> None:
    """What readers of threads import, down to the escapes of Markdown and the records, counts."""
    read = next(stage for stage in STAGES if stage.name == "read")
    draft = next(stage for stage in STAGES if stage.name == "draft")
    assert {"text/md_escape.py", "records/thread.py", "languages/fr.toml"} <= files_of(read)
    assert "redact/recognisers/passwords.py" in files_of(draft)
    assert "redact/recognisers/passwords.py" not in files_of(read)
    assert not any(file.endswith((".css", ".j2")) for stage in STAGES for file in files_of(stage))


def test_a_stage_takes_its_declared_inputs_and_no_others() -> None:
    """A forgotten input is an error, not a stale result."""
    stage = Stage(name="x", inputs=("a", "b"), code=("kbminer.errors",))
    assert stage.key({"a": "1", "b": "2"}) != stage.key({"a": "1", "b": "3"})
    with pytest.raises(ValueError, match="takes"):
        stage.key({"a": "1"})


def test_imports_are_found_as_python_itself_reads_them() -> None:
    """The quick way to find imports misses none of the package, and adds none that is for type checkers."""
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(("kbminer", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        found = [
            (whence, dict(names)) for whence, names in import_closure._imports(name) if whence != "kbminer"
        ]
        assert found == parsed_imports(file), name


def parsed_imports(file: Path) -> list[tuple[str, dict[str, str]]]:
    """What a file imports of the package, by its syntax tree, in the order of its lines."""
    found: list[tuple[int, str, dict[str, str]]] = []
    waiting: list[ast.AST] = [ast.parse(file.read_bytes())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found += [(node.lineno, each.name, {}) for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = {each.name: each.asname or each.name for each in node.names}
            found.append((node.lineno, "." * node.level + (node.module or ""), names))
    ours = sorted(found, key=lambda each: each[0])
    return [(whence, names) for _, whence, names in ours if whence.startswith(("kbminer.", "."))]
