"""Regions: what differs from one to the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.data import words
from reports.data.display import DASH, Scale, listed, number, shortened, with_unit
from reports.data.document import Figure, Table
from reports.data.families.base import Marts, Row, cells, figure, source_line
from reports.data.families.groups import NAME, short_names
from reports.data.families.platform import by_region, effective, leader_of
from reports.data.kpis import WORLD, has_bounds

BARS, ROWS = 10, 8

# The columns that compare regions: KPI, head, and what a region's cell is.
PLATFORMS = ("platform_catalogue_share", "platform_hhi")
LEADER = "Leading platform"
COMPARED = {
    "total_streams": "Streams",
    "total_views": "Views",
    "watch_hours_per_viewer": "Hours a viewer",
    "completion_rate": "Completed",
    "cancellation_rate": "Cancelled",
    "dormant_share": "Dormant",
}


def regional(marts: Marts, kpi_id: str) -> list[Row]:
    """A KPI's regions, largest first; the world is none of them."""
    if marts.published(kpi_id) is None:
        return []
    found = [row for row in marts.slice(kpi_id, "region") if row["member"] != WORLD]
    return sorted(found, key=lambda row: (-row["value"], row["member"]))


def streams_headline(rows: Sequence[Row], found: int) -> str:
    """The region with most streams and the next, or that there is one only."""
    first = rows[0]
    if found == 1:
        return f"{first['name']} is the only region with a chart of its own: {first['label']}"
    if first["value"] == rows[1]["value"]:
        return (
            f"{first['name']} and {rows[1]['name']} both stream {first['label']}, more than any other region"
        )
    return f"{first['name']} streams most, {first['label']}; next is {rows[1]['name']}, {rows[1]['label']}"


def few_remark(rows: Sequence[Row]) -> str:
    """The regions whose charts have far fewer figures than the fullest; empty where there is none."""
    most = max(row["tracks"] or 0 for row in rows)
    few = [f"{row['name']} {row['n']}" for row in rows if (row["tracks"] or 0) < most / 2]
    return f"Tracks with a figure: {listed(few)}, where the fullest chart has {number(most)}" if few else ""


def region_streams(marts: Marts) -> Figure | None:
    """KPI 2 by region: bars of each region's own chart."""
    found = regional(marts, "total_streams")
    if not found:
        return None
    kpi, shown = marts.kpis["total_streams"], found[:BARS]
    scale = Scale([row["value"] for row in shown], "", kpi["scale"], kpi["decimals"])
    between = "Bounds" if has_bounds(kpi) else "95% interval"
    names = short_names(row["member"] for row in shown)
    rows = [
        {
            "group": "",
            "name": names[row["member"]],
            "value": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "label": scale.value(row["value"]),
            "interval": scale.interval(row["ci_low"], row["ci_high"]),
            "n": number(row["n"]),
            "tracks": row["n"],
        }
        for row in shown
    ]
    drawn = any(row["ci_low"] is not None for row in rows)
    cut = f"The {BARS} largest of {number(len(found))} regions" if len(found) > BARS else ""
    return figure(
        "region_streams",
        kpi,
        headline=streams_headline(rows, len(found)),
        subtitle=f"Streams of each region's own chart, {kpi['display']['period']}",
        shown="Bars from zero, the largest first.",
        source=source_line(
            kpi,
            cut,
            few_remark(rows),
            f"Lines: {'bounds of the estimates' if has_bounds(kpi) else '95% intervals'}" if drawn else "",
            "Regions do not add up to the world, which has a chart of its own",
        ),
        data=rows,
        table=cells(
            ["Region", "Streams", between, "Tracks"],
            1,
            [(row["name"], row["label"], row["interval"], row["n"]) for row in rows],
        ),
    )


def columns(marts: Marts) -> dict[str, dict[str, str]]:
    """Column head → region → cell, for every KPI that says something of a region."""
    found: dict[str, dict[str, str]] = {}
    for kpi_id, head in COMPARED.items():
        if rows := regional(marts, kpi_id):
            kpi = marts.kpis[kpi_id]
            unit = kpi["unit"] if kpi["unit"] == "%" else ""
            scale = Scale([row["value"] for row in rows], unit, kpi["scale"], kpi["decimals"])
            cells_of = {row["member"]: with_unit(scale.bare(row["value"]), unit) for row in rows}
            # what all cells would repeat stands in the head
            found[f"{head}, {scale.word}" if scale.word else head] = cells_of
    if marts.published("platform_catalogue_share") is not None:
        regions = by_region(marts)
        found["Titles on offer"] = {region: number(rows[0]["n"]) for region, rows in regions.items()}
        found[LEADER] = {region: shortened(leader_of(rows), NAME) for region, rows in regions.items()}
    if marts.published("platform_hhi") is not None:
        numbers = marts.slice("platform_hhi", "region_effective_number")
        found["Effective platforms"] = {row["member"]: effective(row["value"]) for row in numbers}
    return {head: of_region for head, of_region in found.items() if of_region}


def regions_headline(found: Mapping[str, Mapping[str, str]]) -> str:
    """How many regions have what."""
    said = (
        ("Streams", "a music chart"),
        ("Cancelled", "subscribers"),
        ("Titles on offer", "titles on offer"),
    )
    # a head may go on with the word for its numbers
    with_head = {head.partition(", ")[0]: of_region for head, of_region in found.items()}
    parts = [f"{len(with_head[head])} with {what}" for head, what in said if head in with_head]
    every = {region for of_region in found.values() for region in of_region}
    count = "1 region" if len(every) == 1 else f"{number(len(every))} regions"
    return f"{count}: {listed(parts)}" if parts else f"{count} compared"


def regions_compared(marts: Marts) -> Table | None:
    """The regions side by side: the home region, then those that most is known of."""
    found = columns(marts)
    home = marts.kpis["platform_catalogue_share"]["region"]
    every = {region for of_region in found.values() for region in of_region}
    if not every:
        return None
    known = {region: sum(region in of_region for of_region in found.values()) for region in every}
    ordered = sorted(every, key=lambda region: (region != home, -known[region], region))
    names = short_names(ordered[:ROWS])
    body = [[names[region], *(of.get(region, DASH) for of in found.values())] for region in names]
    printed = cells(["Region", *found], 1, body)
    printed["align"] = ["left" if head in ("Region", LEADER) else "right" for head in printed["columns"]]
    kpis = [marts.kpis[kpi_id] for kpi_id in COMPARED if regional(marts, kpi_id)]
    kpis.extend(kpi for kpi_id in PLATFORMS if (kpi := marts.published(kpi_id)) is not None)
    sources = sorted({name for kpi in kpis for name in kpi["sources"].split(",")})
    cut = (
        f" The {ROWS} of {number(len(every))} regions with the most figures, then by name."
        if len(every) > ROWS
        else ""
    )
    return Table(
        id="regions_compared",
        kpi_id=None,
        headline=regions_headline(found),
        subtitle="Each figure for the basis and period of its own page, where it stands with its interval",
        source_line=f"Source: {words.sources_in_words(','.join(sources), 'and')}.{cut} "
        "A dash: not available.",
        **printed,
    )


FIGURES = (region_streams,)
CLAUSES: dict[str, Any] = {}
