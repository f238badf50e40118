"""Fit what part each sentence of a thread plays, and write the model as readable JSON.

    python scripts/fit_roles.py NAME=STORE ... --out kbminer/draft/sentence_roles.json

NAME is one of ``scripts/labelled_sentences`` and STORE the address of a store that holds its forum
(``sqlite:///forum.db``). Prints for each forum what a model that has not seen it makes of its sentences. The
same input gives the same file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from fit_options import forums_and_out
from labelled_sentences import INVENTED, OF_ARTICLE, Labelled, invented, labelled, labels_of
from numpy.typing import NDArray

from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.sentence_roles import QUESTION_ROLES
from kbminer.draft.sentence_signs import SIGNS
from kbminer.pipeline.mended_threads import last_threads
from kbminer.records.by_key import by_key
from kbminer.similarity.logistic import fit_logistic
from kbminer.store import Store

RIDGE = 30.0  # on standardised signs; at 10 and 100 the areas of forums left out differ by less than .004
LEAST_SPREAD = 0.25  # below it a sign is rare, and its weight is held down the more
# What the turns of phrase of the language files were collected for, in log-odds: few sentences show some.
PRIOR = {
    "navigation": -3.0,
    "aside": -3.0,
    "is_chatter": -2.0,
    "asking_back": -1.5,
    "dialogue": -1.0,
    "pointing": -2.5,
    "asks_anybody": -1.0,
    "instructs": 1.0,
    "cause": 1.0,
    "workaround": 1.0,
    "suggesting": 1.5,
    "advises_in_doubt": 1.0,
}
PRIOR_OF_TALK = {
    "is_chatter": 2.0,
    "chatter": 1.0,
    "aside": 1.0,
    "thanks": 1.0,
    "navigation": 3.0,
    "asks_anybody": 1.0,
}
ASKED_AS = {"g": "trouble", "m": "trouble", "e": "trouble", "t": "tried"}

Fitted = Mapping[str, object]


def fit(sentences: Sequence[Labelled]) -> dict[str, object]:
    """Fit both models on some sentences."""
    replies = [each for each in sentences if not each.opens]
    asked = [each for each in sentences if each.opens]
    return {
        "belongs": _weights(replies, belongs, PRIOR),
        "question": {
            role: _weights(
                asked, lambda each, r=role: _asked(each) == r, PRIOR_OF_TALK if role == "talk" else {}
            )
            for role in QUESTION_ROLES
        },
    }


def belongs(sentence: Labelled) -> bool:
    """Whether a reply's sentence is a part of the article."""
    return sentence.label in OF_ARTICLE


def _asked(sentence: Labelled) -> str:
    return ASKED_AS.get(sentence.label.lower(), "talk")


def _weights(
    sentences: Sequence[Labelled],
    is_one: Callable[[Labelled], bool],
    prior: Mapping[str, float] = MappingProxyType({}),
) -> Fitted:
    rows = np.array([each.signs for each in sentences], dtype=np.float64)
    targets = np.array([is_one(each) for each in sentences], dtype=np.float64)
    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), LEAST_SPREAD)
    standard = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    expected = [*(prior.get(name, 0.0) * s for name, s in zip(SIGNS, spread, strict=True)), 0.0]
    found = fit_logistic(standard, targets, penalty=[RIDGE] * len(SIGNS) + [1e-6], prior=expected)
    weights = found[:-1] / spread
    return {
        "signs": {name: round(float(w), 3) for name, w in zip(SIGNS, weights, strict=True)},
        "intercept": round(float(found[-1] - weights @ middle), 3),
    }


def scores(model: Fitted, sentences: Iterable[Labelled]) -> NDArray[np.float64]:
    """The log-odds that a fitted model gives."""
    weights = np.array([model["signs"][name] for name in SIGNS])  # type: ignore[index]
    return np.array([each.signs for each in sentences]) @ weights + float(model["intercept"])  # type: ignore[arg-type]


def compare(forums: Mapping[str, Sequence[Labelled]]) -> None:
    """Print how each forum is read by a model that has not seen it."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - only to compare

    for name, sentences in forums.items():
        if name == INVENTED:
            continue
        model = fit([each for key, other in forums.items() if key != name for each in other])
        replies = [each for each in sentences if not each.opens]
        asked = [each for each in sentences if each.opens]
        truth = np.array([belongs(each) for each in replies])
        found = scores(model["belongs"], replies)  # type: ignore[arg-type]
        kept = found > 0
        parts = {role: scores(model["question"][role], asked) for role in QUESTION_ROLES}  # type: ignore[index]
        guessed = [max(parts, key=lambda role, i=i: parts[role][i]) for i in range(len(asked))]
        right = np.mean([_asked(each) == role for each, role in zip(asked, guessed, strict=True)])
        print(
            f"{name:10} {len(replies):5} of replies: AUC {roc_auc_score(truth, found):.3f}, right "
            f"{np.mean(kept == truth):.1%}, kept {np.mean(kept[truth]):.1%} of what belongs, "
            f"{np.mean(truth[kept]):.1%} of what is kept belongs; {len(asked)} of questions: {right:.1%}"
        )


def main() -> None:
    """Read the command line, fit, compare, and write the model."""
    given, out = forums_and_out(__doc__)
    forums = {}
    for name, address in given.items():
        graded = labels_of(name)
        with Store(address) as store:
            threads = by_key(last_threads(store).load({str(line["thread"]) for line in graded}))
        forums[name] = list(labelled(graded, threads, cues_for("en")))
    forums[INVENTED] = list(invented())
    compare(forums)
    model = fit([each for sentences in forums.values() for each in sentences])
    out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
