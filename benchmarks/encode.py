"""How fast are texts encoded beside sentence-transformers' own ``encode``, and how near do the vectors stay?

    python benchmarks/encode.py [STORE_URL]

Questions of a mined store, or of the example forum, at most 200. Each way encodes the same texts in turns,
twice over, in one process; what counts is the best of each, in processor time, since other work may
share the machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kbminer import Store, mine
from kbminer.pipeline.latest import load_result
from kbminer.similarity.embed import make_embedder
from kbminer.similarity.embed.bundled import bundled_model
from kbminer.similarity.embed.sentence import load_model

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "forum"
MOST, ROUNDS = 200, 2


def main(url: str | None) -> None:
    """Encode in turns, and print texts a second, ratios and cosines."""
    asked = texts(url)
    print(f"{len(asked)} texts of {sum(map(len, asked)) / len(asked):.0f} characters")
    peer = load_model(bundled_model() or "", device="cpu", precision="float32")
    ways: dict[str, Callable[[Sequence[str]], Any]] = {
        "sentence-transformers": lambda these: peer.encode(list(these), show_progress_bar=False)
    }
    for dtype in ("float32", "auto"):
        embedder = make_embedder(dtype=dtype, device="cpu")  # type: ignore[arg-type]
        ways["|".join(embedder.name.split("|")[1:3])] = embedder.encode
    rows, seconds = {}, dict.fromkeys(ways, (float("inf"), float("inf")))
    for encode in ways.values():
        encode(asked[:8])  # loads the model
    for _ in range(ROUNDS):
        for way, encode in ways.items():
            clock, processor = time.perf_counter(), time.process_time()
            rows[way] = encode(asked)
            taken = time.process_time() - processor, time.perf_counter() - clock
            seconds[way] = min(seconds[way], taken)
    first = next(iter(ways))
    for way, (processor, clock) in seconds.items():
        cosine = (rows[way] * rows[first]).sum(axis=1)
        print(
            f"{way:24} {len(asked) / processor:7.1f} texts a second of processor time, "
            f"{len(asked) / clock:7.1f} by the clock, ratio {seconds[first][0] / processor:.2f}, "
            f"cosine {cosine.mean():.6f} (least {cosine.min():.6f}), "
            f"of ten neighbours kept {kept(rows[first], rows[way]):.3f}"
        )


def texts(url: str | None) -> list[str]:
    """What is encoded, cut as a run cuts it, so that all ways read the same."""
    with Store(url or "sqlite://", make=url is None) as store:
        if url is None:
            mine(EXAMPLES, store=store)
        found = [each.text for each in load_result(store).questions if not each.set_aside]
    cut = sorted({text[:1000] for text in found})
    return [cut[place] for place in np.random.default_rng(0).permutation(len(cut))[:MOST]]


def kept(exact: Any, rows: Any) -> float:
    """The share of each text's ten nearest that stay among them."""

    def nearest(these: Any) -> list[set[int]]:
        likeness = these @ these.T
        np.fill_diagonal(likeness, -1)
        return [set(row) for row in np.argsort(-likeness, axis=1)[:, :10].tolist()]

    pairs = zip(nearest(exact), nearest(rows), strict=True)
    return float(np.mean([len(one & other) / 10 for one, other in pairs]))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
