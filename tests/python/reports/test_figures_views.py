"""The figures of views: what they say follows the data's state, what they draw is the marts'."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from fixtures.invented_marts import (
    LONG,
    drawn,
    drawn_whole_and_in_part,
    kpi_of,
    marts,
    marts_of,
    member,
)
from fixtures.report_course import ESTIMATED, LOST

from reports.charts import figures, theme
from reports.data.families import course, groups, slices, views
from reports.data.families.base import Marts

BRANCHES = ("all", "otherwise", "hostile")
SVG = "{http://www.w3.org/2000/svg}"
LAST = date(2026, 2, 22)


def weeks(kpi: Mapping[str, Any], values: Mapping[int, float | None], **more: Any) -> list[dict[str, Any]]:
    """Series rows by the weeks that they lie back from the headline's."""
    rows = []
    for back, value in values.items():
        end = LAST - timedelta(days=7 * back)
        row = {"kpi_id": kpi["kpi_id"], "basis": kpi["basis"], "value": value, "n": 40}
        row |= {"period_start": str(end - timedelta(days=6)), "period_end": str(end)}
        rows.append(row | {"ci_low": None, "ci_high": None, "status": "available"} | more)
    return rows


def titles(kpi: Mapping[str, Any], names: Mapping[str, float]) -> list[dict[str, Any]]:
    """The KPI's titles in their places."""
    return [
        member(kpi, "title", f"{place:02}|{name}", value)
        for place, (name, value) in enumerate(names.items(), start=1)
    ]


def lorenz(kpi: Mapping[str, Any], shares: Mapping[int, float]) -> list[dict[str, Any]]:
    """Points of the KPI's Lorenz curve."""
    return [member(kpi, "lorenz", f"{percent:03}", share) for percent, share in shares.items()]


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("make", views.FIGURES)
def test_each_figure_is_drawn_on_each_branch(branch: str, make: Callable[[Marts], Any]) -> None:
    figure = make(marts_of(branch))
    shown = " ".join(drawn_whole_and_in_part(figure))
    if figure["filter_by"]:
        assert all(row["label"] in shown and row["name"] in shown for row in figure["data"])
    if figure["id"] in ("total_views_line", "total_streams_columns"):
        assert figure["data"][-1]["label"] in shown
    if figure["id"] == "hit_concentration_lorenz":
        assert f"the top 1%: {figure['data'][-2]['top']}" in shown


@pytest.mark.parametrize("make", views.FIGURES)
def test_without_the_kpi_or_its_rows_there_is_no_figure(make: Callable[[Marts], Any]) -> None:
    assert make(marts()) is None
    bare = [kpi_of(kpi_id) for kpi_id in ("total_views", "total_streams", "hit_concentration")]
    assert make(marts(*bare)) is None


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"delta": None}, "in the latest week"),
        (
            {"delta": 1e6, "prev_value": 41_213_456.0, "delta_is_clear": None},
            "in the latest week, up by 7.00 million views from the week before",
        ),
        ({"delta": 0.0, "delta_is_clear": None}, "in the latest week, the same as in the week before"),
        (
            {"delta": -1e6, "delta_is_clear": False},
            "in the latest week, with no clear change from the week before",
        ),
        (
            {"delta": -1e6, "delta_is_clear": True},
            "in the latest week, clearly down by 1.00 million views per day on average from the week before",
        ),
    ],
)
def test_the_headline_says_of_the_change_what_is_known(state: dict[str, Any], said: str) -> None:
    kpi = kpi_of("total_views", **state)
    figure = views.views_line(marts(kpi, series=weeks(kpi, {0: 2e6, 1: 1e6})))
    assert figure is not None and figure["headline"] == f"48.21 million views {said}"


def test_a_line_is_the_series_with_the_same_weeks_a_year_before() -> None:
    found = marts_of("all")
    figure = views.views_line(found)
    assert figure is not None
    known = {row["period_end"]: row["value"] for row in found.periods("total_views")}
    assert len(figure["data"]) == 52
    for row in figure["data"]:
        end = LAST - timedelta(days=7 * (51 - row["at"]))
        assert row["value"] == known.get(str(end))
        assert row["before"] == known.get(str(end - timedelta(days=364)))
    lost = figure["data"][51 - LOST]
    assert (lost["value"], lost["label"], lost["status"]) == (None, "–", "–")
    assert "1 of 51 weeks, partial" in figure["source_line"]


def test_on_sessions_the_line_runs_over_months_with_its_band() -> None:
    figure = views.views_line(marts_of("otherwise"))
    assert figure is not None
    assert [row["name"] for row in figure["data"]][::11] == ["March 2025", "February 2026"]
    assert figure["headline"].endswith("clearly down by 1.2 views per day on average from the month before")
    assert "Band: 95% intervals, the latest 780 to 845 views" in figure["source_line"]
    assert all(row["ci_low"] < row["value"] for row in figure["data"] if row["value"])


def test_a_gap_in_the_series_is_a_gap_in_the_line() -> None:
    kpi = kpi_of("total_views")
    series = weeks(kpi, {0: 2e6, 1: 1e6, 4: 2e6, 5: 3e6})
    figure = views.views_line(marts(kpi, series=series))
    assert figure is not None
    svg = ET.fromstring(figures.static_svg(figure, figures.specification(figure, theme.WIDE)))
    lines = [
        node.attrib["d"]
        for node in svg.iter(f"{SVG}path")
        if node.attrib.get("stroke") == theme.BLUE and node.attrib.get("stroke-width") == "1.6"
    ]
    assert [path.count("M") for path in lines] == [2]


def test_one_week_alone_makes_columns_but_no_line() -> None:
    views_kpi, streams = kpi_of("total_views"), kpi_of("total_streams", value=7.0)
    series = [*weeks(views_kpi, {0: 1.0}), *weeks(streams, {0: 7.0})]
    found = marts(views_kpi, streams, series=series)
    assert views.views_line(found) is None
    figure = views.streams_columns(found)
    assert figure is not None and "7" in drawn_whole_and_in_part(figure)


def test_estimated_weeks_are_striped_and_of_the_latest_the_part_that_is_known() -> None:
    figure = views.streams_columns(marts_of("all"))
    assert figure is not None
    parts = {51 - row["at"]: row["estimated"] / row["value"] for row in figure["data"] if row["estimated"]}
    assert parts == pytest.approx({0: 0.02} | dict.fromkeys(ESTIMATED, 1.0))
    assert figure["headline"].endswith("; 2.0% of them estimated")
    svg = ET.fromstring(figures.static_svg(figure, figures.specification(figure, theme.WIDE)))
    striped = [node for node in svg.iter(f"{SVG}line") if node.attrib.get("stroke-dasharray") == "1.2,2.4"]
    assert len(striped) == 3
    assert "Striped: 3 weeks" in figure["source_line"] and "Pale: 1 partial" in figure["source_line"]


def test_where_all_is_published_nothing_is_said_of_estimates() -> None:
    kpi = kpi_of("total_streams")
    figure = views.streams_columns(marts(kpi, series=weeks(kpi, {0: 5.0, 1: 4.0})))
    assert figure is not None
    assert "estimate" not in f"{figure['headline']} {figure['source_line']}"


def test_columns_start_at_zero() -> None:
    figure = views.streams_columns(marts_of("all"))
    assert figure is not None
    layer = figures.specification(figure, theme.WIDE)["layer"][0]
    assert layer["encoding"]["y"]["scale"]["domain"][0] == 0


def test_of_many_weeks_the_last_52_are_drawn() -> None:
    kpi = kpi_of("total_streams")
    figure = views.streams_columns(marts(kpi, series=weeks(kpi, dict.fromkeys(range(300), 8.0))))
    assert figure is not None and len(figure["data"]) == 52
    assert figure["subtitle"].startswith("Streams a chart week, 24 February 2025 to 22 February 2026")


def test_the_lorenz_curve_is_the_slices_and_its_last_step_the_headline() -> None:
    found = marts_of("all")
    figure = views.lorenz_curve(found)
    assert figure is not None
    rows = {int(row["member"]): row["value"] for row in found.slice("hit_concentration", "lorenz")}
    assert {round(100 * row["titles"]): row["value"] for row in figure["data"]} == rows
    assert figure["headline"] == (
        "The top 1% of tracks take 9.3% of the streams, up by 0.02 pp from the 52 weeks before"
    )
    assert "Top 1%: 19 of 1,820 tracks" in figure["source_line"]
    assert "Gini coefficient 0.61" in figure["source_line"]


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("netflix_top10", "The top 1% of titles take 9.3% of the views"),
        ("watch_sessions", "The top 1% of titles take 9.3% of the minutes watched"),
    ],
)
def test_the_curve_names_what_its_basis_counts(basis: str, said: str) -> None:
    kpi = kpi_of("hit_concentration", basis=basis, delta=None, ci_low=0.08, ci_high=0.1)
    figure = views.lorenz_curve(marts(kpi, slices=lorenz(kpi, {0: 0, 50: 0.1, 99: 0.9, 100: 1})))
    assert figure is not None and figure["headline"] == said
    assert "95% interval 8.0 to 10.0%" in figure["source_line"]


@pytest.mark.parametrize("top", [0.01, 0.5, 1.0])
def test_a_curve_of_equals_and_of_one_title_is_drawn(top: float) -> None:
    kpi = kpi_of("hit_concentration", value=top)
    shares = {percent: (1 - top) * percent / 99 for percent in (0, 25, 50, 75, 99)} | {100: 1.0}
    figure = views.lorenz_curve(marts(kpi, slices=lorenz(kpi, shares)))
    assert figure is not None
    assert any(text.startswith("the top 1%") for text in drawn_whole_and_in_part(figure))


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (9.0, 4.0, "Most views by chart: Films, English, 9"),
        (9.0, 9.0, "Most views by chart: Films, English and TV, English, 9 each"),
        (0.0, 0.0, "Most views by chart: Films, English and TV, English, 0 each"),
    ],
)
def test_the_leading_chart_is_named_and_a_tie_is_one(first: float, second: float, said: str) -> None:
    kpi = kpi_of("total_views")
    members = [member(kpi, "chart", "films_english", first), member(kpi, "chart", "tv_english", second)]
    figure = views.members_bars(marts(kpi, slices=members))
    assert figure is not None and figure["headline"] == said
    drawn_whole_and_in_part(figure)


def test_of_hundreds_of_regions_the_smaller_are_one_and_a_lone_member_is_not_compared() -> None:
    """Views add up: the largest by views are shown, however few cases they have, and the others together."""
    kpi = kpi_of("total_views", "otherwise")
    many = [
        member(kpi, "region", f"Land {place:03}", float(place), n=1000 - place) for place in range(1, 201)
    ]
    most = groups.GROUPS["region"].most
    figure = views.members_bars(marts(kpi, slices=[*many, member(kpi, "genre", "Unknown", 9.0)]))
    assert figure is not None
    assert {row["group"] for row in figure["data"]} == {"Region"}
    *shown, others = figure["data"]
    assert [row["name"] for row in shown] == [f"Land {place}" for place in range(200, 200 - most, -1)]
    assert others["name"] == f"{200 - most} other regions"
    assert sum(row["value"] for row in figure["data"]) == sum(range(1, 201))
    drawn_whole_and_in_part(figure)


def test_all_weeks_equal_or_zero_still_draw() -> None:
    kpi = kpi_of("total_views", value=0.0, delta=0.0)
    for value in (0.0, 5.0):
        figure = views.views_line(marts(kpi, series=weeks(kpi, dict.fromkeys(range(60), value))))
        assert figure is not None and f"{value:.0f}" in drawn(figure, theme.NARROW)


def test_the_largest_titles_are_the_slices_in_their_order() -> None:
    kpi = kpi_of("hit_concentration")
    found = marts(kpi, slices=titles(kpi, {"B\nside": 0.04, "A": 0.03, LONG: 0.02}))
    table = slices.largest_titles(found, "hit_concentration")
    assert table is not None
    assert [row[:3] for row in table["rows"]][:2] == [["1", "B side", "4.0%"], ["2", "A", "3.0%"]]
    assert table["headline"] == "B side alone takes 4.0%"
    assert len(table["rows"][2][1]) == slices.TITLE and table["rows"][2][1].endswith("…")
    assert table["columns"][-1] == "Charts"


def test_titles_of_one_chart_have_no_column_of_ones() -> None:
    kpi = kpi_of("total_views")
    rows = [row | {"n": 1} for row in titles(kpi, {"A": 3e6, "B": 2e6})]
    table = slices.largest_titles(marts(kpi, slices=rows), "total_views")
    assert table is not None and table["columns"] == ["#", "Title", "Views, million"]


def test_without_titles_there_is_no_table() -> None:
    assert slices.tables(marts()) == []
    assert slices.tables(marts(kpi_of("total_views"))) == []


@pytest.mark.parametrize(
    ("back", "weekly", "start", "end"),
    [
        (1, True, date(2026, 2, 9), date(2026, 2, 15)),
        (1, False, date(2026, 1, 1), date(2026, 1, 31)),
        (2, False, date(2025, 12, 1), date(2025, 12, 31)),
        (12, False, date(2025, 2, 1), date(2025, 2, 28)),
    ],
)
def test_a_period_back_is_the_week_or_the_month(back: int, weekly: bool, start: date, end: date) -> None:
    assert course.ends_back(LAST, back, weekly) == (start, end)
