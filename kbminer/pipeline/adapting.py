"""A forum's own embedding model: tuned on its pairs, measured, and kept only where it is better."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from kbminer.decisions.bound_links import bound_links
from kbminer.errors import OutputError, SettingsError
from kbminer.evaluate.pairs import average_precision, own_precision
from kbminer.evaluate.question_groups import read_pairs
from kbminer.pipeline.latest import asked_questions
from kbminer.pipeline.mended_threads import last_threads
from kbminer.records import Question
from kbminer.records.by_key import by_thread
from kbminer.similarity.embed import Embedder, make_embedder
from kbminer.similarity.embed.adapted import MARK, WEIGHTS, is_adapted
from kbminer.similarity.embed.bundled import MODEL, REVISION
from kbminer.similarity.embed.embedder import Device
from kbminer.similarity.embed.tuning import Example, Tuned, must_be_able_to_tune, tune
from kbminer.similarity.own_pairs import KINDS, OwnPair, own_pairs
from kbminer.store import Store

_FILES = frozenset(
    f"""{WEIGHTS} {MARK} config.json modules.json config_sentence_transformers.json sentence_bert_config.json
    tokenizer.json tokenizer_config.json special_tokens_map.json added_tokens.json vocab.txt 1_Pooling
    2_Normalize""".split()
)
"""What stands in a model's folder, as sentence-transformers writes it; anything else is somebody's own."""
FEWEST = 64
"""Pairs from which on tuning is tried: two batches."""

_READ = 1_000  # characters of a text, as the embedder reads
_FEWEST_OWN, _MOST_OWN = 10, 300  # pairs of a kind that are measured: each is compared with all
_JUDGED_FEWEST = 10  # graded pairs that ask the same: of fewer an average precision is chance

GradedTexts = Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The average precision on some pairs before and after; ``graded`` where people judged them."""

    name: str
    pairs: int
    before: float
    after: float
    graded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """What was learnt from, how it was measured, and whether the model was kept."""

    folder: Path
    kept: bool
    learnt_from: Mapping[str, int]
    tuned: Tuned
    measured: tuple[Measured, ...]

    @property
    def said(self) -> str:
        """The outcome in a sentence."""
        told = "; ".join(
            f"{each.name} ({each.pairs:,} pairs) {each.before:.3f} before, {each.after:.3f} after"
            for each in self.measured
        )
        if self.kept:
            return f"kept in {self.folder}, for it is better. Average precision: {told}"
        return f"not kept, for it is no better. Average precision: {told}"


def adapt(
    store: Store,
    folder: Path,
    *,
    graded: Sequence[Path],
    minutes: float = 10,
    most_steps: int | None = None,
    device: Device = "auto",
) -> Adapted:
    """Tune the bundled model on a mined forum's own pairs, and keep it where it is better.

    What decides is graded pairs: a model that finds a thread's question by its title better may tell
    worse which threads ask the same.

    Parameters
    ----------
    store : Store
        Of a mined forum.
    folder : Path
        Where the model is written; an older one there is replaced only by a better one.
    graded : sequence of Path
        Files of graded pairs: lines of ``t1``, ``t2`` and ``label``, as ``kbminer evaluate groups`` takes.
    minutes : float, default 10
        After which no further step begins.
    most_steps : int, optional
        The most steps of 32 pairs.
    device : {"auto", "cpu", "cuda", "mps"}, default "auto"

    Raises
    ------
    NoRun
        Nothing has been mined yet.
    MissingExtra
        The libraries that tune are not installed.
    SettingsError
        There are too few graded pairs to decide by, or too few pairs to learn from.
    OutputError
        The folder holds something else.
    """
    must_be_able_to_tune()
    _must_be_free(folder)
    asked = by_thread(asked_questions(store))
    judged = {path.stem: _graded_texts(path, asked) for path in graded}
    links = bound_links(store.decisions(), store.links())
    pairs = list(own_pairs(asked.values(), last_threads(store).load(asked), links))
    learning = [pair for pair in pairs if not pair.held_back]
    _must_be_enough(judged, learning)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".adapting-") as beside:
        made = Path(beside) / "model"
        tuned = tune(_examples(learning), made, seconds=60 * minutes, most_steps=most_steps, device=device)
        (made / MARK).write_text("{}\n", encoding="utf-8")
        before, after = make_embedder(device=device), make_embedder(str(made), device=device)
        measured = tuple(_measured(before, after, judged, [pair for pair in pairs if pair.held_back]))
        found = Adapted(
            folder=folder,
            kept=is_better(measured),
            learnt_from=Counter(pair.kind for pair in learning),
            tuned=tuned,
            measured=measured,
        )
        if found.kept:
            _keep(made, found)
    return found


def is_better(measured: Sequence[Measured]) -> bool:
    """Tell whether the graded pairs, each file counted alike, are told apart better than before.

    >>> is_better([Measured(name="own", pairs=90, before=0.7, after=0.8)])
    False
    """
    return sum(each.after - each.before for each in measured if each.graded) > 0


def _must_be_free(folder: Path) -> None:
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not is_adapted(str(folder)):
        raise OutputError(
            f"{folder} is there and holds no model of kbminer adapt: give --out another folder, or remove it"
        )
    if others := sorted(each.name for each in folder.iterdir() if each.name not in _FILES):
        raise OutputError(
            f"{folder} also holds {others[0]}, which kbminer adapt did not write: give --out another folder"
        )


def _must_be_enough(judged: Mapping[str, GradedTexts], learning: Sequence[OwnPair]) -> None:
    same = [each[2] for pairs in judged.values() for each in pairs]
    if sum(same) < _JUDGED_FEWEST or all(same):
        raise SettingsError(
            f"nothing could decide whether a model is better: give --pairs with at least {_JUDGED_FEWEST} "
            "graded pairs of this store's threads that ask the same, and others that do not"
        )
    if len(learning) < FEWEST:
        raise SettingsError(
            f"the store gives {len(learning)} pairs to learn from, and {FEWEST} are needed: mine more threads"
        )


def _graded_texts(path: Path, asked: Mapping[str, Question]) -> GradedTexts:
    return [
        (asked[pair.one].text, asked[pair.other].text, pair.same)
        for pair in read_pairs(path)
        if pair.one in asked and pair.other in asked
    ]


def _examples(pairs: Sequence[OwnPair]) -> list[Example]:
    """The pairs mixed, since there may not be time for all; the same way each time."""
    examples = [
        Example(one=pair.one[:_READ], other=pair.other[:_READ], apart=pair.apart[:_READ]) for pair in pairs
    ]
    random.Random(0).shuffle(examples)  # noqa: S311 - no secret
    return examples


def _measured(
    before: Embedder, after: Embedder, judged: Mapping[str, GradedTexts], held_back: Sequence[OwnPair]
) -> Iterator[Measured]:
    for name, pairs in judged.items():
        of_graded = partial(average_precision, pairs)
        yield Measured(
            name=name, pairs=len(pairs), before=of_graded(before), after=of_graded(after), graded=True
        )
    for kind in KINDS:
        own = [(pair.one, pair.other) for pair in held_back if pair.kind == kind][:_MOST_OWN]
        if len(own) >= _FEWEST_OWN:
            of_own = partial(own_precision, own)
            yield Measured(
                name=f"held back, {kind}", pairs=len(own), before=of_own(before), after=of_own(after)
            )


def _keep(made: Path, found: Adapted) -> None:
    """Put the model where it is asked for, with what is known of it."""
    told = {
        "base": MODEL,
        "revision": REVISION,
        "learnt_from": dict(found.learnt_from),
        "tuned": asdict(found.tuned),
        "measured": [asdict(each) for each in found.measured],
    }
    (made / MARK).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if found.folder.exists():
        shutil.rmtree(found.folder)
    made.rename(found.folder)
