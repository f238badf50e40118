"""Recall and precision of redaction by kind on hand-written lines: ``python tests/redaction_figures.py``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from kbminer.redact.placeholders import Redacted, redact

FOLDER = Path(__file__).with_name("redaction")

Line = list[str]
"""The kind of what is private in it, or a dash; that itself; the line, with ~ for a line break."""


def lines(folder: Path) -> list[Line]:
    """Read the lines of a folder."""
    return [
        line.split("\t")
        for path in sorted(folder.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()[1:]
    ]


LINES = lines(FOLDER)
ASIDE = lines(FOLDER / "aside")
"""Every third of the newer lines: no recogniser was mended on them."""
READING = lines(FOLDER / "reading")
"""Lines of somebody who wrote them before reading a recogniser; the recognisers were mended on them since."""

OUTSIDER = lines(FOLDER / "outsider")
"""Lines of somebody who had seen neither the code nor other lines: nothing is mended on them."""


SPOKEN = lines(FOLDER / "spoken")
"""Lines to learn from: names, accounts, passwords and machines in sentences, and what looks like them."""

Tally = tuple[Counter[str], Counter[str], Counter[str]]


def tally(of: list[Line], by: Callable[[str], Redacted] = redact) -> Tally:
    """Count by kind what is found, what is missed, and what is taken for private and is not.

    ``by`` redacts: the recognisers alone, or all that a text passes before it leaves.
    """
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for kind, private, written in of:
        redacted = by(written.replace("~", "\n"))
        found = Counter({r.kind: r.count for r in redacted.found})
        expected = private.replace("~", "\n").split(" || ") if kind != "-" else []
        hits = min(sum(p not in redacted.text for p in expected), found[kind])
        right[kind] += hits
        missed[kind] += len(expected) - hits
        for name, count in found.items():
            wrong[name] += count - (hits if name == kind else 0)
    return right, missed, wrong


def table() -> str:
    """Write a row for each kind."""
    sets = [tally(LINES), tally(ASIDE), tally(READING)]
    kinds = sorted({kind for kind, _, _ in LINES} - {"-"})
    return "\n".join(f"| {kind} | {' | '.join(_figures(kind, *each) for each in sets)} |" for kind in kinds)


def _figures(kind: str, right: Counter[str], missed: Counter[str], wrong: Counter[str]) -> str:
    private, found = right[kind] + missed[kind], right[kind] + wrong[kind]
    if not private:
        return "– | – | –"
    return f"{private} | {right[kind] / private:.2f} | {right[kind] / max(1, found):.2f}"


if __name__ == "__main__":
    print(table())
