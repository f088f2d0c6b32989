"""The estimates of fact_streaming on the built sample: equal to the oracle, and near what it hides."""

import shutil

import duckdb
import numpy as np
import polars as pl
import pytest
from built_project import BuiltProject
from estimates_oracle import LIMITS, Ladder

from loaders.sample.netflix_top10 import true_views
from loaders.sample.spotify import true_streams

RULES = {"published", "loglog_interp", "lag_profile", "hours_over_runtime", "not_estimable"}
PLACE = ["chart", "region", "chart_start", "rank"]
FACT = """
    select
        fact.* replace (fact.rank::bigint as rank),
        coalesce(regions.iso2, '') as region,
        dates.date_day as chart_start
    from core.fact_streaming as fact
    inner join core.dim_region as regions using (region_key)
    inner join core.dim_date as dates using (date_key)
"""


@pytest.fixture(scope="module")
def ladder(sample_project) -> Ladder:
    with sample_project.connect() as con:
        return Ladder(con)


@pytest.fixture(scope="module")
def fact(sample_project) -> pl.DataFrame:
    with sample_project.connect() as con:
        return con.sql(FACT).pl()


@pytest.fixture(scope="module")
def truth(sample_project) -> pl.DataFrame:
    """What the generator knows of every place: chart, region, chart_start, rank, truth."""
    size = sample_project.manifest["scale"], sample_project.manifest["seed"]
    streams = true_streams(*size).select(
        "chart",
        pl.col("region_iso2").alias("region"),
        pl.when(pl.col("chart").str.ends_with("weekly"))
        .then(pl.col("chart_end") - pl.duration(days=6))
        .otherwise("chart_end")
        .cast(pl.Date)
        .alias("chart_start"),
        pl.col("rank").cast(pl.Int64),
        pl.col("streams").cast(pl.Float64).alias("truth"),
    )
    views = true_views(*size).select(
        pl.col("category").str.to_lowercase().str.replace_all(r"[()]", "").str.replace_all(r"[ -]", "_")
        .alias("chart"),
        pl.lit("XWW").alias("region"),
        (pl.col("week").str.to_date() - pl.duration(days=6)).alias("chart_start"),
        pl.col("rank").cast(pl.Int64),
        pl.col("views").alias("truth"),
    )  # fmt: skip
    return pl.concat([streams, views])


def test_the_sample_has_rows_for_every_rule(fact):
    assert set(fact["estimate_method"]) == RULES
    assert fact.group_by("measure_basis").len().height == 4


def test_estimates_and_bounds_equal_the_oracle(fact, ladder):
    found = fact.filter("is_estimated").select(
        *PLACE, "estimate_method", "streams_estimate", "estimate_lo", "estimate_hi"
    )
    wanted = ladder.estimates().with_columns(pl.col("rank").cast(pl.Int64))
    both = found.join(wanted, on=PLACE, how="full", coalesce=True)
    assert both.null_count().sum_horizontal().item() == 0
    assert both.height > 1000
    assert (both["estimate_method"] == both["method"]).all()
    for column, oracle in {"streams_estimate": "estimate", "estimate_lo": "lo", "estimate_hi": "hi"}.items():
        np.testing.assert_allclose(both[column], both[oracle], rtol=1e-9)


def test_the_backtest_equals_the_oracle(sample_project, ladder):
    with sample_project.connect() as con:
        found = con.sql("from core.estimate_backtest").pl().to_dicts()
    wanted = {(row["method"], row["streams_unit"], row["rank_band"]): row for row in ladder.backtest()}
    assert {(row["method"], row["streams_unit"], row["rank_band"]) for row in found} == set(wanted)
    for row in found:
        oracle = wanted[row["method"], row["streams_unit"], row["rank_band"]]
        for name in ("n", "mape", "bias", "lo_factor", "hi_factor", "coverage"):
            assert row[name] == pytest.approx(oracle[name], rel=1e-9, abs=1e-12), (row, name)
        assert row["mape_limit"] == LIMITS[row["method"]]
        assert row["is_on"] == ladder.is_on(row["method"], row["streams_unit"])


@pytest.mark.parametrize("method", LIMITS)
def test_estimates_are_near_the_truth(fact, truth, method):
    rows = fact.filter(pl.col("estimate_method") == method).join(truth, on=PLACE, how="inner")
    assert rows.height > 30
    error = (rows["streams_estimate"] / rows["truth"] - 1).abs().mean()
    held = rows["truth"].is_between(rows["estimate_lo"], rows["estimate_hi"]).mean()
    print(f"{method}: {rows.height} rows, MAPE {error:.4f}, within bounds {held:.3f}")
    assert error <= LIMITS[method]


def test_bounds_hold_what_they_promise(sample_project):
    with sample_project.connect() as con:
        overall = con.sql("from core.estimate_backtest where rank_band = 'all'").pl()
    assert overall.height == 5
    assert overall["coverage"].is_between(0.9, 0.98).all()


def test_published_figures_are_unchanged(sample_project, fact):
    with sample_project.connect() as con:
        charted = con.sql("""
            select
                chart, coalesce(region_iso2, '') as region, chart_start, rank::bigint as rank,
                streams_published
            from intermediate.int_spotify__charts
            where streams_published is not null
        """).pl()
    found = fact.filter(pl.col("streams_published").is_not_null(), pl.col("streams_unit") == "streams")
    both = charted.join(found, on=PLACE, how="inner", suffix="_found")
    assert both.height == found.height
    assert (both["streams_published"] == both["streams_estimate"]).all()
    assert both.filter("is_estimated").is_empty()


def test_no_chart_is_out_of_order(fact):
    figures = fact.filter(
        pl.col("streams_estimate").is_not_null(), pl.col("estimate_method") != "hours_over_runtime"
    ).sort(PLACE)
    above = pl.col("streams_estimate").shift(1).over("chart", "region", "chart_start")
    assert figures.filter(pl.col("streams_estimate") > above * (1 + 1e-12)).is_empty()


def test_charts_of_hours_are_in_the_order_of_hours(fact):
    hours = fact.filter(pl.col("measure_basis") == "netflix_top10_views", pl.col("date_key") < 20230612).sort(
        PLACE
    )
    above = pl.col("hours_viewed").shift(1).over("chart", "region", "chart_start")
    assert hours.height > 4000
    assert hours.filter(pl.col("hours_viewed") > above).is_empty()


def test_a_method_that_is_off_estimates_nothing(sample_project, tmp_path, fact):
    """Its rows fall to the next rule, here to not_estimable; all other rows are what they were."""
    warehouse = tmp_path / sample_project.warehouse.name
    shutil.copy(sample_project.warehouse, warehouse)
    with duckdb.connect(warehouse) as con:
        con.execute("create table kept as from intermediate.int_estimate_method_gate")
        con.execute("drop view intermediate.int_estimate_method_gate")
        con.execute("""
            create view intermediate.int_estimate_method_gate as
            select * replace (is_on and method = 'lag_profile' as is_on) from kept
        """)
        for path in ("intermediate/estimates/int_streams_estimated", "core/fact_streaming"):
            schema, model = path.split("/")[0], path.split("/")[-1]
            con.execute(f"create or replace table {schema}.{model} as {compiled(sample_project, path)}")
        strict = con.sql(FACT).pl()
    assert set(strict["estimate_method"]) == {"published", "lag_profile", "not_estimable"}
    assert strict.height == fact.height
    for method in ("published", "lag_profile"):
        rows = pl.col("estimate_method") == method
        columns = ["streams_estimate", "estimate_lo", "estimate_hi"]
        order = ["title_key", *PLACE]
        assert fact.filter(rows).sort(order)[columns].equals(strict.filter(rows).sort(order)[columns])


def compiled(project: BuiltProject, path: str) -> str:
    """The SQL of a model as dbt built it."""
    models = project.target / "compiled" / "media_analytics" / "models"
    return (models / f"{path}.sql").read_text(encoding="utf-8")
