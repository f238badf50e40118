"""How long a map of 20,000 questions takes, and how true it is: ``python benchmarks/question_map.py``.

The questions are made: rows about 400 subjects, so that nothing has to be mined first.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from kbminer.cluster.map_layout import map_questions
from kbminer.publish.map_picture import dots_path

QUESTIONS, SUBJECTS, WIDTH, NEAREST = 20_000, 400, 384, 15


def main() -> None:
    """Print the seconds of a whole map and of a hundred newcomers, and how true the map is."""
    chance = np.random.default_rng(5)
    subject = chance.integers(0, SUBJECTS, QUESTIONS)
    rows = chance.normal(size=(SUBJECTS, WIDTH))[subject] + 1.5 * chance.normal(size=(QUESTIONS, WIDTH))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    names = [f"f:{n}" for n in range(QUESTIONS)]
    began, used = time.perf_counter(), time.process_time()
    whole = map_questions(names, rows, ())
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    print(f"{QUESTIONS:,} questions laid out in {wall:.1f} s, processor time {cpu:.1f} s")
    known = QUESTIONS - 100
    before = replace(whole, threads=whole.threads[:known], x=whole.x[:known], y=whole.y[:known])
    began = time.perf_counter()
    map_questions(names, rows, (), before)
    print(f"100 newcomers in {time.perf_counter() - began:.2f} s")
    places = np.array([whole.x, whole.y]).T
    some = chance.choice(QUESTIONS, 1000, replace=False)
    apart = np.linalg.norm(places[some][:, None] - places[None], axis=2)
    nearest = np.argsort(apart, axis=1)[:, 1 : NEAREST + 1]
    same = (subject[nearest] == subject[some][:, None]).mean()
    print(f"of the {NEAREST} nearest in the plane {100 * same:.0f} % are of the same subject")
    print(f"{len(dots_path(zip(whole.x, whole.y, strict=True))):,} bytes for the dots of a picture")


if __name__ == "__main__":
    main()
