"""The charts of the sample's Top 10: who stands where, and how much it is viewed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import polars as pl

from loaders.sample import rng
from loaders.sample.netflix_top10.catalogue import CATEGORIES, FIRST_WEEK, WEEKS, World, runs

VIEWS_SINCE = (date(2023, 6, 18) - FIRST_WEEK).days // 7
"""The first week (its number) with views and runtimes; its charts are the first in the order of views."""
RISE = 0.10
"""How far the views of the last week stand above those of the week before."""
PLACES = 10

_TOP_VIEWS = (30_000_000, 14_000_000, 24_000_000, 16_000_000)  # of the first place, by category
_MEAN_HOURS = (1.8, 1.8, 6.5, 6.5)
_FALL = [
    round(1e6 * rank**-0.75) for rank in range(1, PLACES + 1)
]  # a rank's share of the first, in millionths
_NOISE = 0.02  # at most: less than half of what lies between two ranks, so that they keep their order
_OFF_EVERY, _OFF_BY = 100, 0.9  # views that are not hours / runtime
_UNKNOWN_EVERY = 100  # runtimes of 0
_TASTE, _WEEK_TASTE = 1.6, 0.15  # how far countries differ, and weeks within them

COUNTRIES = (
    ("US", "United States"), ("GB", "United Kingdom"), ("DE", "Germany"), ("FR", "France"), ("JP", "Japan"),
    ("BR", "Brazil"), ("IN", "India"), ("MX", "Mexico"), ("KR", "South Korea"), ("CZ", "Czech Republic"),
    ("TR", "Turkey"), ("AE", "United Arab Emirates"), ("AR", "Argentina"), ("AT", "Austria"),
    ("AU", "Australia"), ("BD", "Bangladesh"), ("BE", "Belgium"), ("BG", "Bulgaria"), ("BH", "Bahrain"),
    ("BO", "Bolivia"), ("BS", "Bahamas"), ("CA", "Canada"), ("CH", "Switzerland"), ("CL", "Chile"),
    ("CO", "Colombia"), ("CR", "Costa Rica"), ("CY", "Cyprus"), ("DK", "Denmark"),
    ("DO", "Dominican Republic"), ("EC", "Ecuador"), ("EE", "Estonia"), ("EG", "Egypt"), ("ES", "Spain"),
    ("FI", "Finland"), ("GP", "Guadeloupe"), ("GR", "Greece"), ("GT", "Guatemala"), ("HK", "Hong Kong"),
    ("HN", "Honduras"), ("HR", "Croatia"), ("HU", "Hungary"), ("ID", "Indonesia"), ("IE", "Ireland"),
    ("IL", "Israel"), ("IS", "Iceland"), ("IT", "Italy"), ("JM", "Jamaica"), ("JO", "Jordan"),
    ("KE", "Kenya"), ("KW", "Kuwait"), ("LB", "Lebanon"), ("LK", "Sri Lanka"), ("LT", "Lithuania"),
    ("LU", "Luxembourg"), ("LV", "Latvia"), ("MA", "Morocco"), ("MQ", "Martinique"), ("MT", "Malta"),
    ("MU", "Mauritius"), ("MV", "Maldives"), ("MY", "Malaysia"), ("NC", "New Caledonia"), ("NG", "Nigeria"),
    ("NI", "Nicaragua"), ("NL", "Netherlands"), ("NO", "Norway"), ("NZ", "New Zealand"), ("OM", "Oman"),
    ("PA", "Panama"), ("PE", "Peru"), ("PH", "Philippines"), ("PK", "Pakistan"), ("PL", "Poland"),
    ("PT", "Portugal"), ("PY", "Paraguay"), ("QA", "Qatar"), ("RE", "Réunion"), ("RO", "Romania"),
    ("RS", "Serbia"), ("SA", "Saudi Arabia"), ("SE", "Sweden"), ("SG", "Singapore"), ("SI", "Slovenia"),
    ("SK", "Slovakia"), ("SV", "El Salvador"), ("TH", "Thailand"), ("TT", "Trinidad and Tobago"),
    ("TW", "Taiwan"), ("UA", "Ukraine"), ("UY", "Uruguay"), ("VE", "Venezuela"), ("VN", "Vietnam"),
    ("ZA", "South Africa"),
)  # fmt: skip
_FEW_COUNTRIES, _FEW_WEEKS, _SMALL = 8, 80, 0.05


def countries(world: World) -> tuple[tuple[str, str], ...]:
    """Code and name of the countries with charts: 8 in a small sample."""
    return COUNTRIES[:_FEW_COUNTRIES] if world.scale < _SMALL else COUNTRIES


def country_weeks(world: World) -> range:
    """The weeks (numbers) of the countries' charts: the last 80 in a small sample."""
    return range(WEEKS - _FEW_WEEKS if world.scale < _SMALL else 0, WEEKS)


@cache
def _running(world: World) -> pl.DataFrame:
    """Every run in every week in which it may chart: the columns of `runs`, week, age (Int64), score."""
    frame = runs(world).with_columns(age=pl.int_ranges(0, "length")).explode("age")
    frame = frame.with_columns(week=pl.col("start") + pl.col("age"))
    frame = frame.filter(pl.col("week").is_between(0, WEEKS - 1))
    # a run begins with its strength, 0 to 2.5, and is 3 lower when it ends
    score = 2.5 * pl.col("strength") - 3 * pl.col("age") / pl.col("length")
    frame = frame.with_columns(score=pl.when("is_hit").then(10.0).otherwise(score))
    # of two runs of one title the stronger counts
    best = frame.sort("score", "run", descending=[True, False])
    return best.unique(["category", "week", "show_title", "season_title"], keep="first", maintain_order=True)


@cache
def world_charts(world: World) -> pl.DataFrame:
    """The four charts of each week, with what is true of them and what is published.

    Columns: week (number), category (name), rank, show_title, season_title, tconst, run, hours_viewed
    (Int64), runtime (hours; 0: published as unknown), views (Float64, the true ones), is_off (the
    published views are not hours / runtime), weeks_on_chart.
    """
    ranked = _running(world).sort("category", "week", "score", "run", descending=[False, False, True, False])
    ranked = ranked.with_columns(rank=pl.int_range(1, pl.len() + 1).over("category", "week"))
    ranked = ranked.filter(pl.col("rank") <= PLACES)
    place = ((pl.col("category") * 512 + pl.col("week")) * 16 + pl.col("rank")).cast(pl.UInt64)
    bits = rng.draw(world.seed, "top10 views", ranked.select(place).to_series())
    volume = _volume(world, ranked, bits)
    # a season that comes week by week grows
    share = pl.when(pl.col("is_weekly") & (pl.col("age") < 3)).then((pl.col("age") + 3) / 6).otherwise(1.0)
    frame = ranked.with_columns(volume=volume, runtime=(pl.col("hours") * share).round(4))
    by_hours = pl.col("week") < VIEWS_SINCE
    mean = pl.Series(_MEAN_HOURS).gather(frame["category"])
    frame = frame.with_columns(
        views=pl.when(by_hours).then(pl.col("volume") * mean / pl.col("runtime")).otherwise("volume")
    )
    is_off = rng.below(bits, _OFF_EVERY, skip=16) == 0
    hours = pl.col("views") * pl.col("runtime") * pl.when(is_off & ~by_hours).then(_OFF_BY).otherwise(1.0)
    is_unknown = ~by_hours & (rng.below(bits, _UNKNOWN_EVERY, skip=32) == 0) & pl.col("rank").is_between(3, 8)
    return frame.select(
        "week",
        pl.Series("category", CATEGORIES).gather(frame["category"]),
        pl.col("rank"),
        "show_title",
        "season_title",
        "tconst",
        "run",
        hours_viewed=(hours / 10_000).round().cast(pl.Int64) * 10_000,
        runtime=pl.when(is_unknown).then(0.0).otherwise("runtime"),
        views="views",
        is_off=is_off & ~by_hours,
        weeks_on_chart=_so_far("category"),
    )


def _so_far(*chart: str) -> pl.Expr:
    """Weeks on the chart up to this one, of rows sorted by week within each chart."""
    return pl.int_range(1, pl.len() + 1).over(*chart, "show_title", "season_title", order_by="week")


def _volume(world: World, ranked: pl.DataFrame, bits: pl.Series) -> pl.Series:
    """What each place is worth: it falls with the rank, and grows a little over the years."""
    noise = 1 + _NOISE * (rng.below(bits, 1 << 15) / (1 << 14) - 1)
    top = pl.Series(_TOP_VIEWS, dtype=pl.Float64).gather(ranked["category"])
    week = pl.int_range(0, WEEKS, dtype=pl.UInt64, eager=True)
    season = 1 + 0.06 * (rng.below(rng.draw(world.seed, "top10 week", week), 1 << 16) / (1 << 16) - 0.5)
    level = (1 + week * 0.0008) * season
    level = level.scatter(WEEKS - 1, level[WEEKS - 2] * (1 + RISE))
    fall = pl.Series(_FALL, dtype=pl.Float64).gather(ranked["rank"] - 1) / 1e6
    return top * level.gather(ranked["week"]) * fall * noise


@cache
def country_charts(world: World) -> pl.DataFrame:
    """The two charts of each country and week, ranks alone.

    Columns: country (position in COUNTRIES), week, category (Films, TV), rank, show_title, season_title,
    tconst, weeks_on_chart.
    """
    weeks = country_weeks(world)
    running = _running(world).filter(pl.col("week") >= weeks.start)
    places = pl.DataFrame({"country": range(len(countries(world)))})
    frame = running.join(places, how="cross").with_columns(kind=pl.col("category") // 2)
    pair = (pl.col("run") * 128 + pl.col("country")).cast(pl.UInt64)
    taste = rng.draw(world.seed, "top10 taste", frame.select(pair).to_series())
    weekly = rng.draw(world.seed, "top10 week's taste", frame.select(pair * 512 + pl.col("week")).to_series())
    frame = frame.with_columns(
        score=pl.col("score")
        + _TASTE * rng.below(taste, 1 << 16) / (1 << 16)
        + _WEEK_TASTE * rng.below(weekly, 1 << 16) / (1 << 16)
    )
    chart = ["country", "week", "kind"]
    frame = frame.sort(*chart, "score", "run", descending=[False, False, False, True, False])
    frame = frame.with_columns(rank=pl.int_range(1, pl.len() + 1).over(chart)).filter(
        pl.col("rank") <= PLACES
    )
    return frame.select(
        "country",
        "week",
        pl.when(pl.col("kind") == 0).then(pl.lit("Films")).otherwise(pl.lit("TV")).alias("category"),
        "rank",
        "show_title",
        "season_title",
        "tconst",
        weeks_on_chart=_so_far("country", "kind"),
    )


@cache
def most_popular(world: World) -> pl.DataFrame:
    """The ten most viewed titles of each category by their first 91 days.

    Columns: category, rank, show_title, season_title, hours_viewed (Int64), runtime, views (Int64).
    """
    title = ["category", "show_title", "season_title"]
    charts = world_charts(world).filter(pl.col("week") < pl.col("week").min().over(title) + 13)
    frame = charts.group_by(title).agg(pl.col("views").sum(), pl.col("runtime").max())
    frame = frame.filter(pl.col("runtime") > 0).sort(
        "category", "views", *title[1:], descending=[False, True, False, False]
    )
    frame = frame.with_columns(
        rank=pl.int_range(1, pl.len() + 1).over("category"),
        views=(pl.col("views") / 100_000).round().cast(pl.Int64) * 100_000,
    )
    return frame.filter(pl.col("rank") <= PLACES).select(
        "category",
        "rank",
        "show_title",
        "season_title",
        (pl.col("views") * pl.col("runtime") / 10_000).round().cast(pl.Int64).alias("hours_viewed") * 10_000,
        "runtime",
        "views",
    )


def week_of(number: pl.Expr) -> pl.Expr:
    """The Sunday of the week with that number, as text."""
    return (pl.lit(FIRST_WEEK) + pl.duration(days=number * 7)).cast(pl.Date).dt.to_string("%Y-%m-%d")


def sunday(number: int) -> str:
    """The Sunday of the week with that number, as text."""
    return str(FIRST_WEEK + timedelta(days=7 * number))
