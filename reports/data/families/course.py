"""The course of a KPI over its weeks or months, as rows of one chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reports.data import words
from reports.data.display import DASH, MONTHS, Scale, number, period
from reports.data.families.base import Marts, Row
from reports.data.kpis import has_bounds
from reports.data.rows import as_date

WEEK = timedelta(days=7)
FROM = "The scale does not begin at zero"


@dataclass(frozen=True)
class Course:
    """The rows from the first period to the last; `period` is `week` or `month`, `scale` their print.

    A row has name, at (its place, from 0), tick (`Feb 2026` where a month begins, else empty), value, ci_low,
    ci_high, label, interval, before (the value a year earlier), before_label, n, status and whole. A period
    that the series lacks has a row without a value.
    """

    rows: list[Row]
    period: str
    scale: Scale

    @property
    def known(self) -> list[Row]:
        """The rows with a value."""
        return [row for row in self.rows if row["value"] is not None]

    @property
    def span(self) -> str:
        """`24 February 2025 to 22 February 2026`."""
        if len(self.rows) == 1:
            return str(self.rows[0]["name"])
        return f"{self.rows[0]['from']} to {self.rows[-1]['to']}"

    @property
    def extremes(self) -> str:
        """`highest 2.79 billion (13 to 19 March 2026), lowest …`, for who cannot see the chart."""
        low, high = (pick(self.known, key=lambda row: row["value"]) for pick in (min, max))
        return f"highest {high['label']} ({high['name']}), lowest {low['label']} ({low['name']})"


def is_weekly(kpi: Mapping[str, Any]) -> bool:
    """True where the KPI's period is a week, false where it is a month."""
    start, end = as_date(kpi["period_start"]), as_date(kpi["period_end"])
    return start is not None and end is not None and end - start < WEEK


def months_from_zero(day: date) -> int:
    """The number of the day's month."""
    return day.year * 12 + day.month - 1


def ends_back(last: date, back: int, weekly: bool) -> tuple[date, date]:
    """First and last day of the period so many periods before the one that ends on `last`."""
    if weekly:
        end = last - back * WEEK
        return end - WEEK + timedelta(days=1), end
    year, month = divmod(months_from_zero(last) - back, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, 1), after - timedelta(days=1)


def course(marts: Marts, kpi_id: str, weeks: int = 52, months: int = 24, *, unit: str = "") -> Course:
    """The latest weeks or months of the headline's basis, each with the one a year before it.

    `unit` is printed behind each number; without it the subtitle has to say it.
    """
    kpi = marts.kpis[kpi_id]
    weekly = is_weekly(kpi)
    last = as_date(kpi["period_end"]) or date.max
    year, most = (52, weeks) if weekly else (12, months)
    found: dict[int, Row] = {}
    for row in marts.periods(kpi_id):
        end = as_date(row["period_end"]) or last
        back = (last - end).days / 7 if weekly else months_from_zero(last) - months_from_zero(end)
        found[round(back)] = row
    shown = range(min(most - 1, max((back for back in found if 0 <= back < most), default=0)), -1, -1)
    printed = [
        found[back][field]
        for back in found
        if back in shown or back - year in shown
        for field in ("value", "ci_low", "ci_high")
    ]
    scale = Scale(printed, unit, kpi["scale"], kpi["decimals"])
    rows: list[Row] = []
    for at, back in enumerate(shown):
        start, end = ends_back(last, back, weekly)
        before = found.get(back + year, {}).get("value")
        rows.append(_row(found.get(back), scale) | _dated(start, end, at, weekly))
        rows[-1] |= {"before": before, "before_label": scale.value(before)}
    return Course(rows, "week" if weekly else "month", scale)


def _row(row: Mapping[str, Any] | None, scale: Scale) -> Row:
    if row is None:
        nothing = dict.fromkeys(("value", "ci_low", "ci_high"))
        return nothing | dict.fromkeys(("label", "interval", "n", "status"), DASH) | {"whole": True}
    return {
        "value": row["value"],
        "ci_low": row["ci_low"],
        "ci_high": row["ci_high"],
        "label": scale.value(row["value"]),
        "interval": scale.interval(row["ci_low"], row["ci_high"]),
        "n": number(row["n"]),
        "status": words.STATUS.get(row["status"], row["status"]),
        "whole": row["status"] == "available",
    }


def _dated(start: date, end: date, at: int, weekly: bool) -> Row:
    month = f"{MONTHS[end.month - 1][:3]} {end.year}"
    return {
        "name": period(start, end),
        "from": period(None, start) if weekly else period(start, end),
        "to": period(None, end) if weekly else period(start, end),
        "at": at,
        "tick": month if not weekly or end.day <= 7 else "",
    }


def between(kpi: Mapping[str, Any]) -> str:
    """The head of the column of intervals."""
    return "Bounds" if has_bounds(kpi) else "95% interval"


def not_whole(found: Course, mark: str) -> str:
    """`Hollow: 3 of 52 weeks partial or estimated`; empty where all is whole."""
    odd = [row for row in found.known if not row["whole"]]
    kinds = sorted({row["status"].lower() for row in odd})
    return f"{mark}: {len(odd)} of {len(found.known)} {found.period}s, {' or '.join(kinds)}" if odd else ""


def band_remark(kpi: Mapping[str, Any], found: Course) -> str:
    """What the band is, or why there is none."""
    if all(row["ci_low"] is None for row in found.rows):
        return str(kpi["display"]["interval"])
    latest = "" if kpi["ci_low"] is None else f", the latest {kpi['display']['ci']}"
    return f"Band: 95% intervals{latest}"
