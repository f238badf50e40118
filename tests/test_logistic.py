"""The one logistic regression behind every calibration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.similarity.log_odds import to_probabilities, to_probability
from kbminer.similarity.logistic import fit_logistic


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 60), penalty=st.floats(0.01, 100))
def test_the_loss_is_least_at_the_weights(seed: int, count: int, penalty: float) -> None:
    """The slope of the penalised loss is nothing there, whatever the cases, soft targets included."""
    random = np.random.default_rng(seed)
    rows = np.column_stack([np.ones(count), random.normal(0, 3, count)])
    targets, prior = random.uniform(size=count), np.array([-1.0, 2.0])
    weights = fit_logistic(rows, targets, penalty=penalty, prior=prior, case_weight=0.5)
    chance = 1 / (1 + np.exp(-(rows @ weights)))
    slope = 0.5 * rows.T @ (chance - targets) + penalty * (weights - prior)
    assert np.abs(slope).max() < 1e-5


def test_the_prior_holds_where_there_are_no_cases() -> None:
    """Without a case the weights are the prior, and each case moves them away from it."""
    prior = [-3.9, 5.7]
    none = fit_logistic(np.zeros((0, 2)), np.zeros(0), penalty=30.0, prior=prior)
    assert none == pytest.approx(prior)
    some = fit_logistic(np.array([[1.0, 0.5]] * 50), np.ones(50), penalty=30.0, prior=prior)
    assert some[0] > none[0]


def test_cases_that_are_told_perfectly_end_the_search() -> None:
    """Targets just off 0 and 1 keep the weights finite, with hardly a penalty."""
    odds = np.linspace(-40, 40, 200)
    marks = np.where(odds > 0, 0.99, 0.01)
    weights = fit_logistic(np.column_stack([odds, np.ones(200)]), marks, penalty=1e-6, start=[1.0, 0.0])
    assert np.isfinite(weights).all()
    assert weights[0] > 0


@given(log_odds=st.floats(allow_nan=False))
def test_any_log_odds_give_a_probability(log_odds: float) -> None:
    """However far they are, no overflow ends the work, and a float and an array say the same."""
    chance = to_probability(log_odds)
    assert 0 < chance <= 1
    assert to_probabilities(np.array([log_odds])).tolist() == pytest.approx([chance], rel=1e-12, abs=1e-300)
