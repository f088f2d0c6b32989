"""The statistics macros as functions that return SQL."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest

MACROS = Path(__file__).parents[3] / "macros"


@pytest.fixture(scope="session")
def macros() -> jinja2.environment.TemplateModule:
    """All statistics macros, and the engine's in the form that DuckDB takes, as dbt would dispatch them."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    environment.globals["adapter"] = SimpleNamespace(
        dispatch=lambda name, _project: getattr(module, f"default__{name}")
    )
    environment.globals["return"] = lambda value: value
    files = [*sorted(MACROS.glob("stats/*.sql")), MACROS / "engine" / "hex_to_bigint.sql"]
    module = environment.from_string("\n".join(path.read_text(encoding="utf-8") for path in files)).module
    return module
