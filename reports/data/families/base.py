"""What the figures of every family share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.data import words
from reports.data.display import day, listed
from reports.data.document import Cells, Figure
from reports.data.kpis import change_size, is_exact, is_part_estimate
from reports.data.rows import as_date

Row = dict[str, Any]


@dataclass(frozen=True)
class Marts:
    """The KPIs by id, their slices and their series, as they will stand in P07_data.json."""

    kpis: Mapping[str, Mapping[str, Any]]
    slices: Sequence[Mapping[str, Any]]
    series: Sequence[Mapping[str, Any]]

    def published(self, kpi_id: str) -> Mapping[str, Any] | None:
        """The KPI, or None where it has no value to show."""
        kpi = self.kpis[kpi_id]
        return None if kpi["value"] is None else kpi

    def members(self, kpi_id: str, dimension: str) -> list[Row]:
        """The slices of the headline's basis; those suppressed have no value."""
        basis = self.kpis[kpi_id]["basis"]
        found = (row for row in self.slices if row["kpi_id"] == kpi_id and row["basis"] == basis)
        return [dict(row) for row in found if row["dimension"] == dimension]

    def slice(self, kpi_id: str, dimension: str) -> list[Row]:
        """Those of them that have a value to show."""
        return [
            row
            for row in self.members(kpi_id, dimension)
            if row["value"] is not None and not row["suppressed"]
        ]

    def periods(self, kpi_id: str, basis: str | None = None) -> list[Row]:
        """The points of the KPI's series in their order, on the headline's basis or the one named."""
        basis = basis or self.kpis[kpi_id]["basis"]
        found = [dict(row) for row in self.series if row["kpi_id"] == kpi_id and row["basis"] == basis]
        return sorted((row for row in found if row["value"] is not None), key=lambda row: row["period_end"])


def source_line(kpi: Mapping[str, Any], *remarks: str) -> str:
    """`Source: IMDb, data to 1 March 2026. n = 1,234 titles. … Status: available, synthetic data.`"""
    sources = words.sources_in_words(kpi["sources"], "and")
    parts = [f"Source: {sources}, data to {day(as_date(kpi['as_of_date']))}", f"n = {kpi['display']['n']}"]
    parts.extend(remark.rstrip(".") for remark in remarks if remark)
    nature = f", {kpi['data_nature']} data" if kpi["data_nature"] else ""
    parts.append(f"Status: {kpi['display']['status'].lower()}{nature}")
    return ". ".join(parts) + "."


def cells(columns: Sequence[str], aligned_left: int, rows: Iterable[Sequence[str]]) -> Cells:
    """Printed cells: the first `aligned_left` columns are text, the others numbers."""
    align = ["left" if place < aligned_left else "right" for place in range(len(columns))]
    return Cells(columns=list(columns), align=align, rows=[list(row) for row in rows])


def figure(
    figure_id: str,
    kpi: Mapping[str, Any],
    *,
    headline: str,
    subtitle: str,
    shown: str,
    source: str,
    data: Sequence[Row],
    table: Cells,
    filter_by: str | None = None,
) -> Figure:
    """A figure; its alt text is what the eye would take from it: the finding, and what is `shown`."""
    return Figure(
        id=figure_id,
        kpi_id=kpi["kpi_id"],
        headline=headline,
        subtitle=subtitle,
        alt_text=f"{headline}. {shown}",
        source_line=source,
        filter_by=filter_by,
        data=list(data),
        table=table,
    )


def named(rows: Iterable[Mapping[str, Any]], limit: int = 3) -> str:
    """`Drama 31.4%, Comedy 12.0% and Action 9.1%`: the first rows with their labels."""
    return listed(f"{row['name']} {row['label']}" for row in list(rows)[:limit])


def changed_since(kpi: Mapping[str, Any], before: str) -> str:
    """`, clearly up by 1.2 pp from the month before`, as far as the data can say."""
    if kpi["delta"] is None:
        return ""
    if is_exact(kpi) and kpi["delta"] == 0:
        return f", the same as in {before}"
    if not (kpi["delta_is_clear"] or is_exact(kpi)):
        return f", with no clear change from {before}"
    way = "up" if kpi["delta"] > 0 else "down"
    if is_part_estimate(kpi):
        return (
            f", {change_size(kpi)} {'more' if way == 'up' else 'less'} than in {before}, as far as estimated"
        )
    return f", {'' if is_exact(kpi) else 'clearly '}{way} by {change_size(kpi)} from {before}"


def interval_remark(kpi: Mapping[str, Any], marks: str = "Lines") -> str:
    """`Lines: 95% intervals, for all 13.0 to 16.6%`; empty where the KPI has no interval."""
    return "" if kpi["ci_low"] is None else f"{marks}: 95% intervals, for all {kpi['display']['ci']}"
