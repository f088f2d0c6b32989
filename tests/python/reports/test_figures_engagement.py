"""The figures of engagement: what they say follows the data's state, what they draw is the marts'."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from fixtures.invented_marts import (
    LONG,
    drawn_whole_and_in_part,
    kpi_of,
    marts,
    marts_of,
    member,
)

from reports.charts import figures, theme
from reports.data.families import engagement, groups
from reports.data.families.base import Marts

BRANCHES = ("all", "otherwise", "hostile")
SVG = "{http://www.w3.org/2000/svg}"
Row = dict[str, Any]
HOURS, COMPLETION, CHART = "watch_hours_per_viewer", "completion_rate", "time_on_chart"


def with_interval(kpi: Row, dimension: str, name: str, value: float, half: float) -> Row:
    """A member whose interval reaches as far to both sides."""
    return member(kpi, dimension, name, value, ci_low=value - half, ci_high=value + half)


def curve(kpi: Row, points: dict[int, tuple[float, int]], **more: Any) -> list[Row]:
    """The survival curve: charts → share and spells at risk."""
    return [
        member(kpi, "survival", f"{charts:04}", share, n=spells, ci_low=share / 2, ci_high=share) | more
        for charts, (share, spells) in points.items()
    ]


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("make", engagement.FIGURES)
def test_each_figure_is_drawn_on_each_branch(branch: str, make: Callable[[Marts], Any]) -> None:
    figure = make(marts_of(branch))
    shown = " ".join(drawn_whole_and_in_part(figure))
    if figure["filter_by"]:
        assert all(row["label"] in shown for row in figure["data"])
    if branch != "hostile" and figure["filter_by"]:
        assert all(row["name"] in shown for row in figure["data"])
    if figure["id"] == "time_on_chart_survival":
        assert "at risk" in shown and figure["data"][0]["n"] in shown and "median 6 charts" in shown
    if figure["id"] == "watch_hours_line":
        assert figure["data"][-1]["label"] in shown


@pytest.mark.parametrize("make", engagement.FIGURES)
def test_without_the_kpi_there_is_no_figure(make: Callable[[Marts], Any]) -> None:
    assert make(marts()) is None


def test_without_members_the_kpi_stands_alone_or_has_no_figure() -> None:
    found = marts(*(kpi_of(kpi_id) for kpi_id in (HOURS, COMPLETION, CHART)))
    made = {figure["id"] for make in engagement.FIGURES if (figure := make(found)) is not None}
    assert made == {"completion_dots"}
    figure = engagement.completion_dots(found)
    assert figure is not None and [row["name"] for row in figure["data"]] == ["Reached 90%"]
    drawn_whole_and_in_part(figure)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"delta": None, "delta_is_clear": None}, ""),
        ({"delta": 0.3, "delta_is_clear": True}, ", clearly up by 0.30 hours from the month before"),
        ({"delta": -0.3, "delta_is_clear": True}, ", clearly down by 0.30 hours from the month before"),
        ({"delta": 0.3, "delta_is_clear": False}, ", with no clear change from the month before"),
    ],
)
def test_the_headline_says_of_the_change_what_is_known(state: dict[str, Any], said: str) -> None:
    assert engagement.hours_headline(kpi_of(HOURS, **state)) == f"7.51 hours a viewer{said}"


def test_the_line_is_the_series_of_two_years() -> None:
    found = marts_of("all")
    figure = engagement.hours_line(found)
    assert figure is not None
    known = [row["value"] for row in found.periods(HOURS)]
    assert [row["value"] for row in figure["data"] if row["value"] is not None] == known[-23:]
    assert figure["subtitle"].endswith("March 2024 to February 2026")


@pytest.mark.parametrize("make", [engagement.hours_dots, engagement.completion_dots])
def test_the_dots_are_the_slices(make: Callable[[Marts], Any]) -> None:
    found = marts_of("all")
    figure = make(found)
    rows = [row for row in figure["data"] if row["group"] != engagement.EVERYBODY]
    wanted = [
        row for name in ("content_type", "plan", "region") for row in found.members(figure["kpi_id"], name)
    ]
    fields = ("value", "ci_low", "ci_high")
    assert sorted(str([row[field] for field in fields]) for row in rows) == sorted(
        str([row[field] for field in fields]) for row in wanted
    )
    assert {row["overall"] for row in rows} == {found.kpis[figure["kpi_id"]]["value"]}


def test_seventy_per_cent_stands_beside_ninety_and_is_hollow() -> None:
    figure = engagement.completion_dots(marts_of("all"))
    assert figure is not None
    beside = [(row["name"], row["label"], row["hollow"]) for row in figure["data"][:2]]
    assert beside == [("Reached 90%", "41.3%", False), ("Reached 70%", "61.0%", True)]
    assert not any(row["hollow"] for row in figure["data"][2:])


@pytest.mark.parametrize(
    ("value", "half", "said"),
    [
        (7.5, 0.2, "No plan lies apart: each interval includes 7.51 hours"),
        (8.5, 0.2, "Basic lies apart, 8.50 hours against 7.51 hours for all"),
    ],
)
def test_a_member_lies_apart_where_its_interval_leaves_out_all(value: float, half: float, said: str) -> None:
    kpi = kpi_of(HOURS)
    rows = [with_interval(kpi, "plan", "Basic", value, half), with_interval(kpi, "plan", "Other", 7.6, 0.3)]
    figure = engagement.hours_dots(marts(kpi, slices=rows))
    assert figure is not None and figure["headline"] == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((7.0, 8.0), "By plan from 7.00 hours (A) to 8.00 hours (B)"),
        ((7.51, 7.51), "All are the same, 7.51 hours"),
    ],
)
def test_without_intervals_nothing_is_said_of_apart(values: tuple[float, ...], said: str) -> None:
    kpi = kpi_of(HOURS, value=7.51)
    rows = [member(kpi, "plan", name, value) for name, value in zip("AB", values, strict=True)]
    figure = engagement.hours_dots(marts(kpi, slices=rows))
    assert figure is not None and figure["headline"] == said
    drawn_whole_and_in_part(figure)


@pytest.mark.parametrize(
    ("lows", "said"),
    [
        ((), "41.3% watched to the end, with no clear change from the month before"),
        ((0.1,), "; Kind 0, 10.0%, lies apart"),
        ((0.2, 0.1), "; Kind 1, 10.0%, and 1 more lie apart"),
    ],
)
def test_completion_names_who_lies_apart(lows: tuple[float, ...], said: str) -> None:
    kpi = kpi_of(COMPLETION, delta_is_clear=False)
    rows = [with_interval(kpi, "content_type", f"Kind {place}", low, 0.01) for place, low in enumerate(lows)]
    figure = engagement.completion_dots(marts(kpi, slices=rows))
    assert figure is not None and figure["headline"].endswith(said)


def test_regions_are_cut_names_shortened_and_few_cases_a_dash() -> None:
    kpi = kpi_of(HOURS)
    rows = [with_interval(kpi, "region", f"Land {n:03}", 7.0 + n / 1000, 0.2) for n in range(200)]
    rows += [with_interval(kpi, "plan", LONG, 7.5, 0.2), member(kpi, "plan", "Few", None, n=12)]
    figure = engagement.hours_dots(marts(kpi, slices=rows))
    assert figure is not None
    assert sum(row["group"] == "Region" for row in figure["data"]) == groups.GROUPS["region"].most
    assert "of 200 regions with the most cases." in figure["source_line"]
    assert ("Few", "–") in [(row["name"], row["label"]) for row in figure["data"]]
    assert max(len(row["name"]) for row in figure["data"]) <= groups.NAME
    drawn_whole_and_in_part(figure)


def test_the_survival_curve_starts_with_all_and_is_the_slices() -> None:
    found = marts_of("all")
    figure = engagement.survival_curve(found)
    assert figure is not None
    rows = {int(row["member"]): row for row in found.slice(CHART, "survival")}
    first, *rest = figure["data"]
    assert (first["charts"], first["value"], first["label"]) == (0, 1.0, "100.0%")
    assert [(row["charts"], row["value"]) for row in rest] == [
        (charts, row["value"]) for charts, row in sorted(rows.items())
    ]
    assert rest[1]["n"] == f"{rows[2]['n']:,}"
    assert figure["headline"] == "Half of the spells are over after 6 charts; 31.5% outlast 10"


def test_the_curve_is_steps_and_not_slopes() -> None:
    kpi = kpi_of(CHART, value=2.0)
    figure = engagement.survival_curve(marts(kpi, slices=curve(kpi, {1: (0.8, 50), 2: (0.4, 40)})))
    assert figure is not None
    svg = ET.fromstring(figures.static_svg(figure, figures.specification(figure, theme.WIDE)))
    steps = [
        node.attrib["d"]
        for node in svg.iter(f"{SVG}path")
        if node.attrib.get("stroke") == theme.BLUE and node.attrib.get("stroke-width") == "1.6"
    ]
    corners = [point.split(",") for point in re.split("[ML]", steps[0]) if point]
    assert len(corners) > 3
    assert all(before[0] == after[0] or before[1] == after[1] for before, after in pairwise(corners))


def test_a_short_curve_says_nothing_of_long_spells() -> None:
    kpi = kpi_of(CHART, value=2.0)
    figure = engagement.survival_curve(marts(kpi, slices=curve(kpi, {1: (0.8, 50), 2: (0.4, 40)})))
    assert figure is not None and figure["headline"] == "Half of the spells are over after 2 charts"


def test_a_thousand_lengths_are_thinned_and_the_median_and_the_end_stay() -> None:
    kpi = kpi_of(CHART, value=333.0)
    points = {charts: (1 - charts / 1001, 1001 - charts) for charts in range(1, 1001)}
    figure = engagement.survival_curve(marts(kpi, slices=curve(kpi, points)))
    assert figure is not None
    charts = [row["charts"] for row in figure["data"]]
    assert len(charts) <= engagement.STEPS + 3 and {0, 333, 1000} <= set(charts)
    assert f"Drawn through {len(charts) - 1} of 1,000 lengths" in figure["source_line"]
    drawn_whole_and_in_part(figure)


def test_a_curve_without_limits_has_no_band_and_prints_dashes() -> None:
    kpi = kpi_of(CHART, value=1.0)
    rows = curve(kpi, {1: (0.0, 30)}, ci_low=None, ci_high=None)
    figure = engagement.survival_curve(marts(kpi, slices=rows))
    assert figure is not None and figure["table"]["rows"][1] == ["1", "0.0%", "–", "30"]
    drawn_whole_and_in_part(figure)


def test_medians_stand_by_rank_and_one_that_is_not_reached_says_so() -> None:
    figure = engagement.medians_dots(marts_of("all"))
    assert figure is not None
    assert [(row["name"], row["label"]) for row in figure["data"]] == [
        ("1–10", "21 charts"),
        ("11–50", "12 charts"),
        ("51–100", "not reached"),
        ("101–200", "3 charts"),
    ]
    assert figure["data"][2]["interval"] == "5 charts or more"
    assert figure["headline"] == (
        "By rank at entry the median runs from 3 charts (101–200) to 21 charts (1–10)"
    )
    assert "upper end is not reached" in figure["source_line"] and "A dash" not in figure["source_line"]


def test_equal_medians_are_not_told_as_a_range() -> None:
    kpi = kpi_of(CHART)
    rows = [member(kpi, "entry_rank", rank, 3.0) for rank in ("1-10", "11-50")]
    figure = engagement.medians_dots(marts(kpi, slices=rows))
    assert figure is not None and figure["headline"] == "By rank at entry the medians do not differ"
    drawn_whole_and_in_part(figure)
