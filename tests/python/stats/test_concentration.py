"""Gini and Herfindahl–Hirschman against their definitions and published figures."""

import numpy as np
import pytest
from stats_sql import column, table


def gini(macros, value: list[float]) -> float | None:
    """The macro on values in any order."""
    query = f"""
        with ranked as (
            select value, count(*) over () as n, row_number() over (order by value, id) as place from given
        )
        select {macros.gini("value", "n", "place")} as gini from ranked
    """
    return table(query, given={"id": list(range(len(value))), "value": value}).item()


@pytest.mark.parametrize("seed", range(5))
def test_gini_is_half_the_relative_mean_difference(macros, seed):
    """Gini's own definition of 1912: Σ Σ |x − y| / (2 n² · mean)."""
    value = np.random.default_rng(seed).pareto(1.2, size=300)
    differences = np.abs(value[:, None] - value[None, :]).sum()
    wanted = differences / (2 * len(value) ** 2 * value.mean())
    assert gini(macros, value.tolist()) == pytest.approx(wanted, rel=1e-11)


def test_gini_of_equal_values_is_nought(macros):
    assert gini(macros, [4.0] * 10) == pytest.approx(0, abs=1e-15)
    assert gini(macros, [4.0]) == 0.0


def test_gini_where_one_has_all_is_one_less_a_share(macros):
    assert gini(macros, [0.0] * 9 + [5.0]) == pytest.approx(0.9, abs=1e-15)


def test_gini_of_whole_numbers(macros):
    """1, 2, 3, 4: Σ (2i − 5) i = 10 over 4 · 10."""
    assert gini(macros, [3, 1, 4, 2]) == pytest.approx(0.25, abs=1e-15)


def test_gini_of_nothing_is_null(macros):
    assert gini(macros, [0.0, 0.0]) is None


def hhi(macros, shares: list[float]) -> float:
    """The macro on shares."""
    return column(f"select {macros.hhi('share')} from (select unnest({shares}::double[]) as share)")[0]


def test_hhi_equals_the_guidelines_example(macros):
    """Four firms with 30, 30, 20 and 20 %: 2,600. US Horizontal Merger Guidelines, 2010, footnote 9."""
    assert hhi(macros, [0.3, 0.3, 0.2, 0.2]) == pytest.approx(2600, rel=1e-12)


@pytest.mark.parametrize("n", [1, 3, 40])
def test_hhi_of_equal_shares_is_ten_thousand_by_their_number(macros, n):
    assert hhi(macros, [1 / n] * n) == pytest.approx(10_000 / n, rel=1e-12)
