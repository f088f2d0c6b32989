"""The three genre KPIs once more, in Polars and NumPy from the raw tables.

Written from their definitions, not from the SQL.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

COUNTED = ["movie", "tvMovie", "tvSeries", "tvMiniSeries"]
PRIOR_VOTES = 1000.0
Z = 1.959963984540054


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error."""

    value: float
    se: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval, not clipped."""
        return self.value - Z * self.se, self.value + Z * self.se


def counted_titles(basics: pl.DataFrame, ratings: pl.DataFrame) -> pl.DataFrame:
    """The rated titles that count: tconst, year, rating, votes, genres (a list, `Unknown` for none).

    `basics` and `ratings` are raw.imdb_title_basics and raw.imdb_title_ratings, all text.
    """
    titles = basics.filter(pl.col("titleType").is_in(COUNTED) & (pl.col("isAdult") != "1").fill_null(True))
    return titles.join(ratings, on="tconst").select(
        "tconst",
        pl.col("startYear").cast(pl.Int64, strict=False).alias("year"),
        pl.col("averageRating").cast(pl.Float64).alias("rating"),
        pl.col("numVotes").cast(pl.Float64).alias("votes"),
        pl.col("genres").fill_null("Unknown").str.split(","),
    )


def headline_year(as_of: date) -> int:
    """The last release year that is over on the day on which the data ends."""
    return as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1


def _weights(titles: pl.DataFrame, genre: str) -> np.ndarray:
    """The weight of a genre in each title: 1 / its number of genres, or 0."""
    return np.array([1 / len(genres) if genre in genres else 0.0 for genres in titles["genres"].to_list()])


def genres_of(titles: pl.DataFrame) -> list[str]:
    """All genres that occur, sorted."""
    return sorted({genre for genres in titles["genres"].to_list() for genre in genres})


def popularity(titles: pl.DataFrame, year: int, genre: str) -> Estimate:
    """KPI 10: Σ w v / Σ v over the titles of one release year, linearised by title."""
    of_year = titles.filter(pl.col("year") == year)
    votes = of_year["votes"].to_numpy()
    w = _weights(of_year, genre)
    share = float((w * votes).sum() / votes.sum())
    z = (w - share) * votes / votes.sum()
    return Estimate(share, float(np.sqrt(len(z) / (len(z) - 1) * (z**2).sum())))


def momentum(titles: pl.DataFrame, year: int, genre: str) -> Estimate:
    """KPI 11: the share of a release year minus the share of the year before."""
    later, earlier = popularity(titles, year, genre), popularity(titles, year - 1, genre)
    return Estimate(later.value - earlier.value, float(np.hypot(later.se, earlier.se)))


def shrunken_rating(titles: pl.DataFrame, genre: str) -> Estimate:
    """KPI 12: genre-weighted mean of WR; each title also carries its part of the error of C."""
    votes, rating = titles["votes"].to_numpy(), titles["rating"].to_numpy()
    overall = float((votes * rating).sum() / votes.sum())
    shrinkage = PRIOR_VOTES / (votes + PRIOR_VOTES)
    weighted = (1 - shrinkage) * rating + shrinkage * overall
    w = _weights(titles, genre)
    mean = float((w * weighted).sum() / w.sum())
    pull = votes * (rating - overall) / votes.sum()
    z = w * (weighted - mean) / w.sum() + (w * shrinkage).sum() / w.sum() * pull
    return Estimate(mean, float(np.sqrt(len(z) / (len(z) - 1) * (z**2).sum())))
