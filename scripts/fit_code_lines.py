"""Fit the weights by which lines of plain text are told from code.

    python scripts/fit_code_lines.py SOURCE...

Each source is a forum whose posts mark their code (HTML or Markdown). Prints how well the lines of each forum
are told apart by weights fitted without it, and the weights fitted on all, for
``kbminer/text/code_lines.py``.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from kbminer.ingest import read
from kbminer.records import Post, Thread
from kbminer.text.blocks import plain
from kbminer.text.code_lines import WEIGHTS, line_signs
from kbminer.text.post_text import read_text

NAMES = [name for name in WEIGHTS if name != "base"]
WIDTHS = (64, 68, 72, 76)  # at which mail programs break lines
MOST_LINES = 12_000  # of a forum: more would let large forums decide
SEED = 3
EVERY = 7  # post without code: all with code are taken, for code is what is scarce


def labelled_lines(post: Post, width: int) -> list[tuple[str, bool]]:
    """List the lines of a post, its words broken as a mail program breaks them, and whether each is code."""
    found = [block for block in read_text(post.body, post.format).blocks if block.kind != "quote"]
    code = [
        (line.strip(), True) for block in found if block.kind == "code" for line in block.text.split("\n")
    ]
    words = [block.text.split("\n") for block in found if block.kind in ("paragraph", "item", "heading")]
    prose = [(line, False) for text in words for each in text for line in textwrap.wrap(plain(each), width)]
    return [(line, is_code) for line, is_code in (*code, *prose) if line]


def lines_of(source: Path) -> Iterator[tuple[str, bool]]:
    """Give lines of a forum until there are enough."""
    given = 0
    threads = [thread for thread in read(source) if isinstance(thread, Thread)]
    chance = Random(SEED)  # noqa: S311 - a sample, no secret
    chance.shuffle(threads)
    for place, post in enumerate(post for thread in threads for post in thread.posts):
        found = labelled_lines(post, WIDTHS[place % len(WIDTHS)]) if post.format != "text" else []
        if place % EVERY and not any(is_code for _, is_code in found):
            continue
        yield from found
        given += len(found)
        if given > MOST_LINES:
            return


def fitted(tables: list[tuple[np.ndarray, np.ndarray]]) -> LogisticRegression:
    """Fit on some forums."""
    signs, labels = (np.concatenate(each) for each in zip(*tables, strict=True))
    return LogisticRegression(C=0.3, max_iter=500).fit(signs, labels)


def main(sources: list[str]) -> None:
    """Print what is found."""
    tables = {}
    for source in sources:
        rows = [
            ([line_signs(line)[name] for name in NAMES], is_code) for line, is_code in lines_of(Path(source))
        ]
        tables[source] = (np.array([signs for signs, _ in rows]), np.array([label for _, label in rows]))
    for left_out, (signs, labels) in tables.items():
        model = fitted([table for source, table in tables.items() if source != left_out])
        area = roc_auc_score(labels, model.decision_function(signs))
        print(f"{Path(left_out).name}: {labels.sum()} lines of code, {(~labels).sum()} of words, {area:.3f}")
    model = fitted(list(tables.values()))
    print(
        {"base": round(float(model.intercept_[0]), 2)}
        | dict(zip(NAMES, model.coef_[0].round(2), strict=True))
    )


if __name__ == "__main__":
    main(sys.argv[1:])
