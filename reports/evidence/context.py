"""What the report's data is made from, beside the warehouse itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ReportContext:
    """The other three evidence files and the gates, for ``reports.data.build.report_data(con, context)``.

    ``con`` is a read-only DuckDB connection. The three documents have the shapes of
    ``reports/schemas/``; ``run_id``, ``generated_at`` and ``content_sha256`` are set after the body is made.

    Attributes:
        evidence: the body of P07_evidence.json (sources, tables, reconciliations, row_target, parameters …).
        quality: the body of P07_quality_report.json (statistics, results, kpi_gates, source_findings …).
        extraction: the body of P07_extraction_log.json (summary, skipped …).
        withheld: kpi_id → why it may not be published (sentences). Read the marts through
            ``reports.evidence.overlay`` (kpi_rows, series_rows, slice_rows), which leave these KPIs' numbers
            out, so that no headline, figure or table is made from a number that failed its tests.
        data_mode: ``sample``, ``live`` or ``mixed``.
        generator: name, version, git_commit, git_dirty.
    """

    evidence: Mapping[str, Any]
    quality: Mapping[str, Any]
    extraction: Mapping[str, Any]
    withheld: Mapping[str, tuple[str, ...]]
    data_mode: str
    generator: Mapping[str, Any]
