"""The planted genre truths can be found, by a short computation of KPIs 10–12."""

from __future__ import annotations

from functools import cache
from math import sqrt
from statistics import NormalDist

import polars as pl
import pytest

from loaders.sample import TEST_SCALE, TEST_SEED
from loaders.sample.imdb import genres
from loaders.sample.imdb.shape import Shape
from loaders.sample.imdb.titles import basics, ratings

COUNTED = ["movie", "tvMovie", "tvSeries", "tvMiniSeries"]
PRIOR_VOTES, MIN_TITLES = 1000, 30
SAMPLES = [(TEST_SCALE, TEST_SEED), *((TEST_SCALE, seed) for seed in (1, 2, 3)), (0.004, 7), (0.004, 1)]
TRUTHS = {truth["name"]: truth for truth in genres.planted()}
P = TRUTHS["rising_genre"]["year"]


@cache
def credits_by_genre(scale: float, seed: int) -> pl.DataFrame:
    """One row a counted rated title and genre: tconst, year, genre, weight (1/n), votes, rating."""
    shape = Shape(scale, seed)
    titles = basics(shape, 0, shape.titles).join(ratings(shape, 0, shape.titles), on="tconst")
    counted = titles.filter(pl.col("titleType").is_in(COUNTED) & (pl.col("isAdult") == "0"))
    listed = counted.with_columns(genre=pl.col("genres").fill_null("Unknown").str.split(","))
    return (
        listed.with_columns(weight=1 / pl.col("genre").list.len())
        .explode("genre")
        .select(
            "tconst",
            "genre",
            "weight",
            year=pl.col("startYear").cast(pl.Int32, strict=False),
            votes=pl.col("numVotes").cast(pl.Float64),
            rating=pl.col("averageRating").cast(pl.Float64),
        )
    )


def shares(rows: pl.DataFrame, year: int) -> dict[str, tuple[float, float]]:
    """By genre: (share of the year's votes, its linearised variance with the title as the unit)."""
    rows = rows.filter(pl.col("year") == year)
    titles = rows.unique("tconst")
    n, total = titles.height, float(titles["votes"].sum())
    result = {}
    for genre in rows["genre"].unique():
        weight = rows.filter(pl.col("genre") == genre).select("tconst", "weight")
        w = titles.drop("weight").join(weight, on="tconst", how="left")["weight"].fill_null(0.0)
        share = float((w * titles["votes"]).sum()) / total
        z = (w - share) * titles["votes"] / total
        result[genre] = (share, n / (n - 1) * float((z * z).sum()))
    return result


def changes(rows: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """By genre: (share in P − share in P−1, its p-value)."""
    now, before, none = shares(rows, P), shares(rows, P - 1), (0.0, 0.0)
    result = {}
    for genre in now.keys() | before.keys():
        (a, var_a), (b, var_b) = now.get(genre, none), before.get(genre, none)
        result[genre] = (a - b, 2 * (1 - NormalDist().cdf(abs(a - b) / sqrt(var_a + var_b))))
    return result


def holm(p_values: dict[str, float], alpha: float = 0.05) -> set[str]:
    """The hypotheses rejected by Holm's step-down procedure."""
    rejected: set[str] = set()
    for step, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        if p > alpha / (len(p_values) - step):
            break
        rejected.add(name)
    return rejected


def test_holm_stops_at_the_first_that_is_not_rejected() -> None:
    assert holm({"a": 0.001, "b": 0.024, "c": 0.026, "d": 0.9}) == {"a"}
    assert holm({"a": 0.02, "b": 0.001, "c": 0.012}) == {"a", "b", "c"}


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_rising_genre_rises_clearly_and_most(scale: float, seed: int) -> None:
    found = changes(credits_by_genre(scale, seed))
    truth = TRUTHS["rising_genre"]["genre"]
    assert max(found, key=lambda genre: abs(found[genre][0])) == truth
    assert found[truth][0] > 0.1
    assert truth in holm({genre: p for genre, (_, p) in found.items()})


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_falling_genres_fall(scale: float, seed: int) -> None:
    found = changes(credits_by_genre(scale, seed))
    assert all(found[genre][0] < -0.01 for genre in TRUTHS["falling_genres"]["genres"])


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_unchanged_genre_is_not_called_changed(scale: float, seed: int) -> None:
    found = changes(credits_by_genre(scale, seed))
    truth = TRUTHS["unchanged_genre"]["genre"]
    assert abs(found[truth][0]) < 0.1
    assert truth not in holm({genre: p for genre, (_, p) in found.items()})


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_largest_genre_leads_by_a_margin(scale: float, seed: int) -> None:
    found = shares(credits_by_genre(scale, seed), P)
    first, second = sorted(found, key=lambda genre: found[genre][0], reverse=True)[:2]
    assert first == TRUTHS["largest_genre"]["genre"]
    assert found[first][0] - found[second][0] > 0.05


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_best_rated_genre_is_best_after_shrinkage(scale: float, seed: int) -> None:
    rows = credits_by_genre(scale, seed)
    titles, v = rows.unique("tconst"), pl.col("votes")
    mean = (titles["votes"] * titles["rating"]).sum() / titles["votes"].sum()
    shrunken = (v * pl.col("rating") + PRIOR_VOTES * mean) / (v + PRIOR_VOTES)
    weighted = (pl.col("weight") * shrunken).sum() / pl.col("weight").sum()
    table = rows.group_by("genre").agg(titles=pl.len(), value=weighted).filter(pl.col("titles") >= MIN_TITLES)
    first, second = table.sort("value", descending=True).head(2).rows()
    assert first[0] == TRUTHS["best_rated_genre"]["genre"]
    assert first[2] - second[2] > 0.5


def test_the_votes_of_recent_titles_are_enough_and_not_too_skew() -> None:
    rows = credits_by_genre(TEST_SCALE, TEST_SEED).unique("tconst")
    for year in (P - 1, P):
        votes = rows.filter(pl.col("year") == year)["votes"]
        assert len(votes) >= 140
        assert votes.max() / votes.sum() < 0.08
