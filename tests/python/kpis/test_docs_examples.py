"""What the documentation of a KPI lets a stranger do: follow its example, and its SQL to the value."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from built_project import BuiltProject
from oracle.churn import thirty_days
from oracle.comparison import agree
from oracle.platform import Market
from oracle.raw import seed
from oracle.stats import (
    correlation_of_rates,
    design_effect,
    gini,
    kaplan_meier,
    linearised_se,
    log_odds_limits,
    normal,
    top_share,
    total_se,
    wilson,
)
from scipy.optimize import isotonic_regression
from scipy.stats import norm, t
from statsmodels.stats.multitest import multipletests

KPI_IDS = [row["kpi_id"] for row in seed("kpi_catalogue")]
BLOCK = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", re.DOTALL)
QUERY = re.compile(r"```sql\n(.*?)```", re.DOTALL)
BLOCKS = {
    kpi_id: text
    for path in sorted((Path(__file__).parents[3] / "models/kpis").glob("*/_*__docs.md"))
    for kpi_id, text in BLOCK.findall(path.read_text(encoding="utf-8"))
}

# What the examples are given.
VIEWS, HOURS, STREAMS = [1.5, 1, 0], [1, 5, 5, 5], [1] * 29 + [71]
CHANGED_HOURS = [(5 - 6) / 2 - (3 - 2) / 2, (7 - 6) / 2, -(1 - 2) / 2]
COMPLETED, PAIRS = [2, 0], [2, 2]
VIEWERS = [
    pl.DataFrame({"subscriber": viewers, "hits": COMPLETED, "rows": PAIRS}) for viewers in ([1, 2], [1, 3])
]
SPELLS, ENDED = [1, 2, 2, 3, 4], [1, 1, 0, 1, 1]
DAYS_AGO = [29, 30, None, 1]
TENURES, ACTIVE = [4, 2, 4, 4], [4, 1, 3, 1]
CURVE = isotonic_regression(np.divide(ACTIVE, TENURES), weights=TENURES, increasing=False).x
BOTH = {"Netflix", "Hulu"}
MARKET = Market({1: {"Netflix"}, 2: BOTH, 3: BOTH, 4: {*BOTH, "Disney+", "HBO Max"}}, offers=9, known=9)
VOTES, DRAMA = np.array([600, 300, 100]), np.array([1, 0.5, 0])
SHARE = (DRAMA * VOTES).sum() / VOTES.sum()
PULLS = (DRAMA - SHARE) * VOTES / VOTES.sum()
Z_SCORE = (0.62 - 0.5) / np.hypot(0.03, 0.04)
P_VALUES = [2 * norm.sf(Z_SCORE), 0.03, 0.2]
V, R, IN_DRAMA = np.array([1000, 3000]), np.array([8, 6]), np.array([1, 0.5])
C = (V * R).sum() / V.sum()
WR = (V * R + 1000 * C) / (V + 1000)
RATING = (IN_DRAMA * WR).sum() / IN_DRAMA.sum()


def fraction(value: float) -> str:
    """A fraction as the texts have it."""
    return {1.0: "1", 0.6667: "⅔", 0.5: "½", 0.25: "¼"}[round(float(value), 4)]


def rating_se() -> float:
    """The error of the example's rating: of the mean, and of C, of which each title has its part."""
    own = IN_DRAMA * (WR - RATING) / IN_DRAMA.sum()
    mean_shrinkage = (IN_DRAMA * 1000 / (V + 1000)).sum() / IN_DRAMA.sum()
    return linearised_se(own + mean_shrinkage * V * (R - C) / V.sum())


def dormant(days: int) -> int:
    """How many of the example's four did not watch in the last days."""
    return sum(ago is None or ago >= days for ago in DAYS_AGO)


def shares(*groups: str) -> list[float]:
    """The platforms' shares in the example."""
    found = MARKET.shares()
    return [found[group][0] / found[group][1] for group in groups]


# KPI, what its text says with a place for each number, and the numbers computed from what is given.
# fmt: off
EXAMPLES: list[tuple[str, str, list[Any]]] = [
    ("total_views", "40 titles with 2,000,000 views each: {:,} views", [40 * 2_000_000]),
    ("total_views", "T = {:g}; `SE² = 3 ÷ 2 × (3.25 − 6.25 ÷ 3) = {:.2f}`",
     [sum(VIEWS), total_se(VIEWS) ** 2]),
    ("total_views", "2.5 ± 1.96 × {:.3f} = 0 to {:.2f}", [total_se(VIEWS), normal(2.5, total_se(VIEWS))[1]]),
    ("total_streams", "Value {:,}, bounds {} and {:,}", [700 + 280 + 70, 700 + 210 + 70, 700 + 350 + 70]),
    ("total_streams", "280 ÷ 1,050 = {:.1f} %", [100 * 280 / 1050]),
    ("total_streams", "1,050 ÷ 7 − 980 ÷ 7 = {:g} streams per day", [1050 / 7 - 980 / 7]),
    ("hit_concentration", "value = 71 ÷ 100 = {:.0f} %", [100 * top_share(STREAMS, 1)]),
    ("hit_concentration", "(29 × 71 − 29) ÷ (30 × 100) = {:.1f} %", [100 * gini(STREAMS)]),
    ("watch_hours_per_viewer", "16 ÷ 4 = {:g} hours", [np.mean(HOURS)]),
    ("watch_hours_per_viewer", "s² = (9 + 1 + 1 + 1) ÷ 3 = {:g}", [np.var(HOURS, ddof=1)]),
    ("watch_hours_per_viewer", "{:.2f} to {:.2f} hours", [*normal(4, float(np.std(HOURS, ddof=1)) / 2)]),
    ("watch_hours_per_viewer", "SE² = 3/2 × 1½ = {:.2f}", [linearised_se(CHANGED_HOURS) ** 2]),
    ("watch_hours_per_viewer", "the change is 4 ± {:.2f} hours",
     [normal(0, linearised_se(CHANGED_HOURS))[1]]),
    ("completion_rate", "D = {:g}, the four pairs say as much as one", [design_effect(COMPLETED, PAIRS)]),
    ("completion_rate", "is {:.3f} to {:.3f}", [*wilson(0.5, 4 / design_effect(COMPLETED, PAIRS))]),
    ("completion_rate", "ρ = 1 ÷ √(2 × 2) = {}", [fraction(correlation_of_rates(*VIEWERS))]),
    ("time_on_chart", "`S(1) = 1 − 1/5 = {:.1f}`, `S(2) = 0.8 × (1 − 1/4) = {:.1f}`, "
     "`S(3) = 0.6 × (1 − 1/2) = {:.1f}`", [*kaplan_meier(SPELLS, ENDED).survival[:3]]),
    ("time_on_chart", "The median is {:g} charts", [kaplan_meier(SPELLS, ENDED).median()[0]]),
    ("time_on_chart", "Dropping the censored spell would give {:g}, counting it as ended {:g} as well",
     [kaplan_meier([1, 2, 3, 4], [1] * 4).median()[0], kaplan_meier(SPELLS, [1] * 5).median()[0]]),
    ("cancellation_rate", "p = ¼, and `1 − (¾)² = {:g}/16` cancel in 30 days",
     [16 * thirty_days(1 / (3 + 1), 15)]),
    ("cancellation_rate", "1 ÷ 4 = {}, with a coverage of {}", [fraction(1 / (3 + 1)), (3 + 1) / 5]),
    ("retention_12m", "395 and 395 days 2 are active: {}", [fraction(2 / 3)]),
    ("retention_12m", "4 of 4, then 1 of 2 and 3 of 4, then 1 of 4 give {}, {}, {}, {}",
     [fraction(fit) for fit in CURVE]),
    ("dormant_share", "{} of 4 are dormant. Over 60 days it is {} of 4", [dormant(30), dormant(60)]),
    ("genre_popularity_share", "a share of {:.0f} %", [100 * SHARE]),
    ("genre_popularity_share", "so that SE = {:.3f}", [linearised_se(PULLS)]),
    ("genre_popularity_share", "df = 2 ÷ (½ − ⅓) = 12, t = {:.3f} and m = 2.615: {:.1f} to {:.1f} %",
     [t.ppf(0.975, 12), *(100 * limit for limit in log_odds_limits(SHARE, PULLS))]),
    ("genre_momentum", "SE = √(9 + 16) = {:.0f} points, z = {:.1f} and p = {:.4f}",
     [100 * np.hypot(0.03, 0.04), Z_SCORE, P_VALUES[0]]),
    ("genre_momentum", "3 × 0.0164 = {:.3f}, 2 × 0.03 = {:.2f} and {:.1f}",
     [*multipletests(P_VALUES, method="holm")[1]]),
    ("genre_rating", "C = 26,000 ÷ 4,000 = {:g}", [C]),
    ("genre_rating", "WR = ½ × 8 + ½ × 6.5 = {:g}, the second ¾ × 6 + ¼ × 6.5 = {:g}", [*WR]),
    ("genre_rating", "(7.25 + ½ × 6.125) ÷ 1½ = {:g}", [RATING]),
    ("genre_rating", "SE = √(2 × 2 × 0.40625²) = {:g}", [rating_se()]),
    ("platform_catalogue_share", "a share of 2.25 ÷ 4 = {:g}; to Hulu {:g}, to the others {:g} each",
     shares("Netflix", "Hulu", "Disney+")),
    ("platform_hhi", "= {:.2f} points", [MARKET.hhi()]),
    ("platform_hhi", "10,000 ÷ HHI, here {:.2f}", [10_000 / MARKET.hhi()]),
]
# fmt: on


@pytest.mark.parametrize("kpi_id", KPI_IDS)
def test_the_documentation_of_a_kpi_is_whole(kpi_id: str) -> None:
    text = BLOCKS[kpi_id]
    for part in (r"\*Example\.\*", r"`[^`\n]+ = [^`]+`", r"\*Not available\.?\*"):
        assert re.search(part, text), part
    assert len(QUERY.findall(text)) == 1
    assert kpi_id in {example for example, _, _ in EXAMPLES}


@pytest.mark.parametrize(("kpi_id", "says", "numbers"), EXAMPLES)
def test_the_numbers_of_an_example_are_right(kpi_id: str, says: str, numbers: list[Any]) -> None:
    assert says.format(*numbers) in " ".join(BLOCKS[kpi_id].split())


@pytest.mark.parametrize("kpi_id", KPI_IDS)
def test_the_sql_in_the_documentation_comes_to_the_value(sample_project: BuiltProject, kpi_id: str) -> None:
    (query,) = QUERY.findall(BLOCKS[kpi_id])
    tables = re.findall(r"\b(?:from|join) (\w+\.\w+)", query)
    assert tables and all(re.fullmatch(r"core\.(dim|fact|bridge)_\w+", table) for table in tables)
    with sample_project.connect() as con:
        (row,) = con.sql(query).pl().to_dicts()
        kpis = {kpi["kpi_id"]: kpi for kpi in con.sql("from kpis.mart_kpi").pl().to_dicts()}
    kpi = kpis[kpi_id]
    assert kpi["value"] is not None and row.keys() >= {"value", "n"}
    told = row.keys() & kpi.keys()
    assert {name: row[name] for name in told if not agree(kpi[name], row[name])} == {}
