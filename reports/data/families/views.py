"""Views: total views, total streams and hit concentration (KPIs 1 to 3)."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from reports.data.display import Scale, number, with_unit
from reports.data.document import Figure
from reports.data.families.base import (
    Marts,
    Row,
    cells,
    changed_since,
    figure,
    named,
    source_line,
)
from reports.data.families.course import FROM, Course, band_remark, between, course, not_whole
from reports.data.families.groups import grouped
from reports.data.families.slices import beside
from reports.data.kpis import has_bounds

MEMBERS = ("chart", "genre", "region")
# What the titles are shares of, by basis.
VOLUME = {"netflix_top10": "views", "watch_sessions": "minutes watched"}
TOP = 0.01
TOLD = ("50%", "90%", "99%")  # points of the Lorenz curve that its description names


def amount_headline(kpi: Mapping[str, Any], found: Course) -> str:
    """The latest amount and its change."""
    changed = changed_since(kpi, f"the {found.period} before")
    return f"{kpi['display']['value']} in the latest {found.period}{changed}"


def views_line(marts: Marts) -> Figure | None:
    """KPI 1: a line over a year, the year before lighter."""
    kpi = marts.published("total_views")
    if kpi is None:
        return None
    found = course(marts, "total_views", weeks=52, months=12)
    if len(found.known) < 2:
        return None
    before = any(row["before"] is not None for row in found.rows)
    earlier = "; grey: the same " + f"{found.period}s a year before" if before else ""
    return figure(
        "total_views_line",
        kpi,
        headline=amount_headline(kpi, found),
        subtitle=f"Views a {found.period}, {found.span}{earlier}; {kpi['display']['basis']}",
        shown=f"A line over {len(found.known)} {found.period}s: {found.extremes}.",
        source=source_line(
            kpi, band_remark(kpi, found), not_whole(found, "Hollow dots"), FROM, *kpi["caveats"][:1]
        ),
        data=found.rows,
        table=cells(
            [found.period.capitalize(), "Views", between(kpi), "A year before", "n", "Status"],
            1,
            [
                (row["name"], row["label"], row["interval"], row["before_label"], row["n"], row["status"])
                for row in found.rows
            ],
        ),
    )


def estimated_share(marts: Marts) -> float:
    """How much of the latest week's streams is estimated, 0 to 1."""
    rows = marts.slice("total_streams", "measure")
    return next((float(row["value"]) for row in rows if row["member"] == "estimated_share"), 0.0)


def stream_rows(marts: Marts, found: Course) -> list[Row]:
    """The weeks, each with its estimated part: known of the latest, of others that there is one."""
    share = estimated_share(marts)
    rows = []
    for place, row in enumerate(found.rows):
        latest = place == len(found.rows) - 1
        part = share if latest else float(row["status"] == "Estimated")
        rows.append(
            row | {"estimated": part * (row["value"] or 0.0), "is_partial": row["status"] == "Partial"}
        )
    return rows


def estimated_remark(rows: Sequence[Row], found: Course) -> str:
    """Which columns are striped."""
    striped = sum(bool(row["estimated"]) for row in rows)
    return f"Striped: {striped} {found.period}s with estimates, their bounds as lines" if striped else ""


def streams_columns(marts: Marts) -> Figure | None:
    """KPI 2: weekly columns, what is estimated striped."""
    kpi = marts.published("total_streams")
    if kpi is None:
        return None
    found = course(marts, "total_streams")
    if not found.known:
        return None
    rows, share = stream_rows(marts, found), estimated_share(marts)
    part = with_unit(number(100 * share, 1), "%")
    said = f"; {part} of them estimated" if share else ""
    partial = sum(row["is_partial"] for row in rows)
    return figure(
        "total_streams_columns",
        kpi,
        headline=f"{amount_headline(kpi, found)}{said}",
        subtitle=f"Streams a chart {found.period}, {found.span}; {kpi['display']['basis']}",
        shown=f"Columns from zero over {len(found.known)} {found.period}s: {found.extremes}.",
        source=source_line(
            kpi,
            kpi["display"]["interval"] if has_bounds(kpi) and kpi["ci_low"] is not None else "",
            estimated_remark(rows, found),
            f"Pale: {partial} partial" if partial else "",
            *kpi["caveats"][:1],
        ),
        data=[row | {"before": None} for row in rows],
        table=cells(
            [found.period.capitalize(), "Streams", "Bounds", "Tracks", "Status"],
            1,
            [(row["name"], row["label"], row["interval"], row["n"], row["status"]) for row in rows],
        ),
    )


def members_headline(rows: Sequence[Row]) -> str:
    """Which member of the first group has most, or which two have as much."""
    first, second = rows[0], rows[1]
    most = f"Most views by {first['group'].lower()}"
    if first["label"] == second["label"]:
        return f"{most}: {first['name']} and {second['name']}, {first['label']} each"
    return f"{most}: {first['name']}, {first['label']}"


def members_bars(marts: Marts) -> Figure | None:
    """KPI 1 by chart, genre and region of the viewer, as far as there are several of them."""
    kpi = marts.published("total_views")
    several = [name for name in MEMBERS if len(marts.slice("total_views", name)) > 1]
    groups = grouped(marts, "total_views", several, adds_up=True)
    if kpi is None or not groups.rows:
        return None
    scale = Scale([row["value"] for row in groups.rows], "", kpi["scale"], kpi["decimals"])
    rows = [row | {"label": scale.value(row["value"])} for row in groups.rows]
    counted = str(kpi["display"]["n"]).partition(" ")[2].capitalize()
    return figure(
        "total_views_members",
        kpi,
        headline=members_headline(rows),
        subtitle=f"Views by {groups.by}, {kpi['display']['period']}; the members of each add up to the total",
        shown=f"Bars from zero: {named([row for row in rows if row['group'] == rows[0]['group']])}.",
        source=source_line(kpi, *groups.remarks),
        data=rows,
        table=cells(
            ["By", "", "Views", counted],
            2,
            [(row["group"], row["name"], row["label"], row["n"]) for row in rows],
        ),
        filter_by="group",
    )


def lorenz_rows(marts: Marts) -> list[Row]:
    """The curve from none of the titles to all, smallest first; `0.99` of them is where the top 1% begins."""
    kpi = marts.kpis["hit_concentration"]
    scale = Scale([], kpi["unit"], kpi["scale"], kpi["decimals"])
    points = sorted((int(row["member"]), row["value"]) for row in marts.slice("hit_concentration", "lorenz"))
    return [
        {
            "name": f"{percent}%",
            "titles": percent / 100,
            "value": value,
            "label": scale.value(value),
            "top": scale.value(1 - value),
        }
        for percent, value in points
    ]


def lorenz_curve(marts: Marts) -> Figure | None:
    """KPI 3: the Lorenz curve and its distance from equality."""
    kpi = marts.published("hit_concentration")
    rows = lorenz_rows(marts) if kpi is not None else []
    if kpi is None or len(rows) < 2:
        return None
    titles = str(kpi["display"]["n"]).partition(" ")[2]
    volume = VOLUME.get(kpi["basis"], "streams")
    top = ceil(TOP * (kpi["n"] or 0))
    value = kpi["display"]["value"]
    data = [row | {"share": value, "titles_are": titles, "mark": f"the top 1%: {value}"} for row in rows]
    return figure(
        "hit_concentration_lorenz",
        kpi,
        headline=f"The top 1% of {titles} take {value} of the {volume}"
        f"{changed_since(kpi, 'the 52 weeks before')}",
        subtitle=f"Share of the {volume} that the smallest {titles} have together, "
        f"{kpi['display']['period']}; {kpi['display']['basis']}",
        shown="A Lorenz curve under the line of equality: "
        + ", ".join(f"the smallest {row['name']} have {row['label']}" for row in rows if row["name"] in TOLD)
        + ".",
        source=source_line(
            kpi,
            f"Top 1%: {number(top)} of {kpi['display']['n']}",
            kpi["display"]["interval"],
            beside(marts, "hit_concentration"),
            *kpi["caveats"][:1],
        ),
        data=data,
        table=cells(
            [f"Smallest of the {titles}", f"Share of the {volume}", "The others' share"],
            1,
            [(row["name"], row["label"], row["top"]) for row in rows],
        ),
    )


FIGURES = (views_line, streams_columns, members_bars, lorenz_curve)
CLAUSES: dict[str, Any] = {}
