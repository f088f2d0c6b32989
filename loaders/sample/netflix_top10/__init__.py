"""The three files of Netflix Top 10, and what is planted in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

import polars as pl

from loaders.sample.files import SampleFile, SampleSource, Text
from loaders.sample.netflix_top10.catalogue import CATEGORIES, HIT_WEEKS, WEEKS, World, runs
from loaders.sample.netflix_top10.charts import (
    RISE,
    VIEWS_SINCE,
    countries,
    country_charts,
    most_popular,
    sunday,
    week_of,
    world_charts,
)

# The header of all-weeks-global as it was, by its number of columns; 9 is today's.
_CORE = ["week", "category", "weekly_rank", "show_title", "season_title", "weekly_hours_viewed"]
_VIEWS, _WEEKS_ON = ["runtime", "weekly_views"], ["cumulative_weeks_in_top_10"]
_LAUNCH = ["is_staggered_launch", "episode_launch_details"]
GENERATIONS = {
    7: [*_CORE, *_WEEKS_ON],
    9: [*_CORE, *_VIEWS, *_WEEKS_ON],
    11: [*_CORE, *_VIEWS, *_WEEKS_ON, *_LAUNCH],
    12: [*_CORE, *_VIEWS, *_WEEKS_ON, *_LAUNCH, "runtime_override_flag"],
}

_REPEATED_WEEK = 40  # the world's chart that has one row twice
_TIED_WEEK, _TIED_RANK = WEEKS - 20, 6  # the chart of the first country with two titles at one rank
_SPELLED_WEEK = WEEKS - 12  # the chart of the third country with one film under two names


def source(scale: float, seed: int) -> SampleSource:
    """The files at that scale and seed: weeks and ranks are those of the real ones, countries fewer."""
    world = World(scale, seed)
    return SampleSource(
        name="netflix_top10",
        files=(
            _file("all-weeks-global", partial(_global, world)),
            _file("all-weeks-countries", partial(_countries, world)),
            _file("most-popular", partial(_most_popular, world)),
        ),
        planted=tuple(_planted(world)),
        traps=_traps(world),
    )


def global_text(scale: float, seed: int, columns: int) -> bytes:
    """all-weeks-global under the header that had so many columns (a key of GENERATIONS)."""
    return _tsv(_global(World(scale, seed)).with_columns(
        is_staggered_launch=pl.lit("False"), episode_launch_details=pl.lit(None, pl.String),
        runtime_override_flag=pl.lit(None, pl.String),
    ).select(GENERATIONS[columns]))  # fmt: skip


def true_views(scale: float, seed: int) -> pl.DataFrame:
    """The views of every place on the world's charts, those included that no file publishes.

    Columns: week (the Sunday as text), category, rank, show_title, season_title, views (Float64).
    """
    charts = world_charts(World(scale, seed))
    return charts.select(
        week_of(pl.col("week")).alias("week"), "category", "rank", "show_title", "season_title", "views"
    )


def true_matches(scale: float, seed: int) -> pl.DataFrame:
    """Which title of IMDb each film and show that charts is.

    Columns: kind (film, tv), show_title, tconst (null: IMDb lacks it), variation (null: spelled as there).
    """
    titles = runs(World(scale, seed)).select(
        pl.when(pl.col("category") < 2).then(pl.lit("film")).otherwise(pl.lit("tv")).alias("kind"),
        "show_title",
        "tconst",
        "variation",
    )
    return titles.unique(maintain_order=True)


def _file(name: str, rows: Callable[[], pl.DataFrame]) -> SampleFile:
    facts: dict[str, Any] = {"expected_rejects": {}, "dangling": {}}
    return SampleFile(path=f"netflix_top10/{name}.tsv", parts=(partial(_part, rows),), facts=facts)


def _part(rows: Callable[[], pl.DataFrame]) -> Text:
    frame = rows()
    return Text(_tsv(frame), frame.height)


def _tsv(frame: pl.DataFrame) -> bytes:
    """The frame as Netflix writes it: tabs, empty for null, quotes where a field needs them, LF."""
    text = BytesIO()
    frame.write_csv(text, separator="\t", quote_style="necessary", null_value="")
    return text.getvalue()


def _global(world: World) -> pl.DataFrame:
    charts = world_charts(world)
    has_views = pl.col("week") >= VIEWS_SINCE
    rounded = pl.when(has_views).then((pl.col("views") / 100_000).round().cast(pl.Int64) * 100_000)
    # of an unknown runtime some weeks say 0 views, others nothing
    unknown = pl.when(pl.col("week") % 2 == 0).then(pl.lit(0))
    frame = charts.sort("week", "category", "rank", descending=[True, False, False]).select(
        week_of(pl.col("week")).alias("week"),
        "category",
        pl.col("rank").alias("weekly_rank"),
        "show_title",
        "season_title",
        pl.col("hours_viewed").alias("weekly_hours_viewed"),
        pl.when(has_views).then(_decimal(pl.col("runtime"))).alias("runtime"),
        pl.when(pl.col("runtime") == 0).then(unknown).otherwise(rounded).alias("weekly_views"),
        pl.col("weeks_on_chart").alias("cumulative_weeks_in_top_10"),
    )  # fmt: skip
    twice = frame.filter(
        pl.col("week") == sunday(_REPEATED_WEEK),
        pl.col("category") == CATEGORIES[0],
        pl.col("weekly_rank") == 4,
    )
    return pl.concat([frame, twice])


def _countries(world: World) -> pl.DataFrame:
    codes, names = zip(*countries(world), strict=True)
    charts = country_charts(world).sort(
        "country", "week", "category", "rank", descending=[False, True, False, False]
    )
    is_tied = (pl.col("country") == 0) & (pl.col("week") == _TIED_WEEK) & (pl.col("rank") == _TIED_RANK + 1)
    films = pl.col("category") == "Films"
    is_spelled = films & (pl.col("country") == 2) & (pl.col("week") == _SPELLED_WEEK) & (pl.col("rank") == 10)
    return charts.select(
        pl.Series(names).gather(charts["country"]).alias("country_name"),
        pl.Series(codes).gather(charts["country"]).alias("country_iso2"),
        week_of(pl.col("week")).alias("week"),
        "category",
        pl.when(is_tied & films).then(pl.lit(_TIED_RANK)).otherwise("rank").alias("weekly_rank"),
        pl.when(is_spelled)
        .then(pl.lit(_spelled_twice(world)[1]))
        .otherwise("show_title")
        .alias("show_title"),
        "season_title",
        pl.col("weeks_on_chart").alias("cumulative_weeks_in_top_10"),
    )


def _most_popular(world: World) -> pl.DataFrame:
    return most_popular(world).select(
        "category",
        "rank",
        "show_title",
        "season_title",
        pl.col("hours_viewed").alias("hours_viewed_first_91_days"),
        _decimal(pl.col("runtime")).alias("runtime"),
        pl.col("views").alias("views_first_91_days"),
    )


def _decimal(hours: pl.Expr) -> pl.Expr:
    """Hours as Netflix writes them: 1.5, and 2 without a decimal point."""
    return hours.cast(pl.String).str.strip_suffix(".0")


def _spelled_twice(world: World) -> tuple[str, str]:
    """A film of the third country's chart that IMDb knows, and the other name that it has there."""
    chart = country_charts(world).filter(
        pl.col("country") == 2, pl.col("week") == _SPELLED_WEEK, pl.col("category") == "Films",
        pl.col("rank") < 10, pl.col("tconst").is_not_null(),
    )  # fmt: skip
    name: str = chart["show_title"][0]
    return name, f"{name}!"


def _planted(world: World) -> list[dict[str, Any]]:
    charts = world_charts(world)
    hit = runs(world).row(by_predicate=pl.col("is_hit"), named=True)
    year = charts.filter(pl.col("week") >= WEEKS - 52)
    share = year.select(
        pl.col("views").filter(year["show_title"] == hit["show_title"]).sum() / pl.col("views").sum()
    )
    return [
        {"name": "views_rise", "kpi_id": "total_views", "direction": "up", "week": sunday(WEEKS - 1),
         "by": RISE},
        {"name": "lasting_hit", "kpi_id": "hit_concentration", "show_title": hit["show_title"],
         "tconst": hit["tconst"], "category": CATEGORIES[0], "weeks_at_the_top": HIT_WEEKS,
         "share_of_views": round(share.item(), 4)},
    ]  # fmt: skip


def _traps(world: World) -> dict[str, Any]:
    charts = world_charts(world)
    spelled = true_matches(world.scale, world.seed).filter(pl.col("variation").is_not_null())
    unknown = charts.filter(pl.col("runtime") == 0)
    return {
        "variations": spelled.unique("variation", keep="first", maintain_order=True).to_dicts(),
        "views_since": sunday(VIEWS_SINCE),
        "runtimes_of_zero": unknown.height,
        "views_that_are_not_hours_over_runtime": charts.filter("is_off").height,
        "row_twice": {"week": sunday(_REPEATED_WEEK), "category": CATEGORIES[0], "weekly_rank": 4},
        "two_titles_at_one_rank": {
            "country_iso2": countries(world)[0][0], "week": sunday(_TIED_WEEK), "category": "Films",
            "weekly_rank": _TIED_RANK,
        },
        "one_title_under_two_names": {
            "country_iso2": countries(world)[2][0], "week": sunday(_SPELLED_WEEK), "category": "Films",
            "names": list(_spelled_twice(world)),
        },
    }  # fmt: skip
