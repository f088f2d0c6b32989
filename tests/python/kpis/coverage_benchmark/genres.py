"""Titles with votes as skewed as IMDb's: the three genre KPIs for genres that were chosen beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from .world import CURRENT, Case, loads

_SNAPSHOT = date(2026, 2, 20)
_YEAR = 2025
_POPULATION = 300_000  # titles of a release year from which those of a draw come
_TITLES = 20_000  # of a release year in a draw: about as many as IMDb lists with votes
_MEDIAN_VOTES, _TAIL, _MOST_VOTES = 120, 1.25, 1_100_000
_PRIOR_VOTES = 1000.0
# How often a title has the genre, what its votes are multiplied by, its mean rating.
_GENRES = {
    "Drama": (0.50, 1.0, 6.6),
    "Comedy": (0.30, 1.2, 6.2),
    "Documentary": (0.20, 0.4, 7.2),
    "Action": (0.12, 2.5, 5.9),
    "Thriller": (0.12, 1.5, 5.8),
    "Romance": (0.12, 1.0, 6.1),
    "Horror": (0.10, 1.2, 5.2),
    "Animation": (0.06, 1.5, 6.8),
}
_COMMON, _RARE = "Drama", "Animation"
_EARLIER = {"Drama": 0.47}  # the share of titles with the genre in the year before, where it differs


class _Titles:
    """The titles of a release year: genres (a weight for each of _GENRES), votes and ratings."""

    def __init__(self, random: np.random.Generator, often: dict[str, float]) -> None:
        chance = np.array([often[name] for name in _GENRES])
        has = random.random((_POPULATION, len(chance))) < chance
        none = ~has.any(axis=1)
        has[none, random.choice(len(chance), size=none.sum(), p=chance / chance.sum())] = True
        self.weight = has / has.sum(axis=1, keepdims=True)
        factor, mean = (np.array([row[i] for row in _GENRES.values()]) for i in (1, 2))
        u = random.random(_POPULATION)
        median = _MEDIAN_VOTES * np.exp(self.weight @ np.log(factor))
        self.votes = np.clip(np.rint(median * (u / (1 - u)) ** _TAIL), 5, _MOST_VOTES)
        # what many have seen is rated a little better
        rating = self.weight @ mean + 0.15 * np.log(u / (1 - u)) + random.normal(0, 1.0, _POPULATION)
        self.rating = np.clip(np.rint(rating * 10) / 10, 1, 10)

    def share(self, genre: str) -> float:
        """KPI 10 of all titles."""
        return float(self.weight[:, _place(genre)] @ self.votes / self.votes.sum())


def _place(genre: str) -> int:
    return list(_GENRES).index(genre)


def _shrunken(votes: np.ndarray, rating: np.ndarray) -> np.ndarray:
    overall = votes @ rating / votes.sum()
    return (votes * rating + _PRIOR_VOTES * overall) / (votes + _PRIOR_VOTES)


def _case(kpi_id: str, genre: str, truth: float) -> Case:
    """The interval of a genre's slice."""
    sql = (
        f"select ci_low, ci_high from kpis.kpi_{kpi_id}__slices "
        f"where dimension = 'genre' and member = '{genre}'"
    )
    return Case(kpi_id, "imdb_votes", f"genre {genre}", truth, (f"kpi_{kpi_id}__slices",), sql)


class Genres:
    """Two release years, each draw a sample of titles from either."""

    name = "genres"
    draws = 1_000
    sentence = (
        f"{_TITLES:,} titles in each of two release years, drawn from {_POPULATION:,}; votes log-logistic "
        f"with median {_MEDIAN_VOTES} and exponent {_TAIL}, cut at {_MOST_VOTES:,}; a genre of half of "
        "them, and for the share and its change one of 6 %, in which fewer than ten titles decide"
    )

    def __init__(self, random: np.random.Generator) -> None:
        """Make the population and work out its truths."""
        often = {name: row[0] for name, row in _GENRES.items()}
        self._years = {_YEAR: _Titles(random, often), _YEAR - 1: _Titles(random, often | _EARLIER)}
        keys = range(1, len(_GENRES) + 1)
        self.fixed = {
            "dim_genre": pl.DataFrame({"genre_key": keys, "genre_name": list(_GENRES)}),
            "dim_date": pl.DataFrame({"date_key": [20260220], "date_day": [_SNAPSHOT]}),
            "fact_source_load": loads({"imdb_title_ratings": "imdb"}, _SNAPSHOT),
            "dim_title": self._dim_title(),
        }
        self.cases = (*self._shares(_COMMON), self._rating(_COMMON), *self._rare(_RARE))

    @staticmethod
    def _dim_title() -> pl.DataFrame:
        year = np.repeat([_YEAR, _YEAR - 1], _TITLES)
        return pl.DataFrame({"title_key": np.arange(len(year)) + 1, "start_year": year}).with_columns(
            title_type=pl.lit("movie"), is_adult=pl.lit(False)
        )

    def _shares(self, genre: str) -> tuple[Case, Case]:
        """KPIs 10 and 11."""
        now, before = (self._years[year].share(genre) for year in (_YEAR, _YEAR - 1))
        return (
            _case("genre_popularity_share", genre, now),
            _case("genre_momentum", genre, now - before),
        )

    def _rating(self, genre: str) -> Case:
        """KPI 12."""
        votes, rating, weight = (
            np.concatenate([getattr(titles, what) for titles in self._years.values()])
            for what in ("votes", "rating", "weight")
        )
        part = weight[:, _place(genre)]
        return _case("genre_rating", genre, float(part @ _shrunken(votes, rating) / part.sum()))

    def _rare(self, genre: str) -> tuple[Case, Case]:
        """KPIs 10 and 11 where a handful of titles have most of the votes."""
        share, momentum = self._shares(genre)
        reason = (
            "of a rare genre fewer than ten titles decide, and a sample may hold none of them: no interval "
            "from the sample alone can know of those"
        )
        return replace(share, least=0.91, reason=reason), momentum

    def draw(self, random: np.random.Generator) -> dict[str, pl.DataFrame]:
        """Titles of both years, their ratings and genres."""
        chosen = [random.integers(0, _POPULATION, _TITLES) for _ in self._years]
        votes, rating, weight = (
            np.concatenate([getattr(t, what)[i] for t, i in zip(self._years.values(), chosen, strict=True)])
            for what in ("votes", "rating", "weight")
        )
        title, genre = np.nonzero(weight)
        ratings = pl.DataFrame(
            {
                "title_key": np.arange(len(votes)) + 1,
                "num_votes": votes.astype(np.int64),
                "avg_rating": rating,
                "weighted_rating": _shrunken(votes, rating),
            }
        ).with_columns(
            snapshot_date_key=pl.lit(20260220), data_mode=pl.lit(CURRENT), is_limited=pl.lit(False)
        )
        bridge = {"title_key": title + 1, "genre_key": genre + 1, "genre_weight": weight[title, genre]}
        return {"fact_ratings": ratings, "bridge_title_genre": pl.DataFrame(bridge)}
