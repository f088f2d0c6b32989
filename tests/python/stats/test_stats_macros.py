"""The macros of macros/stats against scipy, on the engine that runs them."""

from itertools import pairwise

import duckdb
import numpy as np
import pytest
from scipy import stats
from stats_sql import column


def test_two_sided_p_equals_scipy(macros):
    z = np.concatenate([np.linspace(-8, 8, 401), np.linspace(8, 36, 57)])
    found = column(f"select {macros.two_sided_p('z')} from (select unnest({z.tolist()}::double[]) as z)")
    np.testing.assert_allclose(found, 2 * stats.norm.sf(np.abs(z)), rtol=1e-8, atol=1e-300)


def test_two_sided_p_of_null_is_null(macros):
    assert np.isnan(column(f"select {macros.two_sided_p('z')} from (select cast(null as double) as z)")).all()


def test_z_975_is_the_quantile(macros):
    assert float(macros.z_975()) == pytest.approx(stats.norm.ppf(0.975), abs=1e-15)


@pytest.mark.parametrize("seed", range(5))
def test_holm_equals_the_definition(macros, seed):
    p = np.random.default_rng(seed).beta(0.3, 2, size=28)
    rows = ", ".join(f"({i}, {value!r}::double)" for i, value in enumerate(p.tolist()))
    query = macros.holm("tested", "p", "id")
    found = column(
        f"with tested as (select * from (values {rows}) as t (id, p)) "
        f"select holm_p from ({query}) order by id"
    )
    order = np.argsort(p, kind="stable")
    wanted = np.empty_like(p)
    wanted[order] = np.minimum(1, np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p)))))
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_linearised_se_of_a_mean_is_the_textbook_one(macros):
    x = np.random.default_rng(1).normal(5, 2, size=200)
    z = (x - x.mean()) / len(x)
    found = column(
        f"select {macros.linearised_se('sum(z * z)', 'count(*)')} from (select unnest({z.tolist()}) as z)"
    )
    assert found[0] == pytest.approx(stats.sem(x), rel=1e-12)
    assert np.isnan(column(f"select {macros.linearised_se('0.0', '1')}")).all()


def test_weighted_rating_is_a_weighted_mean(macros):
    found = column(f"select {macros.weighted_rating('250', '8.0', '1000', '6.0')}")
    assert found[0] == pytest.approx(np.average([8.0, 6.0], weights=[250, 1000]), rel=1e-15)


def test_loglog_interpolation_is_a_line_in_logarithms(macros):
    query = macros.loglog_interpolation("r", "12", "900000.0", "20", "310000.0")
    found = column(f"select {query} from range(12, 21) as given (r) order by r")
    wanted = np.exp(np.interp(np.log(np.arange(12, 21)), np.log([12, 20]), np.log([900000.0, 310000.0])))
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_the_backtest_hides_gaps_that_the_rule_allows(macros):
    """No gap is wider than max(10, the rank above it), and half of the ranks or more are hidden."""
    ranks = [
        rank
        for rank in range(1, 201)
        if not duckdb.sql(f"select {macros.backtest_hides(rank)}").fetchall()[0][0]
    ]
    gaps = [(better, worse - better) for better, worse in pairwise(ranks)]
    assert all(gap <= max(10, better) for better, gap in gaps)
    assert max(gap for _, gap in gaps) == 40
    assert 60 <= len(ranks) <= 100
    assert ranks[0] == 1
    assert ranks[-1] == 200


@pytest.mark.parametrize(
    ("rank", "band"), [(1, "1-10"), (10, "1-10"), (11, "11-50"), (100, "51-100"), (101, "101+")]
)
def test_ranks_fall_into_bands(macros, rank, band):
    assert duckdb.sql(f"select {macros.rank_band(rank)}").fetchall() == [(band,)]
