"""movies.csv: invented titles of five kinds, the first ones the most watched."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from loaders.sample import rng, words
from loaders.sample.netflix.shape import SNAPSHOT, Shape, numbers, tenths, weighted, with_copies

TYPES = {"Movie": 45, "TV Series": 25, "Documentary": 15, "Stand-up Comedy": 9, "Limited Series": 6}
_SERIES = ("TV Series", "Limited Series")
# (shortest, how many minutes more at most)
_MINUTES = {
    "Movie": (80, 71), "TV Series": (25, 36), "Documentary": (60, 51), "Stand-up Comedy": (50, 31),
    "Limited Series": (40, 26),
}  # fmt: skip
AWKWARD = (
    "The Ferry, the Fog & the Fool",
    'A "Quiet" Evening',
    "The Long\nWay Round",
    "None",
    " Late Again ",
)
_GENRES = pl.Series(
    words.listed("Action Adventure Animation Comedy Crime Drama Family Fantasy Horror Sci-Fi Thriller War")
)
_RATINGS = pl.Series(words.listed("G PG PG-13 R TV-Y TV-PG TV-14 TV-MA"))
_LANGUAGES = weighted({"English": 60, "Spanish": 15, "French": 10, "Korean": 10, "Japanese": 5})
_COUNTRIES = weighted({"USA": 50, "Canada": 15, "UK": 15, "Spain": 10, "South Korea": 10})
_WARNINGS = pl.Series(["Violence", "Strong language, smoking", "Nudity, violence", 'So-called "mild" threat'])
_ADDED_WITHIN = (SNAPSHOT - date(2020, 1, 1)) // timedelta(days=1)  # days before the snapshot
_COPIES = 400  # in 10,000


def movie_id(index: pl.Series) -> pl.Series:
    """Ids (String) of titles; an index from `Shape.movies` on is no title's."""
    return pl.select(pl.concat_str(pl.lit("movie_"), (index + 1).cast(pl.String).str.zfill(4))).to_series()


def attributes(shape: Shape) -> pl.DataFrame:
    """What sessions need to know, a row a title: index, content_type, minutes (null for one in a hundred)."""
    index = numbers(shape.movies)
    shift = shape.draw("content type", pl.Series([0], dtype=pl.UInt64))
    kind = rng.pick(weighted(TYPES), rng.spread(0, index, shift[0]))
    bits = shape.draw("running time", index)
    least = kind.replace_strict({name: low for name, (low, _) in _MINUTES.items()}, return_dtype=pl.UInt64)
    width = kind.replace_strict({name: more for name, (_, more) in _MINUTES.items()}, return_dtype=pl.UInt64)
    minutes = least + bits // (1 << 32) % width
    known = pl.when(pl.lit(index % 100 != 61)).then(pl.lit(minutes))
    return pl.DataFrame({"index": index, "content_type": kind}).with_columns(minutes=known)


def rows(shape: Shape) -> pl.DataFrame:
    """Rows of movies.csv, whole-row duplicates included."""
    movies = attributes(shape)
    index = movies["index"]
    bits, more, money = (shape.draw(stream, index) for stream in ("movie", "movie, too", "money"))
    title = words.titles(bits, index * 0).scatter(numbers(len(AWKWARD)) * 10 + 3, list(AWKWARD))
    is_series = pl.col("content_type").is_in(_SERIES)
    is_film = pl.col("content_type") == "Movie"
    year = rng.below(bits, 30) + 1996
    seasons = rng.below(more, 8) + 1
    since = pl.duration(days=pl.lit(rng.below(money, _ADDED_WITHIN)))
    frame = movies.with_columns(
        movie_id=movie_id(index),
        title=title,
        genre_primary=rng.pick(_GENRES, bits, skip=8),
        genre_secondary=pl.when(rng.chance(bits, 0.4, skip=24)).then(rng.pick(_GENRES, more, skip=16)),
        release_year=year,
        duration_minutes=tenths(pl.col("minutes") * 10),
        rating=rng.pick(_RATINGS, more, skip=24),
        language=rng.pick(_LANGUAGES, more, skip=8),
        country_of_origin=rng.pick(_COUNTRIES, more, skip=32),
        imdb_rating=pl.when(rng.chance(money, 0.9)).then(tenths(pl.lit(rng.below(money, 80, skip=8) + 15))),
        production_budget=pl.when(is_film).then(tenths(pl.lit(rng.below(money, 100_000_000) * 10))),
        box_office_revenue=pl.when(is_film).then(tenths(pl.lit(rng.below(money, 400_000_000, skip=8) * 10))),
        number_of_seasons=pl.when(is_series).then(tenths(pl.lit(seasons * 10))),
        number_of_episodes=pl.when(is_series).then(tenths(pl.lit(seasons * 80))),
        is_netflix_original=pl.lit(rng.chance(more, 0.5, skip=20)).cast(pl.String).str.to_titlecase(),
        added_to_platform=(pl.lit(SNAPSHOT) - since).cast(pl.String),
        content_warning=pl.when(rng.chance(money, 0.3, skip=20)).then(rng.pick(_WARNINGS, money, skip=4)),
    )
    frame = frame.select(
        "movie_id", "title", "content_type", "genre_primary", "genre_secondary", "release_year",
        "duration_minutes", "rating", "language", "country_of_origin", "imdb_rating", "production_budget",
        "box_office_revenue", "number_of_seasons", "number_of_episodes", "is_netflix_original",
        "added_to_platform", "content_warning",
    )  # fmt: skip
    return with_copies(shape, frame.cast(pl.String), _COPIES, "movies")
