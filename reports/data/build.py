"""The body of P07_data.json."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import duckdb

from reports.data import words
from reports.data.document import Body, Edition, Figure, Kpi, Table
from reports.data.families import (
    churn,
    engagement,
    genre,
    people,
    platform,
    regions,
    slices,
    views,
)
from reports.data.families.base import Marts
from reports.data.families.titles import top_titles
from reports.data.kpis import kpi_documents
from reports.data.lineage import lineage
from reports.data.quality import quality_summary
from reports.data.rows import rounded
from reports.data.sources import counted_by_basis, source_summaries
from reports.data.summary import availability, summary
from reports.evidence import overlay, warehouse
from reports.evidence.context import ReportContext

TITLE = "Media and streaming report"
SUBTITLE = "Fourteen key figures: what changed, how sure that is, and who says so"
FAMILIES = (views, engagement, churn, genre, platform, regions)

NOTES = (
    "A change is called clear only when the 95% interval of the difference leaves out zero. Of many genres "
    "one always moves most: there more is asked for, the more are compared (Holm's correction).",
    "A dash means not available; a zero is printed only for a true zero.",
)
SAMPLE_NOTE = (
    "This is a sample edition: the files behind it are invented, so that the whole chain can be run and "
    "checked without any provider's data."
)


def nature_of(kpis: Sequence[Kpi], sources: Sequence[Mapping[str, Any]], data_mode: str) -> tuple[str, str]:
    """How real the edition's numbers are, as a code and in one sentence."""
    found = {str(kpi["data_nature"]) for kpi in kpis if kpi["value"] is not None and kpi["data_nature"]}
    found = found or {str(source["data_nature"]) for source in sources if source["data_nature"]}
    if data_mode == "sample":
        found = found or {"synthetic"}
    if not found:
        return "observed", "No source is loaded: the report holds no number."
    nature = found.pop() if len(found) == 1 else "mixed"
    return nature, words.NATURE[nature]


def edition(kpis: Sequence[Kpi], sources: Sequence[Mapping[str, Any]], context: ReportContext) -> Edition:
    """Title, dates and nature. Where no KPI has a date, the sources' own stand in."""
    starts = [source["window_start"] for source in sources if source["window_start"]]
    ends = [source["window_end"] for source in sources if source["window_end"]]
    as_of = [kpi["as_of_date"] for kpi in kpis if kpi["value"] is not None and kpi["as_of_date"]]
    nature, sentence = nature_of(kpis, sources, context.data_mode)
    return Edition(
        title=TITLE,
        subtitle=SUBTITLE,
        as_of_date=max(as_of or ends, default=None),
        window_start=min(starts, default=None),
        window_end=max(ends, default=None),
        home_region=str(context.evidence.get("parameters", {}).get("home_region", "US")),
        data_mode=context.data_mode,
        data_nature=nature,
        nature_sentence=sentence,
    )


def notes(context: ReportContext) -> list[str]:
    """What holds for the whole report."""
    least = context.evidence.get("parameters", {}).get("min_n", 30)
    rule = f"A rate or a share from fewer than {least} cases is not shown."
    return [*([SAMPLE_NOTE] if context.data_mode == "sample" else []), *NOTES, rule]


def counted_now(con: duckdb.DuckDBPyConnection, kpis: Sequence[Kpi]) -> dict[str, frozenset[str]]:
    """KPI → the raw tables that its value is counted from, those of the basis that it has."""
    tables = counted_by_basis(con)
    return {kpi["kpi_id"]: tables.get((kpi["kpi_id"], kpi["basis"] or ""), frozenset()) for kpi in kpis}


def figures_of(marts: Marts) -> list[Figure]:
    """The figures of every family that the data support."""
    made = (figure(marts) for family in FAMILIES for figure in family.FIGURES)
    return [figure for figure in made if figure is not None]


def tables_of(con: duckdb.DuckDBPyConnection, marts: Marts) -> list[Table]:
    """The tables that stand by themselves."""
    share = marts.published("genre_popularity_share")
    made = (
        top_titles(con, share),
        people.title_reach(con, share),
        regions.regions_compared(marts),
        people.top_people(con, share),
    )
    return [*(table for table in made if table is not None), *slices.tables(marts)]


def report_data(con: duckdb.DuckDBPyConnection, context: ReportContext) -> dict[str, Any]:
    """Everything that the report prints, from a read-only warehouse and the other three evidence documents.

    Returns P07_data.json without its common head; `reports.data.document.Body` is its shape.
    Raises ReportError where the warehouse was never built.
    """
    catalogue = warehouse.rows(con, "select * from reference.kpi_catalogue order by kpi_no")
    results = context.quality.get("results") or []
    kpis = kpi_documents(overlay.kpi_rows(con, context.withheld), catalogue, results, context.withheld)
    marts = Marts(
        kpis={kpi["kpi_id"]: kpi for kpi in kpis},
        slices=overlay.slice_rows(con, context.withheld),
        series=overlay.series_rows(con, context.withheld),
    )
    sources = source_summaries(
        con, context.evidence.get("sources") or [], context.extraction.get("skipped") or []
    )
    clauses = {
        kpi_id: partial(clause, marts) for family in FAMILIES for kpi_id, clause in family.CLAUSES.items()
    }
    loaded = frozenset(source["source"] for source in sources if source["status"] == "present")
    body: Body = {
        "edition": edition(kpis, sources, context),
        "availability": availability(kpis),
        "row_target": dict(context.evidence.get("row_target") or {}),
        "kpis": kpis,
        "summary": summary(kpis, clauses),
        "series": [dict(row) for row in marts.series],
        "slices": [dict(row) for row in marts.slices],
        "figures": figures_of(marts),
        "tables": tables_of(con, marts),
        "lineage": lineage(catalogue, loaded, context, counted_now(con, kpis)),
        "sources": sources,
        "quality": quality_summary(context, kpis),
        "notes": notes(context),
    }
    return dict(rounded(body))
