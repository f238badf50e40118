"""The quality gate: groups, pairs, resolutions and drafts stay above pinned floors on the reference data.

    python tests/quality_gate.py             fails below a floor, or where the data is not the pinned one
    python tests/quality_gate.py --update    pins the data and the figures; refuses to lower a floor
    python tests/quality_gate.py --update --allow-lower

It runs where ``../shared/data`` is present and says so where it is not. Processors with bfloat16 and those
without round vectors differently, and a set may then be cut elsewhere: each has floors of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "quality_floors.json"
DATA = HERE.parent.parent / "shared" / "data"
TOLERANCE = 0.002  # another processor of the same kind adds in another order, and a few texts change sides
KEY_TOLERANCE = 0.02  # of the 105 groups held back, two may be grouped otherwise
FORUM = "urho3d-discourse-json.tar.gz"  # whose drafts are measured: it names solutions


def files(data: Path) -> list[Path]:
    """The files of labels, pairs, solved threads and the forum to draft, in the order of their names."""
    labelled = [*(data / "clustering").glob("*.jsonl"), *(data / "pairs").glob("*.jsonl")]
    forums = (data / "forums").glob(FORUM)
    return sorted([*labelled, *(data / "resolution").glob("*.jsonl.gz"), *forums])


def digest(paths: list[Path]) -> str:
    """One digest over the names and bytes of all files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def measured(paths: list[Path]) -> dict[str, float]:
    """Measure what the floors hold: of groups and pairs by file and in the mean, of resolutions by file."""
    from kbminer.evaluate.clustering import evaluate_clustering
    from kbminer.evaluate.pairs import evaluate_pairs

    groups = evaluate_clustering([path for path in paths if path.parent.name == "clustering"])
    pairs = evaluate_pairs([path for path in paths if path.parent.name == "pairs"])
    figures = {f"{file.name} F1": file.bcubed_f1 for file in groups.files}
    figures["mean F1"] = groups.mean["bcubed_f1"]
    figures["mean precision"] = groups.mean["bcubed_precision"]
    figures["mean best cut F1"] = groups.mean["best_cut_f1"]
    figures |= {f"{file.name} average precision": file.average_precision for file in pairs.files}
    figures |= resolved([path for path in paths if path.parent.name == "resolution"])
    return figures | drafted([path for path in paths if path.parent.name == "forums"])


def resolved(paths: list[Path]) -> dict[str, float]:
    """Measure how well marks and accepted answers are inferred, by the shipped model and refitted."""
    from kbminer.evaluate.hidden_marks import evaluate_resolution

    figures: dict[str, float] = {}
    for model, refit in (("shipped", False), ("refitted", True)):
        for file in evaluate_resolution(paths, refit=refit).files:
            figures[f"{file.name} {model} AUC"] = file.auc or 0.0
            figures[f"{file.name} {model} P@1"] = file.p_at_1 or 0.0
    return figures


def drafted(forums: list[Path]) -> dict[str, float]:
    """Measure how true the drafts of each forum are; figures of private things count what has none."""
    from kbminer import Store, mine
    from kbminer.pipeline.draft_evaluation import evaluate_mined

    figures: dict[str, float] = {}
    for forum in forums:
        with Store() as store:
            mine(forum, store=store)
            found = evaluate_mined(store)
        figures |= {
            f"{forum.name} drafts cited": found.cited,
            f"{forum.name} drafts contained": found.contained,
            f"{forum.name} drafts code equal": found.code_equal,
            f"{forum.name} drafts without private data": 1.0 - found.leaks / found.statements,
            f"{forum.name} drafts key sentence": found.key_sentence or 0.0,
            f"{forum.name} drafts key sentence leading": found.key_sentence_leading or 0.0,
        }
    return figures


def tolerance(name: str) -> float:
    """How far a figure may lie below its floor: of what a draft promises, not at all."""
    if "key sentence" in name:
        return KEY_TOLERANCE
    return 0.0 if " drafts " in name else TOLERANCE


def below(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Name each figure that lies below its floor, or is missing."""
    return [
        f"{name}: {figures.get(name, 0.0):.4f} is below the floor {floor:.4f}"
        for name, floor in sorted(floors.items())
        if figures.get(name, 0.0) < floor - tolerance(name)
    ]


def precision() -> str:
    """The number format that the default embedder computes in on this processor."""
    from kbminer.similarity.embed import SentenceEmbedder

    return SentenceEmbedder().name.split("|")[2]


def update(pinned: dict[str, Any], figures: dict[str, float], sha: str, *, allow_lower: bool) -> int:
    """Pin the data and the figures of this kind of processor; a lower floor needs ``allow_lower``."""
    kind = precision()
    lower = below(figures, pinned["floors"].get(kind, {}))
    if lower and not allow_lower:
        print("\n".join(["nothing pinned, floors would fall:", *lower, "add --allow-lower to accept that"]))
        return 1
    floors = pinned["floors"] | {kind: figures}
    FLOORS.write_text(json.dumps({"data": sha, "floors": floors}, indent=2, sort_keys=True) + "\n")
    print(f"pinned {len(figures)} floors for {kind}")
    return 0


def main(arguments: list[str]) -> int:
    """Run the gate; the exit status is 0 where it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--update", action="store_true", help="pin data and figures")
    parser.add_argument("--allow-lower", action="store_true", help="let --update lower a floor")
    options = parser.parse_args(arguments)
    paths = files(DATA)
    if not paths:
        print(f"the reference data is not at {DATA}: the gate did not run")
        return 0
    pinned = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"data": "", "floors": {}}
    sha = digest(paths)
    if not options.update and sha != pinned["data"]:
        print("the reference data is not the pinned one: measure anew with --update")
        return 1
    floors = pinned["floors"].get(precision(), {})
    if not options.update and not floors:
        print(
            f"no floors are pinned for processors that compute in {precision()}: measure them with --update"
        )
        return 1
    figures = measured(paths)
    if options.update:
        return update(pinned, figures, sha, allow_lower=options.allow_lower)
    failed = below(figures, floors)
    print("\n".join(failed) or f"all {len(floors)} floors hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
