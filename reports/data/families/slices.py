"""The largest titles of a KPI as a table, and the figures that stand beside a headline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.data.display import DASH, Scale, number, shortened, with_unit
from reports.data.document import Cells, Table
from reports.data.families.base import Marts, Row, cells, source_line
from reports.data.kpis import has_bounds

TITLE = 44  # characters of a title; the whole of it is among the slices


@dataclass(frozen=True)
class Largest:
    """A table of titles: its headline, the head of its figures, its rows, and what n counts by basis."""

    headline: str
    head: str
    most: int
    counted: Mapping[str, str]


@dataclass(frozen=True)
class Measure:
    """A figure beside the headline: its words around the number, and how that is printed."""

    text: str
    unit: str = "%"
    factor: float = 100
    decimals: int = 1


CHARTED = {"": "Charts", "watch_sessions": "Sessions"}
TITLES = {
    "total_views": Largest("{first} was viewed most, {label}", "Views", 5, CHARTED),
    "total_streams": Largest("{first} was streamed most, {label}", "Streams", 5, CHARTED),
    "hit_concentration": Largest("{first} alone takes {label}", "Share", 10, CHARTED),
}
MEASURES = {
    "gini": Measure("Gini coefficient {}", unit="", factor=1, decimals=2),
    "top_10_percent": Measure("{} taken by the top 10%"),
}


def title_name(member: str) -> str:
    """`01|The Title` without its place, in one line."""
    return shortened(" ".join(member.partition("|")[2].split()) or DASH, TITLE)


def place_of(row: Mapping[str, Any]) -> tuple[int, str]:
    """The place that the member begins with."""
    place = row["member"].partition("|")[0]
    return int(place) if place.isdigit() else 0, row["member"]


def beside(marts: Marts, kpi_id: str) -> str:
    """`Beside it: Gini coefficient 0.66; …`, the figures that belong to the headline."""
    parts = []
    for row in marts.slice(kpi_id, "measure"):
        if (measure := MEASURES.get(row["member"])) is None:
            continue
        scale = Scale([row["value"]], measure.unit, measure.factor, measure.decimals)
        parts.append(measure.text.format(scale.value(row["value"])))
    return f"Beside it: {'; '.join(parts)}" if parts else ""


def largest_titles(marts: Marts, kpi_id: str) -> Table | None:
    """The KPI's largest titles; None where it has no value or none is listed."""
    kpi, shown = marts.published(kpi_id), TITLES[kpi_id]
    rows = sorted(marts.slice(kpi_id, "title"), key=place_of)[: shown.most]
    if kpi is None or not rows:
        return None
    printed = [row[column] for row in rows for column in ("value", "ci_low", "ci_high")]
    # of its own: what is billions in all may be millions a title
    scale = Scale(printed, "%" if kpi["unit"] == "%" else "", kpi["scale"], kpi["decimals"])
    first = shortened(title_name(rows[0]["member"]), 32)
    return Table(
        id=f"{kpi_id}_title",
        kpi_id=kpi_id,
        headline=shown.headline.format(first=first, label=scale.value(rows[0]["value"])),
        subtitle=f"The {len(rows)} largest titles, {kpi['display']['period']}; {kpi['display']['basis']}",
        source_line=source_line(kpi),
        **_cells(kpi, shown, rows, scale),
    )


def _cells(kpi: Mapping[str, Any], shown: Largest, rows: Sequence[Row], scale: Scale) -> Cells:
    counted = shown.counted.get(kpi["basis"], shown.counted[""])
    bounded = any(row["ci_low"] is not None for row in rows)
    # of one chart week each title has one row: nothing to count; beside bounds there is no room
    several = [] if bounded or all(row["n"] == 1 for row in rows) else [counted]
    between = ["Bounds" if has_bounds(kpi) else "95% interval"] if bounded else []
    body = [
        [
            str(place),
            title_name(row["member"]),
            with_unit(scale.bare(row["value"]), scale.unit),
            *([scale.interval(row["ci_low"], row["ci_high"])] if bounded else []),
            *([number(row["n"])] if several else []),
        ]
        for place, row in enumerate(rows, start=1)
    ]
    head = f"{shown.head}, {scale.word}" if scale.word else shown.head
    made = cells(["#", "Title", head, *between, *several], 0, body)
    made["align"][1] = "left"
    return made


def tables(marts: Marts) -> list[Table]:
    """The tables of all KPIs that have one."""
    made = (largest_titles(marts, kpi_id) for kpi_id in TITLES)
    return [table for table in made if table is not None]
