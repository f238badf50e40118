"""Fit which words are private by what stands around them, and write the weights.

    python scripts/fit_private_words.py [FORUM ...] --out kbminer/redact/private_words.npz [--left-out]

Learned from are the invented lines under ``tests/redaction``, and for what is not private also some posts of
each FORUM, in any format that kbminer reads, without what the recognisers find in them. ``--left-out`` prints
for each file of lines what a model that has not seen it finds by itself and what it takes wrongly. The lines
under ``outsider`` are never learned from. The same input gives the same file.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from kbminer.ingest import read
from kbminer.records import Thread
from kbminer.redact import private_words as learned
from kbminer.redact.posts import people_of, read_post
from kbminer.redact.word_signs import BITS, place, places
from kbminer.redact.words import cut, look_of

LINES = Path(__file__).parent.parent / "tests" / "redaction"
KINDS = (*learned.LEARNED, learned.FORM)
# Log-odds from which a word is taken, by kind: where lines left out, behind the recognisers of the day they
# were written, show few wrong ones (docs/quality/redact.md). People's names stand in much that is public.
LEAST = {"name": 1.5, "identity number": 1.0, "host": 1.25, "password": 0.75}
LEAST_OF_OTHERS = 0.25
STRENGTH = 1.0  # inverse ridge; at .1 a tenth less is found on files left out at the same precision
COPIES = 2  # of each line with another value of its kind, lest values be learned by heart
LEAST_WEIGHT = 0.08  # of a place's largest weight; smaller ones change no word's kind, and are half of all
POSTS = 250  # of each forum
LONGEST = 700  # signs of a post
SEED = 28
Private = tuple[int, int, str]


class Example(NamedTuple):
    """A text, and what is private in it."""

    text: str
    private: tuple[Private, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forums", nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--left-out", action="store_true")
    given = parser.parse_args(arguments)
    paths = [path for path in sorted(LINES.rglob("*.tsv")) if path.parent.name != "outsider"]
    files = {path.relative_to(LINES).as_posix(): examples(path) for path in paths}
    public = [post for forum in given.forums for post in posts(forum)]
    for name, found in left_out(files, public) if given.left_out else ():
        print(name, json.dumps(found))
    every = [each for lines in files.values() for each in lines]
    write(fitted([*every, *copies(every), *public]), given.out)
    return 0


def examples(path: Path) -> list[Example]:
    """Read a file of lines: kind, what is private, the line, with ~ for a line break."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
    return [_example(kind, private, text) for kind, private, text in rows]


def _example(kind: str, private: str, written: str) -> Example:
    text = written.replace("~", "\n")
    things = private.replace("~", "\n").split(" || ") if kind != "-" else []
    found = sorted((at, at + len(thing), kind) for thing in things for at in _places_of(thing, text))
    return Example(text, tuple(found))


def _places_of(thing: str, text: str) -> Iterator[int]:
    at = text.find(thing)
    while thing and at >= 0:
        yield at
        at = text.find(thing, at + len(thing))


def copies(lines: Sequence[Example]) -> Iterator[Example]:
    """Give lines again with another thing of its kind and look, and those with more things in part."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, no secret
    values: dict[tuple[str, ...], list[str]] = {}
    for text, private in lines:
        for start, end, kind in private:
            values.setdefault(_look(kind, text[start:end]), []).append(text[start:end])
    for text, private in lines:
        for start, end, kind in private:
            if len(private) > 1:
                yield _with(text, start, end, f"⟨{kind}⟩", private)
            for value in chance.choices(values[_look(kind, text[start:end])], k=COPIES):
                if kind in learned.LEARNED and len(private) == 1:
                    yield _with(text, start, end, value, private)


def _look(kind: str, value: str) -> tuple[str, ...]:
    return (kind, *(look_of(word).signs + look_of(word).script for word in value.split()))


def _with(text: str, start: int, end: int, value: str, private: Sequence[Private]) -> Example:
    moved = len(value) - (end - start)
    kept = [(a, b, k) if b <= start else (a + moved, b + moved, k) for a, b, k in private if a != start]
    own = [] if value[0] == "⟨" else [(start, start + len(value), private[0][2])]
    return Example(text[:start] + value + text[end:], tuple(sorted([*kept, *own])))


def posts(forum: str) -> list[Example]:
    """Some posts of a forum, without what is found in them, cut to a length."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, no secret
    threads = [thread for thread in islice(read(forum), 6000) if isinstance(thread, Thread)]
    chosen = chance.sample(threads, min(POSTS, len(threads)))
    texts = [read_post(chance.choice(each.posts), people_of(each)).text.markdown for each in chosen]
    starts = [chance.randrange(max(1, len(text) - LONGEST)) for text in texts]
    return [Example(text[at : at + LONGEST]) for text, at in zip(texts, starts, strict=True)]


def fitted(lines: Sequence[Example]) -> np.ndarray:
    """Fit a model for each kind: a row of log-odds for each place of a sign, a column for each kind."""
    rows, of = [], []
    for example in lines:
        words = cut(example.text)
        for number, at in places(words, example.text):
            word = words[number]
            met = (k for start, end, k in example.private if word.start < end and word.end > start)
            kind = next(met, None)
            form = kind is not None and kind not in learned.LEARNED
            rows.append(sorted(set(at)))
            of.append(-1 if kind is None else KINDS.index(learned.FORM if form else kind))
    ends = np.cumsum([0, *map(len, rows)])
    held = (np.ones(ends[-1], np.float32), np.concatenate(rows), ends)
    signs = csr_matrix(held, shape=(len(rows), 1 << BITS))
    found = np.zeros((1 << BITS, len(KINDS)), np.float32)
    for kind in range(len(KINDS)):
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=60)
        found[:, kind] = model.fit(signs, np.array(of) == kind).coef_[0]
        found[place(""), kind] += model.intercept_[0]
    return found


def weights(found: np.ndarray) -> learned.WordWeights:
    """Keep the places that count."""
    kept = np.flatnonzero(np.abs(found).max(axis=1) >= LEAST_WEIGHT)
    least = np.array([LEAST.get(kind, LEAST_OF_OTHERS) for kind in learned.LEARNED], np.float32)
    return learned.WordWeights({int(place): row for row, place in enumerate(kept)}, found[kept], least)


def left_out(
    files: Mapping[str, Sequence[Example]], public: Sequence[Example]
) -> Iterator[tuple[str, dict[str, int]]]:
    """For each file: private things that a model of the others finds by itself, and what it takes wrongly."""
    for name, lines in files.items():
        others = [each for other, held in files.items() if other != name for each in held]
        model = weights(fitted([*others, *copies(others), *public]))
        found = Counter(things=0, found=0, wrong=0)
        for text, private in lines:
            spans = [span for span, _ in learned.private_words(text, model)]
            met = [any(s < end and e > start for s, e in spans) for start, end, _ in private]
            wrong = [span for span in spans if not any(span[0] < b and span[1] > a for a, b, _ in private)]
            found.update(things=len(private), found=sum(met), wrong=len(wrong))
        yield name, dict(found)


def write(found: np.ndarray, path: Path) -> None:
    """Write the weights in steps of a 127th of the largest."""
    kept = weights(found)
    step = np.float32(np.abs(kept.rows).max() / 127)
    rows = np.round(kept.rows / step).astype(np.int8)
    np.savez_compressed(
        path, places=np.array(list(kept.row_of), np.int32), rows=rows, step=step, least=kept.least
    )


if __name__ == "__main__":
    sys.exit(main())
