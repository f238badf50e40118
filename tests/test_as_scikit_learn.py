"""What is worked out here to spare loading scikit-learn is what scikit-learn would give."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from kbminer.similarity.embed.hashed import LexicalEmbedder
from kbminer.similarity.lexical import TermWeights
from kbminer.similarity.terms import terms_of
from kbminer.similarity.truncated_svd import leading_directions

WORDS = [
    *"the a map sync export grey où élan naïve 4.2 e_13 straße ß I x résumé 日本語 don't".split(),
    "\u00a0z",
]


def texts(count: int) -> list[str]:
    """Texts of random words, some empty, some of one word."""
    chance = random.Random(0)
    made = [
        [chance.choice(WORDS) + chance.choice(["", "s", "ing"]) for _ in range(n % 40)] for n in range(count)
    ]
    return [" ".join(words) for words in made]


def test_parts_of_words_are_hashed_to_the_same_places() -> None:
    """The vectors of --model lexical are those that a store of an earlier version holds."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashed = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), n_features=1024, strip_accents="unicode", norm=None
    )
    counted = hashed.transform(texts(80)).toarray()
    rows = LexicalEmbedder().encode(texts(80))
    expected = np.sign(counted) * np.log1p(np.abs(counted))
    expected[~expected.any(axis=1), 0] = 1
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.allclose(rows, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("most", [None, 30])
def test_terms_weigh_the_same_to_the_last_bit(most: int | None) -> None:
    """All terms, or the commonest alone; which of equally common ones stay is settled by the alphabet."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    terms, rows = TermWeights.fit(texts(200), most=most)
    vocabulary = list(terms.vocabulary)
    vectorizer = TfidfVectorizer(
        analyzer=terms_of, sublinear_tf=True, dtype=np.float32, vocabulary=vocabulary
    )
    expected = vectorizer.fit_transform(texts(200))
    expected.sort_indices()
    assert np.array_equal(terms.idf, vectorizer.idf_)
    assert np.array_equal(rows.indices, expected.indices)
    assert np.array_equal(rows.data, expected.data)
    if most:
        counts = TfidfVectorizer(analyzer=terms_of, use_idf=False, norm=None).fit(texts(200))
        totals = counts.transform(texts(200)).sum(axis=0).A1
        names = counts.get_feature_names_out().tolist()
        assert set(vocabulary) == {
            names[n] for n in sorted(range(len(names)), key=lambda n: (-totals[n], names[n]))[:most]
        }


@pytest.mark.parametrize("shape", [(300, 90), (60, 200)])
def test_the_leading_directions_are_the_same_to_the_last_bit(shape: tuple[int, int]) -> None:
    """Of matrices with more rows than columns, and with fewer."""
    from scipy.sparse import csr_array, random_array
    from sklearn.utils.extmath import randomized_svd

    rows = csr_array(random_array(shape, density=0.1, rng=0, dtype=np.float32))
    _, _, expected = randomized_svd(rows, 20, n_iter=3, random_state=0)
    assert np.array_equal(leading_directions(rows, 20), expected)


def test_a_run_loads_neither_scikit_learn_nor_pandas_nor_torch(tmp_path: Path) -> None:
    """Each takes a second or more to load, and the example forum is mined without."""
    script = (
        "import sys\nfrom kbminer.cli.app import app\napp(sys.argv[1:], standalone_mode=False)\n"
        "print([name for name in ('sklearn', 'pandas', 'torch', 'transformers') if name in sys.modules])"
    )
    run = ["run", str(ROOT / "examples" / "forum"), "--out", str(tmp_path / "out")]
    command = [sys.executable, "-c", script, *run]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"
