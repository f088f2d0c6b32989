"""The members of several dimensions as rows of one chart: a group each, cut where the list is long."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.data.display import DASH, Scale, listed, number, shortened
from reports.data.families.base import Marts, Row

NOT_REACHED = "not reached"
UNNAMED = "Unknown"
NAME = 24  # characters; a chart's gutter holds no more


@dataclass(frozen=True)
class Group:
    """A dimension in words: one of its members, many, how many are shown, and whether they are a scale."""

    name: str
    many: str
    most: int
    in_order: bool = False


GROUPS = {
    "plan": Group("Plan", "plans", 5),
    "region": Group("Region", "regions", 5),
    "start_quarter": Group("Start quarter", "start quarters", 10, in_order=True),
    "content_type": Group("Content type", "content types", 8),
    "entry_rank": Group("Rank at entry", "ranks at entry", 8, in_order=True),
    "chart": Group("Chart", "charts", 8),
    "genre": Group("Genre", "genres", 6),
}
CHARTS = {
    "films_english": "Films, English",
    "films_non_english": "Films, other languages",
    "tv_english": "TV, English",
    "tv_non_english": "TV, other languages",
}


@dataclass(frozen=True)
class Grouped:
    """The rows, the names of their groups as `plan and region`, and what is to be said of them."""

    rows: list[Row]
    by: str
    remarks: list[str]


def member_name(dimension: str, member: str) -> str:
    """A member short enough for a chart; codes in words, `2025-Q4` as `Q4 2025`, `11-50` as a span."""
    if dimension == "start_quarter":
        year, _, quarter = member.partition("-")
        member = f"{quarter} {year}" if quarter else member
    if dimension == "entry_rank":
        member = member.replace("-", "–")
    return shortened(CHARTS.get(member, " ".join(member.split())) or "Unknown", NAME)


def along(row: Mapping[str, Any]) -> tuple[int, str]:
    """Where a member of a scale stands: by the number that it begins with, `11-50` before `101-200`."""
    digits = re.match(r"\d+", row["member"])
    return int(digits.group()) if digits else 0, row["member"]


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Name → the name as printed; where cutting made two alike they are numbered, so that they stay two."""
    printed: dict[str, str] = {}
    for name in names:
        short = shortened(" ".join(name.split()) or "Unknown", NAME)
        alike = sum(made == short or made.startswith(f"{short} (") for made in printed.values())
        printed[name] = f"{short} ({alike + 1})" if alike else short
    return printed


def largest(rows: Sequence[Row], group: Group) -> list[Row]:
    """Those with the most cases, along their scale or by value; what is suppressed comes last."""
    kept = sorted(rows, key=lambda row: (-(row["n"] or 0), row["member"]))[: group.most]
    if group.in_order:
        return sorted(kept, key=along)
    return sorted(kept, key=lambda row: (row["value"] is None, -(row["value"] or 0), row["member"]))


def parts(rows: Sequence[Row], group: Group) -> list[Row]:
    """The largest parts of a total, what has no name, and the others as one: together they are the total."""
    ordered = sorted(rows, key=lambda row: (row["member"] == UNNAMED, -(row["value"] or 0), row["member"]))
    named = [row for row in ordered if row["member"] != UNNAMED]
    others = named[group.most :]
    if not others:
        return ordered
    summed = {field: sum(row[field] or 0 for row in others) for field in ("value", "n")}
    rest = (
        others[0] | summed | {"member": f"{len(others)} other {group.many}", "ci_low": None, "ci_high": None}
    )
    return [*named[: group.most], *ordered[len(named) :], rest]


def grouped(
    marts: Marts, kpi_id: str, dimensions: Sequence[str], suffix: str = "", *, adds_up: bool = False
) -> Grouped:
    """The KPI's members by dimension, on the headline's basis, with their printed cells.

    The rows have group, name, value, ci_low, ci_high, label, interval and n (printed); `suffix` follows the
    names of the groups. Where the members add up to the value, none is left out: the smaller ones are one.
    """
    kpi = marts.kpis[kpi_id]
    found = {dimension: marts.members(kpi_id, dimension) for dimension in dimensions}
    # of one unnamed member there is nothing to compare
    found = {
        dimension: rows for dimension, rows in found.items() if any(row["value"] is not None for row in rows)
    }
    choose = parts if adds_up else largest
    chosen = {dimension: choose(rows, GROUPS[dimension]) for dimension, rows in found.items()}
    printed = [
        row[field] for rows in chosen.values() for row in rows for field in ("value", "ci_low", "ci_high")
    ]
    scale = Scale(printed, kpi["unit"], kpi["scale"], kpi["decimals"])
    rows = [
        {
            "group": f"{GROUPS[dimension].name}{suffix}",
            "name": member_name(dimension, row["member"]),
            "value": row["value"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "label": NOT_REACHED if _is_open(row) else scale.value(row["value"]),
            "interval": scale.interval(row["ci_low"], row["ci_high"]),
            "n": number(row["n"]),
        }
        for dimension, members in chosen.items()
        for row in members
    ]
    return Grouped(
        rows,
        listed(GROUPS[dimension].name.lower() for dimension in chosen),
        _unnamed(rows) if adds_up else _remarks(found, rows),
    )


def _is_open(row: Mapping[str, Any]) -> bool:
    """True for a median of which the data hold the lower end alone."""
    return row["value"] is None and row["ci_low"] is not None


def _unnamed(rows: Sequence[Row]) -> list[str]:
    """What the titles of no genre are, which can be most of the views."""
    found = any(row["name"] == UNNAMED and row["group"] == GROUPS["genre"].name for row in rows)
    return ["Unknown: titles that match none of IMDb's, or without a genre there"] if found else []


def _remarks(found: Mapping[str, Sequence[Row]], rows: Sequence[Row]) -> list[str]:
    """What was cut, and what a dash means."""
    cut = [
        f"The {GROUPS[dimension].most} of {number(len(members))} {GROUPS[dimension].many} with the most cases"
        for dimension, members in found.items()
        if len(members) > GROUPS[dimension].most
    ]
    return [
        *cut,
        *(["A dash: fewer cases than a rate needs"] if any(row["label"] == DASH for row in rows) else []),
    ]


def spread_of(rows: Sequence[Mapping[str, Any]], group: str) -> str:
    """`from 9.7% (Premium) to 23.8% (Basic)`; empty where the group's printed figures do not differ."""
    shown = [row for row in rows if row["group"] == group and row["value"] is not None]
    if len({row["label"] for row in shown}) < 2:
        return ""
    low, high = min(shown, key=lambda row: row["value"]), max(shown, key=lambda row: row["value"])
    return f"from {low['label']} ({low['name']}) to {high['label']} ({high['name']})"
