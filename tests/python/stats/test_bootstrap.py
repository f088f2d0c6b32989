"""The weights of the Poisson bootstrap against scipy and Python's own md5."""

import hashlib
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from scipy import stats
from stats_sql import column, table

REPLICATES = 200


@pytest.fixture(scope="module")
def weights(macros) -> pl.DataFrame:
    """unit_id, replicate, weight of 500 keys as they come, large ones and negative ones included."""
    return table(
        f"""
        select unit_id, replicate, {macros.poisson_weight("unit_id", "replicate")} as weight
        from given cross join range(1, {REPLICATES + 1}) as replicates (replicate)
        order by unit_id, replicate
        """,
        given={"unit_id": [*range(-5, 300), *range(10**16, 10**16 + 195 * 10**12, 10**12)]},
    )


def quantile(macros, digits: str) -> int:
    """The weight at given hex digits, put in the place of those of the md5."""
    expression = macros.poisson_weight("unit_id", "replicate").replace(
        "substr(md5(concat(unit_id, '|', replicate)), 1, 13)", "digits"
    )
    assert "md5" not in expression
    return int(column(f"select {expression} from (select '{digits}' as digits)")[0])


def test_weights_equal_scipy_on_python_s_md5(weights):
    u = np.array(
        [
            int(hashlib.md5(f"{unit}|{replicate}".encode()).hexdigest()[:13], 16) / 2**52
            for unit, replicate, _ in weights.rows()
        ]
    )
    assert (weights["weight"].to_numpy() == stats.poisson.ppf(u, 1)).all()
    assert len(u) == 500 * REPLICATES


def test_the_quantile_changes_where_the_distribution_says(macros):
    """At each P(X ≤ k), from 25 terms of e; a double may round it by less than one step of the digits."""
    e = sum((Fraction(1, int(np.prod(range(1, i + 1), dtype=object) or 1)) for i in range(25)), Fraction(0))
    below, term = Fraction(0), 1 / e
    for k in range(17):
        term = term / k if k else term
        below += term
        number = int(below * 2**52)  # the last digits at or below P(X ≤ k)
        assert (quantile(macros, f"{number - 1:013x}"), quantile(macros, f"{number + 1:013x}")) == (k, k + 1)


def test_the_quantile_at_both_ends(macros):
    assert quantile(macros, "0" * 13) == 0
    assert quantile(macros, "f" * 13) == stats.poisson.ppf(1 - 2**-52, 1) == 17


def test_weights_have_mean_and_variance_one(weights):
    """A Poisson(1) mean of m draws has SE 1/sqrt(m), a variance sqrt(3/m): within four of each."""
    weight = weights["weight"].to_numpy()
    assert abs(weight.mean() - 1) < 4 / np.sqrt(len(weight))
    assert abs(weight.var(ddof=1) - 1) < 4 * np.sqrt(3 / len(weight))


def test_replicates_are_independent(weights):
    """No two neighbouring replicates, nor two neighbouring units, have weights that go together."""
    matrix = weights["weight"].to_numpy().reshape(-1, REPLICATES) - 1.0
    for one, other in ((matrix[:, :-1], matrix[:, 1:]), (matrix[:-1], matrix[1:])):
        assert abs((one * other).mean()) < 4 / np.sqrt(one.size)


def test_the_bootstrap_of_a_mean_finds_its_standard_error(macros):
    y = np.random.default_rng(4).lognormal(0, 1, size=2000)
    replicates = table(
        f"""
        select replicate, sum(weight * y) / sum(weight) as mean
        from (
            select replicate, y, {macros.poisson_weight("unit_id", "replicate")} as weight
            from given cross join range(1, {REPLICATES + 1}) as replicates (replicate)
        )
        group by replicate
        """,
        given={"unit_id": list(range(2000)), "y": y.tolist()},
    )
    # 200 replicates give a standard error to 1/sqrt(400) = 5 %
    assert replicates["mean"].std() == pytest.approx(stats.sem(y), rel=0.15)
