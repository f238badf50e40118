"""Train the resolution model that ships with kbminer, and write it as readable JSON.

    python scripts/train_resolution.py FORUM... --chosen-only SITE... --since 2017-01-01 \
        --out kbminer/resolve/model.json

FORUM is any source that kbminer reads and whose threads carry accepted answers; a SITE teaches which reply
is chosen, but not whether one is (question sites where askers do not write again). Only words used in all
kinds of sources are kept, so that no forum's subject weighs on another. The same input gives the same file.
What graded threads say of the evidence stays as it was shipped: run ``fit_solved.py`` on the new file.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from kbminer.ingest import read
from kbminer.records import Thread
from kbminer.resolve import Signals, read_signals
from kbminer.resolve.model import ResolutionModel, fit_model
from kbminer.resolve.sparse_features import ROLES, feature_key
from kbminer.text.folding import words_of
from kbminer.text.post_text import read_texts

WORD_ROLES = ("helper", "asker", "next")
MOST_WORDS = 600
RIDGE = 800.0  # eight times that of a forum's own model: what holds elsewhere is weaker than what holds here
WORD_RIDGE = 1.0  # its words are those that all sources use, and few
FEWEST_THREADS = 15


def threads(paths: Iterable[Path], since: datetime | None = None) -> Iterator[Thread]:
    """The threads of all sources, from a date on where one is given."""
    for path in paths:
        for item in read(path):
            if isinstance(item, Thread) and (since is None or (item.created_at or since) >= since):
                yield item


def signals_and_words(items: Iterable[Thread], words: Counter[str]) -> list[Signals]:
    """Signals without what is one forum's own (views, authors' names); counts the threads that use a word."""
    found = []
    for thread in items:
        posts = read_texts(thread)
        used = {word for post in posts for word in words_of(post.markdown)}
        words.update({word for word in used if len(word) > 2 and word.isalpha()})
        signals = read_signals(thread, posts)
        found.append(replace(signals, views=None))
    return found


def main() -> None:
    """Read the command line, fit, and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("forums", nargs="+", type=Path)
    parser.add_argument("--chosen-only", nargs="*", type=Path, default=[])
    parser.add_argument("--since", type=lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    in_forums: Counter[str] = Counter()
    on_sites: Counter[str] = Counter()
    forums = signals_and_words(threads(options.forums, options.since), in_forums)
    sites = signals_and_words(threads(options.chosen_only), on_sites)
    shared = sorted(
        w for w, n in in_forums.items() if n >= FEWEST_THREADS and (not sites or on_sites[w] >= 5)
    )
    keys = frozenset(feature_key(role, word) for role in WORD_ROLES for word in shared)
    fitted_on = f"{len(forums)} threads of forums, {len(sites)} of sites"
    model = fit_model(
        forums, chosen_only=sites, words=keys, ridge=RIDGE, word_ridge=WORD_RIDGE, fitted_on=fitted_on
    )

    weighed = [
        (abs(weight), role, word, weight)
        for role in WORD_ROLES
        for word in shared
        if (weight := model.choice.words.get(feature_key(role, word), 0.0))
    ]
    words: dict[str, dict[str, float]] = defaultdict(dict)
    for _, role, word, weight in sorted(weighed, key=lambda row: (-row[0], row[1], row[2]))[:MOST_WORDS]:
        words[role][word] = round(weight, 3)
    data = {
        "fitted_on": model.fitted_on,
        "slope": round(model.marking.slope, 4),
        "offset": round(model.marking.offset, 4),
        "rate": round(model.marking.marked_share, 4),
        **model.choice.as_dict(),
        "solved": asdict(ResolutionModel.shipped().solved),
        "words": {role: dict(sorted(words[role].items())) for role in ROLES if role in words},
    }
    options.out.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
