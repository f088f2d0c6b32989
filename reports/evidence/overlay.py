"""The marts as they may be published: a KPI that failed a blocking test loses its numbers, not its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from reports.errors import ReportError
from reports.evidence.warehouse import has_table as has_table
from reports.evidence.warehouse import rows as rows

REASON = "BLOCKING_TEST_FAILED"
# What a KPI keeps when it is withheld: what it is, not what it says.
IDENTITY = (
    "kpi_id",
    "kpi_no",
    "family",
    "name",
    "unit",
    "ci_method",
    "delta_unit",
    "direction",
    "sources",
    "data_nature",
    "as_of_date",
    "definition_version",
)
# What the basis of a value may have changed of that; without a value it is the catalogue's again.
OF_THE_BASIS = ("name", "ci_method", "sources")
NUMBERS = (
    "basis",
    "rung",
    "region",
    "headline_member",
    "period_start",
    "period_end",
    "value",
    "numerator",
    "denominator",
    "n",
    "coverage",
    "ci_low",
    "ci_high",
    "prev_value",
    "delta",
    "delta_low",
    "delta_high",
    "delta_is_clear",
    "delta_reason_code",
)
# The mart's columns that the catalogue fills when the build has not come as far as the mart.
FROM_CATALOGUE = """
    select kpi_id, kpi_no, family, kpi_name as name, unit, ci_method, delta_unit, direction, sources,
        cast(null as varchar) as data_nature, cast(null as date) as as_of_date, definition_version,
        cast(null as double) as value, cast(null as varchar) as reason_code
    from reference.kpi_catalogue
    order by kpi_no
"""

Withheld = Mapping[str, Sequence[str]]


def kpi_rows(con: duckdb.DuckDBPyConnection, withheld: Withheld) -> list[dict[str, Any]]:
    """The rows of mart_kpi by kpi_no, with JSON values; those withheld are not_available.

    Before the first build that reaches the mart they come from the catalogue, all of them withheld.
    """
    if has_table(con, "kpis", "mart_kpi"):
        found = rows(con, "select * from kpis.mart_kpi order by kpi_no")
        plain = {row["kpi_id"]: row for row in rows(con, FROM_CATALOGUE)} if withheld else {}
        return [
            _without_numbers(row | {name: plain[row["kpi_id"]][name] for name in OF_THE_BASIS})
            if row["kpi_id"] in withheld
            else row
            for row in found
        ]
    if has_table(con, "reference", "kpi_catalogue"):
        return [_without_numbers(row) for row in rows(con, FROM_CATALOGUE)]
    raise ReportError(
        "The warehouse has neither kpis.mart_kpi nor reference.kpi_catalogue. Run `dbt build` first."
    )


def series_rows(con: duckdb.DuckDBPyConnection, withheld: Withheld) -> list[dict[str, Any]]:
    """The rows of mart_kpi_series that may be published, by KPI, basis and period."""
    if not has_table(con, "kpis", "mart_kpi_series"):
        return []
    found = rows(con, "select * from kpis.mart_kpi_series order by kpi_id, basis, period_end")
    return [row for row in found if row["kpi_id"] not in withheld]


def slice_rows(con: duckdb.DuckDBPyConnection, withheld: Withheld) -> list[dict[str, Any]]:
    """The rows of mart_kpi_slice that may be published, by KPI, basis, dimension and member."""
    if not has_table(con, "kpis", "mart_kpi_slice"):
        return []
    found = rows(con, "select * from kpis.mart_kpi_slice order by kpi_id, basis, dimension, member")
    return [row for row in found if row["kpi_id"] not in withheld]


def _without_numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    """A KPI that had no value anyway keeps its own reason: it says more."""
    reason = row["reason_code"] if row["value"] is None and row["reason_code"] else REASON
    kept = {name: row[name] for name in IDENTITY}
    return {**kept, **dict.fromkeys(NUMBERS), "status": "not_available", "reason_code": reason}
