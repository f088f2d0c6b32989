"""The watch history's files: format, sizes, traps, and the truths by a short computation of the KPIs."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from math import sqrt
from typing import Any, NamedTuple

import polars as pl
import pytest

from loaders.sample import TEST_SCALE, TEST_SEED
from loaders.sample.imdb.shape import Shape as ImdbShape
from loaders.sample.imdb.titles import basics
from loaders.sample.netflix import clicks, movies, source, users
from loaders.sample.netflix.planted import planted
from loaders.sample.netflix.shape import SNAPSHOT, Shape, systematic

HISTORY = "kaggle/sayeeduddin/netflix-2025user-behavior-dataset-210k-records/"
CLICKS = "kaggle/vodclickstream/netflix-audience-behaviour-uk-movies/vodclickstream_uk_movies_03.csv"
HEADERS = {
    f"{HISTORY}users.csv": (
        "user_id,email,first_name,last_name,age,gender,country,state_province,city,subscription_plan,"
        "subscription_start_date,is_active,monthly_spend,primary_device,household_size,created_at"
    ),
    f"{HISTORY}movies.csv": (
        "movie_id,title,content_type,genre_primary,genre_secondary,release_year,duration_minutes,rating,"
        "language,country_of_origin,imdb_rating,production_budget,box_office_revenue,number_of_seasons,"
        "number_of_episodes,is_netflix_original,added_to_platform,content_warning"
    ),
    f"{HISTORY}watch_history.csv": (
        "session_id,user_id,movie_id,watch_date,device_type,watch_duration_minutes,progress_percentage,"
        "action,quality,location_country,is_download,user_rating"
    ),
    CLICKS: ",datetime,duration,title,genres,release_date,movie_id,user_id",
}
SAMPLES = [(TEST_SCALE, TEST_SEED), *((TEST_SCALE, seed) for seed in (1, 2, 3)), (0.0001, 7)]
TRUTHS = {truth["name"]: truth for truth in planted()}
Z = 1.959963984540054


class Share(NamedTuple):
    """A share and the number it is of, with its Wilson interval."""

    value: float
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        centre = (self.value + Z * Z / (2 * self.n)) / (1 + Z * Z / self.n)
        half = Z * sqrt(self.value * (1 - self.value) / self.n + Z * Z / (4 * self.n**2))
        return centre - half / (1 + Z * Z / self.n), centre + half / (1 + Z * Z / self.n)


def share(rows: pl.DataFrame, condition: pl.Expr) -> Share:
    """The share of the rows that meet the condition."""
    return Share(rows.select(condition.mean()).item(), rows.height)


def differs(one: Share, other: Share) -> bool:
    """Whether Newcombe's interval of the difference leaves out zero."""
    (low, high), (other_low, other_high) = one.interval, other.interval
    difference = one.value - other.value
    below = sqrt((one.value - low) ** 2 + (other_high - other.value) ** 2)
    above = sqrt((high - one.value) ** 2 + (other.value - other_low) ** 2)
    return difference - below > 0 or difference + above < 0


@cache
def texts(scale: float, seed: int) -> dict[str, str]:
    """The files' text by path, without the container's suffix."""
    made = source(scale, seed)
    return {
        file.path.removesuffix(".zip"): b"".join(part().data for part in file.parts).decode()
        for file in made.files
    }


@cache
def frame(name: str, scale: float = TEST_SCALE, seed: int = TEST_SEED) -> pl.DataFrame:
    """A file as text columns, read by Python's own CSV reader; empty is null."""
    path = CLICKS if name == "clicks" else f"{HISTORY}{name}.csv"
    header, *lines = csv.reader(io.StringIO(texts(scale, seed)[path]), strict=True)
    rows = [line for line in lines if len(line) == len(header)]
    assert len(lines) - len(rows) == (name == "users")
    table = pl.DataFrame(rows, schema=[(column, pl.String) for column in header], orient="row")
    return table.with_columns(pl.all().replace({"": None}))


@cache
def subscribers(scale: float, seed: int) -> pl.DataFrame:
    """Different users: user_id, plan, country, active, tenure in days."""
    return (
        frame("users", scale, seed)
        .unique()
        .select(
            "user_id",
            "country",
            plan="subscription_plan",
            active=pl.col("is_active") == "True",
            tenure=(pl.lit(SNAPSHOT) - pl.col("subscription_start_date").str.to_date()).dt.total_days(),
        )
    )


@cache
def eligible(scale: float, seed: int) -> pl.DataFrame:
    """Different sessions up to the snapshot, with their title's type and running time, and the month."""
    titles = frame("movies", scale, seed).unique()
    titles = titles.select("movie_id", "content_type", runtime=pl.col("duration_minutes").cast(pl.Float64))
    rows = frame("watch_history", scale, seed).unique()
    rows = rows.select(
        "user_id",
        "movie_id",
        day=pl.col("watch_date").str.to_date(),
        minutes=pl.col("watch_duration_minutes").cast(pl.Float64),
        progress=pl.col("progress_percentage").cast(pl.Float64),
    )
    rows = rows.filter(pl.col("day") <= SNAPSHOT).join(titles, on="movie_id", how="left")
    return rows.with_columns(month=pl.col("day").dt.strftime("%Y-%m"))


def pairs(scale: float, seed: int, month: str) -> pl.DataFrame:
    """(Viewer, title) pairs of the month with their highest progress."""
    rows = eligible(scale, seed).filter(pl.col("month") == month, pl.col("progress").is_not_null())
    return rows.group_by("user_id", "movie_id", "content_type").agg(pl.col("progress").max())


def ratio(totals: pl.Series) -> tuple[float, float]:
    """Mean of users' totals and its standard error."""
    return float(totals.mean()), float(totals.std()) / sqrt(len(totals))


@pytest.mark.parametrize("path", HEADERS)
def test_the_header_is_the_real_one(path: str) -> None:
    assert texts(TEST_SCALE, TEST_SEED)[path].split("\n", 1)[0] == HEADERS[path]


def test_the_larger_files_are_zipped() -> None:
    paths = {file.path for file in source(TEST_SCALE, TEST_SEED).files}
    assert paths == {
        *(f"{HISTORY}{name}" for name in ("users.csv", "movies.csv", "watch_history.csv.zip")),
        f"{CLICKS}.zip",
    }


def test_a_seed_gives_the_same_files_and_another_one_others() -> None:
    first = texts(TEST_SCALE, TEST_SEED)
    texts.cache_clear()
    assert first == texts(TEST_SCALE, TEST_SEED)
    assert all(text != texts(TEST_SCALE, 1)[path] for path, text in first.items())


def test_rows_are_those_that_the_parts_say() -> None:
    for file in source(TEST_SCALE, TEST_SEED).files:
        name = file.path.removesuffix(".zip").rsplit("/", 1)[1].removesuffix(".csv")
        rows = frame("clicks" if name.startswith("vod") else name).height
        rejected = sum(file.facts["expected_rejects"].values())
        assert sum(part().rows for part in file.parts) == rows + rejected


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_whole_rows_repeat_and_ids_do_not_otherwise(scale: float, seed: int) -> None:
    distinct = source(scale, seed).traps["distinct_rows"]
    shares = {"users": 0.03, "movies": 0.04, "watch_history": 0.05}
    for name, copied in shares.items():
        table = frame(name, scale, seed)
        rows = table.unique()
        assert rows.height == distinct[f"{name}.csv"] == rows[table.columns[0]].n_unique()
        assert table.height - rows.height == pytest.approx(copied * rows.height, abs=1)


def test_the_real_sizes_at_full_scale() -> None:
    shape = Shape(1, TEST_SEED)
    assert (users.rows(shape).height, movies.rows(shape).height) == (10_300, 1_040)
    assert (shape.sessions, shape.clicks) == (100_000, 671_736)


def test_as_many_rows_are_chosen_as_their_chances_add_up_to() -> None:
    chosen = systematic(pl.Series([2_500] * 100 + [0] * 50 + [10_000] * 5))
    assert (chosen[:100].sum(), chosen[100:150].sum(), chosen[150:].sum()) == (25, 0, 5)


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_traps_of_the_users_are_there(scale: float, seed: int) -> None:
    table = frame("users", scale, seed)
    for column in ("email", "first_name", "last_name", "state_province", "city"):
        assert table[column].str.starts_with(users.PRIVATE).all(), column
    ages = table["age"].drop_nulls().cast(pl.Float64)
    assert (ages.min(), ages.max()) == (-7, 109)
    assert 0 < ((ages < 13) | (ages > 100)).mean() < 0.03
    assert table["age"].null_count() > 0
    assert table["created_at"].max()[:10] == SNAPSHOT.isoformat()
    assert table["city"].str.contains("\n").any()
    assert table["city"].str.contains(",").any()
    assert table["city"].str.contains('"').any()


def test_a_line_of_the_users_is_broken_off_and_personal() -> None:
    last = texts(TEST_SCALE, TEST_SEED)[f"{HISTORY}users.csv"].rstrip("\n").rsplit("\n", 1)[1]
    assert users.PRIVATE in last
    assert last.count(",") < HEADERS[f"{HISTORY}users.csv"].count(",")


def test_awkward_titles_are_read_back_as_they_are() -> None:
    assert set(movies.AWKWARD) <= set(frame("movies")["title"])


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_traps_of_the_sessions_are_there(scale: float, seed: int) -> None:
    rows = frame("watch_history", scale, seed).unique()
    day = rows["watch_date"].str.to_date()
    starts = frame("users", scale, seed).unique().select("user_id", "subscription_start_date")
    joined = rows.join(starts, on="user_id", how="left")
    before = joined["watch_date"].str.to_date() < joined["subscription_start_date"].str.to_date()
    assert day.min() >= date(2025, 1, 1)
    assert (day > SNAPSHOT).mean() == pytest.approx(0.205, abs=0.02)
    assert before.fill_null(False).mean() == pytest.approx(0.209, abs=0.02)
    assert rows["watch_duration_minutes"].is_null().mean() == pytest.approx(0.118, abs=0.01)
    assert rows["progress_percentage"].is_null().mean() == pytest.approx(0.081, abs=0.01)
    minutes = rows["watch_duration_minutes"].cast(pl.Float64)
    traps = source(scale, seed).traps["sessions"]
    assert (minutes > 24 * 60).sum() == traps["longer_than_day"] > 0
    known_users, known_movies = (
        frame(name, scale, seed)[column].unique().implode()
        for name, column in (("users", "user_id"), ("movies", "movie_id"))
    )
    assert (~rows["user_id"].is_in(known_users)).sum() == traps["unknown_users"] > 0
    assert (~rows["movie_id"].is_in(known_movies)).sum() == traps["unknown_movies"] > 0
    sessions = eligible(scale, seed)
    assert (sessions["minutes"] > sessions["runtime"]).mean() == pytest.approx(1 / 3, abs=0.03)


def test_the_action_says_nothing_about_the_progress() -> None:
    rows = frame("watch_history").unique().drop_nulls("progress_percentage")
    rows = rows.with_columns(pl.col("progress_percentage").cast(pl.Float64))
    completed = share(rows.filter(pl.col("action") == "completed"), pl.col("progress_percentage") >= 90)
    others = share(rows.filter(pl.col("action") != "completed"), pl.col("progress_percentage") >= 90)
    assert not differs(completed, others)


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_traps_of_the_clicks_are_there(scale: float, seed: int) -> None:
    rows = frame("clicks", scale, seed)
    assert rows.columns[0] == ""
    assert rows[""].n_unique() == rows.height
    assert (rows["duration"] == "-1.0").mean() == pytest.approx(0.04, abs=0.01)
    assert (rows["duration"].cast(pl.Float64) > 86_400).any()
    times = rows["datetime"].str.to_datetime()
    assert times.is_sorted()
    assert (times.min().year, times.max().date() <= date(2019, 6, 30)) == (2017, True)
    for column in ("release_date", "genres"):
        assert (rows[column] == "NOT AVAILABLE").any()
    assert rows["movie_id"].n_unique() == source(scale, seed).traps["clickstream_films"]


@pytest.mark.parametrize(("scale", "seed"), SAMPLES[:2])
def test_the_films_are_imdbs_written_otherwise(scale: float, seed: int) -> None:
    imdb = ImdbShape(scale, seed)
    titles = basics(imdb, 0, imdb.titles).select("tconst", "primaryTitle", "startYear")
    films = clicks.films(Shape(scale, seed)).join(titles, on="tconst", how="left")
    year = films["release_date"].str.head(4).cast(pl.Int64, strict=False)
    films = films.with_columns(apart=year - films["startYear"].cast(pl.Int64))
    exact = films.filter(pl.col("way") == "exact")
    assert (exact["title"] == exact["primaryTitle"]).all()
    assert films.filter(pl.col("way") != "year_later")["apart"].drop_nulls().unique().to_list() == [0]
    assert films.filter(pl.col("way") == "year_later")["apart"].unique().to_list() == [1]
    # a title without a comma or an article stays as it is
    for ways in (("upper_case",), ("lower_case",), ("no_punctuation", "no_article", "ampersand_for_and")):
        written = films.filter(pl.col("way").is_in(ways))
        assert (written["title"] != written["primaryTitle"]).any(), ways
    nobodys = films.filter(pl.col("way").is_in(clicks.UNMATCHED_WAYS))
    assert nobodys["tconst"].null_count() == nobodys.height > 0
    names = titles["primaryTitle"].str.to_lowercase().implode()
    unlisted, remakes = (films.filter(pl.col("way") == way)["title"] for way in ("unlisted", "remake"))
    assert not unlisted.str.to_lowercase().is_in(names).any()
    assert remakes.str.to_lowercase().is_in(names).all()


def truth(name: str) -> dict[str, Any]:
    """A planted truth, which must be listed under that name."""
    return TRUTHS[name]


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_a_plan_cancels_more_and_the_rest_is_alike(scale: float, seed: int) -> None:
    table, gone = subscribers(scale, seed), ~pl.col("active")
    whole = share(table, gone)
    assert whole.value == pytest.approx(truth("cancelled")["expected"], abs=truth("cancelled")["tolerance"])
    plans = {plan: share(table.filter(pl.col("plan") == plan), gone) for plan in users.PLANS}
    more, alike = truth("plan_that_cancels_more"), truth("plans_that_cancel_alike")
    assert plans[more["plan"]].value == pytest.approx(more["expected"], abs=more["tolerance"])
    assert all(differs(plans[more["plan"]], other) for plan, other in plans.items() if plan != more["plan"])
    assert not differs(*(plans[plan] for plan in alike["plans"]))
    countries = truth("countries_that_cancel_alike")["countries"]
    assert not differs(*(share(table.filter(pl.col("country") == name), gone) for name in countries))


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_retention_falls_with_tenure(scale: float, seed: int) -> None:
    table, active = subscribers(scale, seed), pl.col("active")
    year = share(table.filter(pl.col("tenure").is_between(335, 395)), active)
    assert year.n >= 30
    assert year.value == pytest.approx(truth("retained")["expected"], abs=truth("retained")["tolerance"])
    falls = truth("retention_falls")
    quarter = table["tenure"].max() / 4
    first = share(table.filter(pl.col("tenure") < quarter), active)
    last = share(table.filter(pl.col("tenure") > 3 * quarter), active)
    assert first.value == pytest.approx(falls["expected_first_quarter"], abs=falls["tolerance"])
    assert last.value == pytest.approx(falls["expected_last_quarter"], abs=falls["tolerance"])
    assert differs(first, last)


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_some_active_subscribers_are_dormant(scale: float, seed: int) -> None:
    last = eligible(scale, seed).group_by("user_id").agg(pl.col("day").max())
    table = subscribers(scale, seed).filter(pl.col("active")).join(last, on="user_id", how="left")
    table = table.with_columns(quiet=(pl.lit(SNAPSHOT) - pl.col("day")).dt.total_days().fill_null(9_999))
    dormant = truth("dormant")
    for days, name in ((30, "expected"), (60, "expected_60_days"), (90, "expected_90_days")):
        found = share(table, pl.col("quiet") >= days)
        assert found.value == pytest.approx(dormant[name], abs=dormant["tolerance"]), days


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_a_content_type_is_completed_less_and_months_are_alike(scale: float, seed: int) -> None:
    less, same = truth("completed_less"), truth("completion_unchanged")
    now, before = (pairs(scale, seed, same[name]) for name in ("month", "previous_month"))
    completed = pl.col("progress") >= 90
    is_less = pl.col("content_type") == less["content_type"]
    few, many = share(now.filter(is_less), completed), share(now.filter(~is_less), completed)
    assert few.value == pytest.approx(less["expected"], abs=less["tolerance"])
    assert many.value == pytest.approx(less["expected_others"], abs=less["tolerance"])
    assert differs(few, many)
    assert not differs(share(now, completed), share(before, completed))


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_hours_and_views_rise_clearly(scale: float, seed: int) -> None:
    months = truth("more_hours")
    totals = [
        eligible(scale, seed)
        .filter(pl.col("month") == months[name])
        .group_by("user_id")
        .agg(hours=pl.col("minutes").sum() / 60, views=(pl.col("minutes") / pl.col("runtime")).sum())
        for name in ("month", "previous_month")
    ]
    (now, error), (before, other_error) = (ratio(table["hours"]) for table in totals)
    assert now - before > Z * sqrt(error**2 + other_error**2)
    days = (28, 31)
    daily = [table["views"].sum() / length for table, length in zip(totals, days, strict=True)]
    errors = [
        sqrt(len(table)) * float(table["views"].std()) / length
        for table, length in zip(totals, days, strict=True)
    ]
    assert daily[0] - daily[1] > Z * sqrt(sum(error**2 for error in errors))


def test_every_truth_names_a_kpi_of_the_watch_history() -> None:
    kpis = {"total_views", "watch_hours_per_viewer", "completion_rate", "cancellation_rate",
            "retention_12m", "dormant_share"}  # fmt: skip
    assert {truth["kpi_id"] for truth in planted()} == kpis
