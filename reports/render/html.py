"""The HTML edition: one file that asks for nothing, readable without script, live charts with it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import vl_convert
from markupsafe import Markup

from reports.charts.figures import specification
from reports.charts.theme import NARROW, WIDE
from reports.render.fonts import faces_inline
from reports.render.templates import FOLDER, environment, style

# Anchors and names of the navigation.
SECTIONS = (
    ("summary", "Summary"),
    ("reading", "How to read it"),
    ("views", "Views"),
    ("concentration", "Concentration"),
    ("engagement", "Engagement"),
    ("churn", "Churn"),
    ("genre-trends", "Genre trends"),
    ("platform-share", "Platform share"),
    ("regions", "Regions and people"),
    ("method", "Method"),
    ("quality", "Data quality"),
    ("glossary", "Glossary and licences"),
    ("cards", "From number to source"),
)
MOST_CHOICES = 24  # more are no help to a reader, and each is a chart of its own in the file


@cache
def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script: about 0.9 MB, three seconds."""
    # the stub asks for text where the function also takes None
    script = str(vl_convert.javascript_bundle(None))  # type: ignore[arg-type]
    if "</script" in script.lower():
        raise ValueError("the Vega bundle would end its own script element")
    return script


def choices(figure: Mapping[str, Any]) -> list[str]:
    """The values that a reader may choose from, in the order of the data; none where that is no choice."""
    field = figure["filter_by"]
    found = list(dict.fromkeys(row[field] for row in figure["data"])) if field else []
    return found if 1 < len(found) <= MOST_CHOICES else []


def row_choices(figure: Mapping[str, Any], found: list[str]) -> list[int]:
    """By row of the figure's table the place of its choice, from 1: 0 is all of them."""
    return [found.index(row[figure["filter_by"]]) + 1 for row in figure["data"]] if found else []


def chosen(figure: Mapping[str, Any], choice: str) -> dict[str, Any]:
    """The figure with the rows of one choice alone."""
    kept = [row for row in figure["data"] if row[figure["filter_by"]] == choice]
    return {**figure, "data": kept, "alt_text": f"{figure['alt_text']} Of these only {choice} is drawn here."}


def _pair(figure: Mapping[str, Any], specs: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    described = {"description": figure["alt_text"]}
    return {"wide": specs[WIDE] | described, "narrow": specs[NARROW] | described}


def spec_json(entry: Mapping[str, Any]) -> Markup:
    """The specifications of a figure, all of it and then each choice, as JSON that cannot end its element."""
    figure = entry["figure"]
    pairs = [_pair(figure, entry["spec"])]
    for choice in choices(figure):
        part = chosen(figure, choice)
        pairs.append(_pair(part, {width: specification(part, width) for width in (WIDE, NARROW)}))
    packed = json.dumps(pairs, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return Markup(packed.replace("<", "\\u003c"))


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(css: str, scripts: list[str]) -> str:
    """The content security policy: these scripts, this style sheet, the fonts inside it, and nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_digest, scripts))}",
            f"style-src {_digest(css)}",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def script(name: str) -> str:
    """A script of the HTML edition."""
    return (FOLDER / name).read_text(encoding="utf-8")


def page(variables: dict[str, Any]) -> str:
    """The whole file."""
    sheets = ["report.css", "screen.css", *(["sample.css"] if variables["is_sample"] else [])]
    css = f"{faces_inline()}\n{style(*sheets)}"
    scripts = [script(name) for name in ("navigation.js", "cards.js")]
    if variables["figures"]:
        scripts += [bundle(), script("charts.js")]
    for entry in variables["figures"].values():
        found = choices(entry["figure"])
        entry |= {"choices": found, "row_choices": row_choices(entry["figure"], found)}
        entry["spec_json"] = spec_json(entry)
    return (
        environment()
        .get_template("document.html.j2")
        .render(
            variables,
            medium="web",
            web=True,
            sections=SECTIONS,
            css=Markup(css),
            policy=policy(css, scripts),
            scripts=list(map(Markup, scripts)),
        )
    )
