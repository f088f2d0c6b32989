"""Seeds and dimensions that no source fills: equal to what Python and the standards say."""

import calendar
import csv
import datetime as dt
from pathlib import Path

import pytest
import yaml

from loaders.fetch import EARLIEST_SNAPSHOT
from loaders.sample.spotify.archive import UNKNOWN_REGION

ROOT = Path(__file__).parents[3]
ISO_3166 = Path("/usr/share/zoneinfo/iso3166.tab")
DAY = dt.timedelta(days=1)


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def dates(sample_project) -> list[dict]:
    """The known days of dim_date, in order."""
    with sample_project.connect() as con:
        return con.sql("from core.dim_date where date_key != -1 order by date_day").pl().to_dicts()


def test_dates_cover_the_span_without_gaps(dates):
    span = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    first, last = (dt.date.fromisoformat(span[name]) for name in ("dim_date_start", "dim_date_end"))
    assert [row["date_day"] for row in dates] == [first + i * DAY for i in range((last - first).days + 1)]


def test_no_snapshot_comes_before_the_calendar():
    span = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    assert EARLIEST_SNAPSHOT.isoformat() == span["dim_date_start"]


def test_date_parts_equal_python_s(dates):
    for row in dates:
        day = row["date_day"]
        iso = day.isocalendar()
        monday = day - (iso.weekday - 1) * DAY
        assert row == row | {
            "date_key": int(day.strftime("%Y%m%d")),
            "iso_year": iso.year,
            "iso_week": iso.week,
            "iso_week_start": monday,
            "iso_week_end": monday + 6 * DAY,
            "iso_day_of_week": iso.weekday,
            "day_name": calendar.day_name[day.weekday()],
            "month": day.month,
            "month_name": calendar.month_name[day.month],
            "month_start": day.replace(day=1),
            "month_end": day.replace(day=calendar.monthrange(day.year, day.month)[1]),
            "quarter": (day.month + 2) // 3,
            "year": day.year,
            "is_weekend": day.weekday() >= 5,
        }


def test_chart_weeks_run_from_friday_to_thursday(dates):
    for row in dates:
        start, end = row["chart_week_start"], row["chart_week_end"]
        assert (start.weekday(), end.weekday()) == (calendar.FRIDAY, calendar.THURSDAY)
        assert start <= row["date_day"] <= end == start + 6 * DAY


@pytest.mark.parametrize(
    ("dimension", "known"),
    [
        (
            "title",
            {
                "title_type": "unknown",
                "primary_title": "Unknown",
                "parent_title_key": -1,
                "is_inferred": False,
            },
        ),
        ("person", {"name": "Unknown", "is_inferred": False}),
        ("genre", {"genre_name": "Unknown", "genre_group": "Unknown"}),
        (
            "region",
            {"region_name": "Unknown", "region_type": "unknown", "is_aggregate": False, "is_inferred": False},
        ),
        ("date", {"day_name": "Unknown", "month_name": "Unknown"}),
        ("platform", {"platform_name": "Unknown", "platform_group": "Unknown", "is_current": True}),
        (
            "subscriber",
            {"region_key": -1, "subscription_plan": "Unknown", "age_band": "Unknown", "is_inferred": False},
        ),
    ],
)
def test_the_unknown_member_says_so_and_nothing_else(sample_project, dimension, known):
    key = f"{dimension}_key"
    with sample_project.connect() as con:
        rows = con.sql(f"from core.dim_{dimension} where {key} = -1").pl().to_dicts()
    assert len(rows) == 1
    assert rows[0] == rows[0] | known
    texts = {
        value for name, value in rows[0].items() if name not in known and value is not None and name != key
    }
    assert texts <= {"unknown", False}


def test_namibia_is_no_null(sample_project):
    assert next(row for row in seed("regions") if row["iso2"] == "NA")["region_name"] == "Namibia"
    with sample_project.connect() as con:
        assert con.execute("select region_name from core.dim_region where iso2 = 'NA'").fetchall() == [
            ("Namibia",)
        ]


@pytest.mark.skipif(not ISO_3166.exists(), reason=f"{ISO_3166} is not on this machine")
def test_regions_hold_every_code_of_iso_3166():
    lines = ISO_3166.read_text(encoding="utf-8").splitlines()
    codes = {line.split("\t")[0] for line in lines if not line.startswith("#")}
    ours = {row["iso2"] for row in seed("regions") if row["region_type"] in ("country", "territory")}
    assert ours - codes == {"XKV"}
    assert codes <= ours


def test_aggregates_are_marked():
    for row in seed("regions"):
        assert (row["is_aggregate"] == "true") == (row["region_type"] == "aggregate")


def test_every_region_is_found_by_its_name():
    aliases = {row["alias"]: row["iso2"] for row in seed("region_aliases")}
    assert {row["region_name"].lower(): row["iso2"] for row in seed("regions")}.items() <= aliases.items()


@pytest.mark.parametrize(
    ("name", "iso2"),
    [
        ("Global", "XWW"),
        ("Worldwide", "XWW"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Czech Republic", "CZ"),
        ("Turkey", "TR"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Russian Federation", "RU"),
        ("Viet Nam", "VN"),
        ("Hong Kong", "HK"),
        ("Côte d’Ivoire", "CI"),
        ("Reunion", "RE"),
    ],
)
def test_other_names_of_regions_are_known(name, iso2):
    assert {row["alias"]: row["iso2"] for row in seed("region_aliases")}[name.lower()] == iso2


def test_aliases_are_written_as_they_are_compared():
    for row in seed("region_aliases"):
        assert row["alias"] == row["alias"].strip().lower()


def test_every_name_that_charts_and_sessions_give_is_known(sample_project):
    aliases = {row["alias"] for row in seed("region_aliases")}
    with sample_project.connect() as con:
        names = con.execute(
            """
            select region from raw.spotify_charts_archive
            union select country_name from raw.netflix_top10_countries
            union select country from raw.netflix_users
            union select location_country from raw.netflix_watch_history
            """
        ).fetchall()
    assert {name.lower() for (name,) in names if name} - aliases == {UNKNOWN_REGION.lower()}


def test_the_genre_kpis_count_films_and_series():
    counted = {row["title_type"] for row in seed("title_types") if row["is_counted"] == "true"}
    assert counted == {"movie", "tvMovie", "tvSeries", "tvMiniSeries"}
