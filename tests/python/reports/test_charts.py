"""The charts: what they draw, how they describe it, and that nothing in them is too small or breaks out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from fixtures.rendered import document

from reports.charts import figures, genre, theme
from reports.charts.diagram import diagram
from reports.charts.spark import sparkline

SVG = "{http://www.w3.org/2000/svg}"
LEAST_PX = 7 / 0.75  # 7 pt


def figure_of(branch: str, figure_id: str) -> dict[str, Any]:
    """A figure of the branch."""
    return next(figure for figure in document(branch)["figures"] if figure["id"] == figure_id)


def branch_of(figure_id: str) -> str:
    """A branch that has the figure; the genre's figures are checked against `sample` number by number."""
    return "sample" if figure_id in genre.CHARTS else "all"


@cache
def drawn(branch: str, figure_id: str, width: int) -> ET.Element:
    """The figure as SVG, parsed."""
    figure = figure_of(branch, figure_id)
    return ET.fromstring(figures.static_svg(figure, figures.specification(figure, width)))


def texts(svg: ET.Element) -> list[str]:
    """What stands in the chart."""
    return [node.text or "" for node in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("figure_id", figures.CHARTS)
def test_a_chart_fills_its_width_is_described_and_readable(figure_id: str, width: int) -> None:
    branch = branch_of(figure_id)
    svg = drawn(branch, figure_id, width)
    assert float(svg.attrib["width"]) == width
    assert svg[0].tag == f"{SVG}title" and svg[0].text == figure_of(branch, figure_id)["alt_text"]
    assert len(list(svg.iter(f"{SVG}title"))) == 1
    sizes = [float(node.attrib["font-size"].removesuffix("px")) for node in svg.iter(f"{SVG}text")]
    assert sizes and min(sizes) >= LEAST_PX
    assert {node.attrib["font-family"] for node in svg.iter(f"{SVG}text")} == {"Inter"}
    assert not re.search(r"\b(None|nan|NaN|inf|null|undefined)\b", " ".join(texts(svg)))


@pytest.mark.parametrize("figure_id", genre.CHARTS)
def test_the_printed_figures_are_in_the_chart(figure_id: str) -> None:
    figure = figure_of("sample", figure_id)
    shown = " ".join(texts(drawn("sample", figure_id, theme.WIDE)))
    years = {row.get("year") for row in figure["data"]}
    last = max((year for year in years if year), default=None)
    for row in figure["data"]:
        if row.get("year") == last:
            assert row["label"] in shown and row["name"] in shown


def test_the_same_figure_gives_the_same_svg() -> None:
    figure = figure_of("sample", "genre_rating_dots")
    first, second = (figures.static_svg(figure, figures.specification(figure, theme.WIDE)) for _ in range(2))
    assert first == second


def test_bars_start_at_zero() -> None:
    spec = figures.specification(figure_of("sample", "genre_share_ranked"), theme.WIDE)
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0
    low, high = figures.specification(figure_of("sample", "genre_momentum_bars"), theme.WIDE)["layer"][0][
        "encoding"
    ]["x"]["scale"]["domain"]
    assert low < 0 < high


def test_clear_changes_are_bold_as_well_as_dark() -> None:
    svg = drawn("sample", "genre_momentum_bars", theme.NARROW)
    bold = [node.text for node in svg.iter(f"{SVG}text") if node.attrib.get("font-weight") in ("700", "bold")]
    clear = [row["label"] for row in figure_of("sample", "genre_momentum_bars")["data"] if row["clear"]]
    assert sorted(map(str, bold)) == sorted(clear) and clear


def test_the_faller_is_dashed_as_well_as_coloured() -> None:
    dashed = [
        node
        for node in drawn("sample", "genre_share_slopes", theme.WIDE).iter(f"{SVG}path")
        if node.attrib.get("stroke-dasharray") == "5,3"
    ]
    assert {node.attrib["stroke"] for node in dashed} == {theme.VERMILION}


def test_a_name_that_is_markup_is_text_in_the_chart() -> None:
    svg = drawn("hostile", "genre_share_ranked", theme.WIDE)
    assert not list(svg.iter(f"{SVG}script"))
    assert any(text.startswith("<script>") for text in texts(svg))


def test_labels_at_the_end_of_lines_keep_their_distance() -> None:
    placed = genre.spread([0.10, 0.11, 0.30, 0.105], 0.02, floor=0.0)
    ordered = sorted(placed)
    assert all(after - before >= 0.02 - 1e-12 for before, after in pairwise(ordered))
    assert placed[2] == 0.30
    assert genre.spread([0.001, 0.002, 0.003], 0.01, floor=0.005) == pytest.approx([0.005, 0.015, 0.025])


def test_every_colour_of_the_charts_has_a_twin_in_dark_mode() -> None:
    from reports.render.templates import style

    dark = style("screen.css").partition("prefers-color-scheme: dark")[2]
    used: set[str] = set()
    for figure_id in figures.CHARTS:
        for node in drawn(branch_of(figure_id), figure_id, theme.WIDE).iter():
            used |= {
                f'{name}="{node.attrib[name]}"'
                for name in ("fill", "stroke")
                if node.attrib.get(name, "").startswith("#")
            }
    assert used and {pair for pair in used if f"[{pair}]" not in dark} == set()


def test_a_sparkline_runs_to_the_headline_and_needs_two_periods() -> None:
    data = document("sample")
    kpis = {kpi["kpi_id"]: kpi for kpi in data["kpis"]}
    svg = ET.fromstring(sparkline(kpis["genre_popularity_share"], data["series"]))
    assert len(svg.find(f"{SVG}polyline").attrib["points"].split()) == 7  # type: ignore[union-attr]
    assert (svg[0].text or "").endswith("ending at 15.8%.")
    assert sparkline(kpis["genre_rating"], data["series"]) == ""
    assert sparkline(kpis["total_views"], data["series"]) == ""


def test_a_sparkline_is_of_the_headlines_basis_alone() -> None:
    """A series may hold other bases, and the tenure curve, which is no course of time."""
    data = document("all")
    kpis = {kpi["kpi_id"]: kpi for kpi in data["kpis"]}
    assert {row["basis"] for row in data["series"] if row["kpi_id"] == "retention_12m"} > {"tenure_curve"}
    assert sparkline(kpis["retention_12m"], data["series"]) == ""
    own = [row for row in data["series"] if row["basis"] == kpis["total_views"]["basis"]]
    assert sparkline(kpis["total_views"], data["series"]) == sparkline(kpis["total_views"], own) != ""


def test_the_diagram_draws_what_is_there_in_full_lines() -> None:
    data = document("sample")
    svg = ET.fromstring(diagram(data["kpis"], data["lineage"]))
    full = [node for node in svg.iter(f"{SVG}rect") if "stroke-dasharray" not in node.attrib]
    assert len(full) == 1 + 2 + 3
    assert {kpi["name"] for kpi in data["kpis"]} == {
        text.partition("  ")[2] for text in texts(svg) if "  " in text
    }
