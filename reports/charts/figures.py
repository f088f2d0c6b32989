"""A figure of P07_data.json as a Vega-Lite specification and as static SVG."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

from reports.charts import churn, engagement, genre, platform, views
from reports.charts.theme import Layers

CHARTS: dict[str, Callable[[dict[str, Any], int], Layers]] = {
    **views.CHARTS,
    **engagement.CHARTS,
    **churn.CHARTS,
    **genre.CHARTS,
    **platform.CHARTS,
}
FONTS = Path(__file__).parents[1] / "fonts"
VERSION = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]


@cache
def _with_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def specification(figure: Mapping[str, Any], width: int) -> dict[str, Any]:
    """The Vega-Lite specification, without its schema's address: nothing in the report points outside."""
    _with_fonts()
    # a test validates the specifications, once: here it would be most of a report's time
    with debug_mode(False):
        spec: dict[str, Any] = CHARTS[figure["id"]](dict(figure), width).to_dict(validate=False)
    spec.pop("$schema")
    return spec


def static_svg(figure: Mapping[str, Any], spec: dict[str, Any]) -> str:
    """The chart as SVG whose `<title>` is the alt text: WeasyPrint and screen readers take it from there."""
    return described(_svg(json.dumps(spec, sort_keys=True)), figure["alt_text"])


@cache
def _svg(spec: str) -> str:
    """Both editions draw the same charts: each is drawn once a process."""
    return vl_convert.vegalite_to_svg(spec, vl_version=VERSION)


def described(svg: str, alt_text: str) -> str:
    """One image, one description: Vega's own labels of each mark go, and the axis labels that it hides."""
    svg = svg.replace('fill="transparent"', 'fill="none"')
    svg = re.sub(r'<text [^>]*opacity="0"[^>]*>[^<]*</text>', "", svg)
    svg = re.sub(r' (?:aria-[a-z]+|role|version|xmlns:xlink|pointer-events)="[^"]*"', "", svg)
    head = re.match(r"<svg [^>]*>", svg)
    if head is None:
        raise ValueError("the chart is no SVG")
    opened = head.group().replace('class="marks"', 'class="chart" role="img"')
    return f"{opened}<title>{escape(alt_text)}</title>{svg[head.end() :]}"
