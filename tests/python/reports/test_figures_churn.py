"""The churn figures: what they say follows the data's state, what they draw is the marts'."""

from __future__ import annotations

from collections.abc import Callable
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
from fixtures.report_members import CURVE

from reports.charts.churn import pieces
from reports.data.families import churn, groups
from reports.data.families.base import Marts

BRANCHES = ("all", "otherwise")


def cancellation(*members: dict[str, Any], **changes: Any) -> Marts:
    """Marts with KPI 7 changed, and its members."""
    kpi = kpi_of("cancellation_rate", **changes)
    return marts(kpi, slices=[row | {"kpi_id": kpi["kpi_id"], "basis": kpi["basis"]} for row in members])


def plan(name: str, value: float | None, **more: Any) -> dict[str, Any]:
    """A plan's share."""
    return member({"kpi_id": "", "basis": ""}, "plan", name, value, **more)


PLANS = (plan("Basic", 0.2), plan("Premium", 0.1))


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("make", churn.FIGURES)
def test_each_figure_is_drawn_on_each_branch(branch: str, make: Callable[[Marts], Any]) -> None:
    figure = make(marts_of(branch))
    shown = drawn_whole_and_in_part(figure)
    if figure["id"] != "retention_curve":
        assert {row["label"] for row in figure["data"]} | {row["name"] for row in figure["data"]} <= set(
            shown
        )


@pytest.mark.parametrize("make", churn.FIGURES)
def test_without_the_kpi_there_is_no_figure(make: Callable[[Marts], Any]) -> None:
    assert make(marts()) is None


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_dots_are_the_slices(branch: str) -> None:
    found = marts_of(branch)
    figure = churn.cancellation_dots(found)
    assert figure is not None
    slices = [
        row
        for name in ("plan", "region", "start_quarter")
        for row in found.members("cancellation_rate", name)
    ]
    drawn = [(row["value"], row["ci_low"], row["ci_high"]) for row in figure["data"]]
    assert sorted(map(str, drawn)) == sorted(
        str((row["value"], row["ci_low"], row["ci_high"])) for row in slices
    )
    assert {row["overall"] for row in figure["data"]} == {found.kpis["cancellation_rate"]["value"]}
    assert list(dict.fromkeys(row["group"] for row in figure["data"])) == ["Plan", "Region", "Start quarter"]


def test_on_one_snapshot_the_share_is_to_date_and_no_rate() -> None:
    figure = churn.cancellation_dots(cancellation(*PLANS))
    assert figure is not None
    assert figure["headline"] == (
        "14.7% of subscribers have cancelled to date; by plan from 10.0% (Premium) to 20.0% (Basic)"
    )
    assert figure["subtitle"].endswith("one snapshot, rung C")
    assert "Not a monthly rate" in figure["source_line"] and "lost within" not in figure["source_line"]


@pytest.mark.parametrize(
    ("delta", "clear", "said"),
    [
        (None, None, "cancel in 30 days"),
        (-0.0041, True, "cancel in 30 days, clearly down by 0.4 pp from the snapshot before"),
        (0.0041, True, "cancel in 30 days, clearly up by 0.4 pp from the snapshot before"),
        (0.0041, False, "cancel in 30 days, with no clear change from the snapshot before"),
    ],
)
def test_between_two_snapshots_the_change_is_told_as_it_is(
    delta: float | None, clear: bool | None, said: str
) -> None:
    state = {"rung": "B", "basis": "two_snapshots", "value": 0.0213, "delta": delta, "delta_is_clear": clear}
    figure = churn.cancellation_dots(cancellation(plan("Basic", 0.02), **state))
    assert figure is not None and figure["headline"] == f"2.1% of subscribers {said}"
    assert figure["subtitle"].endswith("two snapshots, rung B")


def test_the_rate_between_two_snapshots_names_its_counts() -> None:
    figure = churn.cancellation_dots(marts_of("otherwise"))
    assert figure is not None
    assert "198 of 9,950 active subscribers lost within 28 days, scaled to 30." in figure["source_line"]


def test_a_member_of_few_is_a_dash_and_comes_last() -> None:
    figure = churn.cancellation_dots(cancellation(plan("Few", None, n=12), *PLANS))
    assert figure is not None
    assert [(row["name"], row["label"]) for row in figure["data"]][-1] == ("Few", "–")
    assert "A dash: fewer cases than a rate needs." in figure["source_line"]


def test_a_long_list_keeps_the_largest_and_says_so() -> None:
    regions = [plan(f"Land {n:02}", n / 100, n=n) | {"dimension": "region"} for n in range(1, 61)]
    figure = churn.cancellation_dots(cancellation(*regions))
    assert figure is not None
    most = groups.GROUPS["region"].most
    assert [row["name"] for row in figure["data"]] == [f"Land {n}" for n in range(60, 60 - most, -1)]
    assert f"The {most} of 60 regions with the most cases." in figure["source_line"]


def test_quarters_stand_in_their_order() -> None:
    quarters = [
        plan(name, 0.1) | {"dimension": "start_quarter"} for name in ("2026-Q1", "2025-Q4", "2025-Q3")
    ]
    figure = churn.cancellation_dots(cancellation(*quarters))
    assert figure is not None
    assert [row["name"] for row in figure["data"]] == ["Q3 2025", "Q4 2025", "Q1 2026"]


@pytest.mark.parametrize(
    "members",
    [
        (plan("Only", 0.0),),
        (plan("Same", 0.1, ci_low=0.1, ci_high=0.1), plan("Again", 0.1)),
        (plan(LONG, 1.0, ci_low=0.9, ci_high=1.0), plan("<script>alert(1)</script>", 0.5)),
        (plan("None", 0.1), plan("", 0.2), plan("مرحبا بالعالم 😀", 0.00004)),
    ],
)
def test_the_extremes_are_drawn(members: tuple[dict[str, Any], ...]) -> None:
    named = tuple(row | {"member": "Nobody"} if row["member"] == "None" else row for row in members)
    rows = [row | {"dimension": dimension} for row in named for dimension in ("plan", "region")]
    figure = churn.cancellation_dots(cancellation(*rows))
    assert figure is not None
    shown = drawn_whole_and_in_part(figure)
    assert max(map(len, shown)) <= groups.NAME
    assert ("by plan" in figure["headline"]) == (len({row["label"] for row in figure["data"]}) > 1)


def test_the_curve_is_the_series_and_its_dots_the_raw_shares() -> None:
    found = marts_of("all")
    figure = churn.retention_curve(found)
    assert figure is not None
    months = [row for row in figure["data"] if row["kind"] == "month"]
    raw = {int(row["member"]): row["value"] for row in found.members("retention_12m", "tenure_month")}
    assert [row["value"] for row in months] == list(CURVE)
    assert [row["month"] for row in months] == list(range(len(CURVE)))
    assert [row["raw"] for row in months] == [raw[month] for month in range(len(CURVE))]
    (twelve,) = [row for row in figure["data"] if row["kind"] == "headline"]
    kpi = found.kpis["retention_12m"]
    assert (twelve["value"], twelve["label"]) == (kpi["value"], kpi["display"]["value"])
    assert twelve["from"] < 12 < twelve["to"]


def test_the_curve_says_that_it_is_no_cohort() -> None:
    figure = churn.retention_curve(marts_of("all"))
    assert figure is not None
    assert "not one cohort" in figure["subtitle"] and "rung C" in figure["subtitle"]
    assert figure["headline"] == (
        "84.2% of those who began a year ago are still active, with no clear change from the snapshot before"
    )
    assert figure["table"]["rows"][-1][:3] == ["12 months (335 to 395 days)", "–", "84.2%"]


def test_the_shares_across_the_curve_are_those_it_spans() -> None:
    rows = [{"value": 0.95, "raw": 0.72}, {"value": 0.8, "raw": None, "ci_low": 0.78, "ci_high": None}]
    assert [row["label"] for row in churn.level_rows(rows)] == ["80%", "90%"]
    wide = [{"value": 1.0, "raw": 0.04}]
    assert [row["label"] for row in churn.level_rows(wide)] == ["20%", "40%", "60%", "80%", "100%"]


@pytest.mark.parametrize("points", [0, 1])
def test_of_a_point_there_is_no_curve(points: int) -> None:
    found = marts_of("all")
    curve = [row for row in found.series if row["basis"] == "tenure_curve"][:points]
    assert churn.retention_curve(Marts(kpis=found.kpis, slices=found.slices, series=curve)) is None


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_level_curve_without_an_interval_is_drawn(share: float) -> None:
    found = marts_of("all")
    kpi = kpi_of("retention_12m", value=share, ci_low=None, ci_high=None)
    series = [row | {"value": share} for row in found.series if row["basis"] == "tenure_curve"]
    figure = churn.retention_curve(marts(kpi, series=series))
    assert figure is not None and "interval –" not in figure["source_line"]
    drawn_whole_and_in_part(figure)


def test_the_windows_lie_inside_each_other() -> None:
    figure = churn.dormant_bars(marts_of("all"))
    assert figure is not None
    windows = [row for row in figure["data"] if row["group"] == churn.EVERYBODY]
    assert [(row["name"], row["label"]) for row in windows] == [
        ("30 days", "31.8%"),
        ("60 days", "24.0%"),
        ("90 days", "19.0%"),
    ]
    ends = [pieces(row, figure["data"]) for row in windows]
    assert ends == [[0.3178, 0.24, 0.19], [None, 0.24, 0.19], [None, None, 0.19]]
    assert (
        figure["headline"]
        == "31.8% of active subscribers watched nothing in 30 days; 19.0% nothing in 90 days"
    )
    plans = [row for row in figure["data"] if row["group"] == "Plan, 30 days" and row["value"] is not None]
    assert [pieces(row, figure["data"]) for row in plans] == [[row["value"], None, None] for row in plans]


def test_where_the_sessions_do_not_reach_back_thirty_days_stand_alone() -> None:
    figure = churn.dormant_bars(marts(kpi_of("dormant_share", value=0.0, ci_low=None, ci_high=None)))
    assert figure is not None
    assert figure["headline"] == "0.0% of active subscribers watched nothing in 30 days"
    assert [row["label"] for row in figure["data"]] == ["0.0%"]
    drawn_whole_and_in_part(figure)
