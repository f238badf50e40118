"""The house: rooms know those below them and no others, and nothing goes round in a circle."""

import subprocess
import sys

from conftest import ROOT


def test_imports_run_down_only() -> None:
    """The contracts in pyproject.toml hold: one way down the floors, and the store behind the pipeline."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint()",
            "--no-cache",
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout
    assert "2 kept, 0 broken" in done.stdout
