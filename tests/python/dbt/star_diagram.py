"""The picture of the star on the docs home page, drawn from the YAML of the star's models.

dbt's docs show only a picture that the page itself holds: `python -m tests.python.dbt.star_diagram` draws it
anew and writes it there. A test compares the two.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
OVERVIEW = ROOT / "models" / "docs" / "overview.md"
IMAGE = re.compile(r"!\[[^\]]*\]\(data:image/svg\+xml;base64,[A-Za-z0-9+/=]+\)")

Model = dict[str, Any]
"""A model as its YAML describes it."""

INK, MUTED, GREY, PAPER, PALE = "#1b2430", "#5a6675", "#9aa5b1", "#ffffff", "#f3f6f9"
# Okabe and Ito's palette, as the report's: a colour a dimension, the lines to it included.
COLOURS = ("#0072b2", "#d55e00", "#2fb28a", "#cc79a7", "#e69f00", "#5b9fcb", "#5a6675")

WIDTH = 860  # px: the page's column
TOP, ROW, HEIGHT = 30, 50, 40  # px: where the boxes begin, from one to the next, and a box
LEFT, MIDDLE, RIGHT = (0, 150), (262, 236), (628, 206)  # px: x and width of the three columns


def models() -> dict[str, Model]:
    """The models of the star by name."""
    files = sorted((ROOT / "models" / "core").glob("*.yml"))
    found = (model for path in files for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"])
    return {model["name"]: model for model in found}


def foreign_keys(model: Model) -> dict[str, str]:
    """The columns that no_orphans guards against a dimension, with that dimension."""
    tests = (
        (column["name"], test["no_orphans"]["arguments"]["to"])
        for column in model["columns"]
        for test in column.get("data_tests", [])
        if isinstance(test, dict) and "no_orphans" in test
    )
    return {name: to.split("'")[1] for name, to in tests if to.startswith("ref('dim_")}


def rows_of(page: str) -> dict[str, str]:
    """What one row of each table is, as the page's table says, short enough for a box."""
    found = re.findall(
        r"^\| \[(\w+)\]\(#!/model/model\.media_analytics\.\1\) \| ([^|]+) \|", page, re.MULTILINE
    )
    return {name: words.split(":")[0].strip() for name, words in found}


@dataclass(frozen=True)
class Star:
    """Who stands where: the dimension that most tables join, the tables between, the other dimensions."""

    hub: str
    between: list[str]
    dimensions: list[str]
    beside: list[str]
    keys: dict[str, dict[str, str]]

    def targets(self, name: str) -> list[str]:
        """The dimensions on the right that a table joins, from the top."""
        joined = set(self.keys[name].values())
        return [dimension for dimension in self.dimensions if dimension in joined]


def arranged(core: Mapping[str, Model]) -> Star:
    """The tables in an order in which few lines cross: each beside the middle of those it joins."""
    keys = {name: foreign_keys(model) for name, model in core.items()}
    between = sorted(name for name in keys if not name.startswith("dim_") and keys[name])
    joined = Counter(dimension for name in between for dimension in set(keys[name].values()))
    hub = min(joined, key=lambda name: (-joined[name], name))
    dimensions = sorted(name for name in keys if name.startswith("dim_") and name != hub)
    beside = [name for name in keys if not name.startswith("dim_") and name not in between]

    def mean(places: Iterable[int]) -> float:
        found = list(places)
        return sum(found) / len(found) if found else -1.0

    for _ in range(8):
        place = {name: dimensions.index(name) for name in dimensions}
        between.sort(key=lambda name: mean(place[to] for to in set(keys[name].values()) if to in place))
        dimensions.sort(
            key=lambda to: mean(at for at, name in enumerate(between) if to in keys[name].values())
        )
    return Star(hub, between, dimensions, beside, keys)


def box(
    x: float, y: float, size: tuple[float, float], colour: str, name: str, words: str, fill: str = PAPER
) -> str:
    """A table: its name, and what one row of it is. Bridges have a broken border."""
    dash = ' stroke-dasharray="4 3"' if name.startswith("bridge_") else ""
    middle = y + size[1] / 2
    return (
        f'<rect x="{x + 1:g}" y="{y:g}" width="{size[0] - 2:g}" height="{size[1]:g}" rx="4" fill="{fill}"'
        f' stroke="{colour}" stroke-width="1.5"{dash}/>'
        f'<text x="{x + 10:g}" y="{middle - 3:g}" font-weight="700">{escape(name)}</text>'
        + said(x + 10, middle + 12, words)
    )


def curve(start: tuple[float, float], end: tuple[float, float], colour: str) -> str:
    """A line from one column to the next."""
    half = (start[0] + end[0]) / 2
    return (
        f'<path d="M{start[0]:g} {start[1]:.1f}C{half:g} {start[1]:.1f} {half:g} {end[1]:.1f}'
        f' {end[0]:g} {end[1]:.1f}" stroke="{colour}"/>'
    )


def port(y: float, height: float, place: int, ends: int) -> float:
    """Where one of several lines meets the side of a box."""
    return y + height * (place + 1) / (ends + 1)


def drawn(core: Mapping[str, Model], words: Mapping[str, str]) -> str:
    """The picture, as SVG."""
    star = arranged(core)
    depth = ROW * len(star.between) - (ROW - HEIGHT)
    y_of = {name: float(TOP + ROW * place) for place, name in enumerate(star.between)}
    step = depth / len(star.dimensions)
    y_of |= {name: TOP + step * place + (step - HEIGHT) / 2 for place, name in enumerate(star.dimensions)}
    colour = dict(zip([star.hub, *star.dimensions], COLOURS, strict=False))
    boxes = [
        box(x, y, (width, HEIGHT), colour.get(name, GREY), name, words[name])
        for name, y in y_of.items()
        for x, width in [MIDDLE if name in star.between else RIGHT]
    ]
    boxes.append(box(LEFT[0], TOP, (LEFT[1], depth), colour[star.hub], star.hub, words[star.hub]))
    boxes += [
        said(LEFT[0] + 10, TOP + depth / 2 + 27 + 15 * place, line)
        for key, to in star.keys[star.hub].items()
        if to == star.hub
        for place, line in enumerate(("and joins itself by", key))
    ]
    foot = TOP + depth + 50
    height = foot + ROW * ceil(len(star.beside) / 2)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}"'
            f' viewBox="0 0 {WIDTH} {height:g}" font-family="Helvetica,Arial,sans-serif" font-size="13"'
            f' fill="{INK}">',
            f'<g fill="none" stroke-width="1.6">{"".join(lines(star, y_of, colour))}</g>',
            *boxes,
            *headings(foot),
            *foot_rows(star.beside, foot, words),
            "</svg>",
        ]
    )


def lines(star: Star, y_of: Mapping[str, float], colour: Mapping[str, str]) -> list[str]:
    """A line for each foreign key."""
    found = []
    for name in star.between:
        if star.hub in star.keys[name].values():
            y = y_of[name] + HEIGHT / 2
            found.append(curve((LEFT[1] - 1, y), (MIDDLE[0] + 1, y), colour[star.hub]))
        targets = star.targets(name)
        for place, to in enumerate(targets):
            comers = [other for other in star.between if to in star.targets(other)]
            start = (sum(MIDDLE) - 1, port(y_of[name], HEIGHT, place, len(targets)))
            end = (RIGHT[0] + 1, port(y_of[to], HEIGHT, comers.index(name), len(comers)))
            found.append(curve(start, end, colour[to]))
    # from one dimension to another, around the right side
    for name in star.dimensions:
        for to in star.targets(name):
            side, leave, arrive = sum(RIGHT) - 1, y_of[name] + HEIGHT / 2, y_of[to] + HEIGHT / 2
            bend = f"M{side} {leave:.1f}C{WIDTH} {leave:.1f} {WIDTH} {arrive:.1f} {side} {arrive:.1f}"
            found.append(f'<path d="{bend}" stroke="{colour[to]}"/>')
    return found


def said(x: float, y: float, words: str) -> str:
    """A line of small text."""
    return f'<text x="{x:g}" y="{y:g}" font-size="11" fill="{MUTED}">{escape(words)}</text>'


def headings(foot: float) -> list[str]:
    """What stands in each column, and below."""
    return [
        said(LEFT[0] + 1, 18, "Dimension"),
        said(MIDDLE[0] + 1, 18, "Facts, and bridges (broken border)"),
        said(RIGHT[0] + 1, 18, "Dimensions"),
        said(1, foot - 12, "Beside the star, without keys to it"),
    ]


def foot_rows(names: Sequence[str], y: float, words: Mapping[str, str]) -> list[str]:
    """The tables without keys of the star, two in a row."""
    half = WIDTH / 2
    return [
        box(place % 2 * half, y + place // 2 * ROW, (half - 12, HEIGHT), GREY, name, words[name], PALE)
        for place, name in enumerate(names)
    ]


def in_words(star: Star) -> str:
    """The same for those who do not see it."""
    joins = "; ".join(
        f"{name} joins {', '.join(dict.fromkeys(keys.values()))}"
        for name, keys in sorted(star.keys.items())
        if keys
    )
    return f"The star as a picture: {joins}. Beside it stand {', '.join(star.beside)}."


def markdown(page: str) -> str:
    """The picture as the page holds it."""
    core = models()
    picture = base64.b64encode(drawn(core, rows_of(page)).encode()).decode()
    return f"![{in_words(arranged(core))}](data:image/svg+xml;base64,{picture})"


if __name__ == "__main__":
    text = OVERVIEW.read_text(encoding="utf-8")
    OVERVIEW.write_text(IMAGE.sub(lambda _: markdown(text), text), encoding="utf-8")
