"""The macros of macros/stats against scipy, on the engine that runs them."""

import math
from itertools import pairwise

import duckdb
import numpy as np
import pytest
from scipy import special, stats
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


def test_what_was_not_tested_is_left_out_of_holm(macros):
    """Two p-values and a null: k is 2, wherever an engine sorts nulls."""
    for order in ("nulls_last", "nulls_first"):
        with duckdb.connect(config={"default_null_order": order}) as connection:
            found = connection.sql(
                "with tested as ("
                "select * from (values ('a', 0.03::double), ('b', null), ('c', 0.02)) as t (id, p)) "
                f"select id, holm_p from ({macros.holm('tested', 'p', 'id')}) order by id"
            ).fetchall()
        assert found == [("a", pytest.approx(0.04)), ("c", pytest.approx(0.04))]


@pytest.mark.parametrize("df", [2, 2.0001, 2.5, 3, math.pi, 5, 7.77, 12, 30, 61.5, 400, 1e4, 1e9, 2e12])
def test_t_975_equals_scipy(macros, df):
    assert column(f"select {macros.t_975(repr(float(df)))}")[0] == pytest.approx(
        stats.t.ppf(0.975, df), abs=2e-10
    )


def satterthwaite(macros, z: np.ndarray) -> float:
    """The degrees of freedom of the variance that values make."""
    df = macros.satterthwaite_df("sum(z * z)", "sum(power(z, 4))", "count(*)")
    return column(f"select {df} from (select unnest({z.tolist()}::double[]) as z)")[0]


@pytest.mark.parametrize("n", [100, 1000])
def test_satterthwaite_finds_the_degrees_of_freedom_of_a_normal_sample(macros, n):
    """A normal z has Σz² distributed as chi-squared with n degrees of freedom; the estimate of n wavers."""
    random = np.random.default_rng(n)
    found = [satterthwaite(macros, random.normal(size=n)) for _ in range(40)]
    assert np.median(found) == pytest.approx(n, rel=0.15)


def test_satterthwaite_is_twice_the_squared_mean_over_the_variance(macros):
    z = np.random.default_rng(2).standard_t(3, size=50)
    wanted = 2 * (z**2).mean() ** 2 / ((z**2).var() / len(z))
    assert satterthwaite(macros, z) == pytest.approx(wanted, rel=1e-12)
    # 2/3, −1/3, −1/3: Σz² = 2/3, Σz⁴ = 2/9, so 2 / (1/2 − 1/3)
    assert satterthwaite(macros, np.array([2, -1, -1]) / 3) == pytest.approx(12, rel=1e-12)


def test_satterthwaite_at_its_ends(macros):
    assert satterthwaite(macros, np.array([1e9, 1, 1, 1])) == pytest.approx(2 / (1 - 1 / 4), rel=1e-6)
    assert satterthwaite(macros, np.array([0.5, -0.5])) == 2e12
    assert satterthwaite(macros, np.zeros(5)) == 2e12


@pytest.mark.parametrize(("p", "se"), [(0.3, 0.02), (0.04, 0.012), (1e-4, 9e-5), (0.97, 0.01)])
def test_logit_limits_are_symmetric_in_log_odds(macros, p, se):
    limits = [
        column(f"select {macro(repr(p), repr(se), '2.5')}")[0]
        for macro in (macros.logit_low, macros.logit_high)
    ]
    margin = 2.5 * se / (p * (1 - p))
    assert limits == pytest.approx(special.expit(special.logit(p) + np.array([-margin, margin])), rel=1e-12)


@pytest.mark.parametrize(("p", "se"), [(0.0, 0.0), (1.0, 0.0), (0.2, 0.0), (0.0, 0.1)])
def test_a_share_without_error_has_no_limits(macros, p, se):
    for macro in (macros.logit_low, macros.logit_high):
        assert np.isnan(column(f"select {macro(repr(p), repr(se), '2.5')}")[0])


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
