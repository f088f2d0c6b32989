"""Churn: who cancelled, who is still there, and who no longer watches (KPIs 7 to 9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.data.display import DASH, Scale, number, shortened
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
from reports.data.families.course import FROM
from reports.data.families.groups import grouped, spread_of
from reports.data.kpis import value_scale
from reports.data.rows import as_date

SNAPSHOT = "the snapshot before"
NAMED = 6  # months between two figures below the curve
MOST_LEVELS = 6  # lines across the curve
MONTH_DAYS = 30  # of the tenure curve: month m are the days 30 m to 30 m + 29
TWELVE = (335, 395)  # days of tenure that count as twelve months
WINDOWS = {"dormant_30": "30 days", "dormant_60": "60 days", "dormant_90": "90 days"}
EVERYBODY = "All active subscribers"


def rung_of(kpi: Mapping[str, Any]) -> str:
    """`two snapshots, rung B`: what the value stands on, inside a sentence."""
    basis = str(kpi["display"]["basis"])
    return basis[:1].lower() + basis[1:]


def lost_remark(marts: Marts) -> str:
    """The counts that a rate between two snapshots is scaled from; empty on the other rung."""
    parts = {row["member"]: row["value"] for row in marts.slice("cancellation_rate", "measure")}
    names = ("subscribers_lost", "subscribers_at_risk", "days_between_snapshots")
    if not set(names) <= set(parts):
        return ""
    lost, at_risk, days = (number(parts[name]) for name in names)
    return f"{lost} of {at_risk} active subscribers lost within {days} days, scaled to 30"


def cancellation_headline(kpi: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """How many cancelled, how that changed, and how far the plans lie apart."""
    value = kpi["display"]["value"]
    said = "have cancelled to date" if kpi["rung"] == "C" else "cancel in 30 days"
    spread = spread_of(rows, "Plan")
    apart = f"; by plan {spread}" if spread else ""
    return f"{value} of subscribers {said}{changed_since(kpi, SNAPSHOT)}{apart}"


def cancellation_dots(marts: Marts) -> Figure | None:
    """KPI 7 by plan, region and start quarter."""
    kpi = marts.published("cancellation_rate")
    groups = grouped(marts, "cancellation_rate", ("plan", "region", "start_quarter"))
    if kpi is None or not groups.rows:
        return None
    rows = [
        row | {"overall": kpi["value"], "overall_label": f"all {kpi['display']['value']}"}
        for row in groups.rows
    ]
    return figure(
        "cancellation_dots",
        kpi,
        headline=cancellation_headline(kpi, rows),
        subtitle=f"{kpi['name']} by {groups.by}, % of subscribers, {kpi['display']['period']}; "
        f"{rung_of(kpi)}",
        shown=f"A dot a row with its interval, by {groups.by}; an upright line marks all subscribers.",
        source=source_line(
            kpi, interval_remark(kpi), lost_remark(marts), *groups.remarks, *kpi["caveats"][:1]
        ),
        data=rows,
        table=cells(
            ["By", "", kpi["name"], "95% interval", "Subscribers"],
            2,
            [(row["group"], row["name"], row["label"], row["interval"], row["n"]) for row in rows],
        ),
        filter_by="group",
    )


def tenure_months(marts: Marts) -> list[Row]:
    """The points of the tenure curve by month, each with the raw share that it was fitted to."""
    kpi = marts.kpis["retention_12m"]
    raw = {int(row["member"]): row for row in marts.slice("retention_12m", "tenure_month")}
    day = as_date(kpi["period_end"])
    found = []
    for point in marts.periods("retention_12m", "tenure_curve"):
        started = as_date(point["period_end"])
        if day is None or started is None:
            continue
        month = (day - started).days // MONTH_DAYS
        found.append({"month": month, "fitted": point["value"], "n": point["n"], "raw": raw.get(month, {})})
    return sorted(found, key=lambda row: row["month"])


def month_rows(kpi: Mapping[str, Any], months: Sequence[Row]) -> list[Row]:
    """The curve as drawn: a row a month, and one for the twelve months of the headline."""
    shares = [value for row in months for value in (row["fitted"], row["raw"].get("value"))]
    scale = Scale([*shares, kpi["value"]], kpi["unit"], kpi["scale"], kpi["decimals"])
    rows: list[Row] = [
        {
            "kind": "month",
            "name": str(row["month"]),
            "month": row["month"],
            "named": row["month"] % NAMED == 0,
            "value": row["fitted"],
            "label": scale.value(row["fitted"]),
            "raw": row["raw"].get("value"),
            "raw_label": scale.value(row["raw"].get("value")),
            "interval": scale.interval(row["raw"].get("ci_low"), row["raw"].get("ci_high")),
            "subscribers": row["n"],
            "n": number(row["n"]),
        }
        for row in months
    ]
    headline = {
        "kind": "headline",
        "name": "12 months",
        "month": sum(TWELVE) / 2 / MONTH_DAYS,
        "from": TWELVE[0] / MONTH_DAYS,
        "to": TWELVE[1] / MONTH_DAYS,
        "value": kpi["value"],
        "label": kpi["display"]["value"],
        "ci_low": kpi["ci_low"],
        "ci_high": kpi["ci_high"],
        "interval": kpi["display"]["ci"],
        "words": f"12 months: {kpi['display']['value']}",
        "n": number(kpi["n"]),
    }
    return [*rows, headline]


def level_rows(rows: Sequence[Row]) -> list[Row]:
    """The tens of per cent between the lowest and the highest share drawn."""
    drawn = [row[field] for row in rows for field in ("value", "raw", "ci_low", "ci_high") if row.get(field)]
    tens = [ten for ten in range(11) if min(drawn, default=0) <= ten / 10 <= max(drawn, default=1)]
    every = 2 if len(tens) > MOST_LEVELS else 1
    return [{"kind": "level", "value": ten / 10, "label": f"{10 * ten}%"} for ten in tens if ten % every == 0]


def retention_headline(kpi: Mapping[str, Any]) -> str:
    """How many are still there after a year, and how that changed."""
    changed = changed_since(kpi, SNAPSHOT)
    return f"{kpi['display']['value']} of those who began a year ago are still active{changed}"


def retention_curve(marts: Marts) -> Figure | None:
    """KPI 8: the curve over the months of tenure, the raw monthly shares, and the twelve months."""
    kpi = marts.published("retention_12m")
    months = tenure_months(marts) if kpi is not None else []
    if kpi is None or len(months) < 2:
        return None
    rows = month_rows(kpi, months)
    first, last = rows[0], rows[-2]
    lines = level_rows(rows)
    fewest, most = (number(pick(row["n"] for row in months)) for pick in (min, max))
    per_dot = fewest if fewest == most else f"{fewest} to {most}"
    return figure(
        "retention_curve",
        kpi,
        headline=retention_headline(kpi),
        subtitle=f"Share still active by months of tenure, %, {kpi['display']['period']}: subscribers who "
        f"began at different times, not one cohort; {rung_of(kpi)}",
        shown=f"Steps down from {first['label']} in month {first['name']} of tenure to {last['label']} in "
        f"month {last['name']}; dots show each month's raw share, and a mark the twelve months.",
        source=source_line(
            kpi,
            "Diamond: 335 to 395 days of tenure",
            f"95% interval {kpi['display']['ci']}" if kpi["ci_low"] is not None else "",
            f"Dots: each month's raw share, larger with more subscribers ({per_dot})",
            "Steps: the non-increasing curve closest to them",
            FROM,
        ),
        data=[*rows, *lines],
        table=cells(
            ["Month of tenure", "Curve", "Raw share", "95% interval of the raw share", "Subscribers"],
            1,
            [
                (row["name"], row["label"], row["raw_label"], row["interval"], row["n"])
                if row["kind"] == "month"
                else (f"{row['name']} (335 to 395 days)", DASH, row["label"], row["interval"], row["n"])
                for row in rows
            ],
        ),
    )


def dormant_windows(marts: Marts) -> list[Row]:
    """The headline's 30 days, and 60 and 90 where the sessions reach back so far."""
    kpi = marts.kpis["dormant_share"]
    found = {"dormant_30": kpi} | {row["member"]: row for row in marts.slice("dormant_share", "measure")}
    fields = ("value", "ci_low", "ci_high", "n")
    return [
        {field: found[window][field] for field in fields} | {"name": name, "window": window}
        for window, name in WINDOWS.items()
        if window in found
    ]


def dormant_headline(kpi: Mapping[str, Any], windows: Sequence[Row]) -> str:
    """How many no longer watch, how that changed, and how many have not for longest."""
    value, longest = kpi["display"]["value"], windows[-1]
    said = f"{value} of active subscribers watched nothing in 30 days{changed_since(kpi, SNAPSHOT)}"
    return said if len(windows) == 1 else f"{said}; {longest['label']} nothing in {longest['name']}"


def dormant_bars(marts: Marts) -> Figure | None:
    """KPI 9: nested bars of 30, 60 and 90 days, and the 30 days by plan and region."""
    kpi = marts.published("dormant_share")
    if kpi is None:
        return None
    scale = value_scale(kpi)
    windows = [
        row
        | {
            "group": EVERYBODY,
            "label": scale.value(row["value"]),
            "interval": scale.interval(row["ci_low"], row["ci_high"]),
            "n": number(row["n"]),
        }
        for row in dormant_windows(marts)
    ]
    groups = grouped(marts, "dormant_share", ("plan", "region"), suffix=", 30 days")
    rows = [*windows, *(row | {"window": "dormant_30"} for row in groups.rows)]
    beside = f"; 30 days also by {groups.by}" if groups.rows else ""
    return figure(
        "dormant_bars",
        kpi,
        headline=dormant_headline(kpi, windows),
        subtitle="Share of active subscribers without a session in the days before "
        f"{shortened(kpi['display']['period'].rpartition(' to ')[2])}, %{beside}; {rung_of(kpi)}",
        shown="Bars from zero, one inside the other: "
        + ", ".join(f"{row['name']} {row['label']}" for row in windows)
        + ".",
        source=source_line(
            kpi,
            interval_remark(kpi, "Whiskers"),
            "Darker: also without a session for longer",
            *groups.remarks,
            *kpi["caveats"][:1],
        ),
        data=rows,
        table=cells(
            ["By", "", "Dormant share", "95% interval", "Active subscribers"],
            2,
            [(row["group"], row["name"], row["label"], row["interval"], row["n"]) for row in rows],
        ),
        filter_by="group",
    )


FIGURES = (cancellation_dots, retention_curve, dormant_bars)
CLAUSES: dict[str, Any] = {}
