"""The diagram from sources by way of the star's tables to the KPIs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reports.charts.theme import BLUE, FONT, FONT_SIZE, GREY, INK, MUTED, RULE, WIDE
from reports.data.lineage import FILLED_BY
from reports.data.words import SOURCE

TOP, ROW, BOX = 26, 23, 19  # px: the headings, a KPI's row, a box
COLUMNS = ((0, 138), (232, 148), (474, WIDE - 474))  # px: left edge and width


@dataclass(frozen=True)
class Box:
    """A labelled box; `on` says whether this build has something in it."""

    column: int
    middle: float
    label: str
    on: bool

    def svg(self) -> str:
        """The box: full lines where it holds something, broken lines and grey text where not."""
        left, width = COLUMNS[self.column]
        stroke, dash, ink = (BLUE, "", INK) if self.on else (GREY, ' stroke-dasharray="3 2"', MUTED)
        return (
            f'<rect x="{left + 0.5}" y="{self.middle - BOX / 2}" width="{width - 1}" height="{BOX}" rx="3"'
            f' fill="none" stroke="{stroke}"{dash}/>'
            f'<text x="{left + 8}" y="{self.middle + 3.5}" font-family="{FONT}" font-size="{FONT_SIZE}"'
            f' fill="{ink}">{escape(self.label)}</text>'
        )


def flow(start: Box, end: Box) -> str:
    """A curve from one box to the next column's."""
    left, width = COLUMNS[start.column]
    x1, x2 = left + width, COLUMNS[end.column][0]
    bend = (x1 + x2) / 2
    on = start.on and end.on
    line = (
        f'stroke="{BLUE}" stroke-width="1.3"'
        if on
        else f'stroke="{RULE}" stroke-width="1" stroke-dasharray="3 2"'
    )
    return (
        f'<path d="M{x1},{start.middle} C{bend},{start.middle} {bend},{end.middle} {x2},{end.middle}"'
        f' fill="none" {line}/>'
    )


def middles(count: int, height: float) -> list[float]:
    """The middles of `count` boxes, evenly over the height."""
    return [round(TOP + height * (place + 0.5) / count, 1) for place in range(count)]


def boxes(
    kpis: Sequence[Mapping[str, Any]], loaded: frozenset[str]
) -> tuple[dict[str, Box], dict[str, Box], dict[str, Box]]:
    """The boxes of the three columns by id."""
    height = ROW * len(kpis)
    # in the order in which the KPIs call for them, so that few curves cross
    order = ("netflix_top10", "spotify", "netflix", "imdb", "tmdb")
    sources = {
        name: Box(0, middle, SOURCE[name], name in loaded)
        for name, middle in zip(order, middles(len(order), height), strict=True)
    }
    facts = {
        name: Box(1, middle, name, bool(loaded.intersection(FILLED_BY[name])))
        for name, middle in zip(FILLED_BY, middles(len(FILLED_BY), height), strict=True)
    }
    ends = {
        kpi["kpi_id"]: Box(2, middle, f"{kpi['kpi_no']}  {kpi['name']}", kpi["value"] is not None)
        for kpi, middle in zip(kpis, middles(len(kpis), height), strict=True)
    }
    return sources, facts, ends


def heading(column: int, text: str) -> str:
    """A column's heading."""
    return (
        f'<text x="{COLUMNS[column][0] + 0.5}" y="12" font-family="{FONT}" font-size="{FONT_SIZE}"'
        f' font-weight="600" fill="{MUTED}">{text}</text>'
    )


def diagram(kpis: Sequence[Mapping[str, Any]], lineage: Sequence[Mapping[str, Any]]) -> str:
    """The SVG with its description as title: full lines for what this build holds, else broken ones."""
    loaded = frozenset(name for entry in lineage for name in entry["loaded"])
    sources, facts, ends = boxes(kpis, loaded)
    flows = [flow(sources[source], facts[fact]) for fact in FILLED_BY for source in FILLED_BY[fact]]
    flows += [flow(facts[fact], ends[entry["kpi_id"]]) for entry in lineage for fact in entry["facts"]]
    # what is there lies over what is not
    flows.sort(key=lambda path: BLUE in path)
    shapes = [box.svg() for column in (sources, facts, ends) for box in column.values()]
    titles = [heading(0, "Source"), heading(1, "Table of the star"), heading(2, "KPI")]
    here = sum(box.on for box in ends.values())
    alt_text = (
        f"Diagram of {len(sources)} sources, {len(facts)} tables of the star and {len(ends)} KPIs, with the "
        f"flows between them. Sources loaded: {len(loaded)}; KPIs with a value: {here}."
    )
    height = TOP + ROW * len(kpis) + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{WIDE}" height="{height}"'
        f' viewBox="0 0 {WIDE} {height}"><title>{escape(alt_text)}</title>'
        f"{''.join([*titles, *flows, *shapes])}</svg>"
    )
