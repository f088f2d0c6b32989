"""The semantic layer is read whole, MetricFlow finds nothing wrong with it, and its saved queries run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from built_project import ROOT, BuiltProject
from click.testing import CliRunner
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import query, validate_configs
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest
from semantic_engine import metricflow

KINDS = ("semantic_models", "metrics", "saved_queries")


@pytest.fixture(scope="module")
def manifest(sample_project: BuiltProject) -> dict[str, Any]:
    """What dbt has read of the layer."""
    path = sample_project.target / "semantic_manifest.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def engine(sample_project, tmp_path_factory) -> Iterator[CLIConfiguration]:
    folder = tmp_path_factory.mktemp("semantic-layer")
    shutil.copy(sample_project.warehouse, folder)
    with metricflow(sample_project, folder) as configuration:
        yield configuration


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_written_is_read(manifest, kind):
    """What dbt does not understand here it ignores in silence."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in ROOT.glob("models/semantic/*.yml")]
    written = sorted(thing["name"] for file in files for thing in file.get(kind, []))
    assert sorted(thing["name"] for thing in manifest[kind]) == written


def test_there_is_as_much_as_there_should_be(manifest):
    assert len(manifest["semantic_models"]) == 19
    types = Counter(metric["type"] for metric in manifest["metrics"])
    assert types == {"simple": 38, "ratio": 12, "derived": 6, "cumulative": 3}
    assert len(manifest["saved_queries"]) == 8
    assert len(manifest["project_configuration"]["time_spines"]) == 1


def test_the_time_spine_has_every_day_once(manifest, sample_project):
    (spine,) = manifest["project_configuration"]["time_spines"]
    assert spine["node_relation"]["alias"] == "time_spine_daily"
    assert spine["primary_column"] == {"name": "date_day", "time_granularity": "day"}
    with sample_project.connect() as con:
        days, distinct, expected = con.execute(
            "select count(*), count(distinct date_day), max(date_day) - min(date_day) + 1"
            " from semantic.time_spine_daily"
        ).fetchall()[0]
    assert days == distinct == expected > 9000


@pytest.mark.parametrize("kind", KINDS)
def test_everything_says_what_it_is(manifest, kind):
    for thing in manifest[kind]:
        assert thing["label"] and thing["description"], thing["name"]
        for part in (*thing.get("dimensions", []), *thing.get("measures", [])):
            assert part["description"], (thing["name"], part["name"])


def test_metricflow_finds_nothing_wrong_with_it(engine):
    """`mf validate-configs`: names, types, and every column and metric against the warehouse."""
    done = CliRunner().invoke(validate_configs, obj=engine)
    assert done.exit_code == 0, done.output


def test_every_saved_query_runs(engine, manifest):
    for saved in manifest["saved_queries"]:
        request = MetricFlowQueryRequest.create(saved_query_name=saved["name"])
        table = engine.mf.query(request).result_df
        assert table is not None and table.row_count > 0, saved["name"]
        assert set(saved["query_params"]["metrics"]) < set(table.column_names), saved["name"]


def test_the_lines_of_the_readme_run(engine):
    """As an analyst types them; an answer has its names, a rule below them, and a row."""
    lines = re.findall(r"^ *(mf query .+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) >= 3
    for line in lines:
        done = CliRunner().invoke(query, shlex.split(line, comments=True)[2:], obj=engine)
        assert done.exit_code == 0, (line, done.output)
        assert re.search(r"^[- ]+$\n.+", done.output, re.MULTILINE), (line, done.output)
