"""Engagement: watch hours, completion and time on the chart (KPIs 4 to 6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.data.display import DASH, number
from reports.data.document import Figure
from reports.data.families.base import (
    Marts,
    Row,
    cells,
    changed_since,
    figure,
    interval_remark,
    source_line,
)
from reports.data.families.course import FROM, band_remark, course, not_whole
from reports.data.families.groups import Grouped, grouped, spread_of
from reports.data.kpis import value_scale

MONTH = "the month before"
EVERYBODY = "All pairs"
STEPS = 150  # points of the survival curve; between more the eye sees no difference
LONG = 10  # charts: how many outlast them is said in the headline


def apart(rows: Sequence[Row], overall: float) -> list[Row]:
    """The members whose interval leaves out what holds for all, the one furthest from it first."""
    whole = [row for row in rows if row["ci_low"] is not None and row["ci_high"] is not None]
    outside = [row for row in whole if not row["ci_low"] <= overall <= row["ci_high"]]
    return sorted(outside, key=lambda row: (-abs(row["value"] - overall), row["name"]))


def groups_headline(groups: Grouped, rows: Sequence[Row], overall: float, label: str) -> str:
    """Which member lies apart from all, or that none does; without intervals how far the members reach."""
    found = apart(rows, overall)
    if found:
        first = found[0]
        others = {0: "", 1: "; one other too"}.get(len(found) - 1, f"; {len(found) - 1} others too")
        return f"{first['name']} lies apart, {first['label']} against {label} for all{others}"
    if all(row["ci_low"] is not None for row in rows if row["value"] is not None):
        return f"No {groups.by.replace(' and ', ' or ')} lies apart: each interval includes {label}"
    spread = spread_of(rows, rows[0]["group"])
    return f"By {rows[0]['group'].lower()} {spread}" if spread else f"All are the same, {label}"


def hours_headline(kpi: Mapping[str, Any]) -> str:
    """How long a viewer watched, and how that changed."""
    return f"{kpi['display']['value']} a viewer{changed_since(kpi, MONTH)}"


def hours_line(marts: Marts) -> Figure | None:
    """KPI 4 over the months with its band; None where there is one month alone."""
    kpi = marts.published("watch_hours_per_viewer")
    if kpi is None:
        return None
    found = course(marts, "watch_hours_per_viewer")
    if len(found.known) < 2:
        return None
    return figure(
        "watch_hours_line",
        kpi,
        headline=hours_headline(kpi),
        subtitle=f"Hours watched per viewer in a {found.period}, {found.span}",
        shown=f"A line with its band over {len(found.known)} {found.period}s: {found.extremes}.",
        source=source_line(kpi, band_remark(kpi, found), not_whole(found, "Hollow dots"), FROM),
        data=[row | {"before": None} for row in found.rows],
        table=cells(
            [found.period.capitalize(), "Hours", "95% interval", "Viewers", "Status"],
            1,
            [(row["name"], row["label"], row["interval"], row["n"], row["status"]) for row in found.rows],
        ),
    )


def with_overall(rows: Sequence[Row], overall: float, label: str) -> list[Row]:
    """The rows, each with what holds for all: a chart of some of them needs it too."""
    return [row | {"overall": overall, "overall_label": f"all {label}"} for row in rows]


def hours_dots(marts: Marts) -> Figure | None:
    """KPI 4 by plan and region."""
    kpi = marts.published("watch_hours_per_viewer")
    groups = grouped(marts, "watch_hours_per_viewer", ("plan", "region"))
    if kpi is None or not groups.rows:
        return None
    rows = with_overall(groups.rows, kpi["value"], kpi["display"]["value"])
    return figure(
        "watch_hours_dots",
        kpi,
        headline=groups_headline(groups, rows, kpi["value"], kpi["display"]["value"]),
        subtitle=f"Hours watched per viewer by {groups.by}, {kpi['display']['period']}",
        shown=f"A dot a row with its interval, by {groups.by}; an upright line marks all viewers.",
        source=source_line(kpi, interval_remark(kpi), *groups.remarks, *kpi["caveats"][:1]),
        data=rows,
        table=cells(
            ["By", "", "Hours a viewer", "95% interval", "Viewers"],
            2,
            [(row["group"], row["name"], row["label"], row["interval"], row["n"]) for row in rows],
        ),
        filter_by="group",
    )


def completion_headline(kpi: Mapping[str, Any], members: Sequence[Row]) -> str:
    """How many were watched to the end, how that changed, and who lies apart."""
    said = f"{kpi['display']['value']} watched to the end{changed_since(kpi, MONTH)}"
    found = apart(members, kpi["value"])
    if not found:
        return said
    others = "" if len(found) == 1 else f" and {len(found) - 1} more"
    lies = "lies" if len(found) == 1 else "lie"
    return f"{said}; {found[0]['name']}, {found[0]['label']},{others} {lies} apart"


def reached(marts: Marts) -> list[Row]:
    """All pairs: those that reached 90%, which is the KPI, and beside them 70%, hollow."""
    kpi = marts.kpis["completion_rate"]
    scale = value_scale(kpi)
    found = [("Reached 90%", kpi, False)]
    measures = marts.slice("completion_rate", "measure")
    found += [("Reached 70%", row, True) for row in measures if row["member"] == "completed_70"]
    return [
        {
            "group": EVERYBODY,
            "name": name,
            "value": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "label": scale.value(row["value"]),
            "interval": scale.interval(row["ci_low"], row["ci_high"]),
            "n": number(row["n"]),
            "hollow": hollow,
        }
        for name, row, hollow in found
    ]


def completion_dots(marts: Marts) -> Figure | None:
    """KPI 5 by content type, plan and region, beside it the share that reached 70%."""
    kpi = marts.published("completion_rate")
    if kpi is None:
        return None
    groups = grouped(marts, "completion_rate", ("content_type", "plan", "region"))
    every = reached(marts)
    members = [row | {"hollow": False} for row in groups.rows]
    rows = with_overall([*every, *members], kpi["value"], kpi["display"]["value"])
    seventy = f"; {every[-1]['label']} reached 70%" if len(every) > 1 else ""
    label = kpi["display"]["value"]
    return figure(
        "completion_dots",
        kpi,
        headline=completion_headline(kpi, members),
        subtitle=f"Pairs watched to 90%{f' by {groups.by}' if members else ''}, %, "
        f"{kpi['display']['period']}; hollow: to 70%",
        shown=f"A dot a row with its interval: {every[0]['name'].lower()} {label}{seventy}.",
        source=source_line(kpi, interval_remark(kpi), *groups.remarks, *kpi["caveats"][:1]),
        data=rows,
        table=cells(
            ["By", "", "Share", "95% interval", "Pairs"],
            2,
            [(row["group"], row["name"], row["label"], row["interval"], row["n"]) for row in rows],
        ),
        filter_by="group",
    )


def survival_rows(marts: Marts) -> list[Row]:
    """The curve from all spells on: the share that lasts longer than so many charts, and those at risk."""
    kpi = marts.kpis["time_on_chart"]
    points = sorted(marts.slice("time_on_chart", "survival"), key=lambda row: int(row["member"]))
    if not points:
        return []
    start = {"member": "0", "value": 1.0, "ci_low": 1.0, "ci_high": 1.0, "n": points[0]["n"]}
    every = -(-len(points) // STEPS)
    # every so many, the last one, and the one that the median is read from
    kept = [
        row
        for place, row in enumerate(points)
        if place % every == 0 or place == len(points) - 1 or int(row["member"]) == kpi["value"]
    ]
    return [
        {
            "name": number(int(row["member"])),
            "charts": int(row["member"]),
            "value": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "label": share_label(row["value"]),
            "interval": f"{share_label(row['ci_low'])} to {share_label(row['ci_high'])}"
            if None not in (row["ci_low"], row["ci_high"])
            else DASH,
            "n": number(row["n"]),
        }
        for row in (start, *kept)
    ]


def share_label(share: float | None) -> str:
    """`54.1%`."""
    return DASH if share is None else f"{number(100 * share, 1)}%"


def survival_headline(kpi: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """The median, and how many stay for long."""
    longer = next((row for row in reversed(rows) if row["charts"] <= LONG), None)
    said = f"Half of the spells are over after {kpi['display']['value']}"
    if longer is None or longer["charts"] <= kpi["value"] or rows[-1]["charts"] <= LONG:
        return said
    return f"{said}; {longer['label']} outlast {longer['name']}"


def survival_curve(marts: Marts) -> Figure | None:
    """KPI 6: the survival curve with its band, those at risk below, the median marked."""
    kpi = marts.published("time_on_chart")
    rows = survival_rows(marts) if kpi is not None else []
    if kpi is None or len(rows) < 2:
        return None
    points = len(marts.slice("time_on_chart", "survival"))
    thinned = f"Drawn through {len(rows) - 1} of {number(points)} lengths" if points > len(rows) - 1 else ""
    return figure(
        "time_on_chart_survival",
        kpi,
        headline=survival_headline(kpi, rows),
        subtitle="Share of the spells on the global Top 200 that outlast so many charts, "
        f"{kpi['display']['period']}; {kpi['display']['basis']}",
        shown=f"Steps down from all spells to {rows[-1]['label']} after {rows[-1]['name']} charts, with a "
        f"band; the median, {kpi['display']['value']}, is marked, and the spells at risk stand below.",
        source=source_line(
            kpi,
            f"Median: {kpi['display']['interval']}",
            "Band: 95% interval of the curve",
            thinned,
            *kpi["caveats"][:1],
        ),
        data=[row | {"median": kpi["value"], "median_label": kpi["display"]["value"]} for row in rows],
        table=cells(
            ["Charts", "Share that outlasts them", "95% interval", "At risk"],
            1,
            [(row["name"], row["label"], row["interval"], row["n"]) for row in rows],
        ),
    )


def medians_dots(marts: Marts) -> Figure | None:
    """KPI 6 by the rank at which a spell began."""
    kpi = marts.published("time_on_chart")
    groups = grouped(marts, "time_on_chart", ("entry_rank",))
    if kpi is None or not groups.rows:
        return None
    rows = with_overall(groups.rows, kpi["value"], kpi["display"]["value"])
    spread = spread_of(rows, rows[0]["group"])
    by = rows[0]["group"].lower()
    opened = "Broken line: the upper end is not reached" if any(is_open(row) for row in rows) else ""
    return figure(
        "time_on_chart_medians",
        kpi,
        headline=f"By {by} the median runs {spread}" if spread else f"By {by} the medians do not differ",
        subtitle=f"Median charts of a spell by {groups.by}, {kpi['display']['period']}",
        shown=f"A dot a row with its interval, by {groups.by}; an upright line marks all spells.",
        source=source_line(kpi, "Lines: 95% intervals", opened, *groups.remarks),
        data=rows,
        table=cells(
            ["By", "", "Median", "95% interval", "Spells"],
            2,
            [(row["group"], row["name"], row["label"], row["interval"], row["n"]) for row in rows],
        ),
        filter_by="group",
    )


def is_open(row: Mapping[str, Any]) -> bool:
    """True where the interval has no upper end."""
    return row["ci_low"] is not None and row["ci_high"] is None


FIGURES = (hours_line, hours_dots, completion_dots, survival_curve, medians_dots)
CLAUSES: dict[str, Any] = {}
