"""Platform Share: what can be watched where, and how concentrated that is (KPIs 13 and 14)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from reports.data.display import Scale, number, period, shortened
from reports.data.document import Figure
from reports.data.families.base import Marts, Row, cells, changed_since, figure, source_line
from reports.data.families.groups import NAME, short_names
from reports.data.kpis import member_of, value_scale
from reports.data.rows import as_date

SNAPSHOT = "the snapshot before"
ALWAYS = ("Netflix", "Hulu")
NAMED = 4  # platforms with a colour of their own beside Netflix and Hulu
REGIONS = 12  # bars or dots; a longer list is cut, and says so
LENS_ROWS = 5
AVAILABILITY = "What is on offer, not what is watched"
# The ways to count a platform, by dimension.
LENSES = {
    "platform": "Catalogue share",
    "platform_coverage": "Share of all titles that it carries",
    "platform_votes": "Catalogue share weighed by votes",
}


def by_region(marts: Marts) -> dict[str, list[Row]]:
    """Region → its platforms, each with `platform`: the home region first, then by number of titles."""
    home = marts.kpis["platform_catalogue_share"]["region"]
    found: dict[str, list[Row]] = defaultdict(list)
    for row in marts.members("platform_catalogue_share", "region_platform"):
        # a region's name may hold anything, a platform's is the project's own
        region, _, platform = row["member"].rpartition("|")
        if not row["suppressed"]:
            found[region].append(row | {"platform": platform})
    titles = {region: max(row["n"] or 0 for row in rows) for region, rows in found.items()}
    ordered = sorted(found, key=lambda region: (region != home, -titles[region], region))
    return {region: found[region] for region in ordered}


def platforms_named(regions: Mapping[str, Sequence[Row]]) -> list[str]:
    """Netflix and Hulu, then the platforms with the largest shares over all regions."""
    total: dict[str, float] = defaultdict(float)
    for rows in regions.values():
        for row in rows:
            total[row["platform"]] += row["value"] or 0
    others = sorted((name for name in total if name not in ALWAYS), key=lambda name: (-total[name], name))
    # one more is drawn under its own name rather than as a rest of one
    most = NAMED + 1 if len(others) == NAMED + 1 else NAMED
    return [*ALWAYS, *others[:most]]


def stacked_rows(kpi: Mapping[str, Any], regions: Mapping[str, Sequence[Row]]) -> list[Row]:
    """A row a piece of a bar, from left to right; one without a share is a platform that offers nothing."""
    named = platforms_named(regions)
    printed = short_names(regions)
    rows: list[Row] = []
    for region, members in regions.items():
        shares = {row["platform"]: row["value"] for row in members}
        rest = [share for name, share in shares.items() if name not in named and share is not None]
        pieces: list[tuple[str, int, float | None]] = [
            (name, place, shares.get(name))
            for place, name in enumerate(named)
            if name in ALWAYS or shares.get(name) is not None
        ]
        if rest:
            pieces.append(("Others", len(named), sum(rest)))
        ends = list(accumulate(share or 0.0 for _, _, share in pieces))
        rows.extend(
            {
                "region": printed[region],
                "name": shortened(name, NAME),
                "place": place,
                "value": share,
                "from": end - (share or 0.0),
                "to": end,
                "titles": number(members[0]["n"]),
            }
            for (name, place, share), end in zip(pieces, ends, strict=True)
        )
    scale = Scale([row["value"] for row in rows], kpi["unit"], kpi["scale"], kpi["decimals"])
    return [row | {"label": scale.value(row["value"])} for row in rows]


def leader_of(rows: Sequence[Row]) -> str:
    """The platform with the largest share; the first by name of several."""
    known = [row for row in rows if row["value"] is not None]
    return str(min(known, key=lambda row: (-row["value"], row["platform"]))["platform"]) if known else ""


def shares_headline(kpi: Mapping[str, Any], regions: Mapping[str, Sequence[Row]]) -> str:
    """The home region's leader, and in how many regions it leads."""
    changed = changed_since(kpi, SNAPSHOT)
    said = f"{shortened(kpi['region'])}: {member_of(kpi)} has the largest catalogue share, "
    leads = sum(leader_of(rows) == kpi["headline_member"] for rows in regions.values())
    if len(regions) < 2:
        return f"{said}{kpi['display']['value']}{changed}"
    everywhere = "every region" if leads == len(regions) else f"{leads} of {len(regions)} regions"
    return f"{said}{kpi['display']['value']}{changed}; it leads in {everywhere}"


def cut_remark(shown: int, found: int) -> str:
    """Which regions a long list keeps; empty where it keeps all."""
    return (
        f"The home region and the {shown - 1} with most titles, of {found} regions" if shown < found else ""
    )


def platform_shares(marts: Marts) -> Figure | None:
    """KPI 13: a stacked bar a region."""
    kpi = marts.published("platform_catalogue_share")
    found = by_region(marts)
    if kpi is None or not found:
        return None
    regions = dict(list(found.items())[:REGIONS])
    rows = stacked_rows(kpi, regions)
    first = [row for row in rows if row["region"] == rows[0]["region"]]
    return figure(
        "platform_shares",
        kpi,
        headline=shares_headline(kpi, found),
        subtitle="Share of the titles with a subscription offer, split evenly over the platforms that carry "
        f"them, % of a region's titles, {kpi['display']['period']}; the home region, then from most titles",
        shown=f"A stacked bar a region; {first[0]['region']}: "
        + ", ".join(f"{row['name']} {row['label']}" for row in first)
        + ".",
        source=source_line(
            kpi,
            "A dash: the platform offers nothing there",
            cut_remark(len(regions), len(found)),
            AVAILABILITY,
        ),
        data=rows,
        table=cells(
            ["Region", "Platform", "Share", "Titles in the region"],
            2,
            [(row["region"], row["name"], row["label"], row["titles"]) for row in rows],
        ),
        filter_by="region",
    )


def lens_rows(marts: Marts) -> list[Row]:
    """The largest platforms of the home region, Netflix and Hulu among them, counted in three ways."""
    kpi = marts.kpis["platform_catalogue_share"]
    shares = marts.members("platform_catalogue_share", "platform")
    ranked = sorted(shares, key=lambda row: (row["value"] is None, -(row["value"] or 0), row["member"]))
    names = [row["member"] for row in ranked]
    wanted = [name for name in ALWAYS if name in names]
    chosen = {*wanted, *[name for name in names if name not in wanted][: LENS_ROWS - len(wanted)]}
    found = {dimension: marts.members(kpi["kpi_id"], dimension) for dimension in LENSES}
    scale = Scale(
        [row["value"] for rows in found.values() for row in rows if row["member"] in chosen],
        kpi["unit"],
        kpi["scale"],
        kpi["decimals"],
    )
    rows: list[Row] = []
    for dimension, members in found.items():
        values = {row["member"]: row["value"] for row in members}
        rows.extend(
            {
                "group": LENSES[dimension],
                "name": shortened(name, NAME),
                "value": values[name],
                "label": scale.value(values[name]),
                "ci_low": None,
                "ci_high": None,
                "strong": name in ALWAYS,
            }
            for name in names
            if name in chosen and name in values
        )
    return rows


def lens_headline(marts: Marts) -> str:
    """The headline's platform by the other two ways of counting, as far as they are there."""
    kpi = marts.kpis["platform_catalogue_share"]
    beside = {row["member"]: row["value"] for row in marts.slice(kpi["kpi_id"], "measure")}
    scale = value_scale(kpi)
    parts = []
    if "unique_coverage" in beside:
        parts.append(f"carries {scale.value(beside['unique_coverage'])} of all titles on offer")
    if "vote_weighted_share" in beside:
        parts.append(f"has {scale.value(beside['vote_weighted_share'])} where titles weigh by their votes")
    return f"{member_of(kpi)} {' and '.join(parts) or 'leads, however titles are counted'}"


def platform_lenses(marts: Marts) -> Figure | None:
    """KPI 13 in the home region beside the unique coverage and the share weighted by votes."""
    kpi = marts.published("platform_catalogue_share")
    rows = lens_rows(marts) if kpi is not None else []
    if kpi is None or len({row["group"] for row in rows}) < 2:
        return None
    return figure(
        "platform_lenses",
        kpi,
        headline=lens_headline(marts),
        subtitle=f"The largest platforms of {shortened(kpi['region'])} counted in three ways, % of titles, "
        f"{kpi['display']['period']}",
        shown="Bars from zero, a group of bars for each way of counting.",
        source=source_line(kpi, "A title on several platforms counts once for each of them in the second"),
        data=rows,
        table=cells(
            ["Counted", "Platform", "Share"], 2, [(row["group"], row["name"], row["label"]) for row in rows]
        ),
        filter_by="group",
    )


def effective(value: float | None) -> str:
    """The effective number of platforms as printed."""
    return Scale([value], "", 1, 1).value(value)


def most_concentrated(found: Sequence[Row]) -> Row:
    """The region with the highest index, the first by name of several."""
    return min(found, key=lambda row: (-row["value"], row["member"]))


def concentration_headline(marts: Marts, found: Sequence[Row], scale: Scale) -> str:
    """The home region's concentration in points and in platforms, and the most concentrated region."""
    kpi = marts.kpis["platform_hhi"]
    beside = {row["member"]: row["value"] for row in marts.slice(kpi["kpi_id"], "measure")}
    equal = effective(beside.get("effective_number"))
    same = f", like {equal} platforms of equal size" if "effective_number" in beside else ""
    said = f"{shortened(kpi['region'])}: {kpi['display']['value']}{same}{changed_since(kpi, SNAPSHOT)}"
    if len({scale.value(row["value"]) for row in found}) < 2:
        return said
    top = most_concentrated(found)
    return f"{said}; {shortened(top['member'], NAME)} is the most concentrated, {scale.value(top['value'])}"


def platform_hhi(marts: Marts) -> Figure | None:
    """KPI 14: a dot a region, with the effective number of platforms."""
    kpi = marts.published("platform_hhi")
    found = marts.slice("platform_hhi", "region")
    if kpi is None or not found:
        return None
    first = (kpi["region"], most_concentrated(found)["member"])
    numbers = {row["member"]: row["value"] for row in marts.slice("platform_hhi", "region_effective_number")}
    kept = sorted(found, key=lambda row: (row["member"] not in first, -(row["n"] or 0), row["member"]))[
        :REGIONS
    ]
    scale = Scale([row["value"] for row in kept], "", kpi["scale"], kpi["decimals"])
    names = short_names(row["member"] for row in kept)
    which = f"The home region, the most concentrated and those with most titles, of {len(found)} regions"
    cut = which if len(kept) < len(found) else ""
    rows = [
        {
            "group": "",
            "name": names[row["member"]],
            "value": row["value"],
            "ci_low": None,
            "ci_high": None,
            "points": scale.value(row["value"]),
            "effective": effective(numbers.get(row["member"])),
            "label": f"{scale.value(row['value'])} ({effective(numbers.get(row['member']))})",
            "titles": number(row["n"]),
        }
        for row in sorted(kept, key=lambda row: (row["member"] != first[0], -row["value"], row["member"]))
    ]
    return figure(
        "platform_hhi",
        kpi,
        headline=concentration_headline(marts, found, scale),
        subtitle="Herfindahl–Hirschman index, points, in brackets the effective number of platforms; "
        "the home region, then from the most concentrated; "
        f"{kpi['display']['period']}",
        shown=f"A dot a region, the home region first: {rows[0]['name']} {rows[0]['label']}.",
        source=source_line(kpi, cut, "Of catalogues, not of viewing"),
        data=rows,
        table=cells(
            ["Region", "HHI, points", "Effective number of platforms", "Titles"],
            1,
            [(row["name"], row["points"], row["effective"], row["titles"]) for row in rows],
        ),
    )


def hhi_snapshots(marts: Marts) -> Figure | None:
    """KPI 14 in the home region over the snapshots, where there are several."""
    kpi = marts.published("platform_hhi")
    points = marts.periods("platform_hhi") if kpi is not None else []
    if kpi is None or len(points) < 2:
        return None
    scale = Scale([row["value"] for row in points], "", kpi["scale"], kpi["decimals"])
    rows = [
        {
            "name": period(as_date(row["period_end"]), as_date(row["period_end"])),
            "day": row["period_end"],
            "value": row["value"],
            "label": scale.value(row["value"]),
            "titles": number(row["n"]),
        }
        for row in points
    ]
    first, last = rows[0], rows[-1]
    way = "rose" if points[-1]["value"] > points[0]["value"] else "fell"
    moved = "stayed at" if first["label"] == last["label"] else f"{way} from {first['label']} to"
    return figure(
        "platform_hhi_snapshots",
        kpi,
        headline=f"{shortened(kpi['region'])}: the concentration {moved} {last['label']} points over "
        f"{len(rows)} snapshots",
        subtitle=f"Herfindahl–Hirschman index, points, {first['name']} to {last['name']}",
        shown=f"A line through {len(rows)} snapshots.",
        source=source_line(kpi),
        data=rows,
        table=cells(
            ["Snapshot", "HHI, points", "Titles"],
            1,
            [(row["name"], row["label"], row["titles"]) for row in rows],
        ),
    )


FIGURES = (platform_shares, platform_lenses, platform_hhi, hhi_snapshots)
CLAUSES: dict[str, Any] = {}
