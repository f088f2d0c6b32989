"""Kaplan–Meier curves against a published trial and statsmodels."""

import numpy as np
import polars as pl
import pytest
from scipy import stats
from stats_sql import column, table
from statsmodels.duration.survfunc import SurvfuncRight

# Weeks of remission: Freireich et al., The effect of 6-mercaptopurine on the duration of steroid-induced
# remissions in acute leukemia, 1963.
MERCAPTOPURINE = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
MERCAPTOPURINE_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def spells(durations: list[int], events: list[bool], **groups: list) -> dict[str, list]:
    """The relation that the macro reads."""
    return {"charts": durations, "is_over": events, **groups}


def trial_arm() -> dict[str, list]:
    """The arm with 6-mercaptopurine: nine relapses among 21."""
    over = [week for week, relapses in MERCAPTOPURINE.items() for _ in range(relapses)]
    return spells(over + MERCAPTOPURINE_CENSORED, [True] * len(over) + [False] * len(MERCAPTOPURINE_CENSORED))


def curve(macros, given: dict[str, list], by: list[str] | None = None) -> pl.DataFrame:
    """The macro's rows in order of group and time."""
    query = macros.kaplan_meier("given", "charts", "is_over", by or [])
    order = ", ".join([*(by or []), "t"])
    return table(f"select * from ({query}) as curve order by {order}", given=given)


def random_spells(seed: int) -> dict[str, list]:
    """300 spells with many ties, a third of them censored, in three groups; the last has no censored ones."""
    random = np.random.default_rng(seed)
    durations = np.minimum(random.geometric(0.12, size=300), 25)
    group = random.integers(0, 3, size=300)
    return spells(
        durations.tolist(),
        ((random.random(300) < 0.65) | (group == 2)).tolist(),
        band=group.tolist(),
        year=(group % 2).tolist(),
    )


def test_the_published_trial(macros):
    """The 6-MP arm as in Kleinbaum and Klein, Survival Analysis, 2012, with its standard errors."""
    found = curve(macros, trial_arm())
    assert found["t"].to_list() == list(MERCAPTOPURINE)
    assert found["at_risk"].to_list() == [21, 17, 15, 12, 11, 7, 6]
    assert found["events"].to_list() == list(MERCAPTOPURINE.values())
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    np.testing.assert_allclose(found["survival"], published, atol=5.1e-4)
    se = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    np.testing.assert_allclose(found["survival"] * found["greenwood"].sqrt(), se, atol=5.1e-5)


def test_the_published_log_log_limits(macros):
    """The 6-MP arm with limits on the scale ln(−ln S), as Stata's `sts list` prints them."""
    found = curve(macros, trial_arm())
    low = [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]
    high = [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]
    np.testing.assert_allclose(found["survival_low"], low, atol=5.1e-5)
    np.testing.assert_allclose(found["survival_high"], high, atol=5.1e-5)


def test_a_curve_without_censoring_is_the_share_that_is_left(macros):
    found = curve(macros, spells(PLACEBO, [True] * len(PLACEBO)))
    left = [sum(week > t for week in PLACEBO) / 21 for t in found["t"]]
    np.testing.assert_allclose(found["survival"], left, atol=1e-14)
    last = found.row(-1, named=True)
    assert (last["t"], last["at_risk"], last["events"]) == (23, 1, 1)
    assert (last["survival"], last["survival_low"], last["survival_high"]) == (0.0, 0.0, 0.0)
    assert last["greenwood"] is None


@pytest.mark.parametrize("seed", range(4))
def test_curves_of_groups_equal_statsmodels(macros, seed):
    given = random_spells(seed)
    found = curve(macros, given, ["band", "year"])
    frame = pl.DataFrame(given)
    compared = 0
    for (band, year), rows in found.group_by("band", "year", maintain_order=True):
        own = frame.filter((pl.col("band") == band) & (pl.col("year") == year))
        wanted = SurvfuncRight(own["charts"].to_numpy(), own["is_over"].to_numpy().astype(int))
        assert rows["t"].to_list() == wanted.surv_times.tolist()
        assert rows["at_risk"].to_list() == wanted.n_risk.tolist()
        assert rows["events"].to_list() == wanted.n_events.tolist()
        np.testing.assert_allclose(rows["survival"], wanted.surv_prob, atol=1e-13)
        inner = rows["survival"].to_numpy() > 0
        s, se = wanted.surv_prob[inner], wanted.surv_prob_se[inner]
        np.testing.assert_allclose(s * np.sqrt(rows["greenwood"].to_numpy()[inner]), se, rtol=1e-10)
        margin = stats.norm.ppf(0.975) * se / (s * np.log(s))
        np.testing.assert_allclose(rows["survival_low"].to_numpy()[inner], s ** np.exp(-margin), rtol=1e-10)
        np.testing.assert_allclose(rows["survival_high"].to_numpy()[inner], s ** np.exp(margin), rtol=1e-10)
        compared += inner.sum()
    assert compared > 30


@pytest.mark.parametrize("seed", range(4))
def test_the_interval_of_the_median_equals_statsmodels(macros, seed):
    """The first times at which S, its lower and its upper limit come down to one half."""
    given = random_spells(seed)
    found = curve(macros, given)
    wanted = SurvfuncRight(np.array(given["charts"]), np.array(given["is_over"]).astype(int))
    firsts = [
        found.filter(pl.col(name) <= 0.5 + 1e-12)["t"].min()
        for name in ("survival", "survival_low", "survival_high")
    ]
    assert firsts == [wanted.quantile(0.5), *wanted.quantile_ci(0.5, method="cloglog")]


def test_spells_that_never_ended_give_no_curve(macros):
    assert curve(macros, spells([3, 5, 9], [False, False, False])).is_empty()
    assert curve(macros, spells([3, 5], [False, True]))["survival"].to_list() == [0.0]


def test_a_group_is_told_apart_even_where_its_name_is_null(macros):
    given = spells([2, 2, 4, 4], [True, False, True, True], band=[None, None, "a", "a"])
    found = curve(macros, given, ["band"])
    assert found.select("band", "t", "at_risk", "survival").rows() == [("a", 4, 2, 0.0), (None, 2, 2, 0.5)]


def test_a_half_that_is_a_product_counts_as_reached(macros):
    """3/4 · 2/3, by way of logarithms, lies a rounding error above one half."""
    survival = curve(macros, spells([1, 2, 3, 3], [True, True, False, False]))["survival"].to_list()
    assert survival == pytest.approx([3 / 4, 1 / 2], abs=1e-15)
    assert survival[1] > 0.5
    for value, reached in ((survival[1], 1), (0.50000001, 0), (0.4999, 1)):
        assert column(f"select {macros.median_reached(repr(value))}") == [reached]
