"""Intervals of rates and of their differences against statsmodels and published figures."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from stats_sql import column, table
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def wilson(macros, p: str, n: str) -> tuple[float, float]:
    """Both limits at a rate and a size, given as SQL."""
    return column(f"select {macros.wilson_low(p, n)}")[0], column(f"select {macros.wilson_high(p, n)}")[0]


def newcombe(
    macros, later: tuple[int, int], earlier: tuple[int, int], rho: str = "0.0"
) -> tuple[float, float]:
    """Both limits of the difference of two rates, each given as (count, size)."""
    rates = []
    for count, size in (later, earlier):
        p = count / size
        rates += [repr(p), *map(repr, map(float, wilson(macros, repr(p), str(size))))]
    limits = macros.newcombe_low(*rates, rho), macros.newcombe_high(*rates, rho)
    return column(f"select {limits[0]}")[0], column(f"select {limits[1]}")[0]


# Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
@pytest.mark.parametrize(
    ("count", "size", "published"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_equals_the_published_examples(macros, count, size, published):
    assert wilson(macros, f"{count} / {size}.0", str(size)) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("size", [1, 2, 7, 30, 1000, 3_000_000])
def test_wilson_equals_statsmodels(macros, size):
    for count in sorted({0, 1, size // 3, size // 2, size - 1, size}):
        wanted = proportion_confint(count, size, method="wilson")
        assert wilson(macros, f"{count}::double / {size}", str(size)) == pytest.approx(wanted, abs=1e-14)


def test_wilson_takes_an_effective_size_that_is_no_whole_number(macros):
    wanted = proportion_confint(0.3 * 41.7, 41.7, method="wilson")
    assert wilson(macros, "0.3", "41.7") == pytest.approx(wanted, abs=1e-14)


@pytest.mark.parametrize("size", ["1", "3", "30", "33.3", "1234567"])
def test_wilson_ends_exactly_at_nought_and_one(macros, size):
    assert wilson(macros, "0.0::double", size)[0] == 0.0
    assert wilson(macros, "1.0::double", size)[1] == 1.0
    assert 0 < wilson(macros, "0.0::double", size)[1] < 1
    assert 0 < wilson(macros, "1.0::double", size)[0] < 1


@pytest.mark.parametrize(
    ("p", "n"),
    [
        ("0.5", "null::bigint"),
        ("0.5", "0"),
        ("0.5", "0.0::double"),
        ("null::double", "50"),
        ("0.0", "null"),
    ],
)
def test_a_rate_without_rows_has_no_limits(macros, p, n):
    assert np.isnan(wilson(macros, p, n)).all()


# Newcombe, Interval estimation for the difference between independent proportions, 1998, table II, method 10.
@pytest.mark.parametrize(
    ("later", "earlier", "published"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_equals_the_published_examples(macros, later, earlier, published):
    assert newcombe(macros, later, earlier) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("seed", range(10))
def test_newcombe_equals_statsmodels(macros, seed):
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 400, size=2).tolist()
    counts = [int(random.integers(0, size + 1)) for size in sizes]
    wanted = confint_proportions_2indep(
        counts[0], sizes[0], counts[1], sizes[1], compare="diff", method="newcomb"
    )
    found = newcombe(macros, (counts[0], sizes[0]), (counts[1], sizes[1]))
    assert found == pytest.approx(wanted, abs=1e-13)


# Pairs by yes–yes, yes–no, no–yes, no–no. Newcombe, Improved confidence intervals for the difference between
# binomial proportions based on paired data, 1998; and Fagerland, Lydersen and Laake, Statistical analysis of
# contingency tables, 2017, chapter 8, the study of Cavo et al.
@pytest.mark.parametrize(
    ("pairs", "published"),
    [
        ((36, 12, 2, 0), (0.0569, 0.3404)),
        ((59, 6, 16, 80), (-0.1186, -0.0046)),
    ],
)
def test_newcombe_equals_the_published_examples_of_pairs(macros, pairs, published):
    """Both print method 10: its phi has a correction for continuity where it is positive."""
    a, b, c, d = pairs
    n, product = sum(pairs), a * d - b * c
    corrected = max(product - n / 2, 0) if product > 0 else product
    rho = corrected / math.sqrt((a + b) * (c + d) * (a + c) * (b + d))
    assert newcombe(macros, (a + b, n), (a + c, n), f"{rho!r}::double") == pytest.approx(published, abs=5e-5)


def test_rates_that_go_together_entirely_differ_by_little(macros):
    """At rho = 1 the margins are subtracted; where they are equal nothing is left, and no root of −1e-17."""
    low, high = newcombe(macros, (50, 100), (50, 100), "1.0")
    assert (low, high) == pytest.approx((0, 0), abs=1e-8)
    assert newcombe(macros, (50, 100), (50, 100), "-1.0")[1] == pytest.approx(
        2 * (wilson(macros, "0.5", "100")[1] - 0.5)
    )


def correlations(macros, units: list, places: list, hits: list, sizes: list) -> dict[int, float]:
    """The macro on one row a unit and period; periods are numbers, each compared with the next lower one."""
    query = macros.rate_correlation("given", "unit_key", "period", "period - 1", "hits", "rows")
    given = {"unit_key": units, "period": places, "hits": hits, "rows": sizes}
    return dict(table(query, given=given).rows())


@pytest.mark.parametrize("seed", range(5))
def test_the_correlation_of_pairs_is_phi(macros, seed):
    random = np.random.default_rng(seed)
    first = random.random(60) < 0.4
    second = np.where(random.random(60) < 0.5, first, random.random(60) < 0.6)
    found = correlations(
        macros, [*range(60)] * 2, [1] * 60 + [2] * 60, [*map(float, [*first, *second])], [1.0] * 120
    )
    assert found == {2: pytest.approx(np.corrcoef(first, second)[0, 1], abs=1e-12)}


def test_the_correlation_of_rates_of_clusters_is_that_of_many_samples(macros):
    """Of samples of units drawn again and again, half of them in both periods, with rows of like outcomes."""
    random = np.random.default_rng(11)
    rates, estimates = [], []
    for draw in range(400):
        taste = random.beta(0.6, 0.6, size=300)
        sizes = random.integers(1, 6, size=(2, 300)).astype(float)
        sizes[0, 200:], sizes[1, :100] = 0, 0
        hits = random.binomial(sizes.astype(int), taste).astype(float)
        rates.append(hits.sum(axis=1) / sizes.sum(axis=1))
        if draw < 20:
            period, unit = np.nonzero(sizes)
            found = correlations(
                macros,
                unit.tolist(),
                period.tolist(),
                hits[period, unit].tolist(),
                sizes[period, unit].tolist(),
            )
            estimates.append(found[1])
    truth = np.corrcoef(np.array(rates).T)[0, 1]
    assert 0.2 < truth < 0.6
    assert np.mean(estimates) == pytest.approx(truth, abs=0.1)


def test_the_correlation_by_hand(macros):
    """A and B later, with 1 of 1 and 0 of 1; A and C before, the same: ½ · ½ of √(½ · ½)."""
    found = correlations(
        macros, ["A", "B", "A", "C"], [2, 2, 1, 1], [1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 1.0, 1.0]
    )
    assert found == {2: pytest.approx(0.5, abs=1e-15)}


def test_rates_without_variance_or_without_units_in_common_do_not_go_together(macros):
    assert correlations(macros, ["A", "B"] * 2, [2, 2, 1, 1], [1.0, 1.0, 1.0, 0.0], [1.0] * 4) == {2: 0.0}
    assert correlations(macros, ["A", "B", "C", "D"], [2, 2, 1, 1], [1.0, 0.0] * 2, [1.0] * 4) == {}
    assert correlations(macros, ["A", "B"] * 2, [3, 3, 1, 1], [1.0, 0.0] * 2, [1.0] * 4) == {}


def design_effect(macros, unit: np.ndarray, outcome: np.ndarray) -> float:
    """The design effect of the mean of 0/1 outcomes, from one row an outcome."""
    query = f"""
        with sizes as (
            select unit, count(*) as m, sum(outcome) as c from given group by unit
        ),
        rate as (select sum(c)::double / sum(m) as p, sum(m) as n, count(*) as units from sizes)
        select {macros.design_effect("max(p)", "max(n)", "max(units)", "sum(power(c - p * m, 2))")} as deff
        from sizes cross join rate
    """
    return table(query, given={"unit": unit.tolist(), "outcome": outcome.tolist()}).item()


@pytest.mark.parametrize("seed", range(5))
def test_design_effect_equals_the_cluster_robust_variance(macros, seed):
    """Of a regression on a constant, in statsmodels, over the variance of independent rows."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 20, size=80)
    unit = np.repeat(np.arange(80), sizes)
    outcome = (random.random(len(unit)) < np.repeat(random.beta(0.5, 0.5, size=80), sizes)).astype(int)
    fit = sm.OLS(outcome, np.ones(len(unit))).fit(cov_type="cluster", cov_kwds={"groups": unit})
    p = outcome.mean()
    wanted = fit.cov_params().item() / (p * (1 - p) / len(unit))
    assert wanted > 2
    assert design_effect(macros, unit, outcome) == pytest.approx(wanted, rel=1e-10)


def test_rows_that_are_alike_within_units_count_once_a_unit(macros):
    """Ten rows of the same outcome in each of 50 units are as good as 50 rows: 10 × 50/49."""
    unit = np.repeat(np.arange(50), 10)
    assert design_effect(macros, unit, (unit % 2).astype(int)) == pytest.approx(10 * 50 / 49, rel=1e-12)


def test_design_effect_is_one_where_no_variance_can_be_seen_and_never_less(macros):
    assert design_effect(macros, np.arange(40), np.zeros(40, dtype=int)) == 1.0
    assert design_effect(macros, np.arange(40), np.ones(40, dtype=int)) == 1.0
    assert design_effect(macros, np.zeros(40, dtype=int), np.arange(40) % 2) == 1.0
    # each unit has one of either outcome: the rate varies less than with independent rows
    assert design_effect(macros, np.repeat(np.arange(20), 2), np.arange(40) % 2) == 1.0


def test_design_effect_of_nothing_is_null(macros):
    assert np.isnan(column(f"select {macros.design_effect('null::double', '0', '0', 'null::double')}")[0])
