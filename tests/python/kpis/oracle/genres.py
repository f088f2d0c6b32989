"""KPIs 10 to 12: genres, by release year and by snapshot of the ratings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from oracle.raw import Raw, number, shifted
from oracle.results import MIN_N, NO_PREVIOUS_PERIOD, Answer, Change, Headline, Measure
from oracle.stats import Z, linearised_se, log_odds_limits

BASIS, UNKNOWN = "imdb_votes", "Unknown"
COUNTED = ["movie", "tvMovie", "tvSeries", "tvMiniSeries"]
PRIOR_VOTES = 1000.0
LEAST_TITLES = 30
"""What the best genre needs in the sample."""
YEARS, SLICE_YEARS, SNAPSHOTS = 10, 5, 12


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error, and the ratio that it is."""

    value: float
    se: float
    part: float = np.nan
    whole: float = np.nan

    def within(self, low: float, high: float) -> tuple[float, float]:
        """The 95 % interval, clipped."""
        return max(low, self.value - Z * self.se), min(high, self.value + Z * self.se)


class Titles:
    """The rated titles of a snapshot that count: title, year, rating, votes, genres (`Unknown` for none)."""

    def __init__(self, raw: Raw, ratings: pl.DataFrame, day: date) -> None:
        basics = raw.table("imdb_title_basics")
        kept = basics.filter(pl.col("titleType").is_in(COUNTED), (pl.col("isAdult") != "1").fill_null(True))
        kept = kept.select(
            title_number(),
            pl.when(~shifted()).then(number("startYear").cast(pl.Int64)).alias("year"),
            pl.when(~shifted()).then("genres").fill_null(UNKNOWN).str.split(",").alias("genres"),
        )
        self.rows = kept.join(ratings.filter(pl.col("votes") > 0), on="title").sort("title")
        self.day = day
        self.year = self.day.year if (self.day.month, self.day.day) == (12, 31) else self.day.year - 1
        self.names = genres_of(self.rows.filter(pl.col("year").is_between(self.year - YEARS, self.year)))

    def of_year(self, year: int) -> pl.DataFrame:
        """The titles of a release year."""
        return self.rows.filter(pl.col("year") == year)

    def dated(self) -> float:
        """The share of the titles whose release year is known."""
        return float(self.rows["year"].is_not_null().mean())

    def of_known_genre(self) -> float:
        """The share of the titles whose genre is known."""
        return float(self.rows["genres"].list.contains(UNKNOWN).not_().mean())

    def years(self) -> list[int]:
        """The release years that are shown and have titles enough, the latest first."""
        years = range(self.year, self.year - YEARS - 1, -1)
        return [year for year in years if self.of_year(year).height >= MIN_N]


def title_number() -> pl.Expr:
    """The number in IMDb's id of a title."""
    return pl.col("tconst").str.slice(2).cast(pl.Int64).alias("title")


def snapshots_of(raw: Raw) -> list[Titles]:
    """The current snapshot, then the earlier ones, the latest first: only the star's history has those.

    Those with a row limit stand alone.
    """
    ratings = raw.table("imdb_title_ratings").select(
        title_number(), number("averageRating").alias("rating"), number("numVotes").alias("votes")
    )
    history = raw.con.sql("""
        select title_key as title, avg_rating as rating, num_votes::double as votes, date_day as day
        from core.fact_ratings inner join core.dim_date on snapshot_date_key = date_key
        where date_day < ? and data_mode = ? and is_limited is distinct from true
    """, params=[raw.titles_day, raw.loads["imdb_title_ratings"]["data_mode"]]).pl()  # fmt: skip
    days = sorted(history["day"].unique(), reverse=True)[: SNAPSHOTS - 1]
    if raw.is_limited("imdb_title_ratings"):
        days = []
    earlier = [Titles(raw, history.filter(pl.col("day") == day).drop("day"), day) for day in days]
    return [Titles(raw, ratings, raw.titles_day), *earlier]


def genres_of(titles: pl.DataFrame) -> list[str]:
    """All genres that occur, sorted."""
    return sorted({genre for genres in titles["genres"].to_list() for genre in genres})


def _weights(titles: pl.DataFrame, genre: str) -> np.ndarray:
    """The weight of a genre in each title: 1 / its number of genres, or 0."""
    return np.array([1 / len(genres) if genre in genres else 0.0 for genres in titles["genres"].to_list()])


def popularity(titles: Titles, year: int, genre: str) -> Estimate:
    """KPI 10: Σ w v / Σ v over the titles of one release year, linearised by title."""
    part, whole, z = _linearised(titles, year, genre)
    return Estimate(part / whole, linearised_se(z), part, whole)


def _linearised(titles: Titles, year: int, genre: str) -> tuple[float, float, np.ndarray]:
    """The votes of a genre, those of the year, and what each title adds to the share."""
    rows = titles.of_year(year)
    votes, w = rows["votes"].to_numpy(), _weights(rows, genre)
    part, whole = float((w * votes).sum()), float(votes.sum())
    return part, whole, (w - part / whole) * votes / whole


def momentum(titles: Titles, year: int, genre: str) -> Estimate:
    """KPI 11: the share of a release year minus the share of the year before."""
    later, before = popularity(titles, year, genre), popularity(titles, year - 1, genre)
    return Estimate(later.value - before.value, float(np.hypot(later.se, before.se)))


def rating(titles: Titles, genre: str) -> tuple[Estimate, np.ndarray]:
    """KPI 12: the genre-weighted mean of WR, and what each title adds, its pull on C included."""
    votes, stated = titles.rows["votes"].to_numpy(), titles.rows["rating"].to_numpy()
    overall = float((votes * stated).sum() / votes.sum())
    shrinkage = PRIOR_VOTES / (votes + PRIOR_VOTES)
    weighted = (1 - shrinkage) * stated + shrinkage * overall
    w = _weights(titles.rows, genre)
    part, whole = float((w * weighted).sum()), float(w.sum())
    pull = votes * (stated - overall) / votes.sum()
    z = w * (weighted - part / whole) / whole + (w * shrinkage).sum() / whole * pull
    return Estimate(part / whole, linearised_se(z), part, whole), z


def rating_change(later: Titles, before: Titles, genre: str) -> Change:
    """The change from one snapshot to the next, title by title."""
    (now, added), (then, added_before) = rating(later, genre), rating(before, genre)
    both = later.rows.select("title", z=pl.Series(added)).join(
        before.rows.select("title", z_before=pl.Series(added_before)), on="title", how="full", coalesce=True
    )
    margin = Z * linearised_se((both["z"].fill_null(0) - both["z_before"].fill_null(0)).to_numpy())
    delta = now.value - then.value
    return Change.judged(then.value, delta, (delta - margin, delta + margin))


def genre_kpis(raw: Raw, missing: str) -> tuple[Answer, Answer, Answer]:
    """KPIs 10, 11 and 12."""
    if not raw.has("imdb"):
        return Answer({}, missing), Answer({}, missing), Answer({}, missing)
    snapshots = snapshots_of(raw)
    return _popularity_answer(snapshots[0]), _momentum_answer(snapshots[0]), _rating_answer(snapshots)


def _share(titles: Titles, year: int, genre: str) -> Measure:
    part, whole, z = _linearised(titles, year, genre)
    return Measure(
        value=part / whole,
        n=len(z),
        interval=log_odds_limits(part / whole, z),
        numerator=part,
        denominator=whole,
    )


def _known(titles: Titles) -> list[str]:
    return [genre for genre in titles.names if genre != UNKNOWN]


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _popularity_answer(titles: Titles) -> Answer:
    years = titles.years()
    if titles.year not in years:
        return Answer({BASIS: "MIN_N_NOT_MET"})
    genre = max(_known(titles), key=lambda name: popularity(titles, titles.year, name).value)
    change = NO_PREVIOUS_PERIOD
    if titles.year - 1 in years:
        found = momentum(titles, titles.year, genre)
        previous = popularity(titles, titles.year - 1, genre).value
        change = Change.judged(
            previous, found.value, (found.value - Z * found.se, found.value + Z * found.se)
        )
    answer = Answer({BASIS: Headline(
        measure=_share(titles, titles.year, genre), period=_year(titles.year), member=genre,
        coverage=titles.dated(), change=change,
    )})  # fmt: skip
    for year in years:
        answer.point(BASIS, _year(year), _share(titles, year, genre), titles.dated())
    for name in titles.names:
        answer.add(BASIS, "genre", name, _share(titles, titles.year, name))
        for year in set(years) & set(range(titles.year - SLICE_YEARS, titles.year + 1)):
            answer.add(BASIS, "genre_year", f"{name}|{year}", _share(titles, year, name))
    return answer


def _changed(titles: Titles, year: int, genre: str) -> Measure:
    n = titles.of_year(year).height + titles.of_year(year - 1).height
    found = momentum(titles, year, genre)
    return Measure(value=found.value, n=n, interval=found.within(-1, 1))


def _momentum_answer(titles: Titles) -> Answer:
    years = [year for year in titles.years() if year - 1 in titles.years()]
    if titles.year not in years:
        return Answer({BASIS: "MIN_N_NOT_MET"})
    changes = {name: momentum(titles, titles.year, name) for name in _known(titles)}
    genre = max(changes, key=lambda name: abs(changes[name].value))
    # a genre without titles in either year has no error, and nothing to test
    p = {name: 2 * norm.sf(abs(change.value) / change.se) for name, change in changes.items() if change.se}
    clear = dict(zip(p, (multipletests(list(p.values()), method="holm")[1] < 0.05).tolist(), strict=True))
    answer = Answer({BASIS: Headline(
        measure=_changed(titles, titles.year, genre), period=_year(titles.year), member=genre,
        coverage=titles.dated(),
        change=Change(is_clear=clear.get(genre, False), reason="VALUE_IS_A_DIFFERENCE"),
    )}, clear=clear)  # fmt: skip
    for year in years:
        answer.point(BASIS, _year(year), _changed(titles, year, genre), titles.dated())
    for name in titles.names:
        answer.add(BASIS, "genre", name, _changed(titles, titles.year, name))
    return answer


def _rated(titles: Titles, genre: str) -> Measure:
    found, _ = rating(titles, genre)
    n = int(np.count_nonzero(_weights(titles.rows, genre)))
    return Measure(
        value=found.value, n=n, interval=found.within(1, 10), numerator=found.part, denominator=found.whole
    )


def _rated_plainly(titles: Titles, genre: str) -> Measure:
    w, stated = _weights(titles.rows, genre), titles.rows["rating"].to_numpy()
    part, whole = float((w * stated).sum()), float(w.sum())
    return Measure(value=part / whole, n=int(np.count_nonzero(w)), numerator=part, denominator=whole)


def _rating_answer(snapshots: list[Titles]) -> Answer:
    titles = snapshots[0]
    measures = {name: _rated(titles, name) for name in genres_of(titles.rows)}
    enough = [name for name in measures if name != UNKNOWN and measures[name].n >= LEAST_TITLES]
    if not enough:
        return Answer({BASIS: "MIN_N_NOT_MET"})
    genre = max(enough, key=lambda name: measures[name].value or 0)
    answer = Answer({BASIS: Headline(
        measure=measures[genre], period=(titles.day, titles.day), member=genre,
        coverage=titles.of_known_genre(),
        change=rating_change(titles, snapshots[1], genre) if snapshots[1:] else NO_PREVIOUS_PERIOD,
    )})  # fmt: skip
    for taken in snapshots:
        answer.point(BASIS, (taken.day, taken.day), _rated(taken, genre), taken.of_known_genre())
    answer.add_rates(BASIS, "genre", measures)
    answer.add_rates(BASIS, "genre_raw", {name: _rated_plainly(titles, name) for name in measures})
    return answer
