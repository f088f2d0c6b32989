"""What the build ran on, and with which settings."""

from __future__ import annotations

import importlib.metadata
import platform
from pathlib import Path
from typing import Any

import duckdb
import yaml

from reports.errors import ReportError
from reports.evidence.artifacts import Artifacts

PACKAGES = (
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "polars",
    "pyarrow",
    "altair",
    "vl-convert-python",
    "weasyprint",
    "jinja2",
)


def environment(con: duckdb.DuckDBPyConnection, artifacts: Artifacts) -> dict[str, Any]:
    """Versions of the language, the packages and the engine, and the engine's limits."""
    limits = con.execute("select current_setting('threads'), current_setting('memory_limit')").fetchall()[0]
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        **of_dbt(artifacts),
        "duckdb_threads": int(limits[0]),
        "duckdb_memory_limit": limits[1],
    }


def of_dbt(artifacts: Artifacts) -> dict[str, str]:
    """What dbt's artifacts say of the program that built."""
    return {
        "dbt_version": artifacts.run_results["metadata"]["dbt_version"],
        "adapter": artifacts.manifest["metadata"]["adapter_type"],
    }


def parameters(project: Path, artifacts: Artifacts) -> dict[str, Any]:
    """Every dbt var: those of dbt_project.yml, and over them those of the command line."""
    path = project / "dbt_project.yml"
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8")).get("vars") or {}
    except FileNotFoundError:
        raise ReportError(
            f"{path}: no such file. Run from the project's folder or give --project-dir."
        ) from None
    except (OSError, yaml.YAMLError, AttributeError) as error:
        raise ReportError(f"{path}: cannot be read ({str(error).splitlines()[0]}).") from None
    return {**declared, **(artifacts.run_results["args"].get("vars") or {})}
