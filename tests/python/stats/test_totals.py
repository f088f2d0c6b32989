"""The standard error of a total against scipy."""

import numpy as np
import pytest
from scipy import stats
from stats_sql import column, table


def total_se(macros, y: np.ndarray) -> float:
    """The macro on one row a unit; nan for null."""
    query = f"select {macros.total_se('sum(y * y)', 'sum(y)', 'count(*)')} as se from given"
    found = table(query, given={"y": y.tolist()}).item()
    return np.nan if found is None else found


@pytest.mark.parametrize("seed", range(5))
def test_total_se_is_units_times_the_se_of_the_mean(macros, seed):
    random = np.random.default_rng(seed)
    y = random.lognormal(3, 1.5, size=400) * (random.random(400) < 0.3)
    assert (y == 0).sum() > 200
    assert total_se(macros, y) == pytest.approx(400 * stats.sem(y), rel=1e-10)


def test_units_with_nothing_widen_the_interval(macros):
    y = np.ones(50)
    assert total_se(macros, y) == pytest.approx(0, abs=1e-12)
    # 50 of 100 units have 1: sqrt(100/99 · (50 − 2500/100))
    assert total_se(macros, np.concatenate([y, np.zeros(50)])) == pytest.approx(np.sqrt(2500 / 99), rel=1e-12)


def test_equal_units_have_no_negative_variance(macros):
    """Σy² − T²/n of equal values is a rounding error that may fall below zero."""
    assert total_se(macros, np.full(7, 0.1)) == pytest.approx(0, abs=1e-7)


def test_one_unit_has_no_standard_error(macros):
    assert np.isnan(total_se(macros, np.array([3.0])))
    assert np.isnan(column(f"select {macros.total_se('9.0', '3.0', '1')}")[0])
