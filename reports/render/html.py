"""The HTML edition: one file that asks for nothing, readable without script, live charts with it."""

import base64
import hashlib
import json
from functools import cache
from typing import Any

import vl_convert
from markupsafe import Markup

from reports.charts.theme import NARROW, WIDE
from reports.render.fonts import faces_inline
from reports.render.templates import FOLDER, environment, style


@cache
def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script: about 0.9 MB, three seconds."""
    # the stub asks for text where the function also takes None
    script = str(vl_convert.javascript_bundle(None))  # type: ignore[arg-type]
    if "</script" in script.lower():
        raise ValueError("the Vega bundle would end its own script element")
    return script


def spec_json(entry: dict[str, Any]) -> Markup:
    """The two specifications of a figure as JSON that cannot end its script element."""
    alt_text = entry["figure"]["alt_text"]
    specs = {
        "wide": entry["spec"][WIDE] | {"description": alt_text},
        "narrow": entry["spec"][NARROW] | {"description": alt_text},
    }
    return Markup(json.dumps(specs, sort_keys=True, allow_nan=False).replace("<", "\\u003c"))


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


def page(variables: dict[str, Any]) -> str:
    """The whole file."""
    sheets = ["report.css", "screen.css", *(["sample.css"] if variables["is_sample"] else [])]
    css = f"{faces_inline()}\n{style(*sheets)}"
    enhance = (FOLDER / "charts.js").read_text(encoding="utf-8")
    scripts = [bundle(), enhance] if variables["figures"] else []
    for entry in variables["figures"].values():
        entry["spec_json"] = spec_json(entry)
    return (
        environment()
        .get_template("document.html.j2")
        .render(
            variables,
            medium="web",
            web=True,
            css=Markup(css),
            policy=policy(css, scripts),
            scripts=[Markup(script) for script in scripts],
        )
    )
