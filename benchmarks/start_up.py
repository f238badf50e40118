"""How long do small commands take, from nothing to their end?

    python benchmarks/start_up.py [CHECKOUT ...]

Each command is a process of its own and runs three times, in turns with the others; a further checkout of
kbminer is measured beside this one. What counts is the least of each: processor time (user and system),
since other work may share the machine, and the clock. Python's compiled files lie in a folder of their own
and are there before anything is measured, as they are where kbminer was installed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3


def main(checkouts: list[Path]) -> None:
    """Print a line for each command and checkout."""
    least: dict[tuple[str, Path], tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as compiled:
        for turn in range(ROUNDS + 1):
            for checkout in checkouts:
                with tempfile.TemporaryDirectory() as folder:
                    for name, arguments in commands(Path(folder)).items():
                        taken = measured(checkout, arguments, compiled)
                        if turn:  # the first compiles
                            least[name, checkout] = min(least.get((name, checkout), taken), taken)
    for (name, checkout), (processor, clock) in least.items():
        print(f"{name:40} {processor:6.2f} s of processor time, {clock:6.2f} s by the clock  {checkout.name}")


def commands(folder: Path) -> dict[str, list[str]]:
    """What is run, in order: a later command uses what an earlier one left."""
    run = ["run", str(ROOT / "examples" / "forum"), "--out", str(folder / "out")]
    store = ["--store", f"sqlite:///{folder / 'out' / 'kbminer.db'}"]
    lexical = [*run[:2], "--out", str(folder / "lexical"), "--model", "lexical"]
    return {
        "run, the example forum": run,
        "run again, nothing new": run,
        "run --model lexical": lexical,
        "status": ["status", *store],
        "suggest": ["suggest", "How do I move my notes to a new phone?", *store],
        "--help": ["--help"],
    }


def measured(checkout: Path, arguments: list[str], compiled: str) -> tuple[float, float]:
    """Run one command and say how long it took."""
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "kbminer", *arguments],
        check=True,
        capture_output=True,
        env={**usual, "PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": compiled},
        cwd=checkout,
    )
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, clock


if __name__ == "__main__":
    main([ROOT, *map(Path, sys.argv[1:])])
