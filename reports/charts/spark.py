"""Sparklines: a line through a KPI's periods, the last one marked."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reports.charts.theme import BLUE, MUTED

WIDTH, HEIGHT, INSET = 62, 22, 3  # px
MOST = 24  # periods; more would not be told apart


def points(values: Sequence[float]) -> list[tuple[float, float]]:
    """Positions in px, the smallest value below and the largest above; a constant lies in the middle."""
    low, high = min(values), max(values)
    step = (WIDTH - 2 * INSET) / (len(values) - 1)
    span = high - low
    heights = [(value - low) / span if span else 0.5 for value in values]
    return [
        (round(INSET + place * step, 1), round(HEIGHT - INSET - height * (HEIGHT - 2 * INSET), 1))
        for place, height in enumerate(heights)
    ]


def sparkline(kpi: Mapping[str, Any], series: Sequence[Mapping[str, Any]]) -> str:
    """The SVG, with its description as title; empty where there are fewer than two periods."""
    periods = [row for row in series if row["kpi_id"] == kpi["kpi_id"] and row["basis"] == kpi["basis"]]
    ordered = sorted((row for row in periods if row["value"] is not None), key=lambda row: row["period_end"])[
        -MOST:
    ]
    if kpi["value"] is None or len(ordered) < 2:
        return ""
    path = points([row["value"] for row in ordered])
    line = " ".join(f"{x},{y}" for x, y in path)
    end_x, end_y = path[-1]
    years = f"{ordered[0]['period_end'][:4]} to {ordered[-1]['period_end'][:4]}"
    alt_text = escape(
        f"Line of {kpi['name']} over {len(ordered)} periods, {years}, ending at {kpi['display']['value']}."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" role="img" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}"><title>{alt_text}</title>'
        f'<polyline points="{line}" fill="none" stroke="{MUTED}" stroke-width="1.2"/>'
        f'<circle cx="{end_x}" cy="{end_y}" r="2.4" fill="{BLUE}"/></svg>'
    )
