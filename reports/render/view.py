"""What the templates are given: the document, and its figures as SVG."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reports.charts.diagram import diagram
from reports.charts.figures import specification, static_svg
from reports.charts.spark import sparkline
from reports.charts.theme import NARROW, WIDE
from reports.data.lineage import FILLED_BY
from reports.data.words import SOURCE

FAMILIES = ("Views", "Engagement", "Churn", "Genre Trends", "Platform Share")
PAGES = (
    "cover",
    "summary",
    "reading",
    "views",
    "concentration",
    "engagement",
    "churn",
    "genre",
    "platform",
    "regions",
    "method",
    "quality",
    "glossary",
)


def charts(figure: Mapping[str, Any], widths: Sequence[int]) -> dict[str, Any]:
    """The figure's SVG and specification at each width."""
    specs = {width: specification(figure, width) for width in widths}
    return {
        "figure": figure,
        "svg": {width: Markup(static_svg(figure, spec)) for width, spec in specs.items()},
        "spec": specs,
    }


def commit_of(generator: Mapping[str, Any]) -> str:
    """The commit as printed; a tree with changes says so."""
    commit = str(generator.get("git_commit") or "")[:12]
    if not commit:
        return "unknown"
    return f"{commit}, with uncommitted changes" if generator.get("git_dirty") else commit


def view(
    data: Mapping[str, Any],
    raw: bytes,
    widths: Mapping[str, Sequence[int]],
    default: Sequence[int] = (WIDE, NARROW),
) -> dict[str, Any]:
    """The templates' variables; `widths` are those of a figure's chart, in px, by its id."""
    figures = {figure["id"]: charts(figure, widths.get(figure["id"], default)) for figure in data["figures"]}
    kpis = data["kpis"]
    sparks = {kpi["kpi_id"]: Markup(sparkline(kpi, data["series"])) for kpi in kpis}
    return {
        "data": data,
        "edition": data["edition"],
        "generator": data["generator"],
        "is_sample": data["edition"]["data_mode"] == "sample",
        "kpis": {kpi["kpi_id"]: kpi for kpi in kpis},
        "families": {family: [kpi for kpi in kpis if kpi["family"] == family] for family in FAMILIES},
        "figures": figures,
        "tables": {table["id"]: table for table in data["tables"]},
        "lineage": {entry["kpi_id"]: entry for entry in data["lineage"]},
        "sparks": sparks,
        "diagram": Markup(diagram(kpis, data["lineage"])),
        "source_names": SOURCE,
        "filled_by": FILLED_BY,
        "digest": hashlib.sha256(raw).hexdigest(),
        "commit": commit_of(data["generator"]),
        "pages": PAGES,
        "wide": WIDE,
        "narrow": NARROW,
    }
