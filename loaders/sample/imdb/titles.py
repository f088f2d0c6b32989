"""title.basics, title.ratings and title.episode: what titles are, of which year and genres, and how rated."""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import polars as pl

from loaders.sample import rng
from loaders.sample.imdb import genres, texts, traps
from loaders.sample.imdb.shape import SERIES_EVERY, Shape

_THIS_YEAR = 2026
# From here on most films and series have votes, and of moderate skew: else a year's titles would be too few
# at test scale for any change between two years to be clear.
_MODERATE_SINCE = 2016

_FILM_TYPES = pl.Series(["movie"] * 25 + ["tvMovie"] * 5)
_SERIES_TYPES = pl.Series(["tvSeries"] * 16 + ["tvMiniSeries"] * 4)
_OTHER_TYPES = pl.Series(
    ["short"] * 70 + ["video"] * 20 + ["tvSpecial"] * 4 + ["videoGame"] * 4 + ["tvShort"] + ["tvPilot"]
)
_RUNTIME = [1, 6, 11, 20, 23, 29, 42, 45, 52, 60, 71, 84, 90, 95, 104, 121, 900]
_SHORT_RUNTIME = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 15, 17, 20, 24, 30, 44]
_HAS_RUNTIME = {"counted": 0.75, "other": 0.5, "episode": 0.2905}  # null in 64 % of all
_YEARS = {
    2026: 20, 2025: 65, 2024: 65, 2023: 60, 2022: 55, 2021: 50, 2020: 45, 2019: 42, 2018: 40, 2017: 36,
    2016: 34,
}  # fmt: skip
_NO_YEAR = 30
_YEAR_STEP = 389


@cache
def _years() -> pl.DataFrame:
    """Release years as equally likely entries, weighted to the recent; a null is an unknown year.

    Columns: year, rank (of the entry among its year's), weight (the year's entries), all UInt64. The
    number of entries is prime, so that going through them in steps visits all.
    """
    older = [(2015 - n, max(30 * 93**n // 100**n, n % 4 // 3)) for n in range(122)]
    parts: list[tuple[int | None, int]] = [*_YEARS.items(), *older, (None, _NO_YEAR)]
    rows = [(year, rank, weight) for year, weight in parts for rank in range(weight)]
    return pl.DataFrame(rows, schema=dict.fromkeys(("year", "rank", "weight"), pl.UInt64), orient="row")


def _counted_years(shape: Shape, number: pl.Series) -> pl.DataFrame:
    """The year of each film or series (null: unknown), and its running number within the year.

    Exact shares for each year at any scale: the numbers go round the table of years.
    """
    entries = _years()
    start = rng.key(shape.seed, "years") % len(entries)
    place = entries[(number * _YEAR_STEP + start) % len(entries)]
    return place.select("year", within=number // len(entries) * pl.col("weight") + pl.col("rank"))


@cache
def _votes(median: int, spread: float, most: int) -> list[int]:
    """1,025 quantiles of a log-logistic number of votes, five at least."""
    odds = [(step + 0.5) / (1024.5 - step) for step in range(1025)]
    return [min(most, max(5, round(median * odd**spread))) for odd in odds]


@cache
def _ratings(mean: float, deviation: float) -> list[int]:
    """129 quantiles of a normal rating, in tenths between 1.0 and 9.9."""
    normal = NormalDist(mean, deviation)
    return [min(99, max(10, round(10 * normal.inv_cdf((step + 0.5) / 129)))) for step in range(129)]


def _counted(shape: Shape, index: pl.Series, number: pl.Series) -> pl.DataFrame:
    seed, years = shape.seed, _counted_years(shape, number)
    bits, rating = rng.draw(seed, "counted", index), rng.draw(seed, "rating", index)
    shift = years["year"].fill_null(0)
    mix = rng.spread(0, years["within"], rng.draw(seed, "mix", shift))
    votes = rng.spread(1, years["within"], rng.draw(seed, "votes", shift))
    frame = pl.DataFrame(
        {
            "index": index,
            "number": number,
            "year": years["year"],
            "before": rng.pick(genres.table(genres.COUNTED_UNTIL_2024), mix),
            "after": rng.pick(genres.table(genres.COUNTED_FROM_2025), mix),
            "film": rng.pick(_FILM_TYPES, bits),
            "series": rng.pick(_SERIES_TYPES, bits),
            "chance": bits % 100,
            "moderate": rng.quantile(_votes(2600, 0.32, 100_000), votes),
            "skewed": rng.quantile(_votes(120, 1.25, 1_100_000), votes),
            "rating": rng.quantile(_ratings(6.3, 1.1), rating),
            "best": rng.quantile(_ratings(8.3, 0.5), rating),
        }
    ).with_columns(genres=pl.when(pl.col("year") >= genres.LAST_YEAR).then("after").otherwise("before"))
    recent = (pl.col("year") >= _MODERATE_SINCE).fill_null(False)
    best = pl.col("genres").str.contains(genres.BEST_RATED, literal=True).fill_null(False)
    rated = pl.col("chance") < pl.when(recent).then(95).when(best).then(60).otherwise(34)
    return frame.select(
        "index",
        "number",
        pl.lit("counted").alias("kind"),
        pl.when(pl.col("number") % SERIES_EVERY == 0).then("series").otherwise("film").alias("titleType"),
        "year",
        "genres",
        pl.when(rated).then(pl.when(recent | best).then("moderate").otherwise("skewed")).alias("votes"),
        pl.when(best).then("best").otherwise("rating").alias("rating"),
    )


def _other(shape: Shape, index: pl.Series, number: pl.Series) -> pl.DataFrame:
    bits = rng.draw(shape.seed, "other", index)
    return pl.DataFrame(
        {
            "index": index,
            "number": number,
            "kind": pl.repeat("other", len(index), eager=True),
            "titleType": rng.pick(_OTHER_TYPES, bits),
            "year": rng.pick(_years()["year"], bits, skip=16),
            "genres": rng.pick(genres.table(genres.OTHER), bits, skip=32),
            **_minor_rating(shape, index, 0.0625, mean=6.7),
        }
    )


def _episode(shape: Shape, index: pl.Series, number: pl.Series) -> pl.DataFrame:
    """Episodes spread over the years of their series, about twelve a year, as far as there are years left."""
    parent, place = shape.parent_of(number)
    first, episodes = _counted_years(shape, parent)["year"], shape.episodes_of(parent)
    years = pl.select(pl.min_horizontal(_THIS_YEAR + 1 - first, episodes // 12 + 1)).to_series()
    return pl.DataFrame(
        {
            "index": index,
            "number": number,
            "kind": pl.repeat("episode", len(index), eager=True),
            "titleType": pl.repeat("tvEpisode", len(index), eager=True),
            "year": first + place * years // episodes,
            "genres": rng.pick(genres.table(genres.EPISODE), rng.draw(shape.seed, "episode", index)),
            **_minor_rating(shape, index, 0.07, mean=7.3),
        }
    )


def _minor_rating(shape: Shape, index: pl.Series, share: float, *, mean: float) -> dict[str, pl.Series]:
    """Votes (null in all but that share) and rating of titles that few people vote on."""
    bits = rng.draw(shape.seed, "rating", index)
    votes = rng.quantile(_votes(22, 0.9, 300_000), rng.draw(shape.seed, "votes", index))
    return {
        "votes": pl.select(pl.when(rng.chance(bits, share)).then(votes)).to_series(),
        "rating": rng.quantile(_ratings(mean, 1.1), rng.draw(shape.seed, "minor rating", index)),
    }


_MAKERS = {"counted": _counted, "other": _other, "episode": _episode}


def attributes(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """The titles low … high − 1, in that order.

    Columns: index, number (within its kind), kind, titleType, year, genres, votes (null: not rated),
    rating in tenths.
    """
    parts = [_MAKERS[kind](shape, *numbers) for kind, numbers in shape.split(low, high).items()]
    planted = traps.title_positions(shape).filter(pl.col("votes").is_not_null())
    planted = planted.select("index", "genres", pl.col("year", "votes", "rating").cast(pl.UInt64))
    return pl.concat(parts).update(planted, on="index").sort("index")


def shifted(shape: Shape) -> pl.Series:
    """The indices of the few titles whose row in title.basics lacks the tab between its two titles."""
    count = shape.planted(1000)
    return pl.Series([(2 * j + 1) * shape.titles // (2 * count) for j in range(count)], dtype=pl.UInt64)


def basics(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """Rows of title.basics."""
    return describe(shape, attributes(shape, low, high))


def describe(shape: Shape, titles: pl.DataFrame) -> pl.DataFrame:
    """The rows of title.basics for some of the titles, given as `attributes` gives them."""
    index, origin = titles["index"], texts.origin(shape, titles)
    bits = rng.draw(shape.seed, "basics", index)
    runtime = rng.draw(shape.seed, "runtime", index)
    frame = titles.with_columns(
        tconst=shape.tconst(index),
        primaryTitle=texts.in_language(shape, titles, texts.known_in(shape, index, origin)),
        originalTitle=texts.in_language(shape, titles, origin),
        share=bits % 10_000,
        end=titles["year"] + rng.below(bits, 9),
        runtime=rng.quantile(_RUNTIME, runtime),
        short=rng.quantile(_SHORT_RUNTIME, runtime),
    )
    has_runtime = pl.col("share") < pl.col("kind").replace_strict(_HAS_RUNTIME) * 10_000
    has_end = pl.col("titleType").is_in(["tvSeries", "tvMiniSeries"]) & (pl.col("share") < 4_900)
    is_short = pl.col("titleType").is_in(["short", "tvShort"])
    frame = frame.select(
        "tconst",
        "titleType",
        "primaryTitle",
        "originalTitle",
        isAdult=pl.col("genres").str.contains("Adult", literal=True).fill_null(False).cast(pl.UInt64),
        startYear="year",
        endYear=pl.when(has_end).then(pl.col("end").clip(upper_bound=_THIS_YEAR)),
        runtimeMinutes=pl.when(has_runtime).then(pl.when(is_short).then("short").otherwise("runtime")),
        genres="genres",
    ).cast(pl.String)
    return _shift(frame, index.is_in(shifted(shape).implode()))


def _shift(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """The frame with those rows as a missing tab leaves them: still nine fields, isAdult holds the year."""
    if not rows.any():
        return frame
    moved = {
        "primaryTitle": pl.concat_str("primaryTitle", "originalTitle", separator=" "),
        "originalTitle": pl.col("isAdult"),
        "isAdult": pl.col("startYear").fill_null("1999"),
        "startYear": pl.col("endYear"),
        "endYear": pl.col("runtimeMinutes"),
        "runtimeMinutes": pl.col("genres"),
        "genres": pl.lit(None, dtype=pl.String),
    }
    return frame.with_columns(
        pl.when(rows).then(value).otherwise(pl.col(name)).alias(name) for name, value in moved.items()
    )


def ratings(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """Rows of title.ratings."""
    rated = attributes(shape, low, high).filter(pl.col("votes").is_not_null())
    return rated.select(
        tconst=shape.tconst(rated["index"]),
        averageRating=pl.format("{}.{}", pl.col("rating") // 10, pl.col("rating") % 10),
        numVotes="votes",
    )


def episode(shape: Shape, low: int, high: int) -> pl.DataFrame:
    """Rows of title.episode."""
    index, number = shape.split(low, high)["episode"]
    parent, place = shape.parent_of(number)
    season, episode_number = texts.season(parent, place)
    has_season = rng.chance(rng.draw(shape.seed, "season", index), 0.794)
    return pl.DataFrame(
        {
            "tconst": shape.tconst(index),
            "parentTconst": shape.tconst(shape.index_of_counted(parent)),
            "seasonNumber": season,
            "episodeNumber": episode_number,
        }
    ).with_columns(pl.when(has_season).then(pl.col("seasonNumber", "episodeNumber")).name.keep())
