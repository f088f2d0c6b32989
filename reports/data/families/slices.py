"""A plain table for each KPI that has no figure: the members of its main dimension, with n and interval."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.data import words
from reports.data.display import DASH, Scale, number, shortened
from reports.data.document import Table
from reports.data.families.base import Marts, Row, cells, source_line
from reports.data.kpis import has_bounds

MOST = 12  # rows; a longer list is cut, and says so
TITLES = 8


@dataclass(frozen=True)
class Dimension:
    """A dimension in words: what its members are, what n counts there, and in which order they stand."""

    head: str
    by: str
    counted: Mapping[str, str] = field(default_factory=dict)  # by basis; else what the KPI's own n counts
    keeps_order: bool = False  # the member begins with its place, or is one of a scale


@dataclass(frozen=True)
class Measure:
    """A figure beside the headline: its words around the number, and how that is printed."""

    text: str
    unit: str = "%"
    factor: float = 100
    decimals: int = 1


DIMENSIONS = {
    "chart": Dimension("Chart", "chart", {"": "Entries"}),
    "region": Dimension("Region", "region"),
    "title": Dimension("Title", "title", {"": "Charts", "watch_sessions": "Sessions"}, keeps_order=True),
    "plan": Dimension("Plan", "plan"),
    "entry_rank": Dimension("Rank at entry", "rank at entry", keeps_order=True),
    "platform": Dimension("Platform", "platform"),
}
# By KPI the dimensions worth a table, the first that its basis has.
SHOWN = {
    "total_views": ("chart", "region"),
    "total_streams": ("title",),
    "hit_concentration": ("title",),
    "watch_hours_per_viewer": ("plan",),
    "completion_rate": ("plan",),
    "time_on_chart": ("entry_rank",),
    "cancellation_rate": ("plan",),
    "retention_12m": ("plan",),
    "dormant_share": ("plan",),
    "platform_catalogue_share": ("platform",),
    "platform_hhi": ("region",),
}
MEASURES = {
    "estimated_share": Measure("{} estimated from the rank"),
    "gini": Measure("Gini coefficient {}", unit="", factor=1, decimals=2),
    "top_10_percent": Measure("{} taken by the top 10%"),
    "completed_70": Measure("{} reached 70%"),
    "dormant_60": Measure("{} dormant for 60 days"),
    "dormant_90": Measure("{} dormant for 90 days"),
    "unique_coverage": Measure("{} of all titles there are on the leading platform"),
    "vote_weighted_share": Measure("{} where titles weigh by their votes"),
    "effective_number": Measure("as concentrated as {} platforms of equal size", "", 1, 1),
}
# Where the KPI's name does not say what a member has of it: the column, and the table's headline.
OWN_WORDS = {
    ("hit_concentration", "title"): ("Share of the volume", "What the largest titles take of the volume"),
    ("total_streams", "title"): ("Streams", "The most streamed tracks"),
}
MEMBERS = {
    "films_english": "Films, English",
    "films_non_english": "Films, other languages",
    "tv_english": "TV, English",
    "tv_non_english": "TV, other languages",
}


def member_name(dimension: str, member: str) -> str:
    """A member as printed: `01|The Title` without its place, codes in words, no line breaks."""
    plain = member.partition("|")[2] if dimension == "title" else member
    return shortened(MEMBERS.get(plain, " ".join(plain.split())) or DASH, 44)


def _place(member: str) -> int:
    """The number that a member begins with: `01|The Title`, `101-200`."""
    digits = re.match(r"\d+", member)
    return int(digits.group()) if digits else 0


def in_order(rows: Sequence[Row], shown: Dimension) -> list[Row]:
    """Largest first, or along the scale that the members are; what is suppressed comes last."""
    if shown.keeps_order:
        return sorted(rows, key=lambda row: (_place(row["member"]), row["member"]))
    return sorted(rows, key=lambda row: (row["value"] is None, -(row["value"] or 0), row["member"]))


def beside(marts: Marts, kpi_id: str) -> str:
    """`Beside it: 61.0% reached 70%.`, the figures that belong to the headline."""
    parts = []
    for row in marts.slice(kpi_id, "measure"):
        if (measure := MEASURES.get(row["member"])) is None:
            continue
        scale = Scale([row["value"]], measure.unit, measure.factor, measure.decimals)
        parts.append(measure.text.format(scale.value(row["value"])))
    return f"Beside it: {'; '.join(parts)}" if parts else ""


def table_of(marts: Marts, kpi_id: str) -> Table | None:
    """The KPI's members as a table; None where it has no value or nothing to list."""
    kpi = marts.published(kpi_id)
    if kpi is None:
        return None
    for dimension in SHOWN[kpi_id]:
        if rows := marts.members(kpi_id, dimension):
            return _table(kpi, dimension, in_order(rows, DIMENSIONS[dimension]), beside(marts, kpi_id))
    return None


def remarks(kpi: Mapping[str, Any], rows: Sequence[Row], most: int) -> list[str]:
    """What the table leaves out, and what holds of the KPI beside its nature, which the source line says."""
    found = [f"The {most} largest of {len(rows)}"] if len(rows) > most else []
    if any(row["suppressed"] for row in rows):
        found.append("A dash: fewer cases than a rate needs")
    return [*found, *(caveat for caveat in kpi["caveats"] if caveat not in words.NATURE.values())]


def _table(kpi: Mapping[str, Any], dimension: str, rows: Sequence[Row], beside: str) -> Table:
    shown, most = DIMENSIONS[dimension], TITLES if dimension == "title" else MOST
    printed = [row[column] for row in rows[:most] for column in ("value", "ci_low", "ci_high")]
    # of its own: what is billions in all may be millions a title
    scale = Scale(printed, kpi["unit"], kpi["scale"], kpi["decimals"])
    plain = (str(kpi["name"]), f"{kpi['name']} by {shown.by}")
    head, headline = OWN_WORDS.get((kpi["kpi_id"], dimension), plain)
    interval = any(row["ci_low"] is not None for row in rows)
    between = ["Bounds" if has_bounds(kpi) else "95% interval"] if interval else []
    kpi_counts = str(kpi["display"]["n"]).partition(" ")[2].capitalize()
    counted = shown.counted.get(kpi["basis"], shown.counted.get("", kpi_counts))
    body = [
        [
            member_name(dimension, row["member"]),
            scale.value(row["value"]),
            *([scale.interval(row["ci_low"], row["ci_high"])] if interval else []),
            number(row["n"]),
        ]
        for row in rows[:most]
    ]
    return Table(
        id=f"{kpi['kpi_id']}_{dimension}",
        kpi_id=kpi["kpi_id"],
        headline=headline,
        subtitle="{name} {display[value]}, {display[period]}. {display[interval]}".format_map(kpi),
        source_line=source_line(kpi, kpi["display"]["basis"], beside, *remarks(kpi, rows, most)),
        **cells([shown.head, head, *between, counted], 1, body),
    )


def tables(marts: Marts) -> list[Table]:
    """The tables of all KPIs that have one."""
    made = (table_of(marts, kpi_id) for kpi_id in SHOWN)
    return [table for table in made if table is not None]
