"""What the sample's Top 10 charts: films and seasons, under the names that Netflix gives them, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import polars as pl

from loaders.sample import rng, words
from loaders.sample.imdb.listing import most_voted
from loaders.sample.imdb.shape import Shape

FIRST_WEEK, LAST_WEEK = date(2021, 7, 4), date(2026, 2, 22)
WEEKS = (LAST_WEEK - FIRST_WEEK).days // 7 + 1
CATEGORIES = ("Films (English)", "Films (Non-English)", "TV (English)", "TV (Non-English)")
HIT_WEEKS = 30
"""So many weeks, up to the last one, the planted hit leads its chart."""

_STARTS_A_WEEK, _LEAD = 2, 10  # runs that begin a week; weeks before the first one in which they begin, too
# Weeks that a run lasts, at equally spaced quantiles: at least 6, so that 12 are in the running each week.
_LENGTHS = [6, 6, 7, 7, 8, 9, 10, 12, 36]
_SEASON_HOURS = [3, 4, 5, 6, 6, 7, 8, 9, 12]
_UNKNOWN = 12  # invented titles of a category, which IMDb lacks


@dataclass(frozen=True)
class World:
    """The sample at one scale and seed."""

    scale: float
    seed: int

    @property
    def titles(self) -> int:
        """How many of IMDb's best-known titles may chart."""
        return min(6_000, max(600, round(100_000 * self.scale)))


# How Netflix may write a title otherwise than IMDb does; some titles a variation leaves as they are.
def _variations(name: pl.Expr) -> dict[str, pl.Expr]:
    return {
        "upper_case": name.str.to_uppercase(),
        "lower_case": name.str.to_lowercase(),
        "no_punctuation": name.str.replace_all(r"[:,?!.]", ""),
        "dash": name.str.replace_all(": ", " – ", literal=True),
        "no_article": name.str.replace(r"^(The|A) ", ""),
        "ampersand": name.str.replace_all(" and ", " & ", literal=True),
        "and": name.str.replace_all(" & ", " and ", literal=True),
        "numeral": name.str.replace(r" 2$", " II"),
        "curly_apostrophe": name.str.replace_all("'", "’", literal=True),
    }


_VARIED = 30  # per cent of the titles


@cache
def pools(world: World) -> pl.DataFrame:
    """The titles that may chart, by category and year.

    Columns: category (position in CATEGORIES), year (Int64), show_title, tconst (null: IMDb has none),
    variation, is_limited, has_seasons, runtime_minutes (Int64, of a film).
    """
    known = most_voted(Shape(world.scale, world.seed), world.titles).filter(pl.col("startYear").is_not_null())
    bits = rng.draw(world.seed, "top10 title", known["index"])
    is_series = pl.col("titleType").is_in(["tvSeries", "tvMiniSeries"])
    frame = known.select(
        (is_series.cast(pl.Int64) * 2 + rng.below(bits, 2).cast(pl.Int64)).alias("category"),
        pl.col("startYear").cast(pl.Int64).alias("year"),
        pl.col("primaryTitle").str.strip_chars().alias("name"),
        "tconst",
        is_varied=rng.below(bits, 100, skip=16) < _VARIED,
        pick=rng.below(rng.draw(world.seed, "top10 variation", known["index"]), 1 << 16).cast(pl.Int64),
        is_limited=pl.col("titleType") == "tvMiniSeries",
        has_seasons=rng.below(bits, 100, skip=32).cast(pl.Int64) >= 12,
        runtime_minutes=pl.col("runtimeMinutes").cast(pl.Int64),
    )
    frame = _named(pl.concat([frame, _invented(world)]))
    # one name, one title: the source has nothing else to tell them by
    name = pl.concat_str(pl.col("category") // 2, pl.col("show_title").str.to_lowercase(), separator="|")
    return frame.filter(name.is_first_distinct()).sort("category", "year", "show_title")


def _invented(world: World) -> pl.DataFrame:
    number = pl.int_range(0, _UNKNOWN * len(CATEGORIES), dtype=pl.UInt64, eager=True)
    bits = rng.draw(world.seed, "top10 invented", number)
    names = words.titles(bits, pl.repeat(0, len(number), dtype=pl.UInt64, eager=True))
    return pl.DataFrame(
        {
            "category": (number % len(CATEGORIES)).cast(pl.Int64),
            "year": 2010 + rng.below(bits, 12, skip=16).cast(pl.Int64),
            "name": pl.select(pl.format("{} Live, Night {}", names, number + 1)).to_series(),
            "tconst": pl.repeat(None, len(number), dtype=pl.String, eager=True),
            "is_varied": pl.repeat(False, len(number), eager=True),
            "pick": pl.repeat(0, len(number), dtype=pl.Int64, eager=True),
            "is_limited": pl.repeat(False, len(number), eager=True),
            "has_seasons": number % 3 > 0,
            "runtime_minutes": pl.repeat(None, len(number), dtype=pl.Int64, eager=True),
        }
    )


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """With show_title, and with the variation by name where it differs from IMDb's title (else null).

    Of the variations that change a title, one is picked.
    """
    texts = _variations(pl.col("name"))
    changes = {kind: (text != pl.col("name")) & (text.str.len_chars() > 0) for kind, text in texts.items()}
    chosen = pl.when("is_varied").then(pl.col("pick") % pl.sum_horizontal(*changes.values()))
    title, label, place = pl.col("name"), pl.lit(None, dtype=pl.String), pl.lit(0)
    for kind, text in texts.items():
        is_this = changes[kind] & (chosen == place)
        title = pl.when(is_this).then(text).otherwise(title)
        label = pl.when(is_this).then(pl.lit(kind)).otherwise(label)
        place = place + changes[kind].cast(pl.Int64)
    return frame.with_columns(show_title=title, variation=label).drop("name", "is_varied", "pick")


@cache
def runs(world: World) -> pl.DataFrame:
    """The runs of titles: from which week on (0 is FIRST_WEEK) a film or season may chart, and for how long.

    Columns: run (UInt64), those of `pools`, season_title (`N/A` without), start, length (Int64), strength
    (0 to 1), hours (running time), is_weekly (episodes come week by week), is_hit.
    """
    parts = [_runs_of(world, category, pool) for (category,), pool in pools(world).group_by("category")]
    frame = pl.concat(parts).sort("run")
    bits = rng.draw(world.seed, "top10 run", frame["run"])
    frame = frame.with_columns(
        film=75 + rng.below(bits, 70).cast(pl.Int64),
        season=rng.quantile(_SEASON_HOURS, rng.draw(world.seed, "top10 hours", frame["run"])).cast(pl.Int64),
        is_weekly=(frame["category"] >= 2) & rng.chance(bits, 0.06, skip=16),
    )
    known = pl.when(pl.col("runtime_minutes").is_between(60, 240)).then("runtime_minutes")
    film = pl.coalesce(known, "film") / 60
    season = pl.col("season") + pl.col("show_title").str.len_chars() % 4 / 4
    hours = pl.when(pl.col("category") < 2).then(film).otherwise(season)
    return frame.with_columns(
        season_title=_season(),
        # a film, and a show without seasons, is as long whenever it charts
        hours=hours.first().over("category", "title_key").round(4),
    ).drop("title_key", "turn", "film", "season")


def _runs_of(world: World, category: int, pool: pl.DataFrame) -> pl.DataFrame:
    count = (WEEKS + _LEAD) * _STARTS_A_WEEK
    number = pl.int_range(0, count, eager=True)
    start = number // _STARTS_A_WEEK - _LEAD
    run = (number + category * 100_000).cast(pl.UInt64)
    year = pl.select(pl.max_horizontal(start, 0) * 7).to_series()
    year = year.map_elements(lambda days: (FIRST_WEEK + timedelta(days=days)).year, return_dtype=pl.Int64)
    # released by then; going through them in large steps, so that none is back while it is still there
    eligible = pool["year"].search_sorted(year, side="right").cast(pl.Int64)
    step = pl.select(pl.when(eligible % 67 == 0).then(71).otherwise(67)).to_series()
    frame = pool[number * step % eligible].with_columns(
        run=run,
        start=start,
        length=rng.quantile(_LENGTHS, rng.draw(world.seed, "top10 length", run)).cast(pl.Int64),
        strength=rng.below(rng.draw(world.seed, "top10 strength", run), 1 << 16) / (1 << 16),
    )
    frame = frame.with_columns(is_hit=_is_hit(category))
    is_new = pl.col("has_seasons") & ~pl.col("is_limited") & (pl.lit(category) >= 2)
    turn = pl.int_range(1, pl.len() + 1).over("show_title")
    return frame.with_columns(
        pl.when("is_hit").then(WEEKS - HIT_WEEKS).otherwise("start").alias("start"),
        pl.when("is_hit").then(HIT_WEEKS + 6).otherwise("length").alias("length"),
        turn=turn,
        title_key=pl.when(is_new).then(pl.format("{}|{}", "show_title", turn)).otherwise("show_title"),
    )


def _is_hit(category: int) -> pl.Expr:
    """The first run about when the hit begins, of a film that IMDb has under the same plain name."""
    is_plain = pl.col("tconst").is_not_null() & pl.col("variation").is_null()
    is_plain &= pl.col("show_title").str.contains(r"^[A-Za-z ]+$") & pl.lit(category == 0)
    is_candidate = is_plain & (pl.col("start") >= WEEKS - HIT_WEEKS - 10)
    return is_candidate & (is_candidate.cum_sum() == 1)


def _season() -> pl.Expr:
    """How Netflix names the season: most by number, some otherwise, films not at all."""
    part = (
        pl.when(pl.col("show_title").str.len_chars() % 9 == 0)
        .then(pl.lit("Part"))
        .otherwise(pl.lit("Season"))
    )
    return (
        pl.when((pl.col("category") < 2) | ~pl.col("has_seasons"))
        .then(pl.lit("N/A"))
        .when("is_limited")
        .then(pl.format("{}: Limited Series", "show_title"))
        .otherwise(pl.format("{}: {} {}", "show_title", part, "turn"))
    )
