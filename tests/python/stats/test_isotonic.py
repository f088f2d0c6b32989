"""The non-increasing fit against scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from stats_sql import table


def fitted(macros, value: list[float], weight: list[float], position: list[int] | None = None) -> np.ndarray:
    """The fit in order of the positions."""
    position = position or list(range(len(value)))
    query = macros.isotonic_non_increasing("shares", "month", "share", "n")
    rows = {"month": position, "share": value, "n": weight}
    return table(f"select fitted from ({query}) as fits order by month", shares=rows)["fitted"].to_numpy()


@pytest.mark.parametrize("seed", range(6))
def test_the_fit_equals_scipy(macros, seed):
    random = np.random.default_rng(seed)
    n = random.integers(1, 400, size=60)
    value = random.binomial(n, np.exp(-np.arange(60) / 40)) / n
    wanted = optimize.isotonic_regression(value, weights=n, increasing=False).x
    assert (np.diff(value) > 0).sum() > 5
    np.testing.assert_allclose(fitted(macros, value.tolist(), n.tolist()), wanted, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(1, 9)), min_size=1, max_size=12
    )
)
def test_the_fit_equals_scipy_on_ties_and_edges(macros, rows):
    value, weight = np.array(rows, dtype=float).T
    wanted = optimize.isotonic_regression(value, weights=weight, increasing=False).x
    np.testing.assert_allclose(fitted(macros, value.tolist(), weight.tolist()), wanted, atol=1e-12)


def test_a_curve_that_falls_is_left_as_it_is(macros):
    value = [0.9, 0.9, 0.4, 0.0]
    assert fitted(macros, value, [3, 1, 8, 2]) == pytest.approx(value, abs=1e-15)


def test_a_curve_that_rises_becomes_its_weighted_mean(macros):
    assert fitted(macros, [0.1, 0.2, 0.7], [1, 2, 5]) == pytest.approx([0.5, 0.5, 0.5], abs=1e-15)


def test_positions_order_the_rows_and_need_not_be_consecutive(macros):
    found = fitted(macros, [0.2, 0.9, 0.6], [1, 1, 1], position=[30, 2, 11])
    assert found == pytest.approx([0.9, 0.6, 0.2], abs=1e-15)


def test_one_row_is_its_own_fit(macros):
    assert fitted(macros, [0.3], [4]).tolist() == [0.3]


def test_the_rows_keep_their_columns(macros):
    query = macros.isotonic_non_increasing("shares", "month", "share", "n")
    found = table(query, shares={"month": [1], "plan": ["Basic"], "share": [0.5], "n": [7]})
    assert found.columns == ["month", "plan", "share", "n", "fitted"]
