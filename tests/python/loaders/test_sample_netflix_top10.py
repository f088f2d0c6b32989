"""The Top 10 files: their format, the size and shape of the real charts, every trap, the planted truths."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from loaders.sample import TEST_SCALE, TEST_SEED
from loaders.sample.files import SampleSource
from loaders.sample.imdb.shape import Shape
from loaders.sample.imdb.titles import basics
from loaders.sample.netflix_top10 import GENERATIONS, global_text, source, true_matches, true_views
from loaders.sample.netflix_top10.catalogue import World
from loaders.sample.netflix_top10.charts import countries, country_weeks

HEADERS = {
    "all-weeks-global": "week category weekly_rank show_title season_title weekly_hours_viewed runtime "
    "weekly_views cumulative_weeks_in_top_10",
    "all-weeks-countries": "country_name country_iso2 week category weekly_rank show_title season_title "
    "cumulative_weeks_in_top_10",
    "most-popular": "category rank show_title season_title hours_viewed_first_91_days runtime "
    "views_first_91_days",
}
CATEGORIES = {"Films (English)", "Films (Non-English)", "TV (English)", "TV (Non-English)"}
SINCE = "2023-06-18"
SAMPLES = [(TEST_SCALE, TEST_SEED), (TEST_SCALE, 1), (0.0001, 7)]
Row = dict[str, str]


@cache
def sample(scale: float, seed: int) -> SampleSource:
    return source(scale, seed)


@cache
def text(name: str, scale: float = TEST_SCALE, seed: int = TEST_SEED) -> str:
    (file,) = (file for file in sample(scale, seed).files if file.path == f"netflix_top10/{name}.tsv")
    return b"".join(part().data for part in file.parts).decode()


def rows(name: str, scale: float = TEST_SCALE, seed: int = TEST_SEED) -> list[Row]:
    """The rows as any reader of quoted, tab-separated text sees them."""
    return list(csv.DictReader(io.StringIO(text(name, scale, seed)), delimiter="\t", strict=True))


def planted(name: str) -> dict[str, Any]:
    (truth,) = (truth for truth in sample(TEST_SCALE, TEST_SEED).planted if truth["name"] == name)
    return truth


def trap(name: str) -> Any:
    return sample(TEST_SCALE, TEST_SEED).traps[name]


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_the_providers(name):
    assert text(name).partition("\n")[0].split("\t") == HEADERS[name].split()
    assert "\r" not in text(name)


def test_the_same_seed_gives_the_same_bytes():
    again = source(TEST_SCALE, TEST_SEED)
    assert [file.parts[0]().data.decode() for file in again.files] == [text(name) for name in HEADERS]
    assert text("all-weeks-global", seed=1) != text("all-weeks-global")


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_every_week_has_forty_places(scale, seed):
    places = Counter((row["week"], row["category"]) for row in rows("all-weeks-global", scale, seed))
    weeks = sorted({week for week, _ in places})
    assert (weeks[0], weeks[-1], len(weeks)) == ("2021-07-04", "2026-02-22", 243)
    assert {category for _, category in places} == CATEGORIES
    assert all(date.fromisoformat(week).weekday() == 6 for week in weeks)
    repeated = {key for key, count in places.items() if count != 10}
    assert len(repeated) == 1  # the row that is there twice
    assert len(places) == 243 * 4


def test_every_country_has_twenty_places_a_week():
    places = Counter(
        (row["country_iso2"], row["week"], row["category"]) for row in rows("all-weeks-countries")
    )
    assert set(places.values()) == {10}
    assert {country for country, *_ in places} == {"US", "GB", "DE", "FR", "JP", "BR", "IN", "MX"}
    assert len(rows("all-weeks-countries")) + len(rows("all-weeks-global")) < 25_000


def test_fields_are_quoted_where_they_must_be():
    assert any('""' in line for line in text("all-weeks-global").splitlines())
    assert any('"' in row["show_title"] for row in rows("all-weeks-global"))


def test_views_and_runtimes_begin_in_june_2023():
    for row in rows("all-weeks-global"):
        if row["week"] < SINCE:
            assert (row["runtime"], row["weekly_views"]) == ("", "")
        else:
            assert row["runtime"]
            assert row["weekly_views"] or row["runtime"] == "0"
        assert int(row["weekly_hours_viewed"]) > 0


def test_views_are_hours_over_runtime_in_all_but_one_per_cent():
    known = [row for row in rows("all-weeks-global") if row["runtime"] not in ("", "0")]
    off = [
        row
        for row in known
        if abs(int(row["weekly_hours_viewed"]) / float(row["runtime"]) - int(row["weekly_views"])) > 55_000
    ]
    assert all(int(row["weekly_views"]) % 100_000 == 0 for row in known)
    assert (
        abs(len(off) - trap("views_that_are_not_hours_over_runtime")) <= 2
    )  # some are off of what nobody knows
    assert 0.005 < len(off) / len(known) < 0.02


def test_some_runtimes_are_zero_and_their_views_unknown():
    zero = [row for row in rows("all-weeks-global") if row["runtime"] == "0"]
    assert len(zero) == trap("runtimes_of_zero")
    assert {row["weekly_views"] for row in zero} == {"", "0"}


def test_charts_are_in_the_order_of_hours_and_then_of_views():
    charts = defaultdict(list)
    for row in rows("all-weeks-global"):
        charts[row["week"], row["category"]].append(row)
    for (week, _), places in charts.items():
        measure = "weekly_hours_viewed" if week < SINCE else "weekly_views"
        places.sort(key=lambda row: int(row["weekly_rank"]))
        figures = [int(row[measure]) for row in places if int(row[measure] or 0)]
        assert figures == sorted(figures, reverse=True)


def test_true_views_are_those_published():
    truth = {tuple(row[:3]): row[5] for row in true_views(TEST_SCALE, TEST_SEED).iter_rows()}
    assert len(truth) == 243 * 40
    for row in rows("all-weeks-global"):
        if int(row["weekly_views"] or 0):
            true = truth[row["week"], row["category"], int(row["weekly_rank"])]
            assert abs(int(row["weekly_views"]) - true) <= 50_000 + 1e-6


def test_weeks_in_the_top_ten_are_counted():
    seen: Counter[tuple[str, str, str]] = Counter()
    done = set()
    for row in sorted(rows("all-weeks-global"), key=lambda r: r["week"]):
        title = row["category"], row["show_title"], row["season_title"]
        if (row["week"], *title) not in done:
            done.add((row["week"], *title))
            seen[title] += 1
        assert int(row["cumulative_weeks_in_top_10"]) == seen[title]


def test_seasons_are_named_as_netflix_names_them():
    seasons = {row["season_title"] for row in rows("all-weeks-global") if row["category"].startswith("TV")}
    films = {row["season_title"] for row in rows("all-weeks-global") if row["category"].startswith("Films")}
    assert films == {"N/A"}
    for ending in ("Season 2", "Part 2", "Limited Series"):
        assert any(name.endswith(f": {ending}") for name in seasons)
    assert "N/A" in seasons


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_titles_are_imdbs_and_released_before_they_chart(scale, seed):
    shape = Shape(scale, seed)
    titles = basics(shape, 0, shape.titles)
    years = dict(titles.select("tconst", "startYear").iter_rows())
    names = dict(titles.select("tconst", "primaryTitle").iter_rows())
    matches = {
        (kind, name): (tconst, how) for kind, name, tconst, how in true_matches(scale, seed).iter_rows()
    }
    unknown = 0
    for row in rows("all-weeks-global", scale, seed):
        kind = "film" if row["category"].startswith("Films") else "tv"
        tconst, variation = matches[kind, row["show_title"]]
        unknown += tconst is None
        if tconst:
            assert int(years[tconst]) <= int(row["week"][:4])
            assert (names[tconst].strip() == row["show_title"]) == (variation is None)
    assert unknown > 0


def test_names_vary_in_every_way():
    assert {entry["variation"] for entry in trap("variations")} >= {
        "upper_case", "lower_case", "no_punctuation", "dash", "no_article", "ampersand", "and",
        "curly_apostrophe",
    }  # fmt: skip


def test_a_row_stands_twice_and_two_titles_at_one_rank():
    where = trap("row_twice") | {"weekly_rank": str(trap("row_twice")["weekly_rank"])}
    twice = [row for row in rows("all-weeks-global") if where.items() <= row.items()]
    assert len(twice) == 2
    assert twice[0] == twice[1]
    where = {name: str(value) for name, value in trap("two_titles_at_one_rank").items()}
    tied = [row for row in rows("all-weeks-countries") if where.items() <= row.items()]
    assert len({row["show_title"] for row in tied}) == 2


def test_one_film_stands_on_a_chart_under_two_names():
    where = dict(trap("one_title_under_two_names"))
    names = where.pop("names")
    chart = [row["show_title"] for row in rows("all-weeks-countries") if where.items() <= row.items()]
    assert set(names) <= set(chart)


def test_the_last_week_rises_and_the_hit_leads():
    views = true_views(TEST_SCALE, TEST_SEED)
    totals = dict(views.group_by("week").agg(pl.col("views").sum()).iter_rows())
    rise = planted("views_rise")
    assert totals[rise["week"]] / totals["2026-02-15"] - 1 == pytest.approx(rise["by"], abs=0.02)
    hit = planted("lasting_hit")
    where = {"show_title": hit["show_title"], "category": hit["category"], "weekly_rank": "1"}
    leads = {row["week"] for row in rows("all-weeks-global") if where.items() <= row.items()}
    assert set(sorted(totals)[-hit["weeks_at_the_top"] :]) <= leads
    assert hit["share_of_views"] > 0.04


@pytest.mark.parametrize("columns", GENERATIONS)
def test_older_headers_can_be_had(columns):
    lines = global_text(TEST_SCALE, TEST_SEED, columns).decode().splitlines()
    assert len(lines[0].split("\t")) == columns
    assert len(lines) == len(rows("all-weeks-global")) + 1


def test_a_full_size_sample_has_every_country():
    assert len(countries(World(1.0, 7))) == 93
    assert len(country_weeks(World(1.0, 7))) == 243
